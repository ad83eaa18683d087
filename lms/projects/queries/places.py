"""Where somebody is when they open a store's project, and what they may do there."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    ScalarSelect,
    Select,
    Uuid,
    bindparam,
    func,
    or_,
    select,
)

from lms.accounts.models import Person
from lms.core import clock
from lms.core.access import ROLES_OF, Capability, Permission, Role, Viewer
from lms.core.asking import TODAY, UNIT, Wanted
from lms.core.db import session
from lms.core.errors import NotFound
from lms.network.models import Mandate, Membership, Unit, UnitRegion
from lms.network.queries import (
    Member,
    day_of,
    list_members,
    live_units,
    not_closed,
    reach_of,
    regions_under,
    scope_values,
    units_asked,
    units_in_scope,
)
from lms.network.queries.scope import Day, Reach
from lms.projects.rules.actions import TEAM

ABOVE = (Role.UNIT_MANAGER, Role.DEPUTY, Role.COACH, Role.REGIONAL_LEAD, Role.ADMINISTRATOR)
"""Roles held by a mandate, that read a store's project."""


class Place(Protocol):
    """What a page says of a unit, whether its row was read whole or not."""

    @property
    def id(self) -> UUID:
        """Return its identity."""

    @property
    def name(self) -> str:
        """Return what it is called."""

    @property
    def zone(self) -> str:
        """Return the time zone of its business dates."""

    @property
    def day_cut(self) -> time:
        """Return the hour at which its business days start."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A store as somebody finds it today: its business date, and what they are there."""

    unit: Place
    today: date
    roles: frozenset[Role]
    is_member: bool

    def may(self, permission: Permission) -> bool:
        """Tell whether one of the roles held over this store carries ``permission``."""
        return bool(ROLES_OF.get(permission, frozenset()) & self.roles)

    @property
    def leads(self) -> bool:
        """Tell whether they lead this store's project."""
        return self.may(Permission.PROJECT_LEAD)

    def judges(self, staff: int) -> bool:
        """Tell whether they may say what somebody else's action changed, with ``staff`` people here.

        In a store of one person it is the region's to say.
        """
        return self.may(Permission.ACTION_VERIFY) and (
            staff >= TEAM or Role.REGIONAL_LEAD in self.roles
        )

    @property
    def is_team(self) -> bool:
        """Tell whether they work here or run the store: the whole team takes part."""
        return self.is_member or self.leads


@dataclass(frozen=True, slots=True)
class Here(Seen):
    """The same with the unit's whole row, for those who act on it."""

    unit: Unit


def unit_day(unit: Place, now: datetime) -> date:
    """Return the business date of a unit."""
    return clock.business_date(now, unit.zone, unit.day_cut)


def here(viewer: Viewer, unit_id: UUID) -> Here:
    """Return a store whose project the viewer may read; raises NotFound, foreign and missing."""
    asked = _here_asked(_regional(viewer))
    rows = session.execute(asked, seen_values(viewer, unit_id)).all()
    found = seen(viewer, unit_id, rows)
    return Here(rows[0][0], found.today, found.roles, found.is_member)


def seen_asked(viewer: Viewer) -> Wanted:
    """Ask for :data:`UNIT` as :func:`seen` reads it, with :func:`seen_values`."""
    return _seen_asked(_regional(viewer))


def seen_values(viewer: Viewer, unit_id: UUID) -> dict[str, Any]:
    """Return the values of :func:`seen_asked`."""
    known: dict[str, Any] = {"asked_unit": unit_id, "asked_today": day_of(viewer)}
    for role in _regional(viewer):
        known[f"{role.value}_regions"] = list(_reach(viewer, role).regions)
    return known


def seen(viewer: Viewer, unit_id: UUID, rows: Sequence[Any]) -> Seen:
    """Return a store from the row of :func:`seen_asked`; raises NotFound, foreign and missing."""
    row = rows[0] if rows else None
    roles = {role for role in ABOVE if row and _reaches(_reach(viewer, role), row, role)}
    is_member = unit_id in {one.unit_id for one in viewer.memberships}
    if row is None or not (roles or is_member):
        raise NotFound
    if is_member:
        roles.add(Role.EMPLOYEE)
    return Seen(row, unit_day(row, clock.now()), frozenset(roles), is_member)


def _reach(viewer: Viewer, role: Role) -> Reach:
    """Return what the viewer's mandates of one role reach."""
    alone = replace(viewer, grants=tuple(one for one in viewer.grants if one.role is role))
    return reach_of(alone, Permission.PROJECT_READ)


def _reaches(reach: Reach, row: Any, role: Role) -> bool:
    """Tell whether a reach holds a unit where projects are live: the row says of its regions."""
    below = bool(reach.regions) and getattr(row, f"in_{role.value}")
    return reach.network or row.id in reach.units or below


def _regional(viewer: Viewer) -> tuple[Role, ...]:
    """Return the roles the viewer holds over regions."""
    held = {one.role for one in viewer.grants if one.scope_kind == "region"}
    return tuple(role for role in ABOVE if role in held)


@lru_cache
def _seen_asked(regional: tuple[Role, ...]) -> Wanted:
    columns = (Unit.id, Unit.name, Unit.zone, Unit.day_cut)
    return select(*columns, *map(_below, regional)).where(*_live_unit())


@lru_cache
def _here_asked(regional: tuple[Role, ...]) -> Wanted:
    columns = (Unit, Unit.id, Unit.zone, Unit.day_cut)
    return select(*columns, *map(_below, regional)).where(*_live_unit())


def _live_unit() -> tuple[ColumnElement[bool], ...]:
    return Unit.id == UNIT, Unit.id.in_(live_units(Capability.PROJECT.value, TODAY))


