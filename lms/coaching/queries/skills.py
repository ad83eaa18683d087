"""Skills as the person, their manager and their coach read them; see ``skills_above`` for the rest."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.dialects.postgresql import distinct_on

from lms.coaching.models import Focus, SkillMeasure, Target
from lms.coaching.policies import SKILL_TARGET
from lms.coaching.queries.practising import Someone, members_asked, readable, someone
from lms.coaching.queries.words import named_by
from lms.coaching.rules import skills as rules
from lms.coaching.rules.skills import By, Standing, Step, StepKind
from lms.core import references
from lms.core.access import Permission, Viewer
from lms.core.asking import PEOPLE, TODAY, UNIT, Row, Wanted, ask
from lms.core.db import session
from lms.core.policy import number
from lms.network.models import Membership, Unit
from lms.network.queries import day_of, scope_values
from lms.referential.queries import service_asked

Answers = Mapping[str, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Own:
    """Somebody's skills as they see them: where they are, the skills of their store's month."""

    where: tuple[Standing, ...]
    focus: tuple[UUID, ...]
    names: Mapping[UUID, str]


def own_of(person_id: UUID, unit_id: UUID | None, day: date) -> Own:
    """Return a person's skills and those their store works on, in one statement."""
    given = {"asked_people": [person_id], "asked_unit": unit_id, "asked_today": day}
    found = ask(_own_asked(), given)
    names = named_by(found["service"]).skills
    return Own(
        where=_standings([person_id], found, names)[person_id],
        focus=_in_focus(found, names),
        names=names,
    )


def _in_focus(found: Answers, names: Mapping[UUID, str]) -> tuple[UUID, ...]:
    """Return the skills of the month that the referential still names."""
    return tuple(row.skill_uid for row in found["focus"] if row.skill_uid in names)


@lru_cache
def _own_asked() -> dict[str, Wanted]:
    return {**_asked_of_people(), "service": service_asked(), "focus": focus_asked()}


def standings_of(
    person_ids: Iterable[UUID], day: date, names: Mapping[UUID, str]
) -> dict[UUID, tuple[Standing, ...]]:
    """Return where each person is on the skills named, in one statement."""
    people = list(person_ids)
    given = {"asked_people": people, "asked_today": day}
    return _standings(people, ask(_asked_of_people(), given), names)


@lru_cache
def _asked_of_people() -> dict[str, Wanted]:
    return _asked_of(lambda one: one == func.any(PEOPLE))


def _asked_of(
    whose: Callable[[Any], ColumnElement[bool]], which: ColumnElement[bool] | None = None
) -> dict[str, Wanted]:
    """Select the levels asked of people and the last measure of each kind on each skill."""
    targets = (
        select(Membership.person_id, Target.skill_uid, Target.level)
        .join(
            Target,
            or_(Target.position_id == Membership.position_id, Target.position_id.is_(None)),
        )
        .where(
            whose(Membership.person_id),
            Membership.is_primary,
            Membership.during.contains(TODAY),
        )
        .order_by(Target.position_id.nulls_first())
    )
    own = (SkillMeasure.person_id, SkillMeasure.skill_uid, SkillMeasure.kind)
    measures = (
        select(*own, SkillMeasure.level, SkillMeasure.measured_on, SkillMeasure.number)
        .ext(distinct_on(*own))
        .where(whose(SkillMeasure.person_id), true() if which is None else which)
        .order_by(*own, SkillMeasure.measured_on.desc(), SkillMeasure.number.desc())
    )
    return {"targets": targets, "measures": measures}


def _standings(
    people: Sequence[UUID], found: Answers, names: Mapping[UUID, str]
) -> dict[UUID, tuple[Standing, ...]]:
    asked = _targets(people, found["targets"], names)
    measures: dict[UUID, list[rules.Measure]] = {one: [] for one in people}
    for row in found["measures"]:
        if row.person_id in measures:
            measures[row.person_id].append(
                rules.Measure(
                    row.measured_on, row.number, str(row.skill_uid), By(row.kind), row.level
                )
            )
    skills = [str(uid) for uid in names]
    return {one: rules.standings(skills, measures[one], asked[one]) for one in people}


