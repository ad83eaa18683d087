"""The diagnostic as it stands: what customers say, walks, and what each part still lacks."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Row, func, select

from lms.core import clock
from lms.core.db import get_row, session
from lms.core.measures import MEASURES, ScopeKind
from lms.core.periods import PeriodKind, period_of
from lms.core.policy import number
from lms.network.models import Unit
from lms.network.queries.words import channel_name
from lms.projects.models import Action, Example, Irritant, Perception, Project, Walk, Zone
from lms.projects.policies import SPREAD, WALKERS
from lms.projects.queries import flows, places
from lms.projects.queries.projects import sections_of
from lms.projects.rules.actions import IrritantState, irritant_state
from lms.projects.rules.sections import SectionFacts
from lms.projects.rules.walks import Cell, Sense, heat_map, sees, walkers_missing
from lms.projects.rules.walks import Perception as Felt
from lms.referential.queries import Item, list_items

T = TypeVar("T")

PEOPLE_MEASURED = "coaching.people_measured"
"""Asked by code: people of a unit of whom an observer measured a skill, over its people."""


def moments() -> list[Item]:
    """Return the moments of the published referential."""
    return [one for one in list_items() if one.kind == "moment"]


@dataclass(frozen=True, slots=True)
class Heard:
    """What bothers customers, with their words and where it stands."""

    row: Irritant
    moment: str
    examples: tuple[Example, ...]
    state: IrritantState

    @property
    def is_retained(self) -> bool:
        """Tell whether the team keeps it."""
        return self.row.place is not None


def heard(project_id: UUID) -> list[Heard]:
    """Return what bothers customers, with words and state, in the order of :func:`irritants_of`."""
    rows = irritants_of(project_id)
    named = {one.uid: one.name for one in moments()}
    words = _examples([one.id for one in rows])
    states = _states([one.id for one in rows])
    return [
        Heard(
            one,
            named.get(one.moment_uid, "") if one.moment_uid else "",
            tuple(words.get(one.id, ())),
            irritant_state(states.get(one.id, ())),
        )
        for one in rows
    ]


def irritants_of(project_id: UUID) -> list[Irritant]:
    """Return what bothers customers: what is kept in its order, then the rest, the oldest first."""
    return list(
        session.scalars(
            select(Irritant)
            .where(Irritant.project_id == project_id)
            .order_by(Irritant.place.nulls_last(), Irritant.created_at, Irritant.id)
        )
    )


def _examples(irritant_ids: Sequence[UUID]) -> dict[UUID, list[Example]]:
    found: dict[UUID, list[Example]] = {}
    asked = select(Example).where(Example.irritant_id.in_(irritant_ids)).order_by(Example.at)
    for one in session.scalars(asked):
        found.setdefault(one.irritant_id, []).append(one)
    return found


def _states(irritant_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    asked = select(Action.irritant_id, Action.state).where(Action.irritant_id.in_(irritant_ids))
    for irritant_id, state in session.execute(asked):
        if irritant_id:
            found.setdefault(irritant_id, []).append(state)
    return found


def get_irritant(irritant_id: UUID, *, lock: bool = False) -> Irritant:
    """Return an irritant; raises NotFound. ``lock`` keeps others from changing it meanwhile."""
    return get_row(Irritant, irritant_id, lock=lock)


def zones_of(project_id: UUID) -> list[Zone]:
    """Return the places walks go through, in the order of the visit."""
    return list(
        session.scalars(select(Zone).where(Zone.project_id == project_id).order_by(Zone.place))
    )


def walks_given(project_id: UUID) -> set[tuple[str, Sense]]:
    """Return who gave in a walk with what sense."""
    rows = session.execute(
        select(Walk.walker_id, Walk.sense).where(
            Walk.project_id == project_id, Walk.scored_at.is_not(None)
        )
    )
    return {(str(row[0]), Sense(row[1])) for row in rows}


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of a walk."""

    file_id: UUID
    is_own: bool
    """The viewer took it."""


@dataclass(frozen=True, slots=True)
class Walking:
    """The sensory walk as one person may see it."""

    zones: tuple[Zone, ...]
    cells: Mapping[tuple[str, Sense], Cell]
    """Zone and sense; what this person may not see yet is not there."""
    notes: Mapping[tuple[str, Sense], tuple[str, ...]]
    photos: Mapping[tuple[str, Sense], tuple[Photo, ...]]
    given: frozenset[Sense]
    """Walks this person gave in."""
    hidden: frozenset[Sense]
    """Senses others walked with, hidden until this person did."""
    counts: Mapping[Sense, int]
    missing: Mapping[Sense, int]
    is_done: bool


