"""Units as screens show them: the list, one unit, the tree of regions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, true
from sqlalchemy.orm import aliased

from lms.accounts.models import Person
from lms.accounts.rules.names import fold
from lms.core.access import Permission, Viewer
from lms.core.db import session
from lms.core.errors import NotFound
from lms.network.models import (
    Brand,
    Employer,
    Mandate,
    Membership,
    Region,
    RegionParent,
    Unit,
    UnitBrand,
    UnitEmployer,
    UnitRegion,
    Wave,
)
from lms.network.queries.scope import day_of, not_closed, regions_under, units_in_scope, units_named

PAGE = 50


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A line of the list, with today's links."""

    id: UUID
    code: str
    name: str
    kind: str
    city: str | None
    opened_on: date
    closed_on: date | None
    region: str | None
    brand: str | None
    employer: str | None
    people: int
    manager: str | None


@dataclass(frozen=True, slots=True)
class UnitsPage:
    """One page of the list, with how many there are in all."""

    rows: Sequence[UnitRow]
    count: int
    page: int

    @property
    def has_next(self) -> bool:
        """Tell whether rows follow this page."""
        return self.count > self.page * PAGE


@dataclass(frozen=True, slots=True)
class UnitFilters:
    """What the list was asked: words, a region (with those below), "open" or "closed"."""

    words: str = ""
    region_id: UUID | None = None
    state: str = "open"


def _chosen(viewer: Viewer, filters: UnitFilters) -> list[ColumnElement[bool]]:
    day = day_of(viewer)
    closed = and_(Unit.closed_on.is_not(None), Unit.closed_on <= day)
    which = [
        Unit.id.in_(units_in_scope(viewer, Permission.UNITS_READ)),
        closed if filters.state == "closed" else ~closed,
    ]
    which += [_starts(word) for word in fold(filters.words[:100]).split()]
    if filters.region_id is not None:
        linked = select(UnitRegion.unit_id).where(
            UnitRegion.during.contains(day),
            UnitRegion.region_id.in_(regions_under([filters.region_id], day)),
        )
        which.append(Unit.id.in_(linked))
    return which


def _starts(word: str) -> ColumnElement[bool]:
    """Match units of which a word, the code or the postcode starts like ``word``."""
    return or_(
        Unit.sort_key.startswith(word, autoescape=True),
        Unit.sort_key.contains(f" {word}", autoescape=True),
        func.lower(Unit.code).startswith(word, autoescape=True),
        Unit.postcode.startswith(word, autoescape=True),
    )


def _rows(viewer: Viewer, filters: UnitFilters) -> "Select[*tuple[Any, ...]]":
    day = day_of(viewer)
    people = (
        select(func.count())
        .where(Membership.unit_id == Unit.id, Membership.during.contains(day))
        .scalar_subquery()
    )
    manager = (
        select(Person.given_name + literal(" ") + Person.family_name)
        .join(Mandate, Mandate.person_id == Person.id)
        .where(
            Mandate.unit_id == Unit.id,
            Mandate.kind == "unit_manager",
            Mandate.during.contains(day),
            Unit.id.in_(units_named(viewer, Permission.UNITS_READ)),
        )
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            Unit.id,
            Unit.code,
            Unit.name,
            Unit.kind,
            Unit.city,
            Unit.opened_on,
            Unit.closed_on,
            Region.name,
            Brand.name,
            Employer.name,
            people,
            manager,
        )
        .outerjoin(UnitRegion, and_(UnitRegion.unit_id == Unit.id, UnitRegion.during.contains(day)))
        .outerjoin(Region, Region.id == UnitRegion.region_id)
        .outerjoin(UnitBrand, and_(UnitBrand.unit_id == Unit.id, UnitBrand.during.contains(day)))
        .outerjoin(Brand, Brand.id == UnitBrand.brand_id)
        .outerjoin(
            UnitEmployer,
            and_(UnitEmployer.unit_id == Unit.id, UnitEmployer.during.contains(day)),
        )
        .outerjoin(Employer, Employer.id == UnitEmployer.employer_id)
        .where(*_chosen(viewer, filters))
        .order_by(Unit.sort_key, Unit.id)
    )


def list_units(viewer: Viewer, filters: UnitFilters, page: int = 1) -> UnitsPage:
    """Return one page of the units in scope, in the order of names."""
    found = session.execute(_rows(viewer, filters).limit(PAGE).offset((page - 1) * PAGE))
    rows = [UnitRow(*row) for row in found]
    if page == 1 and len(rows) < PAGE:
        return UnitsPage(rows, len(rows), page)
    count = session.scalar(select(func.count(Unit.id)).where(*_chosen(viewer, filters))) or 0
    return UnitsPage(rows, count, page)


def all_units(viewer: Viewer, filters: UnitFilters) -> list[UnitRow]:
    """Return every unit of the list on the screen, for its export."""
    return [UnitRow(*row) for row in session.execute(_rows(viewer, filters))]


def get_unit(
    viewer: Viewer, unit_id: UUID | None, permission: Permission, *, named: bool = False
) -> Unit:
    """Return a unit in scope; raises NotFound for a foreign one as for none.

    ``named``: the viewer must be allowed the names of its people, to hire or move somebody there.
    """
    scope = units_named if named else units_in_scope
    unit = session.scalar(
        select(Unit).where(Unit.id == unit_id, Unit.id.in_(scope(viewer, permission)))
    )
    if unit is None:
        raise NotFound
    return unit


