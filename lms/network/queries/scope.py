"""Which units and which people a viewer may see, from today's grants; nothing by default."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Interval,
    Select,
    and_,
    cast,
    func,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from lms.accounts.models import Person
from lms.core import clock
from lms.core.access import CAPABILITY_OF, Grant, Permission, Viewer
from lms.core.asking import PEOPLE
from lms.core.db import session
from lms.network.models import (
    Agreement,
    Employer,
    Membership,
    Region,
    RegionParent,
    Unit,
    UnitEmployer,
    UnitRegion,
    Wave,
)
from lms.network.rules import DEFAULT_ZONE


def day_of(viewer: Viewer) -> date:
    """Return the viewer's business date of today."""
    return viewer.today or clock.today(DEFAULT_ZONE)


def zone_of(viewer: Viewer) -> str:
    """Return the zone of the viewer's main job."""
    return viewer.primary.zone if viewer.primary else DEFAULT_ZONE


def day_there(at: ColumnElement[Any] | InstrumentedAttribute[Any]) -> ColumnElement[date | None]:
    """Return the business date of an instant where :class:`Unit` is, in a statement that reads it."""
    return cast(func.timezone(Unit.zone, at) - cast(Unit.day_cut, Interval), Date)


Ids = Sequence[UUID] | BindParameter[Any]
Day = date | BindParameter[date]


def one_of(column: Any, ids: Ids) -> ColumnElement[bool]:
    """Return whether a column holds one of ``ids``: values, or an array sent as a parameter."""
    found: ColumnElement[bool] = (
        column == func.any(ids) if isinstance(ids, BindParameter) else column.in_(ids)
    )
    return found


@dataclass(frozen=True, slots=True)
class Reach:
    """All that decides what a viewer reads with a permission: two alike read alike.

    Statements are built once per reach and kept, as building them costs more than sending them. On
    pages everybody opens they are kept once for all viewers (:mod:`lms.network.queries.asked`): the
    values are then parameters, and the same functions build them.
    """

    permission: Permission
    network: bool
    units: Ids
    regions: Ids
    employers: Ids
    day: Day


def reach_of(viewer: Viewer, permission: Permission) -> Reach:
    """Return what ``viewer`` reaches today with ``permission``."""
    grants = viewer.grants_for(permission)
    return Reach(
        permission,
        any(g.scope_kind == "network" for g in grants),
        _ids(grants, "unit"),
        _ids(grants, "region"),
        tuple(sorted(viewer.employer_ids)),
        day_of(viewer),
    )


def _ids(grants: Iterable[Grant], kind: str) -> tuple[UUID, ...]:
    return tuple(sorted({g.scope_id for g in grants if g.scope_kind == kind and g.scope_id}))


def regions_under(region_ids: Ids, day: Day) -> Select[UUID]:
    """Select the regions given and all those below them on ``day``."""
    # Without a name of its own: a statement may hold the scope of several permissions.
    tree = select(Region.id).where(one_of(Region.id, region_ids)).cte(recursive=True)
    step = aliased(RegionParent)
    # UNION, not UNION ALL: a loop written by hand in the table ends instead of spinning.
    tree = tree.union(
        select(step.region_id).where(step.parent_id == tree.c.id, step.during.contains(day))
    )
    return select(tree.c.id)


def units_in_scope(viewer: Viewer, permission: Permission) -> Select[UUID]:
    """Select the units over which ``viewer`` holds ``permission`` today.

    Closed units stay with those above them. When the permission belongs to a capability, units
    where it is dark are left out. A viewer without a grant gets no unit at all.
    """
    return units_reached(reach_of(viewer, permission))


@lru_cache(maxsize=512)
def units_reached(reach: Reach, live_on: date | None = None) -> Select[UUID]:
    """Select the units within ``reach``, as :func:`units_in_scope` does.

    ``live_on``: where the capability was live on that day, for a figure of the past.
    """
    return select_units(reach, live_on)


def select_units(reach: Reach, live_on: date | None = None) -> Select[UUID]:
    """Build what :func:`units_reached` keeps."""
    capability = CAPABILITY_OF.get(reach.permission)
    chosen = select(Unit.id).where(_within(reach))
    if capability is None:
        return chosen
    return chosen.where(Unit.id.in_(live_units(capability, live_on or reach.day)))


def _within(reach: Reach) -> ColumnElement[bool]:
    if reach.network:
        return Unit.id.is_not(None)
    reached = [one_of(Unit.id, reach.units)]
    if isinstance(reach.regions, BindParameter) or reach.regions:
        linked = select(UnitRegion.unit_id).where(
            UnitRegion.during.contains(reach.day),
            UnitRegion.region_id.in_(regions_under(reach.regions, reach.day)),
        )
        reached.append(Unit.id.in_(linked))
    return or_(*reached)


def not_closed(day: Day) -> ColumnElement[bool]:
    """Return the condition on units not closed on ``day``: a closing to come closes nothing yet."""
    return or_(Unit.closed_on.is_(None), Unit.closed_on > day)


def live_units(capability: str, day: Day) -> Select[UUID]:
    """Select the units where ``capability`` is live on ``day``: the only ones ever counted."""
    return select(Wave.unit_id).where(Wave.capability == capability, Wave.during.contains(day))


