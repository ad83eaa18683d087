"""Boards of many stores as they were made last: read, never counted while somebody waits.

Where nothing was made, or long ago as nobody works in the background, they are counted at once: the
page is slower and as true.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from lms.core import clock
from lms.core.db import session
from lms.network.models import Region, Unit
from lms.network.rules import DEFAULT_ZONE
from lms.projects.models import RegionBoard, UnitBoard
from lms.projects.queries import boards, places, regions
from lms.projects.queries.boards import Row
from lms.projects.rules.standings import (
    Standing,
    Whole,
    read_standing,
    read_whole,
    whole_of,
)

LASTS = timedelta(hours=1)
"""They are made several times an hour: older ones mean that nobody works in the background."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Units as those above read them, as of an instant."""

    rows: tuple[Row, ...]
    as_of: datetime

    @property
    def whole(self) -> Whole:
        """Return all of them together."""
        return whole_of(one.stands for one in self.rows)


@dataclass(frozen=True, slots=True)
class Regions:
    """Regions by name with their figures, as of an instant."""

    lines: tuple[tuple[Region, Whole], ...]
    as_of: datetime

    @property
    def whole(self) -> Whole:
        """Return the network: the sum of its regions."""
        return sum((one for _region, one in self.lines), Whole())


def rows_of(units: Sequence[Unit], now: datetime) -> Rows:
    """Return units in the order of a board, as made last; counted now if one was not made."""
    made, as_of = _standings([one.id for one in units], now)
    if len(made) < len(units):
        made, as_of = boards.standings_of(units, now), now
    return Rows(tuple(boards.in_order(units, made)), as_of)


def _standings(unit_ids: Iterable[UUID], now: datetime) -> tuple[dict[UUID, Standing], datetime]:
    """Return what was made of units not long ago, and the oldest instant among them."""
    rows = session.execute(
        select(UnitBoard.unit_id, UnitBoard.as_of, UnitBoard.figures).where(
            UnitBoard.unit_id.in_(list(unit_ids)), UnitBoard.as_of.between(now - LASTS, now)
        )
    ).all()
    as_of = min((row.as_of for row in rows), default=now)
    return {row.unit_id: read_standing(row.figures) for row in rows}, as_of


def network(now: datetime) -> Regions:
    """Return every region with stores, as made last; counted now if nothing was made lately."""
    rows = session.execute(
        select(Region, RegionBoard.figures, RegionBoard.as_of)
        .join(RegionBoard, RegionBoard.region_id == Region.id)
        .where(RegionBoard.as_of.between(now - LASTS, now))
        .order_by(Region.name, Region.id)
    ).all()
    if not rows:
        return counted(now)
    lines = tuple((region, read_whole(figures)) for region, figures, _as_of in rows)
    return Regions(lines, min(row.as_of for row in rows))


def counted(now: datetime) -> Regions:
    """Return every region with stores, counted now."""
    units = places.stores(day=clock.business_date(now, DEFAULT_ZONE))
    return Regions(by_region(units, boards.standings_of(units, now), now), now)


def by_region(
    units: Sequence[Unit], stands: Mapping[UUID, Standing], now: datetime
) -> tuple[tuple[Region, Whole], ...]:
    """Return regions by name with what their units make together."""
    day = clock.business_date(now, DEFAULT_ZONE)
    of = regions.regions_of([one.id for one in units], day)
    found: dict[Region, list[Standing]] = {}
    for unit_id, region in of.items():
        found.setdefault(region, []).append(stands[unit_id])
    return tuple((region, whole_of(known)) for region, known in found.items())
