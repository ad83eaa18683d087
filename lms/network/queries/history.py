"""Where somebody was on a day, who held what: the dated answers other features stand on."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import Range

from lms.accounts.models import Person
from lms.core.asking import TODAY, UNITS, Wanted
from lms.core.db import session
from lms.network.models import Mandate, Membership, Position, Unit, UnitRegion
from lms.network.queries.scope import not_closed


@dataclass(frozen=True, slots=True)
class Place:
    """The unit of a person's main job on a day, with what its business date needs."""

    unit_id: UUID
    zone: str
    day_cut: time


def primary_units(person_ids: Iterable[UUID], day: date) -> dict[UUID, Place]:
    """Return the unit of each person's main job on ``day``; absent when they had none."""
    rows = session.execute(
        select(Membership.person_id, Unit.id, Unit.zone, Unit.day_cut)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(
            Membership.person_id.in_(list(person_ids)),
            Membership.is_primary,
            Membership.during.contains(day),
        )
    )
    return {person: Place(unit, zone, cut) for person, unit, zone, cut in rows}


def primary_unit(person_id: UUID, day: date) -> Place | None:
    """Return the unit of a person's main job on ``day``, the ``unit_id`` of every ledger row."""
    return primary_units([person_id], day).get(person_id)


def count_network(day: date) -> tuple[int, int]:
    """Return how many regions hold an open unit on ``day``, and how many units are open."""
    is_open = (Unit.opened_on <= day) & not_closed(day)
    row = session.execute(
        select(
            func.count(UnitRegion.region_id.distinct()).label("regions"),
            func.count(Unit.id.distinct()).label("units"),
        )
        .select_from(Unit)
        .outerjoin(UnitRegion, (UnitRegion.unit_id == Unit.id) & UnitRegion.during.contains(day))
        .where(is_open)
    ).one()
    return row.regions, row.units


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works in a unit on a day."""

    person_id: UUID
    given_name: str
    family_name: str
    unit_id: UUID
    position: str
    is_primary: bool


def list_members(unit_ids: Iterable[UUID], day: date) -> list[Member]:
    """Return who works in these units on ``day``, in the order of names."""
    given = {"asked_units": list(unit_ids), "asked_today": day}
    return [Member(*row) for row in session.execute(_members(), given)]


@lru_cache
def _members() -> Wanted:
    return (
        select(
            Person.id,
            Person.given_name,
            Person.family_name,
            Membership.unit_id,
            Position.name,
            Membership.is_primary,
        )
        .join(Membership, Membership.person_id == Person.id)
        .join(Position, Position.id == Membership.position_id)
        .where(
            Membership.unit_id == func.any(UNITS),
            Membership.during.contains(TODAY),
            Person.erased_at.is_(None),
        )
        .order_by(Person.sort_key, Person.id)
    )


def holders(unit_id: UUID, kind: str, day: date) -> list[UUID]:
    """Return who holds a mandate of ``kind`` over a unit on ``day``, without backups."""
    return list(
        session.scalars(
            select(Mandate.person_id)
            .where(Mandate.unit_id == unit_id, Mandate.kind == kind, Mandate.during.contains(day))
            .order_by(Mandate.id)
        )
    )


def has_coached(person_id: UUID, unit_id: UUID, *, months: int, day: date) -> bool:
    """Tell whether a person coached a unit, backup included, in the ``months`` before ``day``."""
    return person_id in coaches_since(unit_id, months=months, day=day)


def coaches_since(unit_id: UUID, *, months: int, day: date) -> set[UUID]:
    """Return who coached a unit, backups included, in the ``months`` before ``day``."""
    span = Range(_months_before(day, months), day + timedelta(days=1))
    rows = session.execute(
        select(Mandate.person_id, Mandate.backup_person_id).where(
            Mandate.unit_id == unit_id, Mandate.kind == "coach", Mandate.during.op("&&")(span)
        )
    )
    return {one for row in rows for one in row if one is not None}


def _months_before(day: date, months: int) -> date:
    """Return the same day ``months`` earlier, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
