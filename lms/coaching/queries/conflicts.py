"""Who said that they know whom outside work; only the two of them read it, and the coach's lead."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from sqlalchemy import func, or_, select

from lms.coaching.models import Conflict
from lms.coaching.queries.people import given_names_asked, leads_asked
from lms.core.asking import ME, OTHER, Wanted, ask
from lms.core.db import session
from lms.network.queries import names_of


@dataclass(frozen=True, slots=True)
class Close:
    """Somebody one is said to know outside work, when that was last said, and by whom."""

    id: UUID
    name: str
    said_on: date
    is_mine: bool
    """Whoever said it confirms it, or says that it is over."""


def find_conflict(rater_id: UUID, coach_id: UUID) -> Conflict | None:
    """Return what two people said of being close, while it lasts."""
    given = {"asked_me": rater_id, "asked_other": coach_id}
    found: Conflict | None = session.scalar(_between(), given)
    return found


@lru_cache
def _between() -> Wanted:
    return select(Conflict).where(
        Conflict.rater_id == ME, Conflict.coach_id == OTHER, func.upper_inf(Conflict.during)
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """What C5 says beside its questions: the coach's given name, who reads a confidential word."""

    coach: str
    close: Close | None
    """What was said of knowing each other outside work, while it lasts."""
    is_led: bool
    """Somebody else than the coach leads the region: a confidential word has a reader."""


def beside(rater_id: UUID, coach_id: UUID, unit_id: UUID, day: date) -> Beside:
    """Return what the form of an opinion says of a coach, in one statement."""
    given = {"asked_me": rater_id, "asked_other": coach_id, "asked_people": [coach_id]}
    found = ask(_beside(), {**given, "asked_unit": unit_id, "asked_today": day})
    (named,) = found["name"]
    leads = {one for row in found["leads"] for one in (row.person_id, row.backup_person_id) if one}
    return Beside(
        coach=named.given_name,
        close=next(
            (
                Close(row.id, named.given_name, row.reviewed_on, row.declared_by == rater_id)
                for row in found["close"]
            ),
            None,
        ),
        is_led=bool(leads - {coach_id}),
    )


@lru_cache
def _beside() -> dict[str, Wanted]:
    close = _between().with_only_columns(Conflict.id, Conflict.declared_by, Conflict.reviewed_on)
    return {"name": given_names_asked(), "close": close, "leads": leads_asked()}


def close_to(person_id: UUID) -> list[Close]:
    """Return whom somebody is said to know outside work, by either of the two, while it lasts."""
    rows = session.scalars(
        select(Conflict)
        .where(
            or_(Conflict.rater_id == person_id, Conflict.coach_id == person_id),
            func.upper_inf(Conflict.during),
        )
        .order_by(Conflict.reviewed_on, Conflict.id)
    ).all()
    others = {row.id: row.rater_id if row.coach_id == person_id else row.coach_id for row in rows}
    names = names_of(others.values())
    return [
        Close(row.id, names.get(others[row.id], ""), row.reviewed_on, row.declared_by == person_id)
        for row in rows
    ]
