"""The floor: the least a Flask page of this kind costs. Session, user, 3 ORM queries, 10 kB page."""

import os

from flask import Flask, render_template_string, request
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

ROWS = 50
PAGE = """<!doctype html><html lang="fr"><head><title>Floor</title></head><body>
<h1>{{ current_user.name }}</h1><table>{% for row in rows %}
<tr><td>{{ row.id }}</td><td>{{ row.title }}</td><td>{{ row.state }}</td>
<td><a href="/rows/{{ row.id }}">open the row of {{ row.title }}</a> and some words beside it,
so that the page weighs what such a page weighs.</td></tr>{% endfor %}</table>
<p>{{ other|length }} {{ last|length }}</p></body></html>"""


class Base(DeclarativeBase):
    """Parent of the floor's tables."""


db = SQLAlchemy(model_class=Base)


class Person(Base, UserMixin):
    """Somebody signed in."""

    __tablename__ = "floor_person"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Row(Base):
    """A row of the page."""

    __tablename__ = "floor_row"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("floor_person.id"), index=True)
    title: Mapped[str]
    state: Mapped[str]


def create_app() -> Flask:
    """Build the floor on the database named by FLOOR_DATABASE_URL."""
    app = Flask("floor")
    app.config.update(SECRET_KEY="f" * 40, SQLALCHEMY_DATABASE_URI=os.environ["FLOOR_DATABASE_URL"])
    db.init_app(app)
    manager = LoginManager(app)
    manager.user_loader(lambda key: db.session.get(Person, int(key)))

    @app.get("/enter")
    def enter() -> str:
        login_user(db.session.get(Person, request.args.get("id", 1, type=int)))
        return "in"

    @app.get("/page")
    @login_required
    def page() -> str:
        mine = select(Row).where(Row.person_id == current_user.id)
        rows = db.session.scalars(mine.order_by(Row.id).limit(ROWS)).all()
        other = db.session.scalars(mine.where(Row.state == "open").limit(5)).all()
        last = db.session.scalars(mine.order_by(Row.id.desc()).limit(5)).all()
        return render_template_string(PAGE, rows=rows, other=other, last=last)

    return app


def fill(app: Flask, people: int = 200) -> None:
    """Put people and their rows in an empty floor database."""
    with app.app_context():
        Base.metadata.create_all(db.engine)
        if db.session.scalar(select(Person.id).limit(1)):
            return
        db.session.add_all(Person(id=k, name=f"Person {k}") for k in range(1, people + 1))
        db.session.flush()
        db.session.add_all(
            Row(person_id=k, title=f"Row {n} of {k}", state="open" if n % 3 else "done")
            for k in range(1, people + 1)
            for n in range(60)
        )
        db.session.commit()