def walking(project: Project, viewer_id: UUID, staff: int) -> Walking:
    """Return the walk: only what the viewer scored too, everything once the part is validated."""
    scored = walks_given(project.id)
    done = _is_validated(project.id, "walk")
    rows = _felt(project.id)
    felt = [Felt(str(who), Sense(sense), str(one.zone_id), one.score) for who, sense, one in rows]
    me = str(viewer_id)
    mine = frozenset(sense for walker, sense in scored if walker == me)
    others = {sense for _walker, sense in scored}
    seen = {sense for sense in Sense if sees(me, sense, scored, done=done)}
    return Walking(
        zones=tuple(zones_of(project.id)),
        cells=heat_map(felt, scored, me, done=done, spread=number(SPREAD)),
        notes=_by_place(rows, seen, lambda one, _own: one.note),
        photos=_by_place(
            rows,
            seen,
            lambda one, who: Photo(one.file_id, who == viewer_id) if one.file_id else None,
        ),
        given=mine,
        hidden=frozenset(others - seen),
        counts={sense: sum(of is sense for _, of in scored) for sense in Sense},
        missing=walkers_missing(scored, staff, number(WALKERS)),
        is_done=done,
    )


def _is_validated(project_id: UUID, code: str) -> bool:
    one = sections_of(project_id).get(code)
    return bool(one and one.validated_at)


def _felt(project_id: UUID) -> Sequence[Row[UUID, str, Perception]]:
    return session.execute(
        select(Walk.walker_id, Walk.sense, Perception)
        .join(Perception, Perception.walk_id == Walk.id)
        .where(Walk.project_id == project_id, Walk.scored_at.is_not(None))
        .order_by(Walk.scored_at, Walk.id)
    ).all()


def _by_place(
    rows: Sequence[Row[UUID, str, Perception]],
    seen: Collection[Sense],
    told: Callable[[Perception, UUID], T | None],
) -> dict[tuple[str, Sense], tuple[T, ...]]:
    """Return what walkers told of each zone through each sense that is ``seen``."""
    found: dict[tuple[str, Sense], tuple[T, ...]] = {}
    for who, sense, one in rows:
        said = told(one, who) if sense in seen else None
        if said:
            place = (str(one.zone_id), Sense(sense))
            found[place] = (*found.get(place, ()), said)
    return found


def photo_of(file_id: UUID) -> tuple[Perception, Walk] | None:
    """Return what was felt where a photo was taken, and its walk; None when it is of no walk."""
    row = session.execute(
        select(Perception, Walk)
        .join(Walk, Walk.id == Perception.walk_id)
        .where(Perception.file_id == file_id)
    ).first()
    return (row[0], row[1]) if row else None


def sees_walk(viewer_id: UUID, walk: Walk) -> bool:
    """Tell whether somebody who reads a project sees what was felt in one of its walks."""
    done = _is_validated(walk.project_id, "walk")
    return sees(str(viewer_id), Sense(walk.sense), walks_given(walk.project_id), done=done)


def section_facts(
    project: Project,
    code: str,
    words: str,
    today: date,
    weeks: Mapping[str, flows.Usual] | None = None,
) -> SectionFacts:
    """Gather what validating a part depends on: only what that part needs is read."""
    if code == "voice":
        retained, without = _voice_counts(project.id)
        return SectionFacts(words=words, retained=retained, without_example=without)
    if project.unit_id is None:
        return SectionFacts(words=words)
    if code == "walk":
        missing = walkers_missing(
            walks_given(project.id), places.staff_of(project.unit_id, today), number(WALKERS)
        )
        return SectionFacts(walkers_missing=missing)
    if code == "flows":
        if weeks is None:
            weeks = flows.weeks_of(session.get_one(Unit, project.unit_id))
        asked = {one: weeks[one] for one in flows.channels_asked(weeks)}
        return SectionFacts(
            quality={channel_name(channel): one.quality for channel, one in asked.items()},
            estimated=frozenset(
                channel_name(channel) for channel, one in asked.items() if one.per_point
            ),
        )
    staff, without = measured_people(project.unit_id, today)
    return SectionFacts(staff=staff, without_measure=without)


def _voice_counts(project_id: UUID) -> tuple[int, int]:
    has_example = select(Example.irritant_id).where(Example.irritant_id == Irritant.id).exists()
    asked = select(func.count(), func.count().filter(~has_example)).where(
        Irritant.project_id == project_id, Irritant.place.is_not(None)
    )
    retained, without = session.execute(asked).one()
    return retained, without


def measured_people(unit_id: UUID, today: date) -> tuple[int, int]:
    """Return how many people work in a unit, and how many had no skill measured by an observer."""
    staff = places.staff_of(unit_id, today)
    measure = MEASURES.get(PEOPLE_MEASURED)
    if measure is None:
        return staff, staff
    period = period_of(today, PeriodKind.MONTH)
    found = measure.readings([unit_id], ScopeKind.UNIT, period, clock.now()).get(unit_id)
    return (int(found.den), int(found.den - found.num)) if found else (staff, staff)
