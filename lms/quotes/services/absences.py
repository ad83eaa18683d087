"""Days away: a reporter's clock stops, a coach's difficulties find somebody else."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import ColumnElement, case, delete, func, select
from sqlalchemy.dialects.postgresql import Range, insert

from lms.core import clock, ids
from lms.core.db import session
from lms.core.errors import Invalid
from lms.core.i18n import _
from lms.network.rules import DEFAULT_ZONE
from lms.quotes.models import Absence, Contact, Difficulty
from lms.quotes.models.places import CONTACTS
from lms.quotes.queries.coaches import list_coaches
from lms.quotes.rules.machines import DIFFICULTY, WAITING_COACH
from lms.quotes.services.coaching import release
from lms.quotes.services.loading import lock_difficulty

LONGEST = 400
"""Days of one absence."""

SAID = {"name": 200, "reach": 300}
"""Characters of a contact."""


def say_away(*, person_id: UUID, first: date, after: date) -> Absence:
    """Say that one is away from ``first`` until the day before ``after``.

    For a coach, nothing new is sent meanwhile, and from the first day on those who wait are asked
    who should go on. Raises Invalid for a period that is none or too long.
    """
    if not 0 < (after - first).days <= LONGEST:
        raise Invalid({"after": _("The return comes after the start, within about a year.")})
    made = Absence(id=ids.new_id(), person_id=person_id, during=Range(first, after))
    session.add(made)
    session.flush()
    return made


def be_back(*, person_id: UUID, absence_id: UUID) -> None:
    """Take an absence back."""
    session.execute(delete(Absence).where(Absence.id == absence_id, Absence.person_id == person_id))


def list_absences(person_id: UUID, day: date) -> list[Absence]:
    """Return somebody's absences of today and to come."""
    rows = session.scalars(select(Absence).where(Absence.person_id == person_id))
    found = [one for one in rows if one.during.upper is None or one.during.upper > day]
    return sorted(found, key=lambda one: (one.during.lower or day, one.id))


RELEASABLE = tuple(state for state, moves in DIFFICULTY.states.items() if "release" in moves)


def release_all_of(*, coach_id: UUID) -> int:
    """Let go everything a coach has in hand; each reporter chooses who goes on.

    Returns how many were let go.
    """
    return _release(coach_id, Difficulty.state.in_(RELEASABLE))


def _release(coach_id: UUID, *which: ColumnElement[bool]) -> int:
    held = session.scalars(
        select(Difficulty.id).where(Difficulty.coach_id == coach_id, *which).order_by(Difficulty.id)
    ).all()
    for difficulty_id in held:
        release(lock_difficulty(difficulty_id), coach_id)
    return len(held)


def release_of_leavers(day: date) -> int:
    """Let go what is in the hands of those who coach nobody any more, whatever it is.

    Of those away, only what they promised for a day before their return. Returns how many.
    """
    here = set(list_coaches(day))
    in_charge = session.scalars(
        select(Difficulty.coach_id)
        .where(Difficulty.coach_id.is_not(None), Difficulty.state.in_(RELEASABLE))
        .distinct()
        .order_by(Difficulty.coach_id)
    ).all()
    gone = sum(release_all_of(coach_id=one) for one in in_charge if one and one not in here)
    away = session.execute(
        select(Absence.person_id, func.max(func.upper(Absence.during)))
        .where(Absence.during.contains(day), Absence.person_id.in_(in_charge))
        .group_by(Absence.person_id)
        .order_by(Absence.person_id)
    ).all()
    return gone + sum(_release_promised(who, back) for who, back in away)


def _release_promised(coach_id: UUID, back: date) -> int:
    """Let go what a coach should do before coming back on ``back``."""
    first_hour = datetime.combine(back, time(0), clock.zone_info(DEFAULT_ZONE))
    owed = case(
        (Difficulty.state == "submitted", Difficulty.acknowledge_by),
        (Difficulty.state == "coached", Difficulty.draft_by),
        else_=Difficulty.interview_by,
    )
    return _release(coach_id, Difficulty.state.in_(WAITING_COACH), owed < first_hour)


def set_contact(*, code: str, name: str, reach: str) -> None:
    """Name whom to turn to: "legal" (alert channel) or "safety".

    Raises Invalid when it is incomplete or too long.
    """
    said = {"name": name.strip(), "reach": reach.strip()}
    errors = {field: _("Write a few words here.") for field, words in said.items() if not words}
    errors |= {
        field: _("At most %(n)s characters.", n=most)
        for field, most in SAID.items()
        if len(said[field]) > most
    }
    if code not in CONTACTS:
        errors["code"] = _("Choose one of the list.")
    if errors:
        raise Invalid(errors)
    session.execute(
        insert(Contact)
        .values(code=code, **said)
        .on_conflict_do_update(index_elements=["code"], set_=said)
    )
