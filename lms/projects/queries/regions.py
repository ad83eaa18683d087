"""Regions as boards show them: their units, who may read them, the pilot they live."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from lms.core.access import Permission, Viewer
from lms.core.db import session
from lms.network.models import Region, Unit, UnitRegion
from lms.network.queries import regions_under
from lms.projects.models import Pilot, Project
from lms.projects.queries.projects import live_projects


def linked(region_id: UUID, day: date) -> Select[UUID]:
    """Select the units of a region and of those below it on ``day``."""
    return select(UnitRegion.unit_id).where(
        UnitRegion.during.contains(day), UnitRegion.region_id.in_(regions_under([region_id], day))
    )


def reads(viewer: Viewer, region_id: UUID, day: date) -> bool:
    """Tell whether the viewer holds the boards of a whole region, or of one above it."""
    held = viewer.grants_for(Permission.BOARD_READ)
    if any(one.scope_kind == "network" for one in held):
        return True
    led = [one.scope_id for one in held if one.scope_kind == "region" and one.scope_id]
    return bool(led) and region_id in set(session.scalars(regions_under(led, day)))


def regions_of(unit_ids: Iterable[UUID], day: date) -> dict[UUID, UUID]:
    """Return the region of each unit on ``day``."""
    rows = session.execute(
        select(UnitRegion.unit_id, UnitRegion.region_id).where(
            UnitRegion.unit_id.in_(list(unit_ids)), UnitRegion.during.contains(day)
        )
    )
    return {row[0]: row[1] for row in rows}


def named(region_ids: Iterable[UUID]) -> list[Region]:
    """Return regions in the order of their names."""
    return list(
        session.scalars(
            select(Region).where(Region.id.in_(list(region_ids))).order_by(Region.name, Region.id)
        )
    )


@dataclass(frozen=True, slots=True)
class Piloted:
    """The pilot of a region, and its project."""

    row: Pilot
    unit: str
    project: Project | None


def pilot_of(region_id: UUID) -> Piloted | None:
    """Return the pilot a region lives or lived last, failed ones aside."""
    found: Any = session.execute(
        select(Pilot, Unit)
        .join(Unit, Unit.id == Pilot.unit_id)
        .where(Pilot.region_id == region_id, Pilot.state.in_(("chosen", "lived", "reviewed")))
        .order_by(Pilot.chosen_at.desc())
        .limit(1)
    ).one_or_none()
    if found is None:
        return None
    return Piloted(found[0], found[1].name, live_projects([found[1].id]).get(found[1].id))
