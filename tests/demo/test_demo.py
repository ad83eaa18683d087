"""The demo network: the same for a seed, believable, and only the cast has a way in."""

import hashlib

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.pool import NullPool

from lms.accounts.models import Account, Person
from lms.app import create_app
from lms.core.db import Base, db, session
from lms.core.errors import Refused
from lms.courses.models import Completion, Enrolment
from lms.courses.services.learning import rebuild_states
from lms.demo import load
from tests.conftest import drop_database, new_database, settings_for
from tests.demo.conftest import TODAY

pytestmark = pytest.mark.xdist_group("demo")

APART = {
    "accounts_account",
    "accounts_pin",
    "alembic_version",
    "core_file",
    "courses_asset",
    "courses_lesson_version",
    "courses_course_version",
    "courses_path_version",
}
"""Credentials are salted; files keep random names, which versions carry: not part of the dump."""


def dump(url: str) -> dict[str, str]:
    """Return a digest of the rows of each table, schema ops and credentials apart."""
    engine = sa.create_engine(url, poolclass=NullPool)
    found: dict[str, str] = {}
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if table.schema == "ops" or table.name in APART:
                continue
            rows = connection.execute(sa.text(f"SELECT t::text FROM {table.fullname} t"))
            lines = sorted(row[0] for row in rows)
            found[table.name] = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return found


@pytest.mark.slow
def test_the_same_seed_and_day_give_the_same_network(
    world: tuple[Flask, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Loaded twice; every day, tests/house/test_one_door.py reads that chance has one source."""
    url = new_database("twin")
    app = create_app(settings_for(url, tmp_path_factory.mktemp("twin")))
    with app.app_context():
        load.load_demo(units=12, people=120, years=1, seed=7, today=TODAY)
        session.commit()
        db.engine.dispose()
    first, second = dump(world[1]), dump(url)
    drop_database(url)
    assert {name for name in first if first[name] != second[name]} == set()


def test_it_fills_an_empty_database_only(world: tuple[Flask, str]) -> None:
    with pytest.raises(Refused):
        load.load_demo(units=12, people=120, years=1, seed=7, today=TODAY)


def test_only_the_cast_has_a_secret(world: tuple[Flask, str]) -> None:
    rows = session.scalars(sa.select(Person.email).join(Account, Account.person_id == Person.id))
    assert sorted(row or "" for row in rows) == sorted(
        f"{name}@exemple.fr"
        for name in ("alice", "marion", "karim", "rachel", "henri", "zoe", "nora", "sami")
    )


def test_progress_is_spread_and_agrees_with_the_ledger(world: tuple[Flask, str]) -> None:
    states = dict(
        session.execute(sa.select(Enrolment.state, sa.func.count()).group_by(Enrolment.state)).all()
    )
    assert set(states) == {"not_started", "started", "complete"}
    people = session.scalars(sa.select(Completion.person_id).distinct().limit(40)).all()
    before = _states(people)
    rebuild_states(people)
    assert _states(people) == before
    session.rollback()


def _states(people: object) -> set[tuple[object, ...]]:
    rows = session.execute(
        sa.text(
            "SELECT person_id, lesson_uid, state, completed_on FROM courses_lesson_state "
            "WHERE person_id = ANY(:people)"
        ),
        {"people": list(people)},  # type: ignore[call-overload]
    )
    return {tuple(row) for row in rows}


def test_nothing_happens_after_today(world: tuple[Flask, str]) -> None:
    latest = session.scalar(sa.select(sa.func.max(Completion.occurred_on)))
    assert latest is not None
    assert latest <= TODAY