@dataclass(frozen=True, slots=True)
class Link:
    """A region, brand or employer a unit had, has or will have."""

    what: str
    target_id: UUID
    name: str
    since: date | None
    until: date | None


def list_links(unit_id: UUID) -> list[Link]:
    """Return the regions, brands and employers of a unit over time, the latest first."""
    found: list[Link] = []
    for what, model, column, target in (
        ("region", UnitRegion, UnitRegion.region_id, Region),
        ("brand", UnitBrand, UnitBrand.brand_id, Brand),
        ("employer", UnitEmployer, UnitEmployer.employer_id, Employer),
    ):
        rows = session.execute(
            select(target.id, target.name, func.lower(model.during), func.upper(model.during))
            .join(model, column == target.id)
            .where(model.unit_id == unit_id)
            .order_by(func.lower(model.during).desc())
        )
        found += [Link(what, *row) for row in rows]
    return found


@dataclass(frozen=True, slots=True)
class WaveRow:
    """A live period of a capability."""

    capability: str
    since: date | None
    until: date | None


def list_waves(unit_id: UUID, day: date) -> list[WaveRow]:
    """Return the capabilities live in a unit on ``day`` or planned."""
    rows = session.execute(
        select(Wave.capability, func.lower(Wave.during), func.upper(Wave.during))
        .where(
            Wave.unit_id == unit_id,
            or_(func.upper_inf(Wave.during), func.upper(Wave.during) > day),
        )
        .order_by(Wave.capability)
    )
    return [WaveRow(*row) for row in rows]


@dataclass(slots=True)
class Branch:
    """A region in the tree, with its direct units and its lead."""

    id: UUID
    code: str
    name: str
    parent_id: UUID | None
    units: int
    lead: str | None
    below: list["Branch"] = field(default_factory=list)

    @property
    def all_units(self) -> int:
        """Return how many open units are here and below."""
        return self.units + sum(branch.all_units for branch in self.below)


def region_tree(viewer: Viewer) -> list[Branch]:
    """Return today's regions over which the viewer has sight, as trees, in the order of names."""
    day = day_of(viewer)
    rows = session.execute(_branches(day).where(_seen(viewer, day)))
    branches = {row[0]: Branch(*row) for row in sorted(rows, key=lambda row: fold(row.name))}
    roots: list[Branch] = []
    for branch in branches.values():
        parent = branches.get(branch.parent_id) if branch.parent_id else None
        (parent.below if parent else roots).append(branch)
    return roots


def _branches(day: date) -> "Select[*tuple[Any, ...]]":
    units = (
        select(func.count())
        .select_from(UnitRegion)
        .join(Unit, Unit.id == UnitRegion.unit_id)
        .where(
            UnitRegion.region_id == Region.id,
            UnitRegion.during.contains(day),
            not_closed(day),
        )
        .scalar_subquery()
    )
    lead = (
        select(func.string_agg(Person.given_name + literal(" ") + Person.family_name, ", "))
        .join(Mandate, Mandate.person_id == Person.id)
        .where(Mandate.region_id == Region.id, Mandate.during.contains(day))
        .scalar_subquery()
    )
    parent = aliased(RegionParent)
    columns = (Region.id, Region.code, Region.name, parent.parent_id, units, lead)
    return (
        select(*columns)
        .select_from(Region)
        .outerjoin(parent, and_(parent.region_id == Region.id, parent.during.contains(day)))
    )


def _seen(viewer: Viewer, day: date) -> ColumnElement[bool]:
    grants = viewer.grants_for(Permission.UNITS_READ)
    if any(g.scope_kind == "network" for g in grants):
        return Region.id.is_not(None)
    own = [g.scope_id for g in grants if g.scope_kind == "region" and g.scope_id]
    return Region.id.in_(regions_under(own, day))


def list_targets(what: str) -> list[tuple[UUID, str]]:
    """Return every region, brand or employer with its name, in order."""
    models: dict[str, type[Region | Brand | Employer]] = {
        "region": Region,
        "brand": Brand,
        "employer": Employer,
    }
    model = models[what]
    rows = session.execute(select(model.id, model.name))
    return sorted(((row[0], row[1]) for row in rows), key=lambda one: fold(one[1]))


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit one may choose in a form."""

    id: UUID
    code: str
    name: str
    city: str | None


def find_units(
    viewer: Viewer,
    permission: Permission,
    words: str = "",
    *,
    chosen: UUID | None = None,
    limit: int = 8,
) -> list[UnitChoice]:
    """Return a few open units where the viewer may act on people, ``chosen`` among them."""
    day = day_of(viewer)
    match = and_(true(), *(_starts(word) for word in fold(words[:100]).split()))
    rows = session.execute(
        select(Unit.id, Unit.code, Unit.name, Unit.city)
        .where(
            Unit.id.in_(units_named(viewer, permission)),
            not_closed(day),
            or_(match, Unit.id == chosen) if chosen else match,
        )
        .order_by((Unit.id == chosen).desc() if chosen else Unit.sort_key, Unit.sort_key, Unit.id)
        .limit(limit)
    )
    return [UnitChoice(*row) for row in rows]


def list_regions_seen(viewer: Viewer) -> list[tuple[UUID, str]]:
    """Return the regions over which the viewer has sight today, in the order of names."""
    seen = _seen(viewer, day_of(viewer))
    rows = session.execute(select(Region.id, Region.name).where(seen).order_by(Region.name))
    return [(row[0], row[1]) for row in rows]
