"""Regions as boards show them: their units, who may read them, the pilot they live."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, func, select

from lms.core.access import Permission
from lms.core.asking import TODAY, Wanted
from lms.core.db import session
from lms.network.models import Region, Unit, UnitRegion
from lms.network.queries import granted_regions, regions_under
from lms.projects.models import Pilot, Project


def read_asked(region: BindParameter[Any], *, all_of_them: bool) -> Wanted:
    """Ask for a region whose boards the viewer holds whole: its own lead's, or one's above it.

    ``all_of_them``: they hold the network. Sent with :func:`scope_values` of ``BOARD_READ``.
    """
    asked = select(Region.name).where(Region.id == func.any(region))
    if all_of_them:
        return asked
    led = granted_regions(Permission.BOARD_READ)
    return asked.where(Region.id.in_(regions_under(led, TODAY)))


def regions_of(unit_ids: Iterable[UUID], day: date) -> dict[UUID, Region]:
    """Return the region of each unit on ``day``, in the order of the names of regions."""
    rows = session.execute(
        select(UnitRegion.unit_id, Region)
        .join(Region, Region.id == UnitRegion.region_id)
        .where(UnitRegion.unit_id.in_(list(unit_ids)), UnitRegion.during.contains(day))
        .order_by(Region.name, Region.id, UnitRegion.unit_id)
    )
    return {row[0]: row[1] for row in rows}


def pilot_asked(region: BindParameter[Any]) -> Wanted:
    """Ask for the pilot a region lives or lived last, failed ones aside, and for its project."""
    return (
        select(Pilot.state, Unit.name.label("unit"), Project.state.label("project"))
        .join(Unit, Unit.id == Pilot.unit_id)
        .outerjoin(Project, Project.unit_id == Unit.id)
        .where(
            Pilot.region_id == func.any(region), Pilot.state.in_(("chosen", "lived", "reviewed"))
        )
        .order_by(Pilot.chosen_at.desc(), Project.cycle.desc())
        .limit(1)
    )