def people_in_scope(viewer: Viewer, permission: Permission, *, gone: bool = True) -> Select[UUID]:
    """Select the people whose name ``viewer`` may read with ``permission`` today.

    In the units in scope: those who work there today or soon. The network's own desks also see
    those who left (``gone``), by their last job. Names stop at the viewer's employer, unless an
    agreement is recorded or the unit has no employer recorded.
    """
    return _people(reach_of(viewer, permission), gone)


@lru_cache(maxsize=512)
def _people(reach: Reach, gone: bool) -> Select[UUID]:  # noqa: FBT001 - a key of the cache
    return select_people(reach, units_reached(reach), gone=gone)


def select_people(reach: Reach, units: Select[UUID], *, gone: bool) -> Select[UUID]:
    """Build what :func:`people_in_scope` answers; ``units``: those within the reach."""
    job = aliased(Membership)
    reached = true() if _sees_all(reach) else job.unit_id.in_(units)
    standing = or_(func.upper_inf(job.during), func.upper(job.during) > reach.day)
    seen = and_(standing, job.unit_id.not_in(_walled(reach)))
    if gone and reach.network:
        seen = or_(seen, and_(~standing, _is_last(job), _same_side_of_the_wall(reach, job)))
    return select(job.person_id).where(reached, seen)


def people_reached(
    reach: Reach, which: Sequence[ColumnElement[bool]], *, gone: bool = True
) -> Select[UUID]:
    """Select those of :func:`people_in_scope` who answer ``which``, in the order of names.

    For desks that see everybody the scope is tested person by person along the ordered list, and
    stops with the page (the offsets keep the planner from comparing the whole network first).
    """
    scope = _people(reach, gone)
    if not _sees_all(reach):
        chosen = select(Person.id).where(*which, Person.id.in_(scope))
        return chosen.order_by(Person.sort_key, Person.id)
    named = (
        select(Person.id, Person.sort_key)
        .where(*which)
        .order_by(Person.sort_key, Person.id)
        .offset(0)
        .subquery()
    )
    seen = scope.where(scope.selected_columns.person_id == named.c.id).offset(0).exists()
    return select(named.c.id).where(seen).order_by(named.c.sort_key, named.c.id)


def _sees_all(reach: Reach) -> bool:
    """Tell whether no unit at all is out of reach, so that nothing needs to be compared."""
    return reach.network and reach.permission not in CAPABILITY_OF


def _walled(reach: Reach) -> Select[UUID]:
    """Select the units whose people may not be known by name on the day."""
    return select(UnitEmployer.unit_id).where(
        UnitEmployer.during.contains(reach.day),
        UnitEmployer.employer_id.not_in(_readable(reach.employers, reach.day)),
    )


def _is_last(job: Any) -> ColumnElement[bool]:
    later = aliased(Membership)
    return ~(
        select(later.id)
        .where(
            later.person_id == job.person_id,
            or_(func.upper_inf(later.during), func.upper(later.during) > func.upper(job.during)),
        )
        .exists()
    )


def readable_employers(viewer: Viewer) -> Any:
    """Select the employers whose people ``viewer`` may read by name today."""
    return _readable(tuple(sorted(viewer.employer_ids)), day_of(viewer))


def _readable(own: Ids, day: Day) -> Any:
    agreed = select(Agreement.employer_id).where(
        one_of(Agreement.reader_id, own), Agreement.during.contains(day)
    )
    return union(select(Employer.id).where(one_of(Employer.id, own)), agreed)


def among(viewer: Viewer, person_ids: Iterable[UUID]) -> set[UUID]:
    """Return those of ``person_ids`` whose page the viewer may open."""
    wanted = select(Person.id).where(
        Person.id.in_(list(person_ids)),
        Person.id.in_(people_in_scope(viewer, Permission.PEOPLE_READ)),
    )
    return set(session.scalars(wanted))


def select_walled(reach: Reach) -> Select[UUID]:
    """Select those of :data:`~lms.core.asking.PEOPLE` whose name the employers' wall keeps back."""
    job = aliased(Membership)
    return select(job.person_id).where(
        job.person_id == func.any(PEOPLE),
        job.during.contains(reach.day),
        ~_same_side_of_the_wall(reach, job),
    )


def units_named(viewer: Viewer, permission: Permission) -> Select[UUID]:
    """Select the units in scope whose people the viewer may know by name, and so may change."""
    reach = reach_of(viewer, permission)
    return units_reached(reach).where(Unit.id.not_in(_walled(reach)))


def walled_units(viewer: Viewer, day: date) -> Select[UUID]:
    """Select the units whose people the viewer could not know by name on ``day``.

    For the past: who joined the viewer's employer since did not bring along what they did before.
    """
    return _walled(replace(reach_of(viewer, Permission.PEOPLE_READ), day=day))


def _same_side_of_the_wall(reach: Reach, job: Any) -> ColumnElement[bool]:
    """Compare employers on the day the job is read: today, or its first or last day."""
    at = func.greatest(
        func.lower(job.during),
        func.least(reach.day, func.coalesce(func.upper(job.during) - 1, reach.day)),
    )
    other = select(UnitEmployer.id).where(
        UnitEmployer.unit_id == job.unit_id,
        UnitEmployer.during.op("@>")(at),
        UnitEmployer.employer_id.not_in(_readable(reach.employers, reach.day)),
    )
    return ~other.exists()
