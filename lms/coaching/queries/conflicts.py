"""Who said that they know whom outside work; only the two of them read it, and the coach's lead."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from sqlalchemy import func, or_, select

from lms.coaching.models import Conflict
from lms.core.asking import ME, OTHER, Wanted
from lms.core.db import session
from lms.network.queries import names_of


@dataclass(frozen=True, slots=True)
class Close:
    """Somebody one said to know outside work, and when that was last said."""

    id: UUID
    name: str
    said_on: date


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
    return [Close(row.id, names.get(others[row.id], ""), row.reviewed_on) for row in rows]