def targets_of(
    people: Sequence[UUID], day: date, names: Mapping[UUID, str]
) -> dict[UUID, dict[str, int]]:
    """Return the level asked of each person: their position's, else everybody's, else the policy."""
    asked = {"targets": _asked_of_people()["targets"]}
    found = ask(asked, {"asked_people": list(people), "asked_today": day})
    return _targets(people, found["targets"], names)


def _targets(
    people: Sequence[UUID], rows: Iterable[Row], names: Mapping[UUID, str]
) -> dict[UUID, dict[str, int]]:
    usual = dict.fromkeys(map(str, names), number(SKILL_TARGET))
    found = {one: dict(usual) for one in people}
    for row in rows:
        if row.person_id in found:
            found[row.person_id][str(row.skill_uid)] = row.level
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
    rows = session.scalars(focus_asked(), {"asked_unit": unit_id, "asked_today": day})
    return [uid for uid in rows if uid in names]


@lru_cache
def focus_asked() -> Wanted:
    """Select the skills of a store in the month of a day, as :func:`month_of` says it."""
    month = func.to_char(TODAY, "YYYY-MM")
    chosen = select(Focus.skill_uid).where(Focus.unit_id == UNIT, Focus.month == month)
    return chosen.order_by(Focus.place)


@dataclass(frozen=True, slots=True)
class Team:
    """A team as its manager and its coach see it."""

    people: tuple[tuple[Someone, tuple[Standing, ...]], ...]
    focus: tuple[UUID, ...]
    proposed: tuple[UUID, ...]
    """The skills where most people are short, proposed for the month."""


def team_of(viewer: Viewer, unit: Unit, names: Mapping[UUID, str]) -> Team:
    """Return the people of a store the viewer follows, with where they are."""
    asked = team_asked(viewer)
    if asked is None:
        return Team((), (), ())
    given = {
        "asked_unit": unit.id,
        "asked_me": viewer.person_id,
        "asked_today": day_of(viewer),
        **team_given(viewer),
    }
    return team_from(ask(asked, given), viewer, names)


def team_asked(viewer: Viewer) -> dict[str, Wanted] | None:
    """Select, for a store, whom the viewer follows there, where people are, the skills of the month."""
    members = members_asked(viewer, Permission.SKILLS_MEASURE, of_one=True)
    return None if members is None else {"members": members, **_asked_there(short=False)}


def short_asked(viewer: Viewer) -> dict[str, Wanted] | None:
    """Select what :func:`team_asked` does, of the skills of the month alone where there are some.

    What names the skills comes along.
    """
    members = members_asked(viewer, Permission.SKILLS_MEASURE, of_one=True)
    if members is None:
        return None
    return {"members": members, "service": service_asked(), **_asked_there(short=True)}


@lru_cache
def _asked_there(*, short: bool) -> dict[str, Wanted]:
    there = select(Membership.person_id).where(
        Membership.unit_id == UNIT, Membership.during.contains(TODAY)
    )
    of_month = (
        or_(SkillMeasure.skill_uid.in_(focus_asked()), ~focus_asked().exists()) if short else None
    )
    return {**_asked_of(lambda one: one.in_(there), of_month), "focus": focus_asked()}


def team_given(viewer: Viewer) -> dict[str, Any]:
    """Return the values of the viewer that :func:`team_asked` is sent with."""
    return scope_values(viewer, Permission.SKILLS_MEASURE)


def team_from(found: Answers, viewer: Viewer, names: Mapping[UUID, str]) -> Team:
    """Return the team :func:`team_asked` told of."""
    people = readable(viewer, [(someone(row), row.runs) for row in found["members"]])
    where = _standings([one.id for one in people], found, names)
    return Team(
        people=tuple((one, where[one.id]) for one in people),
        focus=_in_focus(found, names),
        proposed=tuple(UUID(one) for one in rules.focus(where.values())),
    )
