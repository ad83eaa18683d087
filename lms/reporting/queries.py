"""A path seen from above: by region, by unit, down to the list behind each number."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    Subquery,
    Uuid,
    and_,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from lms.accounts.models import Person
from lms.core.access import Capability, Permission, Viewer
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.core.search import fold
from lms.courses.models import Enrolment
from lms.courses.queries.past import standing_on
from lms.courses.rules.progress import WITHDRAWN
from lms.network.models import Region, RegionParent, Unit, UnitRegion
from lms.network.queries import (
    Reach,
    day_of,
    day_there,
    live_units,
    people_in_scope,
    reach_of,
    regions_under,
    units_in_scope,
    units_reached,
)
from lms.reporting.models import PathTally

SHOWN = 50
LISTS = ("all", "waiting", "begun", "done", "late")


@dataclass(frozen=True, slots=True)
class Line:
    """A region or a unit on a path: how many people, begun, finished, late."""

    id: UUID | None
    name: str
    kind: str
    people: int
    begun: int
    done: int
    late: int


def total_of(lines: list[Line]) -> Line:
    """Return the sum of ``lines``: the last line of the table."""
    return Line(
        None,
        "",
        "total",
        sum(x.people for x in lines),
        sum(x.begun for x in lines),
        sum(x.done for x in lines),
        sum(x.late for x in lines),
    )


def live_scope(viewer: Viewer, day: date) -> Select[Any]:
    """Select the units the viewer reports on where learning is live."""
    return units_in_scope(viewer, Permission.PATH_REPORT).where(
        Unit.id.in_(live_units(Capability.LEARNING, day))
    )


def list_lines(
    viewer: Viewer, *, path_uid: UUID, region_id: UUID | None, day: date, past: bool
) -> list[Line]:
    """Return one line per region below ``region_id`` and per unit just under it, by name.

    Without ``region_id``: the regions under the only root, or the roots when there are several.
    ``past`` reads enrolments and jobs as they were on ``day``, else the tallies of today.
    """
    regions, units = _lines(reach_of(viewer, Permission.PATH_REPORT), region_id, day, past)
    asked = {"path": path_uid}
    found = [_line(row, "region") for row in session.execute(regions, asked)]
    found.sort(key=lambda line: fold(line.name))
    return found + [_line(row, "unit") for row in session.execute(units, asked)]


@lru_cache(maxsize=256)
def _lines(
    reach: Reach,
    region_id: UUID | None,
    day: date,
    past: bool,  # noqa: FBT001 - a key
) -> tuple[Select[Any], Select[Any]]:
    """Build the lines of regions and those of units, the path being asked later."""
    figures = _past(day) if past else _today()
    live = units_reached(reach, day)
    placed = (
        select(UnitRegion.unit_id, UnitRegion.region_id)
        .where(UnitRegion.during.contains(day), UnitRegion.unit_id.in_(live))
        .subquery()
    )
    tree = _tree(region_id, day)
    sums = [func.sum(figures.c[name]).label(name) for name in FIGURES]
    regions = (
        select(tree.c.top.label("id"), tree.c.top_name.label("name"), *sums)
        .join(placed, placed.c.region_id == tree.c.leaf)
        .join(figures, figures.c.unit_id == placed.c.unit_id)
        .group_by(tree.c.top, tree.c.top_name)
    )
    above = region_id if region_id is not None else _only_root(day)
    units = (
        select(Unit.id, Unit.name, *(figures.c[name] for name in FIGURES))
        .join(placed, placed.c.unit_id == Unit.id)
        .join(figures, figures.c.unit_id == Unit.id)
        .where(placed.c.region_id == above)
        .order_by(Unit.sort_key, Unit.id)
    )
    return regions, units


FIGURES = ("people", "begun", "done", "late")


def _line(row: Row[Any], kind: str) -> Line:
    figures = (int(row.people), int(row.begun), int(row.done), int(row.late))
    return Line(row.id, row.name, kind, *figures)


def _roots(day: date) -> Select[UUID]:
    above = select(RegionParent.id).where(
        RegionParent.region_id == Region.id, RegionParent.during.contains(day)
    )
    return select(Region.id).where(~above.exists())


def _only_root(day: date) -> ScalarSelect[Any]:
    """Select the root when there is one only, else nothing."""
    roots = _roots(day).subquery()
    count = select(func.count()).select_from(roots).scalar_subquery()
    return select(roots.c.id).where(count == 1).scalar_subquery()


def _tree(region_id: UUID | None, day: date) -> CTE:
    """Select every region with the one of the lines it falls under."""
    parent = region_id if region_id is not None else _only_root(day)
    under = select(RegionParent.region_id).where(
        RegionParent.parent_id == parent, RegionParent.during.contains(day)
    )
    chosen: ColumnElement[bool] = Region.id.in_(under)
    if region_id is None:
        chosen = or_(chosen, and_(_only_root(day).is_(None), Region.id.in_(_roots(day))))
    start = select(Region.id.label("leaf"), Region.id.label("top"), Region.name.label("top_name"))
    tree = start.where(chosen).cte("tree", recursive=True)
    step = aliased(RegionParent)
    # UNION, not UNION ALL: a loop written by hand in the table ends instead of spinning.
    return tree.union(
        select(step.region_id, tree.c.top, tree.c.top_name).where(
            step.parent_id == tree.c.leaf, step.during.contains(day)
        )
    )


def _today() -> Subquery:
    return (
        select(PathTally.unit_id, PathTally.people, PathTally.begun, PathTally.done, PathTally.late)
        .where(PathTally.path_uid == bindparam("path", type_=Uuid))
        .subquery("figures")
    )


def _past(day: date) -> Subquery:
    """Count what the ledger of enrolments said at the end of ``day``."""
    one = standing_on(day).subquery("standing")
    begun, done = one.c.state != "not_started", one.c.state == "complete"
    return (
        select(
            one.c.unit_id,
            func.count().label("people"),
            func.count().filter(begun).label("begun"),
            func.count().filter(done).label("done"),
            func.count().filter(~done, one.c.due_on < day).label("late"),
        )
        .where(one.c.state != WITHDRAWN)
        .group_by(one.c.unit_id)
        .subquery("figures")
    )


def get_region(viewer: Viewer, region_id: UUID | None) -> Region | None:
    """Return the region asked, None for the whole scope; raises NotFound out of sight."""
    if region_id is None:
        return None
    asked = select(Region).where(Region.id == region_id)
    grants = viewer.grants_for(Permission.PATH_REPORT)
    if all(grant.scope_kind != "network" for grant in grants):
        own = [grant.scope_id for grant in grants if grant.scope_id]
        asked = asked.where(Region.id.in_(regions_under(own, day_of(viewer))))
    found = session.scalar(asked)
    if found is None:
        raise NotFound(_("This region does not exist, or you cannot see it."))
    return found


@dataclass(frozen=True, slots=True)
class PeopleList:
    """The list behind a number: a page of people, the count, and how many may not be named."""

    rows: list[Row[Any]]
    count: int
    unnamed: int
    page: int

    @property
    def has_more(self) -> bool:
        """Tell whether another page follows."""
        return self.page * SHOWN < self.count - self.unnamed


def list_people(
    viewer: Viewer,
    *,
    path_uid: UUID,
    unit_id: UUID | None,
    region_id: UUID | None,
    show: str,
    day: date,
    page: int = 1,
    whole: bool = False,
) -> PeopleList:
    """Return who is behind a number of the report, in the order of names.

    People of another employer are counted but not named (``unnamed``).
    """
    asked = select(Enrolment.id).where(
        Enrolment.path_uid == path_uid,
        Enrolment.withdrawn_at.is_(None),
        Enrolment.unit_id.in_(_units(viewer, unit_id, region_id, day)),
    )
    asked = _only(asked, show, day)
    count = session.scalar(select(func.count()).select_from(asked.subquery())) or 0
    readable = Enrolment.person_id.in_(people_in_scope(viewer, Permission.PATH_REPORT))
    named = asked.where(readable)
    count_named = session.scalar(select(func.count()).select_from(named.subquery())) or 0
    rows = (
        select(
            Person.given_name,
            Person.family_name,
            Person.external_id,
            Unit.name.label("unit"),
            Enrolment.state,
            Enrolment.done,
            Enrolment.total,
            Enrolment.progress,
            Enrolment.due_on,
            day_there(Enrolment.completed_at).label("finished_on"),
        )
        .select_from(Enrolment)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Unit, Unit.id == Enrolment.unit_id)
        .where(Enrolment.id.in_(named))
        .order_by(Person.sort_key, Person.id)
    )
    if not whole:
        rows = rows.limit(SHOWN).offset((page - 1) * SHOWN)
    return PeopleList(list(session.execute(rows)), count, count - count_named, page)


def _units(viewer: Viewer, unit_id: UUID | None, region_id: UUID | None, day: date) -> Select[Any]:
    scope = live_scope(viewer, day)
    if unit_id is not None:
        scope = scope.where(Unit.id == unit_id)
    if region_id is not None:
        linked = select(UnitRegion.unit_id).where(
            UnitRegion.during.contains(day),
            UnitRegion.region_id.in_(regions_under([region_id], day)),
        )
        scope = scope.where(Unit.id.in_(linked))
    return scope


def _only(asked: Select[Any], show: str, day: date) -> Select[Any]:
    if show == "waiting":
        return asked.where(Enrolment.state == "not_started")
    if show == "begun":
        return asked.where(Enrolment.state != "not_started")
    if show == "done":
        return asked.where(Enrolment.state == "complete")
    if show == "late":
        return asked.where(Enrolment.state != "complete", Enrolment.due_on < day)
    return asked


def counted_on(path_uid: UUID) -> date | None:
    """Return the oldest day on which a tally of this path was made."""
    found: date | None = session.scalar(
        select(func.min(PathTally.counted_on)).where(PathTally.path_uid == path_uid)
    )
    return found
