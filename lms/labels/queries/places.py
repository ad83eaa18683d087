"""Regions of units and of people on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from lms.core.access import Capability, Role
from lms.core.db import session
from lms.network.models import Mandate, Membership, Region, Unit, UnitRegion
from lms.network.queries import live_units, not_closed


def people_near(unit_id: UUID, person_ids: Iterable[UUID], day: date) -> set[UUID]:
    """Return those who work or lead in the region of a unit on ``day``."""
    wanted = list(person_ids)
    here = select(UnitRegion.region_id).where(
        UnitRegion.unit_id == unit_id, UnitRegion.during.contains(day)
    )
    found = _held(wanted, day).union_all(_led(wanted, day)).subquery()
    return set(session.scalars(select(found.c.person_id).where(found.c.region_id.in_(here))))


def _held(person_ids: list[UUID], day: date) -> Select[UUID, UUID]:
    """Return the regions where people work."""
    return (
        select(Membership.person_id, UnitRegion.region_id)
        .join(UnitRegion, UnitRegion.unit_id == Membership.unit_id)
        .where(
            Membership.person_id.in_(person_ids),
            Membership.during.contains(day),
            UnitRegion.during.contains(day),
        )
    )


def _led(person_ids: list[UUID], day: date) -> Select[UUID, UUID | None]:
    """Return the regions that people lead."""
    return select(Mandate.person_id, Mandate.region_id).where(
        Mandate.person_id.in_(person_ids),
        Mandate.during.contains(day),
        Mandate.region_id.is_not(None),
    )


def live_managers(day: date) -> list[UUID]:
    """Return who runs a unit where labels are live on ``day``."""
    return list(
        session.scalars(
            select(Mandate.person_id)
            .where(
                Mandate.kind.in_((Role.UNIT_MANAGER.value, Role.DEPUTY.value)),
                Mandate.during.contains(day),
                Mandate.unit_id.in_(live_units(Capability.LABEL.value, day)),
            )
            .distinct()
        )
    )


def takes_part(day: date) -> tuple[ColumnElement[bool], ...]:
    """Return what makes a unit take part in a season: a store open on ``day``, labels being live."""
    return (
        Unit.kind == "store",
        Unit.opened_on <= day,
        not_closed(day),
        Unit.id.in_(live_units(Capability.LABEL.value, day)),
    )


@dataclass(frozen=True, slots=True)
class Spot:
    """What fairness looks at: where a unit is, how many work there, what it is."""

    unit_id: UUID
    code: str
    name: str
    region_id: UUID | None
    region: str
    people: int
    format: str

    @property
    def size(self) -> str:
        """Return a band of sizes."""
        bands = ((5, "1-5"), (10, "6-10"), (20, "11-20"))
        return next((name for most, name in bands if self.people <= most), "21+")


def spots_of(unit_ids: Iterable[UUID], day: date) -> dict[UUID, Spot]:
    """Return what fairness looks at for each unit on ``day``, in one statement."""
    count = (
        select(Membership.unit_id, func.count(Membership.person_id.distinct()).label("people"))
        .where(Membership.during.contains(day))
        .group_by(Membership.unit_id)
        .subquery()
    )
    rows = session.execute(
        select(
            Unit.id,
            Unit.code,
            Unit.name,
            UnitRegion.region_id,
            func.coalesce(Region.name, ""),
            func.coalesce(count.c.people, 0),
            func.coalesce(Unit.format, ""),
        )
        .outerjoin(UnitRegion, (UnitRegion.unit_id == Unit.id) & UnitRegion.during.contains(day))
        .outerjoin(Region, Region.id == UnitRegion.region_id)
        .outerjoin(count, count.c.unit_id == Unit.id)
        .where(Unit.id.in_(list(unit_ids)))
    )
    return {row[0]: Spot(*row) for row in rows}
