"""The names the guard looks for: everybody of the network and every unit, kept by each process."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from lms.accounts.models import Person
from lms.core.db import session
from lms.network.models import Change, Unit
from lms.quotes.rules.guard import Roster


@dataclass(slots=True)
class _Kept:
    """The roster last built, and of which state of the network."""

    version: tuple[Any, ...] | None = None
    roster: Roster | None = None


_kept = _Kept()


def current_roster() -> Roster:
    """Return the network's roster, built anew when people or units changed since."""
    version = _version()
    if _kept.roster is None or _kept.version != version:
        _kept.roster = build_roster()
        _kept.version = version
    return _kept.roster


def build_roster() -> Roster:
    """Read every name; those of leavers too, as colleagues remember them."""
    people = session.execute(
        select(Person.given_name, Person.family_name).where(Person.erased_at.is_(None))
    )
    return Roster(((row[0], row[1]) for row in people), session.scalars(select(Unit.name)))


def _version() -> tuple[Any, ...]:
    """Return what tells one state of the network from another: every act on it leaves a change."""
    people, newest = session.execute(
        select(func.count(), func.max(Person.created_at)).select_from(Person)
    ).one()
    acts, last = session.execute(
        select(func.count(), func.max(Change.at)).select_from(Change)
    ).one()
    units = session.scalar(select(func.count()).select_from(Unit))
    return (str(session.get_bind().engine.url), people, newest, acts, last, units)
