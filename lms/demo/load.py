"""Put the demo in an empty database: content through its services, the rest by bulk copy."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text

from lms.core import clock, ids
from lms.core.db import session
from lms.core.errors import Refused
from lms.courses.queries import outline
from lms.demo import (
    cast,
    labels,
    learning,
    network,
    practice,
    projects,
    publishing,
    quotes,
    referential,
    visits,
)
from lms.demo.people import settle_people
from lms.projects.services import boards
from lms.reporting.services import recount_all

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """How much the demo put in."""

    units: int
    people: int
    completions: int
    rows: int


def is_empty() -> bool:
    """Tell whether nobody is in the database yet."""
    found = session.execute(text("SELECT EXISTS (SELECT 1 FROM accounts_person)")).scalar()
    return not found


def load_demo(
    *, units: int, people: int, years: int, seed: int, today: date, say: Say = lambda _words: None
) -> Loaded:
    """Load the demo network; raises Refused unless the database is empty.

    Identifiers, names, moments follow from ``seed`` and ``today`` alone.
    """
    if not is_empty():
        raise Refused("The database is not empty: the demo only fills an empty one.")
    now = clock.now().replace(
        year=today.year, month=today.month, day=today.day, hour=7, minute=0, second=0, microsecond=0
    )
    with ids.seeded(f"comptoir demo {seed}") as chance, clock.frozen(now):
        say("Drawing stores and people")
        world = network.build_places(chance, units=units, today=today, years=years)
        settle_people(world, chance, people=people)
        players = cast.place(world)
        copy_rows(world.rows, network.COLUMNS)
        session.execute(text("SELECT core_analyze()"))
        say("Publishing the referential and the path")
        author = players["henri"].id
        referential.publish(world, author)
        paths = publishing.publish(author)
        say("Letting people learn")
        apart = {worker.id for worker in players.values()}
        learning.follow(world, chance, [outline(v) for v in paths[:1]], author, apart)
        copy_rows(world.rows, learning.COLUMNS)
        cast.give_paths(players, paths)
        cast.give_secrets(players)
        say("Letting people tell, and coaches answer")
        session.execute(text("SELECT core_analyze()"))
        quotes.fill(world, chance, players)
        say("Running the label for three years")
        session.execute(text("SELECT core_analyze()"))
        labels.fill(world, chance, players)
        say("Letting people watch, talk, try and thank")
        practice.draw(world, chance)
        copy_rows(world.rows, practice.COLUMNS)
        session.execute(text("SELECT core_analyze()"))
        practice.live(world, players)
        say("Letting coaches visit, and both sides write")
        visits.draw(world, chance)
        copy_rows(world.rows, visits.COLUMNS)
        session.execute(text("SELECT core_analyze()"))
        visits.live(world, players)
        say("Letting stores lead their projects")
        projects.live(world, chance, players)
        say("Writing the next referential")
        referential.open_next(author)
        referential.tie_criteria(author)
        recount_all(today=today)
        session.execute(text("SELECT core_analyze()"))
        boards.make(clock.now())
    return Loaded(
        units=len(world.stores),
        people=len(world.workers),
        completions=len(world.rows.get("courses_completion", ())),
        rows=sum(len(rows) for rows in world.rows.values()),
    )


def copy_rows(rows: dict[str, list[tuple[Any, ...]]], columns: dict[str, tuple[str, ...]]) -> None:
    """Copy rows into their tables, in the order of ``columns``, in the present transaction."""
    session.flush()
    driver: Any = session.connection().connection.dbapi_connection
    with driver.cursor() as cursor:
        for table, names in columns.items():
            found = rows.get(table)
            if not found:
                continue
            with cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
                for row in found:
                    copy.write_row(row)
