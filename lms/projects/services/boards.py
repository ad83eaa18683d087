"""Making the boards of all stores, so that nobody who reads many waits for them to be counted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from lms.core import clock
from lms.core.db import session
from lms.network.rules import DEFAULT_ZONE
from lms.projects.models import RegionBoard, UnitBoard
from lms.projects.queries import boards, kept, places

Kept = type[UnitBoard] | type[RegionBoard]


def make(now: datetime) -> int:
    """Make every board as of ``now``; return how many stores. Closed ones are forgotten.

    As many statements for one store as for all.
    """
    units = places.stores(day=clock.business_date(now, DEFAULT_ZONE))
    stands = boards.standings_of(units, now)
    of_regions = {region.id: one.plain() for region, one in kept.by_region(units, stands, now)}
    _keep(UnitBoard, "unit_id", {one: known.plain() for one, known in stands.items()}, now)
    _keep(RegionBoard, "region_id", of_regions, now)
    return len(units)


def _keep(table: Kept, key: str, made: Mapping[UUID, dict[str, Any]], now: datetime) -> None:
    session.execute(delete(table).where(getattr(table, key).not_in(list(made))))
    rows = [{key: one, "as_of": now, "figures": figures} for one, figures in sorted(made.items())]
    if rows:
        asked = insert(table)
        fresh = {name: asked.excluded[name] for name in ("as_of", "figures")}
        session.execute(asked.on_conflict_do_update(index_elements=[key], set_=fresh), rows)
