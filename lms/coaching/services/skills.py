"""Skills: measures are added, never changed; a store chooses its three skills of the month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import delete, func, select

from lms.coaching.events import SkillMeasured
from lms.coaching.models import Focus, SkillMeasure
from lms.coaching.policies import FOCUS_SKILLS
from lms.coaching.queries.words import skill_names
from lms.coaching.rules.skills import LEVELS, By
from lms.coaching.services.goals import hold_person, today_of
from lms.core import audit, clock, ids
from lms.core.db import session
from lms.core.errors import Invalid
from lms.core.facts import record
from lms.core.i18n import _, ngettext
from lms.core.policy import number


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Levels from 0 to 3 that somebody gives to a person, themselves included."""

    person_id: UUID
    by_id: UUID
    levels: Mapping[UUID, int]
    observation_id: UUID | None = None


def measure(wanted: Measured) -> list[SkillMeasure]:
    """Add measures; one that says what the last of its kind says already adds nothing.

    Raises Invalid for a level off the scale or a skill nobody knows.
    """
    _check(wanted.levels)
    hold_person(wanted.person_id)
    here, now = today_of(wanted.person_id), clock.now()
    by = By.SELF if wanted.by_id == wanted.person_id else By.OBSERVER
    last, held = _last(wanted.person_id)
    made = []
    for skill_uid, level in wanted.levels.items():
        if held.get((skill_uid, by)) == (level, here.on):
            continue
        row = SkillMeasure(
            id=ids.new_id(),
            person_id=wanted.person_id,
            skill_uid=skill_uid,
            number=last.get(skill_uid, 0) + 1,
            kind=by.value,
            level=level,
            measured_on=here.on,
            observer_id=None if by is By.SELF else wanted.by_id,
            observation_id=wanted.observation_id,
            unit_id=here.unit_id,
            received_at=now,
        )
        session.add(row)
        made.append(row)
    session.flush()
    for row in made:
        record(SkillMeasured(measure_id=row.id, unit_id=row.unit_id), source=row.id, at=now)
    return made


def _check(levels: Mapping[UUID, int]) -> None:
    if not levels:
        raise Invalid({"levels": _("Measure one skill at least.")})
    if not set(levels) <= set(skill_names()):
        raise Invalid({"levels": _("This skill is not in the referential any more.")})
    if any(level not in LEVELS for level in levels.values()):
        raise Invalid({"levels": _("A skill is measured from 0 to 3.")})


def _last(
    person_id: UUID,
) -> tuple[dict[UUID, int], dict[tuple[UUID, str], tuple[int, date]]]:
    """Return the last number of each skill, and the last level of each kind with its day."""
    rows = session.execute(
        select(
            SkillMeasure.skill_uid,
            SkillMeasure.kind,
            SkillMeasure.number,
            SkillMeasure.level,
            SkillMeasure.measured_on,
        )
        .where(SkillMeasure.person_id == person_id)
        .order_by(SkillMeasure.number)
    ).all()
    numbers = {row.skill_uid: row.number for row in rows}
    return numbers, {(row.skill_uid, row.kind): (row.level, row.measured_on) for row in rows}


def choose_focus(
    *, unit_id: UUID, month: str, skill_uids: Sequence[UUID], actor_id: UUID
) -> list[Focus]:
    """Choose the skills a store works on in a month ("2026-11"); raises Invalid beyond three."""
    chosen, most = list(dict.fromkeys(skill_uids)), number(FOCUS_SKILLS)
    if not chosen:
        raise Invalid({"skills": _("Choose one skill at least.")})
    if len(chosen) > most:
        words = ngettext("Choose at most %(num)s skill.", "Choose at most %(num)s skills.", most)
        raise Invalid({"skills": words})
    if not set(chosen) <= set(skill_names()):
        raise Invalid({"skills": _("This skill is not in the referential any more.")})
    _hold_month(unit_id, month)
    session.execute(delete(Focus).where(Focus.unit_id == unit_id, Focus.month == month))
    made = [
        Focus(
            id=ids.new_id(),
            unit_id=unit_id,
            month=month,
            place=place,
            skill_uid=uid,
            chosen_by=actor_id,
            chosen_at=clock.now(),
        )
        for place, uid in enumerate(chosen, 1)
    ]
    session.add_all(made)
    session.flush()
    audit.note("coaching_focus:choose", "network_unit", unit_id, actor_id=actor_id)
    return made


def _hold_month(unit_id: UUID, month: str) -> None:
    """Let two people who choose at once come one after the other."""
    key = func.hashtextextended(f"coaching_focus {unit_id} {month}", 0)
    session.execute(select(func.pg_advisory_xact_lock(key)))
