"""The levels jobs ask of skills, as head office sets them: by position, everybody's for the others."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select

from lms.coaching.models import Target
from lms.coaching.policies import SKILL_TARGET
from lms.coaching.queries.words import skill_names
from lms.core.db import session
from lms.core.policy import number


@dataclass(frozen=True, slots=True)
class Aim:
    """What a position asks of a skill; ``level`` None: as ``usual``, what is asked elsewhere."""

    skill_uid: UUID
    name: str
    level: int | None
    usual: int
    set_by: UUID | None = None
    set_at: datetime | None = None


def aims_of(position_id: UUID | None) -> list[Aim]:
    """Return what a position asks of each skill in the referential's order; None: everybody's."""
    names = skill_names()
    rows = session.scalars(
        select(Target).where(
            Target.skill_uid.in_(names),
            or_(Target.position_id == position_id, Target.position_id.is_(None)),
        )
    ).all()
    own = {one.skill_uid: one for one in rows if one.position_id == position_id}
    shared = {one.skill_uid: one.level for one in rows if one.position_id is None}
    least = number(SKILL_TARGET)
    return [
        _aim(uid, name, own.get(uid), shared.get(uid, least) if position_id else least)
        for uid, name in names.items()
    ]


def _aim(uid: UUID, name: str, row: Target | None, usual: int) -> Aim:
    if row is None:
        return Aim(uid, name, None, usual)
    return Aim(uid, name, row.level, usual, row.set_by, row.set_at)
