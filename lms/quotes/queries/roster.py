"""The network's names for the guard: read once by each process, again when a name has changed."""

from datetime import datetime, timedelta
from threading import Lock
from typing import NamedTuple

from sqlalchemy import BigInteger, ColumnElement, cast, func, literal, select

from lms.accounts.models import Person
from lms.core.db import session
from lms.network.models import Unit
from lms.quotes.rules.guard import Roster

LOOK_AGAIN = timedelta(minutes=1)


class _Held(NamedTuple):
    version: str
    roster: Roster
    looked_at: datetime


_lock = Lock()
_held: dict[str, _Held] = {}


def network_roster(*, now: datetime) -> Roster:
    """Return the names of everybody and of every unit, those who left and those closed included.

    The same object serves every request of the process; it is only read. Whether a name changed is
    looked at once a minute at most, which costs one reading of the two tables.
    """
    place = _database()
    with _lock:
        held = _held.get(place)
        if held is not None and abs(now - held.looked_at) < LOOK_AGAIN:
            return held.roster
        version = roster_version()
        roster = held.roster if held is not None and held.version == version else _read()
        _held[place] = _Held(version, roster, now)
        return roster


def roster_version() -> str:
    """Return what changes when a name is added, changed or erased."""
    return f"{_mark_of_people()}/{_mark_of_units()}"


def forget() -> None:
    """Drop what this process holds: the next question reads again."""
    with _lock:
        _held.clear()


def _database() -> str:
    """Return which database this process asks."""
    return str(session.get_bind().engine.url)


def _mark_of_people() -> str:
    names = Person.given_name + literal("\t") + Person.family_name
    count, mark = session.execute(
        select(func.count(), _mixed(names)).where(Person.erased_at.is_(None))
    ).one()
    return f"{count}:{mark}"


def _mark_of_units() -> str:
    count, mark = session.execute(select(func.count(), _mixed(Unit.name + literal("")))).one()
    return f"{count}:{mark}"


def _mixed(text: ColumnElement[str]) -> ColumnElement[int]:
    """Return a number made of all the values of a column, whatever their order."""
    mark: ColumnElement[int] = func.bit_xor(func.hashtextextended(text, cast(0, BigInteger)))
    return func.coalesce(mark, 0)


def _read() -> Roster:
    """Read the names."""
    people = session.execute(
        select(Person.given_name, Person.family_name).where(Person.erased_at.is_(None)).distinct()
    )
    return Roster([(given, family) for given, family in people], session.scalars(select(Unit.name)))
