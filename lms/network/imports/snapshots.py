"""What is there on the day of an import, read at once."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from lms.accounts.models import Person
from lms.core import i18n
from lms.core.db import session
from lms.core.i18n import _
from lms.network.imports.people import PersonKnown, Scene
from lms.network.imports.plans import UnitKnown
from lms.network.imports.units import UnitFull, UnitScene
from lms.network.models import (
    Brand,
    Employer,
    Mandate,
    Membership,
    Position,
    Region,
    Unit,
    UnitBrand,
    UnitEmployer,
    UnitRegion,
)


def people_scene(as_of: date, *, is_complete: bool) -> Scene:
    """Return everybody with a number, and where a file may put them."""
    units = session.execute(select(Unit.id, Unit.code, Unit.name, Unit.closed_on))
    # Kept as a position of the network: the same whoever checks the file and whatever applies it.
    with i18n.speaking(i18n.DEFAULT):
        default_position = _("Team member")
    return Scene(
        people=_people(as_of),
        units=[UnitKnown(*row) for row in units],
        positions=list(session.scalars(select(Position.name).order_by(Position.name))),
        as_of=as_of,
        is_complete=is_complete,
        default_position=default_position,
    )


def _people(as_of: date) -> Mapping[str, PersonKnown]:
    """Return people by number with their main job of the day, else the next one."""
    job = aliased(Membership)
    standing = or_(func.upper_inf(job.during), func.upper(job.during) > as_of)
    protected = (
        select(Mandate.id)
        .where(
            Mandate.person_id == Person.id,
            Mandate.scope_kind == "network",
            Mandate.during.contains(as_of),
        )
        .exists()
    )
    rows = session.execute(
        select(
            Person.id,
            Person.external_id,
            Person.given_name,
            Person.family_name,
            Person.email,
            Person.left_on,
            Unit.code,
            Position.name,
            func.lower(job.during),
            protected,
        )
        .select_from(Person)
        .outerjoin(job, and_(job.person_id == Person.id, job.is_primary, standing))
        .outerjoin(Unit, Unit.id == job.unit_id)
        .outerjoin(Position, Position.id == job.position_id)
        .where(Person.external_id.is_not(None), Person.erased_at.is_(None))
        .order_by(func.lower(job.during).desc())
    )
    # The earliest standing job comes last and wins: today's before a planned one.
    return {row[1]: PersonKnown(*row) for row in rows}


def units_scene(as_of: date) -> UnitScene:
    """Return every unit with its links of the day, and the names that exist."""
    names: dict[str, list[str]] = {
        "region": list(session.scalars(select(Region.name))),
        "brand": list(session.scalars(select(Brand.name))),
        "employer": list(session.scalars(select(Employer.name))),
    }
    numbers = select(Person.external_id).where(
        Person.external_id.is_not(None), Person.left_on.is_(None)
    )
    return UnitScene(
        units=_units(as_of),
        names=names,
        numbers=frozenset(number for number in session.scalars(numbers) if number),
        as_of=as_of,
    )


def _units(as_of: date) -> Mapping[str, UnitFull]:
    manager = (
        select(Person.external_id)
        .join(Mandate, Mandate.person_id == Person.id)
        .where(
            Mandate.unit_id == Unit.id,
            Mandate.kind == "unit_manager",
            Mandate.during.contains(as_of),
        )
        .scalar_subquery()
    )
    links: list[tuple[Any, Any, Any]] = [
        (UnitRegion, UnitRegion.region_id, Region),
        (UnitBrand, UnitBrand.brand_id, Brand),
        (UnitEmployer, UnitEmployer.employer_id, Employer),
    ]
    chosen = select(Unit, Region.name, Brand.name, Employer.name, manager).select_from(Unit)
    for link, column, target in links:
        chosen = chosen.outerjoin(
            link, and_(link.unit_id == Unit.id, link.during.contains(as_of))
        ).outerjoin(target, target.id == column)
    return {
        unit.code: UnitFull(
            unit.id,
            unit.code,
            unit.closed_on,
            {
                "name": unit.name,
                "kind": unit.kind,
                "city": unit.city,
                "postcode": unit.postcode,
                "region": region,
                "brand": brand,
                "employer": employer,
                "zone": unit.zone,
                "format": unit.format,
                "manager": number,
            },
        )
        for unit, region, brand, employer, number in session.execute(chosen)
    }
