"""Regions as boards show them: their units, who may read them, the pilot they live."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, false, select

from lms.core.access import Permission, Viewer
from lms.core.db import session
from lms.network.models import Region, Unit, UnitRegion
from lms.network.queries import regions_under
from lms.projects.models import Pilot, Project


def linked(region_id: UUID, day: date) -> Select[UUID]:
    """Select the units of a region and of those below it on ``day``."""
    return select(UnitRegion.unit_id).where(
        UnitRegion.during.contains(day), UnitRegion.region_id.in_(regions_under([region_id], day))
    )


def region_read(viewer: Viewer, region_id: UUID, day: date) -> Region | None:
    """Return a region whose boards the viewer holds whole: its own lead's, or one's above it."""
    held = viewer.grants_for(Permission.BOARD_READ)
    asked = select(Region).where(Region.id == region_id)
    if not any(one.scope_kind == "network" for one in held):
        led = [one.scope_id for one in held if one.scope_kind == "region" and one.scope_id]
        asked = asked.where(Region.id.in_(regions_under(led, day)) if led else false())
    return session.scalar(asked)


def regions_of(unit_ids: Iterable[UUID], day: date) -> dict[UUID, Region]:
    """Return the region of each unit on ``day``, in the order of the names of regions."""
    rows = session.execute(
        select(UnitRegion.unit_id, Region)
        .join(Region, Region.id == UnitRegion.region_id)
        .where(UnitRegion.unit_id.in_(list(unit_ids)), UnitRegion.during.contains(day))
        .order_by(Region.name, Region.id, UnitRegion.unit_id)
    )
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class Piloted:
    """The pilot of a region, and its project."""

    row: Pilot
    unit: str
    project: Project | None


def pilot_of(region_id: UUID) -> Piloted | None:
    """Return the pilot a region lives or lived last, failed ones aside."""
    found: Any = session.execute(
        select(Pilot, Unit, Project)
        .join(Unit, Unit.id == Pilot.unit_id)
        .outerjoin(Project, Project.unit_id == Unit.id)
        .where(Pilot.region_id == region_id, Pilot.state.in_(("chosen", "lived", "reviewed")))
        .order_by(Pilot.chosen_at.desc(), Project.cycle.desc())
        .limit(1)
    ).one_or_none()
    return Piloted(found[0], found[1].name, found[2]) if found else None
