"""Skills as the person, their manager and their coach read them; above, figures of groups only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from sqlalchemy import or_, select

from lms.coaching.measures.practice import SKILLS_AT_TARGET
from lms.coaching.models import Focus, SkillMeasure, Target
from lms.coaching.policies import SKILL_TARGET, SMALL_GROUP
from lms.coaching.queries.practising import Someone, followed
from lms.coaching.rules import skills as rules
from lms.coaching.rules.skills import By, Standing, Step, StepKind
from lms.core import clock, disclosure, references
from lms.core.access import Permission, Viewer
from lms.core.db import session
from lms.core.disclosure import Group
from lms.core.measures import ScopeKind
from lms.core.periods import PeriodKind, period_of
from lms.core.policy import number
from lms.network.models import Membership, Unit
from lms.network.queries import day_of, units_in_scope


def standings_of(
    person_ids: Iterable[UUID], day: date, names: Mapping[UUID, str]
) -> dict[UUID, tuple[Standing, ...]]:
    """Return where each person is on the skills named, in two statements."""
    people = list(person_ids)
    asked = targets_of(people, day, names)
    measures: dict[UUID, list[rules.Measure]] = {one: [] for one in people}
    for row in session.scalars(select(SkillMeasure).where(SkillMeasure.person_id.in_(people))):
        measures[row.person_id].append(
            rules.Measure(row.measured_on, row.number, str(row.skill_uid), By(row.kind), row.level)
        )
    skills = [str(uid) for uid in names]
    return {one: rules.standings(skills, measures[one], asked[one]) for one in people}


def targets_of(
    people: Sequence[UUID], day: date, names: Mapping[UUID, str]
) -> dict[UUID, dict[str, int]]:
    """Return the level asked of each person: their position's, else everybody's, else the policy."""
    usual = dict.fromkeys(map(str, names), number(SKILL_TARGET))
    found = {one: dict(usual) for one in people}
    rows = session.execute(
        select(Membership.person_id, Target.skill_uid, Target.level)
        .join(
            Target,
            or_(Target.position_id == Membership.position_id, Target.position_id.is_(None)),
        )
        .where(
            Membership.person_id.in_(people),
            Membership.is_primary,
            Membership.during.contains(day),
        )
        .order_by(Target.position_id.nulls_first())
    )
    for person_id, skill_uid, level in rows:
        found[person_id][str(skill_uid)] = level
    return found


@dataclass(frozen=True, slots=True)
class PlanStep:
    """A step of the plan in words."""

    skill: str
    label: str
    is_course: bool
    gap: int | None


def plan_of(where: Sequence[Standing], names: Mapping[UUID, str]) -> list[PlanStep]:
    """Return what to do in which order: widest gap first, lessons then observation."""
    said = {str(uid): name for uid, name in names.items()}
    lessons = _lessons_on([UUID(one.skill) for one in where if one.gap])
    return [_step(step, said) for step in rules.plan(where, lessons)]


def _lessons_on(skills: Sequence[UUID]) -> dict[str, list[str]]:
    """Return the lessons that work on each skill, in one statement per feature that has some."""
    found: dict[str, list[str]] = {}
    holders = [one for one in references.HOLDERS.values() if one.column is references.Column.LESSON]
    for pointer in (one for holder in holders if skills for one in holder.find(skills)):
        found.setdefault(str(pointer.item), []).append(pointer.label)
    return found


def _step(step: Step, names: Mapping[str, str]) -> PlanStep:
    is_course = step.kind is StepKind.COURSE
    label = step.what if is_course else names.get(step.what, "")
    return PlanStep(names.get(step.skill, ""), label, is_course, step.gap)


def month_of(day: date) -> str:
    """Return the month of a day, as the skills of a month are kept ("2026-11")."""
    return f"{day.year:04}-{day.month:02}"


def focus_of(unit_id: UUID, day: date, names: Mapping[UUID, str]) -> list[UUID]:
    """Return the skills a store works on this month, in their order; those retired are left out."""
    rows = session.scalars(
        select(Focus.skill_uid)
        .where(Focus.unit_id == unit_id, Focus.month == month_of(day))
        .order_by(Focus.place)
    )
    return [uid for uid in rows if uid in names]


@dataclass(frozen=True, slots=True)
class Team:
    """A team as its manager and its coach see it."""

    people: tuple[tuple[Someone, tuple[Standing, ...]], ...]
    focus: tuple[UUID, ...]
    proposed: tuple[UUID, ...]
    """The skills where most people are short, proposed for the month."""


def team_of(viewer: Viewer, unit: Unit, names: Mapping[UUID, str]) -> Team:
    """Return the people of a store the viewer follows, with where they are."""
    day = day_of(viewer)
    people = followed(viewer, unit.id)
    where = standings_of([one.id for one in people], day, names)
    return Team(
        people=tuple((one, where[one.id]) for one in people),
        focus=tuple(focus_of(unit.id, day, names)),
        proposed=tuple(UUID(one) for one in rules.focus(where.values())),
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """The share of skills at the level asked in a store; None where too few people stand behind."""

    unit: str
    share: Fraction | None
    n: int | None


def shown_above(viewer: Viewer) -> tuple[Shown, list[Shown]]:
    """Return the figure of everything the viewer reaches, and of each store that may be shown."""
    scope = units_in_scope(viewer, Permission.SKILLS_FIGURES)
    rows = session.execute(
        select(Unit.id, Unit.name).where(Unit.id.in_(scope)).order_by(Unit.sort_key)
    )
    units = {unit_id: name for unit_id, name in rows}  # noqa: C416 - typed
    now = clock.now()
    period = period_of(day_of(viewer), PeriodKind.MONTH)
    read = SKILLS_AT_TARGET.readings(units, ScopeKind.UNIT, period, now)
    parts = tuple(Group(str(one), read[one].n) for one in units)
    whole = Group("all", sum(one.n for one in parts), parts)
    shown = disclosure.disclose(whole, number(SMALL_GROUP))
    lines = [
        Shown(name, read[one].ratio, read[one].n) if str(one) in shown else Shown(name, None, None)
        for one, name in units.items()
    ]
    if "all" not in shown:
        return Shown("", None, None), lines
    num = sum((one.num for one in read.values()), Fraction())
    den = sum((one.den for one in read.values()), Fraction())
    return Shown("", num / den if den else None, whole.n), lines