def _below(role: Role) -> ColumnElement[bool]:
    """Return whether a unit is in the regions held by a role, or in one below."""
    held = bindparam(f"{role.value}_regions", type_=ARRAY(Uuid))
    linked = select(UnitRegion.unit_id).where(
        UnitRegion.during.contains(TODAY), UnitRegion.region_id.in_(regions_under(held, TODAY))
    )
    return Unit.id.in_(linked).label(f"in_{role.value}")


def acting(viewer: Viewer, unit_id: UUID, permission: Permission) -> Here:
    """Return a store where the viewer holds ``permission``; raises NotFound anywhere else."""
    found = here(viewer, unit_id)
    if not found.may(permission):
        raise NotFound
    return found


def taking_part(viewer: Viewer, unit_id: UUID) -> Here:
    """Return a store whose team the viewer belongs to; raises NotFound anywhere else."""
    found = here(viewer, unit_id)
    if not found.is_team:
        raise NotFound
    return found


def own_units(viewer: Viewer) -> list[Unit]:
    """Return the stores whose project the viewer may open, by name: theirs, then those they follow.

    At most fifty: those above choose on their own board.
    """
    own = [one.unit_id for one in viewer.memberships]
    reached = units_in_scope(viewer, Permission.PROJECT_READ)
    day = day_of(viewer)
    return list(
        session.scalars(
            select(Unit)
            .where(
                or_(Unit.id.in_(own), Unit.id.in_(reached)),
                Unit.id.in_(live_units(Capability.PROJECT.value, day)),
                Unit.kind == "store",
                not_closed(day),
            )
            .order_by(Unit.id.in_(own).desc(), Unit.sort_key, Unit.id)
            .limit(50)
        )
    )


def team_of(unit_id: UUID, day: date) -> list[Member]:
    """Return who works in a unit on ``day``, each once, in the order of names."""
    return list({one.person_id: one for one in list_members([unit_id], day)}.values())


def staff_of(unit_id: UUID, day: date) -> int:
    """Return how many people work in a unit on ``day``."""
    return len(team_of(unit_id, day))


def staff_asked(unit: Any) -> ScalarSelect[int]:
    """Count, in a question, who works in a unit on :data:`~lms.core.asking.TODAY`."""
    return (
        select(func.count(Membership.person_id.distinct()))
        .where(Membership.unit_id == unit, Membership.during.contains(TODAY))
        .scalar_subquery()
    )


def is_here(person_id: UUID, unit_id: UUID, day: date) -> bool:
    """Tell whether somebody works in a unit or holds a mandate over it on ``day``."""
    job = select(Membership.id).where(
        Membership.person_id == person_id,
        Membership.unit_id == unit_id,
        Membership.during.contains(day),
    )
    held = select(Mandate.id).where(
        Mandate.person_id == person_id, Mandate.unit_id == unit_id, Mandate.during.contains(day)
    )
    left = select(Person.id).where(
        Person.id == person_id, or_(Person.left_on <= day, Person.erased_at.is_not(None))
    )
    found = session.execute(select(left.exists(), job.exists(), held.exists())).one()
    return not found[0] and bool(found[1] or found[2])


def region_of(unit_id: UUID, day: date) -> UUID | None:
    """Return the region of a unit on ``day``."""
    return session.scalar(
        select(UnitRegion.region_id).where(
            UnitRegion.unit_id == unit_id, UnitRegion.during.contains(day)
        )
    )


def units_of_region(region_id: UUID, day: date) -> list[Unit]:
    """Return the open stores of a region and of those below it, where projects are live."""
    linked = select(UnitRegion.unit_id).where(
        UnitRegion.during.contains(day),
        UnitRegion.region_id.in_(regions_under([region_id], day)),
    )
    return stores(Unit.id.in_(linked), day=day)


def stores(
    *which: ColumnElement[bool], day: date, given: Mapping[str, Any] | None = None
) -> list[Unit]:
    """Return the open stores that answer ``which`` and where projects are live, by name."""
    asked = select(Unit).where(*which, *live_stores(day)).order_by(Unit.sort_key, Unit.id)
    return list(session.scalars(asked, given))


def store_asked(viewer: Viewer, permission: Permission) -> Wanted:
    """Ask for :data:`UNIT` as a :class:`Place`, if it is a live store within the viewer's reach.

    Its values: :func:`store_values`.
    """
    return _store_asked(units_asked(viewer, permission))


@lru_cache
def _store_asked(reached: Select[UUID]) -> Wanted:
    return select(Unit.id, Unit.name, Unit.zone, Unit.day_cut).where(
        Unit.id == UNIT, Unit.id.in_(reached), *live_stores(TODAY)
    )


def store_values(viewer: Viewer, unit_id: UUID, permission: Permission) -> dict[str, Any]:
    """Return the values of :func:`store_asked`."""
    known = {"asked_unit": unit_id, "asked_today": day_of(viewer)}
    return known | scope_values(viewer, permission)


def live_stores(day: Day) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on units that are open stores where projects are live."""
    return (
        Unit.kind == "store",
        Unit.opened_on <= day,
        not_closed(day),
        Unit.id.in_(live_units(Capability.PROJECT.value, day)),
    )


def managers_of(unit_ids: Collection[UUID], day: date) -> list[UUID]:
    """Return who runs these units on ``day``, backups left out."""
    return list(
        session.scalars(
            select(Mandate.person_id)
            .where(
                Mandate.unit_id.in_(unit_ids),
                Mandate.kind.in_((Role.UNIT_MANAGER.value, Role.DEPUTY.value)),
                Mandate.during.contains(day),
            )
            .distinct()
        )
    )
