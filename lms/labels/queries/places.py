"""Regions of units and of people on a day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from lms.core.access import Capability, Role
from lms.core.db import session
from lms.network.models import Mandate, Membership, Region, Unit, UnitRegion
from lms.network.queries import live_units


def regions_of_units(unit_ids: Iterable[UUID], day: date) -> dict[UUID, UUID]:
    """Return the region each unit belonged to on ``day``."""
    rows = session.execute(
        select(UnitRegion.unit_id, UnitRegion.region_id).where(
            UnitRegion.unit_id.in_(list(unit_ids)), UnitRegion.during.contains(day)
        )
    )
    return {row[0]: row[1] for row in rows}


def regions_of_people(person_ids: Iterable[UUID], day: date) -> dict[UUID, set[UUID]]:
    """Return the regions where each person works or leads on ``day``."""
    wanted = list(person_ids)
    found: dict[UUID, set[UUID]] = defaultdict(set)
    jobs = select(Membership.person_id, UnitRegion.region_id).join(
        UnitRegion, UnitRegion.unit_id == Membership.unit_id
    )
    led = select(Mandate.person_id, Mandate.region_id).where(
        Mandate.person_id.in_(wanted), Mandate.during.contains(day), Mandate.region_id.is_not(None)
    )
    held = jobs.where(
        Membership.person_id.in_(wanted),
        Membership.during.contains(day),
        UnitRegion.during.contains(day),
    )
    for person_id, region_id in session.execute(held.union_all(led)):
        found[person_id].add(region_id)
    return dict(found)


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
        Unit.closed_on.is_(None) | (Unit.closed_on > day),
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
