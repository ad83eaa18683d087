"""The pilots of a region: what each member of the support team lived, what the next move needs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select

from lms.core.db import get_row, session
from lms.core.policy import number
from lms.core.practised import Practice, practised
from lms.network.models import Unit
from lms.projects.models import Pilot, PilotMember, Project, Waiver
from lms.projects.policies import PILOT_WEEKS
from lms.projects.queries import places
from lms.projects.queries.projects import live_projects
from lms.projects.rules.governance import Lived, may_review, not_lived
from lms.projects.rules.machines import PilotFacts

LIVE = ("chosen", "lived")
RUNS = ("running", "reviewing", "closed")
COLUMNS: Mapping[Practice, str] = {
    Practice.VISIT: "visited_on",
    Practice.OBSERVATION: "observed_on",
    Practice.DEBRIEF: "debriefed_on",
}


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the support team, and what they lived: recognised, or declared with a date."""

    person_id: UUID
    days: Mapping[Practice, date]
    recognised: frozenset[Practice]
    change: str

    @property
    def lived(self) -> Lived:
        """Return what rules ask about."""
        return Lived(
            visited=Practice.VISIT in self.days,
            observed=Practice.OBSERVATION in self.days,
            debriefed=Practice.DEBRIEF in self.days,
            change=self.change,
        )


@dataclass(frozen=True, slots=True)
class Pilots:
    """A region's pilots: the present one and its team, those before, whether it was lifted."""

    row: Pilot | None
    unit: Unit | None
    project: Project | None
    members: tuple[Member, ...]
    before: tuple[tuple[Pilot, str], ...]
    waiver: Waiver | None

    @property
    def states(self) -> list[str]:
        """Return the states of all of them."""
        now = [self.row.state] if self.row else []
        return [*now, *(one.state for one, _name in self.before)]


def get_pilot(pilot_id: UUID, *, lock: bool = False) -> Pilot:
    """Return a pilot; raises NotFound. ``lock`` keeps others from changing it meanwhile."""
    return get_row(Pilot, pilot_id, lock=lock)


def pilot_waiver(region_id: UUID) -> Waiver | None:
    """Return what the head office lifted for a region, if it did."""
    return session.scalar(
        select(Waiver).where(Waiver.gate == "pilot", Waiver.region_id == region_id)
    )


def chosen_on(pilot: Pilot) -> date:
    """Return the day a pilot was chosen, as its store has it."""
    return places.unit_day(session.get_one(Unit, pilot.unit_id), pilot.chosen_at)


def members_of(pilot: Pilot) -> tuple[Member, ...]:
    """Return the support team of a pilot; what they did in the store anyway is recognised."""
    rows = session.scalars(
        select(PilotMember).where(PilotMember.pilot_id == pilot.id).order_by(PilotMember.person_id)
    ).all()
    people = [one.person_id for one in rows]
    done = practised(pilot.unit_id, people, chosen_on(pilot)) if pilot.state in LIVE else {}
    return tuple(_member(one, done.get(one.person_id, {})) for one in rows)


def _member(row: PilotMember, done: Mapping[Practice, date]) -> Member:
    declared = {
        one: on for one, column in COLUMNS.items() if (on := getattr(row, column)) is not None
    }
    return Member(row.person_id, {**declared, **done}, frozenset(done), row.change)


def pilots_of(region_id: UUID) -> Pilots:
    """Return the pilots of a region: the live or reviewed one apart, the others after it."""
    rows = session.execute(
        select(Pilot, Unit)
        .join(Unit, Unit.id == Pilot.unit_id)
        .where(Pilot.region_id == region_id)
        .order_by(Pilot.chosen_at.desc(), Pilot.id)
    ).all()
    now = next((one for one in rows if one[0].state in {*LIVE, "reviewed"}), None)
    before = tuple((one, unit.name) for one, unit in rows if now is None or one is not now[0])
    waiver = pilot_waiver(region_id)
    if now is None:
        return Pilots(None, None, None, (), before, waiver)
    pilot, unit = now
    project = live_projects([unit.id]).get(unit.id)
    return Pilots(pilot, unit, project, members_of(pilot), before, waiver)


def facts_of(
    pilot: Pilot,
    today: date,
    *,
    reason: str = "",
    changes: str = "",
    next_unit: UUID | None = None,
) -> PilotFacts:
    """Gather what moving a pilot depends on."""
    project = live_projects([pilot.unit_id]).get(pilot.unit_id)
    known = standing(project, members_of(pilot), today)
    return replace(known, reason=reason, changes=changes, next_unit=next_unit)


def standing(project: Project | None, members: Iterable[Member], today: date) -> PilotFacts:
    """Return what moving a pilot depends on, whatever is written with the move."""
    since = project.running_since if project else None
    return PilotFacts(
        project_runs=project is not None and project.state in RUNS,
        may_review=may_review(since, today, number(PILOT_WEEKS)),
        not_lived=not_lived(one.lived for one in members),
    )


def states_of(region_ids: Iterable[UUID]) -> dict[UUID, list[tuple[str, str]]]:
    """Return state and store of the pilots of each region, the last chosen first."""
    found: dict[UUID, list[tuple[str, str]]] = {one: [] for one in region_ids}
    rows = session.execute(
        select(Pilot.region_id, Pilot.state, Unit.name)
        .join(Unit, Unit.id == Pilot.unit_id)
        .where(Pilot.region_id.in_(list(found)))
        .order_by(Pilot.chosen_at.desc(), Pilot.id)
    )
    for region_id, state, name in rows:
        found[region_id].append((state, name))
    return found


def waived_regions(region_ids: Iterable[UUID]) -> set[UUID]:
    """Return the regions whose pilot was lifted."""
    rows = session.scalars(
        select(Waiver.region_id).where(
            Waiver.gate == "pilot", Waiver.region_id.in_(list(region_ids))
        )
    )
    return {one for one in rows if one is not None}
