"""Points a store handed to somebody above, and who stands above a store."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from lms.accounts.models import Person
from lms.core.access import Role, Viewer
from lms.core.db import session
from lms.network.models import Mandate, Unit
from lms.network.queries import regions_under, same_side
from lms.projects.models import Irritant, Project
from lms.projects.queries.places import region_of

OFFICE = (Role.ADMINISTRATOR.value, Role.LABEL_OFFICER.value)


@dataclass(frozen=True, slots=True)
class Handed:
    """A point, and the store it comes from."""

    row: Irritant
    unit_id: UUID
    unit: str


def handed_to(person_id: UUID) -> list[Handed]:
    """Return the points somebody was handed: those that wait first, the soonest due first."""
    rows = session.execute(
        select(Irritant, Unit.id, Unit.name)
        .join(Project, Project.id == Irritant.project_id)
        .join(Unit, Unit.id == Project.unit_id)
        .where(Irritant.escalated_to == person_id)
        .order_by(Irritant.answered_on.is_not(None), Irritant.escalation_due, Irritant.id)
    )
    return [Handed(*row) for row in rows]


def people_above(viewer: Viewer, unit_id: UUID, day: date) -> list[tuple[UUID, str]]:
    """Return who leads the store's region, then who holds a mandate of the network, by name."""
    region_id = region_of(unit_id, day)
    above: ColumnElement[bool] = Mandate.kind.in_(OFFICE)
    if region_id is not None:
        leads = Mandate.kind == Role.REGIONAL_LEAD.value
        under = select(Mandate.region_id).where(
            leads, Mandate.region_id.is_not(None), Mandate.during.contains(day)
        )
        holding = [one for one in session.scalars(under) if one and _holds(one, region_id, day)]
        above = or_(above, leads & Mandate.region_id.in_(holding))
    rows = session.execute(
        select(Person.id, func.concat_ws(" ", Person.given_name, Person.family_name))
        .join(Mandate, Mandate.person_id == Person.id)
        .where(
            above,
            Mandate.during.contains(day),
            or_(Person.left_on.is_(None), Person.left_on > day),
            Person.erased_at.is_(None),
        )
        .order_by(Mandate.kind.in_(OFFICE), Person.sort_key)
    ).all()
    known = same_side(viewer, [row[0] for row in rows])
    return list({row[0]: (row[0], row[1]) for row in rows if row[0] in known}.values())


def _holds(region_id: UUID, below: UUID, day: date) -> bool:
    return below in set(session.scalars(regions_under([region_id], day)))
