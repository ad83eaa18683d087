"""Boards of many stores as they were made last: read, never counted while somebody waits.

Where nothing was made, or long ago as nobody works in the background, they are counted at once: the
page is slower and as true.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select

from lms.core import clock
from lms.core.db import session
from lms.network.models import Region, Unit
from lms.network.queries import regions_under
from lms.network.rules import DEFAULT_ZONE
from lms.projects.models import RegionBoard, UnitBoard
from lms.projects.queries import boards, places, regions
from lms.projects.queries.boards import Row, Store
from lms.projects.rules.standings import (
    SHARES,
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
    """Units as those above read them, and all of them together, as of an instant."""

    rows: tuple[Row, ...]
    whole: Whole
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Regions:
    """Regions by name with their figures, as of an instant."""

    lines: tuple[tuple[Region, Whole], ...]
    as_of: datetime

    @property
    def whole(self) -> Whole:
        """Return the network: the sum of its regions."""
        return sum((one for _region, one in self.lines), Whole())


def rows_of(
    *which: ColumnElement[bool],
    day: date,
    now: datetime,
    summed: ColumnElement[bool] | None = None,
) -> Rows:
    """Return the stores that answer ``which`` in the order of a board, as made last.

    They are counted now if one of them was not made lately. ``summed`` is a condition on regions
    whose sums are those of these stores: what each pillar is made of is then not read store by store.
    """
    known = _made(*which, *places.live_stores(day), now=now, whole=summed is None)
    if any(row.as_of is None for row in known):
        units = places.stores(*which, day=day)
        stands = boards.standings_of(units, now)
        return Rows(tuple(boards.in_order(units, stands)), whole_of(stands.values()), now)
    rows = tuple(
        Row(Store(*row[:4]), read_standing(row.figures), needs_help=row.place is not None)
        for row in known
    )
    whole = whole_of(one.stands for one in rows) if summed is None else _sum(summed)
    return Rows(rows, whole, min((row.as_of for row in known), default=now))


def _made(*which: ColumnElement[bool], now: datetime, whole: bool) -> Sequence[Any]:
    """Return stores with what was made of them lately, those to help first, then by name."""
    figures = UnitBoard.figures if whole else UnitBoard.figures.op("-")(SHARES)
    fresh = and_(UnitBoard.unit_id == Unit.id, UnitBoard.as_of.between(now - LASTS, now))
    asked = (
        select(Unit.id, Unit.code, Unit.name, Unit.sort_key)
        .add_columns(UnitBoard.as_of, UnitBoard.place, figures.label("figures"))
        .outerjoin(UnitBoard, fresh)
        .where(*which)
        .order_by(UnitBoard.place.nulls_last(), Unit.sort_key, Unit.id)
    )
    return session.execute(asked).all()


def sums_of(region_id: UUID, day: date) -> ColumnElement[bool]:
    """Return the condition on the sums of a region and of those below it."""
    return RegionBoard.region_id.in_(regions_under([region_id], day))


def _sum(which: ColumnElement[bool]) -> Whole:
    known = session.scalars(select(RegionBoard.figures).where(which))
    return sum(map(read_whole, known), Whole())


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
