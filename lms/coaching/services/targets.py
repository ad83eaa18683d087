"""The level a position asks of a skill: set by head office, traced, taken back in one tap."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import func, select

from lms.coaching.models import Target
from lms.coaching.queries.words import skill_names
from lms.coaching.rules.skills import LEVELS
from lms.core import audit, clock, ids
from lms.core.db import session
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import _
from lms.network.models import Position

ASKED = LEVELS[1:]
"""Levels a job may ask: nothing is not asked."""
Levels = Mapping[UUID, int | None]


def aim(*, position_id: UUID | None, levels: Levels, actor_id: UUID) -> dict[UUID, int | None]:
    """Set what a position asks of skills (None: as everybody's); return what changed, as it was.

    Skills not named keep theirs. Raises NotFound for an unknown position, Invalid for a level off
    the scale or a skill nobody knows.
    """
    if position_id is not None and session.get(Position, position_id) is None:
        raise NotFound
    _check(levels)
    _hold(position_id)
    known = {
        one.skill_uid: one
        for one in session.scalars(
            select(Target).where(Target.position_id.is_not_distinct_from(position_id))
        )
    }
    was = {uid: known[uid].level if uid in known else None for uid in levels}
    changed = {uid: level for uid, level in levels.items() if was[uid] != level}
    for uid, level in changed.items():
        _put(known.get(uid), position_id, uid, level, actor_id)
    session.flush()
    if changed:
        audit.note(
            "coaching:target:set",
            "network_position",
            position_id,
            actor_id=actor_id,
            fields=[str(uid) for uid in changed],
        )
    return {uid: was[uid] for uid in changed}


def _check(levels: Levels) -> None:
    if not set(levels) <= set(skill_names()):
        raise Invalid({"levels": _("This skill is not in the referential any more.")})
    if any(level is not None and level not in ASKED for level in levels.values()):
        raise Invalid({"levels": _("Choose one of the levels.")})


def _hold(position_id: UUID | None) -> None:
    """Let two people who set the same position come one after the other."""
    key = func.hashtextextended(f"coaching_target {position_id}", 0)
    session.execute(select(func.pg_advisory_xact_lock(key)))


def _put(
    row: Target | None, position_id: UUID | None, uid: UUID, level: int | None, actor_id: UUID
) -> None:
    if level is None:
        session.delete(row)
        return
    if row is None:
        row = Target(id=ids.new_id(), position_id=position_id, skill_uid=uid)
        session.add(row)
    row.level, row.set_by, row.set_at = level, actor_id, clock.now()
