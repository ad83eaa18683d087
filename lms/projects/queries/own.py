"""A region's own project: what its stores say of it, and what may be shown of that."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from lms.core.access import Permission, Role, Viewer
from lms.core.db import session
from lms.core.disclosure import FLOOR, Group, only_shown
from lms.core.errors import NotFound
from lms.core.periods import PeriodKind, period_of
from lms.network.models import Mandate, Region, Unit
from lms.network.queries import not_closed
from lms.projects.models import Answer, Project
from lms.projects.queries import places
from lms.projects.queries.places import Here
from lms.projects.queries.there import above, under
from lms.projects.rules.governance import STORES, Heard, heard, region_is_done

QUESTIONS = (1, 2)
ASKED_BEFORE = timedelta(days=21)
"""Stores that said nothing are asked once, this long before the quarter's end."""
ASKED_IN = ("planning", "running", "reviewing")
"""States in which stores say what they think of it: there is something to see."""


@dataclass(frozen=True, slots=True)
class Quarter:
    """What stores said in a closed quarter, question by question; None: too few of them."""

    key: str
    heard: Mapping[int, Heard | None]


def quarter_of(day: date) -> str:
    """Return the quarter of a day, by its key."""
    return period_of(day, PeriodKind.QUARTER).key


def said_of(project_id: UUID, today: date) -> list[Quarter]:
    """Return what stores said of a region's project in closed quarters, the last first.

    Only through disclosure: five stores together, a whole quarter, the whole region. Nothing is
    said of the present quarter, so that nobody's answer is found by looking twice.
    """
    asked = (
        select(Answer.unit_id, Answer.question, Answer.quarter, Answer.value)
        .where(Answer.project_id == project_id, Answer.quarter < quarter_of(today))
        .ext(distinct_on(Answer.unit_id, Answer.question, Answer.quarter))
        .order_by(Answer.unit_id, Answer.question, Answer.quarter, Answer.number.desc())
    )
    given: dict[str, dict[int, list[int]]] = {}
    for _unit_id, question, quarter, value in session.execute(asked):
        given.setdefault(quarter, {}).setdefault(question, []).append(value)
    return [
        Quarter(key, {one: _shown(given[key].get(one, ())) for one in QUESTIONS})
        for key in sorted(given, reverse=True)
    ]


def _shown(answers: Collection[int]) -> Heard | None:
    found = heard(answers)
    if found is None:
        return None
    least = max(STORES, FLOOR)
    return only_shown({"stores": found}, Group("stores", len(answers)), least).get("stores")


def own_answer(project_id: UUID, unit_id: UUID, today: date) -> dict[int, int]:
    """Return what a store said this quarter: its own page only."""
    asked = (
        select(Answer.question, Answer.value)
        .where(
            Answer.project_id == project_id,
            Answer.unit_id == unit_id,
            Answer.quarter == quarter_of(today),
        )
        .ext(distinct_on(Answer.question))
        .order_by(Answer.question, Answer.number.desc())
    )
    return {row[0]: row[1] for row in session.execute(asked)}


def asked_of(unit_id: UUID, day: date) -> tuple[Project, Region] | None:
    """Return the region's project a store is asked about: of its region, or of the nearest above."""
    near = places.region_of(unit_id, day)
    if near is None:
        return None
    rows = session.execute(
        select(Project, Region)
        .join(Region, Region.id == Project.region_id)
        .where(Project.region_id.in_(above([near], day)), Project.state.in_(ASKED_IN))
        .order_by((Project.region_id == near).desc(), Region.name, Project.id)
    ).all()
    return (rows[0][0], rows[0][1]) if rows else None


def nearest(unit_id: UUID, day: date) -> UUID | None:
    """Return the region of a unit, or the one above it whose project there is to read."""
    near = places.region_of(unit_id, day)
    if near is None:
        return None
    found = session.scalar(
        select(Project.region_id)
        .where(Project.region_id.in_(above([near], day)))
        .order_by((Project.region_id == near).desc(), Project.created_at.desc(), Project.id)
        .limit(1)
    )
    return found or near


def answering(viewer: Viewer, unit_id: UUID) -> tuple[Here, Project, Region]:
    """Return the store the viewer answers for and what it is asked about; raises NotFound."""
    here = places.acting(viewer, unit_id, Permission.REGION_ANSWER)
    found = asked_of(unit_id, here.today)
    if found is None:
        raise NotFound
    return here, *found


def silent(project: Project, day: date) -> dict[UUID, UUID]:
    """Return who to ask, by store, of the stores of a region that said nothing this quarter."""
    if project.region_id is None:
        return {}
    said = select(Answer.unit_id).where(
        Answer.project_id == project.id, Answer.quarter == quarter_of(day)
    )
    rows = session.execute(
        select(Mandate.unit_id, Mandate.person_id)
        .join(Unit, Unit.id == Mandate.unit_id)
        .where(
            Unit.kind == "store",
            not_closed(day),
            Unit.id.in_(under(project.region_id, day)),
            Unit.id.not_in(said),
            Mandate.kind == Role.UNIT_MANAGER.value,
            Mandate.during.contains(day),
        )
        .order_by(Mandate.unit_id)
    )
    return {row[0]: row[1] for row in rows if row[0] is not None}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a region stands, as lists of regions show it."""

    region: Region
    own: str | None
    """State of its own project, None without one."""
    pilots: list[tuple[str, str]]
    """State and store, the last chosen first."""
    is_waived: bool

    @property
    def is_done(self) -> bool:
        """Tell whether it may show itself done."""
        return region_is_done(
            self.own, (state for state, _unit in self.pilots), waived=self.is_waived
        )


def own_states(region_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the state of each region's own project: closed once, it stays closed."""
    rows = session.execute(
        select(Project.region_id, Project.state)
        .where(Project.region_id.in_(list(region_ids)))
        .order_by(Project.cycle)
    )
    found: dict[UUID, str] = {}
    for region_id, state in rows:
        if region_id is not None and found.get(region_id) != "closed":
            found[region_id] = state
    return found


def tenths(one: Heard) -> Fraction:
    """Return a mean as it is shown: to one tenth."""
    return Fraction(round(one.mean * 10), 10)
