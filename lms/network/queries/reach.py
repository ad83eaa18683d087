"""How far one may act on a person who also works or answers elsewhere."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select

from lms.accounts.models import Person
from lms.core.access import Permission, Role, Viewer
from lms.core.db import session
from lms.network.models import Mandate, Membership, Unit
from lms.network.queries.scope import day_of, units_named
from lms.network.rules import may_give

WRITE = Permission.PEOPLE_WRITE


def is_desk(viewer: Viewer) -> bool:
    """Tell whether the viewer keeps everybody's records: number, e-mail, any job."""
    return any(g.scope_kind == "network" for g in viewer.grants_for(WRITE))


def jobs_out_of_reach(viewer: Viewer, person_id: UUID, *, main_only: bool = False) -> list[str]:
    """Return the names of the units where a person works and that the viewer does not manage."""
    day = day_of(viewer)
    wanted = (
        select(Unit.name)
        .join(Membership, Membership.unit_id == Unit.id)
        .where(
            Membership.person_id == person_id,
            or_(func.upper_inf(Membership.during), func.upper(Membership.during) > day),
            Unit.id.not_in(units_named(viewer, WRITE)),
        )
        .order_by(Unit.sort_key)
    )
    if main_only:
        wanted = wanted.where(Membership.is_primary)
    return list(dict.fromkeys(session.scalars(wanted)))


def mandates_out_of_reach(viewer: Viewer, person_id: UUID) -> list[Role]:
    """Return the mandates of a person that the viewer could not have given."""
    day = day_of(viewer)
    rows = session.execute(
        select(Mandate.kind, Mandate.unit_id.in_(units_named(viewer, WRITE))).where(
            Mandate.person_id == person_id,
            or_(func.upper_inf(Mandate.during), func.upper(Mandate.during) > day),
        )
    )
    if is_desk(viewer):
        return []
    return [
        Role(kind) for kind, inside in rows if not (inside and may_give(viewer.roles, Role(kind)))
    ]


def holds_mandate(person_id: UUID, roles: Collection[Role], day: date) -> bool:
    """Tell whether somebody who has not left holds one of ``roles`` on ``day``."""
    held = (
        select(Mandate.id)
        .join(Person, Person.id == Mandate.person_id)
        .where(
            Mandate.person_id == person_id,
            Mandate.kind.in_([role.value for role in roles]),
            Mandate.during.contains(day),
            or_(Person.left_on.is_(None), Person.left_on > day),
            Person.erased_at.is_(None),
        )
    )
    return session.scalar(held.limit(1)) is not None
