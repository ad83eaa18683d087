"""Units and people that the pages of home may show: thin reads over the network's scope."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select

from lms.accounts.models import Device, Person
from lms.accounts.rules import fold
from lms.core import clock
from lms.core.access import Permission, Role, Viewer
from lms.core.db import session
from lms.core.errors import NotFound
from lms.network.models import Mandate, Membership, Unit
from lms.network.queries import day_of, not_closed, people_in_scope, units_in_scope

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class UnitToday:
    """A unit and its business date."""

    id: UUID
    name: str
    zone: str
    day: date


def unit_today(unit_id: UUID, now: datetime) -> UnitToday:
    """Return a unit with its business date; raises NotFound for an unknown one."""
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise NotFound
    day = clock.business_date(now, unit.zone, unit.day_cut)
    return UnitToday(unit.id, unit.name, unit.zone, day)


def unit_names(unit_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the name of each unit."""
    rows = session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(unit_ids)))
    return {row.id: row.name for row in rows}


def list_units_for(
    viewer: Viewer,
    permission: Permission,
    *,
    words: str = "",
    among: Collection[UUID] | None = None,
) -> list[Unit]:
    """Return the open units over which the viewer holds ``permission``, by name.

    At most ``PER_PAGE`` and one more, which tells that ``words`` (of a name, or a code) are needed.
    """
    day = day_of(viewer)
    chosen = select(Unit).where(
        Unit.id.in_(units_in_scope(viewer, permission)),
        not_closed(day),
    )
    for word in fold(words).split():
        starts = func.lower(Unit.code).startswith(word, autoescape=True)
        chosen = chosen.where(Unit.sort_key.contains(word, autoescape=True) | starts)
    if among is not None:
        chosen = chosen.where(Unit.id.in_(among))
    return list(session.scalars(chosen.order_by(Unit.sort_key, Unit.id).limit(PER_PAGE + 1)))


def get_unit_for(viewer: Viewer, permission: Permission, unit_id: UUID | None) -> Unit | None:
    """Return an open unit over which the viewer holds ``permission``; foreign or missing, None."""
    found = list_units_for(viewer, permission, among=[unit_id]) if unit_id else []
    return found[0] if found else None


def list_devices_for(viewer: Viewer, permission: Permission) -> list[Device]:
    """Return every tablet in service in the units over which the viewer holds ``permission``."""
    scope = units_in_scope(viewer, permission)
    return list(
        session.scalars(
            select(Device).where(Device.unit_id.in_(scope), Device.revoked_at.is_(None))
        )
    )


def get_device_for(viewer: Viewer, permission: Permission, device_id: UUID) -> Device:
    """Return a tablet in service in the viewer's units; foreign or missing, raises NotFound."""
    scope = units_in_scope(viewer, permission)
    found = session.scalar(
        select(Device).where(
            Device.id == device_id, Device.unit_id.in_(scope), Device.revoked_at.is_(None)
        )
    )
    if found is None:
        raise NotFound
    return found


def may_keep_tablet(device: Device) -> bool:
    """Tell whether a tablet is still right: unit open, and whoever enrolled it still works."""
    now = clock.now()
    unit = session.get(Unit, device.unit_id)
    if unit is None:
        return False
    day = clock.business_date(now, unit.zone, unit.day_cut)
    if unit.closed_on is not None and unit.closed_on <= day:
        return False
    person = session.get(Person, device.enrolled_by)
    return person is not None and (person.left_on is None or person.left_on > day)


def people_for_slips(
    viewer: Viewer, *, q: str = "", unit_id: UUID | None = None, page: int = 1
) -> list[Person]:
    """Return one page (and one more row) of those to whom the viewer may hand a slip, by name.

    Whoever holds a mandate gets a link or a slip from an administrator: a manager does not open
    the door of somebody with wider rights.
    """
    chosen = select(Person).where(may_get_slip_from(viewer), Person.erased_at.is_(None))
    if unit_id is not None:
        works_here = exists().where(
            Membership.person_id == Person.id,
            Membership.unit_id == unit_id,
            Membership.during.contains(day_of(viewer)),
        )
        chosen = chosen.where(works_here)
    if q:
        words = fold(q)
        chosen = chosen.where(
            Person.sort_key.contains(words) | (Person.external_id == q.strip().upper())
        )
    chosen = chosen.order_by(Person.sort_key, Person.id)
    return list(session.scalars(chosen.offset((page - 1) * PER_PAGE).limit(PER_PAGE + 1)))


def may_get_slip_from(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition on Person: in the viewer's scope, and no higher than they may open."""
    in_scope = Person.id.in_(people_in_scope(viewer, Permission.SLIP_ISSUE))
    if Role.ADMINISTRATOR in viewer.roles:
        return in_scope
    mandated = exists().where(
        (Mandate.person_id == Person.id) | (Mandate.backup_person_id == Person.id),
        Mandate.during.contains(day_of(viewer)),
    )
    return in_scope & ~mandated & (Person.id != viewer.person_id)


def get_slip_person(viewer: Viewer, person_id: UUID) -> Person:
    """Return somebody whose access the viewer may renew; foreign or missing, raises NotFound."""
    found = session.scalars(
        select(Person).where(
            Person.id == person_id, may_get_slip_from(viewer), Person.erased_at.is_(None)
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    return found
