"""People, places and the dated links between them."""

from datetime import date, time
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from lms.accounts.models import Person
from lms.accounts.rules.names import fold, sort_key
from lms.core import clock, ids
from lms.core.access import Role
from lms.core.db import session
from lms.network.models import (
    Brand,
    Employer,
    Mandate,
    Membership,
    Position,
    Region,
    RegionParent,
    Unit,
    UnitBrand,
    UnitEmployer,
    UnitRegion,
    Wave,
)
from lms.network.rules import scope_kind_of

T = TypeVar("T")

START = date(2025, 1, 1)


def since(start: date = START, end: date | None = None) -> Range[date]:
    """Return the half-open period from ``start`` to ``end``, open by default."""
    return Range(start, end)


def _kept(row: T) -> T:
    session.add(row)
    session.flush()
    return row


def make_person(given: str = "Sam", family: str = "Petit", **values: Any) -> Person:
    """Make somebody without job nor account."""
    values.setdefault("external_id", f"T{ids.digits(9)}")
    return _kept(
        Person(
            id=ids.new_id(),
            given_name=given,
            family_name=family,
            sort_key=sort_key(family, given),
            created_at=clock.now(),
            **values,
        )
    )


def make_employer(name: str = "Maison Lumen", code: str = "") -> Employer:
    """Make a legal entity."""
    return _kept(Employer(id=ids.new_id(), code=code or fold(name).upper(), name=name))


def make_brand(name: str = "Lumen") -> Brand:
    """Make a brand."""
    return _kept(Brand(id=ids.new_id(), code=fold(name).upper(), name=name))


def make_region(name: str, parent: Region | None = None) -> Region:
    """Make a region, under ``parent`` from the start."""
    region = _kept(Region(id=ids.new_id(), code=fold(name).upper(), name=name))
    if parent is not None:
        _kept(
            RegionParent(id=ids.new_id(), region_id=region.id, parent_id=parent.id, during=since())
        )
    return region


def make_position(name: str = "Sales assistant") -> Position:
    """Return the position of that name, made when it is new."""
    code = fold(name).replace(" ", "_")
    known = session.scalar(select(Position).where(Position.code == code))
    return known or _kept(Position(id=ids.new_id(), code=code, name=name))


def make_unit(
    name: str = "Nantes Beaulieu",
    *,
    code: str = "",
    region: Region | None = None,
    employer: Employer | None = None,
    brand: Brand | None = None,
    **values: Any,
) -> Unit:
    """Make an open store in Paris time, linked to what is given since the start."""
    values = {
        "kind": "store",
        "zone": "Europe/Paris",
        "day_cut": time(0),
        "opened_on": START,
        "channels": ["store"],
        **values,
    }
    unit = _kept(
        Unit(
            id=ids.new_id(),
            code=code or ids.digits(8),
            name=name,
            sort_key=fold(name),
            **values,
        )
    )
    for target in (region, employer, brand):
        if target is not None:
            make_link(unit, target)
    return unit


def make_link(
    unit: Unit, target: Region | Employer | Brand, during: Range[date] | None = None
) -> None:
    """Link a unit to a region, an employer or a brand for a period."""
    during = during or since()
    if isinstance(target, Region):
        _kept(UnitRegion(id=ids.new_id(), unit_id=unit.id, region_id=target.id, during=during))
    elif isinstance(target, Employer):
        _kept(UnitEmployer(id=ids.new_id(), unit_id=unit.id, employer_id=target.id, during=during))
    else:
        _kept(UnitBrand(id=ids.new_id(), unit_id=unit.id, brand_id=target.id, during=during))


def make_membership(
    person_id: UUID,
    unit: Unit,
    *,
    position: str = "Sales assistant",
    during: Range[date] | None = None,
    is_primary: bool = True,
) -> Membership:
    """Give somebody a job in a unit, the main one by default."""
    return _kept(
        Membership(
            id=ids.new_id(),
            person_id=person_id,
            unit_id=unit.id,
            position_id=make_position(position).id,
            during=during or since(),
            is_primary=is_primary,
        )
    )


def make_mandate(
    person_id: UUID,
    kind: Role,
    scope_id: UUID | None = None,
    *,
    backup_id: UUID | None = None,
    during: Range[date] | None = None,
) -> Mandate:
    """Give somebody a mandate over a unit, a region or (``None``) the network."""
    return _kept(
        Mandate(
            id=ids.new_id(),
            person_id=person_id,
            kind=kind.value,
            scope_kind=scope_kind_of(kind),
            scope_id=scope_id,
            backup_person_id=backup_id,
            during=during or since(),
        )
    )


def make_wave(unit: Unit, capability: str = "learning", during: Range[date] | None = None) -> Wave:
    """Make a capability live in a unit."""
    return _kept(
        Wave(id=ids.new_id(), unit_id=unit.id, capability=capability, during=during or since())
    )
