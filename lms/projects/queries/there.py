"""Where somebody stands towards a region: who leads it, who works there, its support team."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, or_, select, union
from sqlalchemy.orm import aliased

from lms.accounts.models import Person
from lms.core.access import Role, Viewer
from lms.core.db import session
from lms.core.errors import NotFound
from lms.network.models import Mandate, Membership, Region, RegionParent, Unit, UnitRegion
from lms.network.queries import day_of, not_closed, regions_under, same_side

ABOVE = frozenset({Role.REGIONAL_LEAD, Role.ADMINISTRATOR})
SUPPORT = ("regional_office", "support_service")
"""Units that hold a region's support team."""


@dataclass(frozen=True, slots=True)
class There:
    """A region as somebody finds it today, and what they are there."""

    region: Region
    today: date
    roles: frozenset[Role]
    own: frozenset[UUID]
    """Units of the region where they work or hold a mandate; not asked of those above them."""

    @property
    def leads(self) -> bool:
        """Tell whether they lead this region, or one above it."""
        return Role.REGIONAL_LEAD in self.roles

    @property
    def is_office(self) -> bool:
        """Tell whether they are of the head office."""
        return Role.ADMINISTRATOR in self.roles


def above(region_ids: Collection[UUID], day: date) -> Select[UUID]:
    """Select the regions given and all those above them on ``day``."""
    tree = select(Region.id).where(Region.id.in_(list(region_ids))).cte(recursive=True)
    step = aliased(RegionParent)
    tree = tree.union(
        select(step.parent_id).where(step.region_id == tree.c.id, step.during.contains(day))
    )
    return select(tree.c.id)


def under(region_id: UUID, day: date) -> Select[UUID]:
    """Select the units of a region and of those below it on ``day``."""
    return select(UnitRegion.unit_id).where(
        UnitRegion.during.contains(day), UnitRegion.region_id.in_(regions_under([region_id], day))
    )


def has_no_store(region_id: UUID, day: date) -> bool:
    """Tell whether the units of a region all closed or went elsewhere; one that begins had none."""
    ever = select(Region.id).where(Region.id == region_id).cte(recursive=True)
    ever = ever.union(select(RegionParent.region_id).where(RegionParent.parent_id == ever.c.id))
    had = select(UnitRegion.id).where(
        UnitRegion.region_id.in_(select(ever.c.id)), func.lower(UnitRegion.during) <= day
    )
    has = select(Unit.id).where(Unit.id.in_(under(region_id, day)), not_closed(day))
    found = session.execute(select(had.exists(), has.exists())).one()
    return bool(found[0] and not found[1])


def there(viewer: Viewer, region_id: UUID) -> There:
    """Return a region and where the viewer stands; raises NotFound, foreign and missing alike."""
    day = day_of(viewer)
    line = {
        one.id: one
        for one in session.scalars(select(Region).where(Region.id.in_(above([region_id], day))))
    }
    if region_id not in line:
        raise NotFound
    roles = {
        one.role
        for one in viewer.grants
        if (one.scope_kind == "network" and one.role is Role.ADMINISTRATOR)
        or (one.scope_kind == "region" and one.scope_id in line)
    }
    own = frozenset[UUID]() if ABOVE & roles else _own(viewer, region_id, day)
    roles |= {one.role for one in viewer.grants if one.scope_id in own}
    if own & {one.unit_id for one in viewer.memberships}:
        roles.add(Role.EMPLOYEE)
    if not roles:
        raise NotFound
    return There(line[region_id], day, frozenset(roles), own)


def _own(viewer: Viewer, region_id: UUID, day: date) -> frozenset[UUID]:
    """Return the units of a region where the viewer works or holds a mandate."""
    near = {one.unit_id for one in viewer.memberships} | {
        one.scope_id for one in viewer.grants if one.scope_kind == "unit" and one.scope_id
    }
    if not near:
        return frozenset()
    inside = select(Unit.id).where(Unit.id.in_(near), Unit.id.in_(under(region_id, day)))
    return frozenset(session.scalars(inside))


def leading(viewer: Viewer, region_id: UUID) -> There:
    """Return a region the viewer leads; raises NotFound anywhere else."""
    found = there(viewer, region_id)
    if not found.leads:
        raise NotFound
    return found


def deciding(viewer: Viewer, region_id: UUID) -> There:
    """Return a region the viewer leads or that they see from the head office; raises NotFound."""
    found = there(viewer, region_id)
    if not ABOVE & found.roles:
        raise NotFound
    return found


def regions_seen(viewer: Viewer) -> list[Region]:
    """Return the regions the viewer leads, or all those with stores for the head office."""
    day = day_of(viewer)
    held = [one for one in viewer.grants if one.role in ABOVE]
    direct = (
        select(UnitRegion.region_id)
        .join(Unit, Unit.id == UnitRegion.unit_id)
        .where(UnitRegion.during.contains(day), Unit.kind == "store")
    )
    asked = select(Region).where(Region.id.in_(direct))
    if not any(one.scope_kind == "network" for one in held):
        led = [one.scope_id for one in held if one.scope_kind == "region" and one.scope_id]
        asked = asked.where(Region.id.in_(regions_under(led, day)))
    return list(session.scalars(asked.order_by(Region.name, Region.id)))


def leads_of(region_id: UUID, day: date) -> list[UUID]:
    """Return who leads a region on ``day``; those of the regions above when nobody does."""
    rows = session.execute(
        select(Mandate.person_id, Mandate.region_id)
        .where(
            Mandate.kind == Role.REGIONAL_LEAD.value,
            Mandate.region_id.in_(above([region_id], day)),
            Mandate.during.contains(day),
        )
        .order_by(Mandate.person_id)
    ).all()
    near = [person for person, led in rows if led == region_id]
    return near or [person for person, _led in rows]


def _team(region_id: UUID, day: date) -> Select[UUID]:
    units = under(region_id, day)
    jobs = (
        select(Membership.person_id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(
            Membership.during.contains(day), Unit.kind.in_(SUPPORT), Membership.unit_id.in_(units)
        )
    )
    coaches = select(Mandate.person_id).where(
        Mandate.kind == Role.COACH.value,
        Mandate.during.contains(day),
        Mandate.unit_id.in_(under(region_id, day)),
    )
    leads = select(Mandate.person_id).where(
        Mandate.kind == Role.REGIONAL_LEAD.value,
        Mandate.during.contains(day),
        Mandate.region_id.in_(above([region_id], day)),
    )
    found = union(jobs, coaches, leads).subquery()
    return select(found.c.person_id)


def team_of(region_id: UUID, day: date) -> set[UUID]:
    """Return a region's support team: its office, its coaches, who leads it."""
    here = or_(Person.left_on.is_(None), Person.left_on > day)
    rows = select(Person.id).where(
        Person.id.in_(_team(region_id, day)), here, Person.erased_at.is_(None)
    )
    return set(session.scalars(rows))


def named(viewer: Viewer, person_ids: Iterable[UUID]) -> list[tuple[UUID, str]]:
    """Return people by name, those only whom the employers' wall lets the viewer know."""
    known = same_side(viewer, person_ids)
    rows = session.execute(
        select(Person.id, func.concat_ws(" ", Person.given_name, Person.family_name))
        .where(Person.id.in_(known))
        .order_by(Person.sort_key, Person.id)
    )
    return [(row[0], row[1]) for row in rows]
