"""Making the boards of all stores, so that nobody who reads many waits for them to be counted."""

from datetime import datetime
from typing import Any

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
    rows = [
        {
            "unit_id": one.unit.id,
            "as_of": now,
            "place": place if one.needs_help else None,
            "figures": one.stands.plain(),
        }
        for place, one in enumerate(boards.in_order(units, stands))
    ]
    _keep(UnitBoard, "unit_id", rows)
    summed = [
        {"region_id": region.id, "as_of": now, "figures": one.plain()}
        for region, one in kept.by_region(units, stands, now)
    ]
    _keep(RegionBoard, "region_id", summed)
    return len(units)


def _keep(table: Kept, key: str, rows: list[dict[str, Any]]) -> None:
    session.execute(delete(table).where(getattr(table, key).not_in([row[key] for row in rows])))
    if rows:
        asked = insert(table)
        fresh = {name: asked.excluded[name] for name in rows[0] if name != key}
        ordered = sorted(rows, key=lambda row: str(row[key]))
        session.execute(asked.on_conflict_do_update(index_elements=[key], set_=fresh), ordered)
