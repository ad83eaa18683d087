"""Boards of many stores as they were made last: read, never counted while somebody waits.

Where nothing was made, or long ago as nobody works in the background, they are counted at once: the
page is slower and as true.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, and_, bindparam, func, or_, select

from lms.core import clock
from lms.core.access import Permission, Viewer
from lms.core.asking import TODAY, Question, Wanted, ask
from lms.core.db import session
from lms.core.standing import INSTANT
from lms.network.models import Region, Unit, UnitRegion
from lms.network.queries import day_of, reach_of, regions_under, scope_values, units_asked
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


SINCE, NOW = (bindparam(f"boards_{name}", type_=INSTANT) for name in ("since", "now"))
"""When a board was made that is shown: not long ago, and not in the future."""
REGION = bindparam("boards_region", type_=ARRAY(Uuid))
"""The region a board is of, alone in its array."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Units as those above read them, and all of them together, as of an instant.

    ``rows``: those to help, then the others; each list may be cut, ``count`` and ``helped`` are not.
    """

    rows: tuple[Row, ...]
    whole: Whole
    as_of: datetime
    count: int
    helped: int


@dataclass(frozen=True, slots=True)
class RegionRows:
    """A region's board, with the pilot it lives."""

    name: str
    known: Rows
    pilot: Any
    """``unit``, its name, ``state`` of the pilot, ``project``, its state; None without one."""


@dataclass(frozen=True, slots=True)
class Regions:
    """Regions by name with their figures, as of an instant."""

    lines: tuple[tuple[Region, Whole], ...]
    as_of: datetime

    @property
    def whole(self) -> Whole:
        """Return the network: the sum of its regions."""
        return sum((one for _region, one in self.lines), Whole())


def followed(viewer: Viewer, now: datetime) -> Rows:
    """Return the stores whose board the viewer reads, whatever their region."""
    reached = units_asked(viewer, Permission.BOARD_READ)
    given = _given(viewer, now)
    known = made(session.execute(_followed_asked(reached), given).all(), now)
    return known or counted_now((Unit.id.in_(reached),), given, now)


@lru_cache
def _followed_asked(reached: Select[UUID]) -> Wanted:
    return stores_asked(Unit.id.in_(reached))


def region_rows(viewer: Viewer, region_id: UUID, now: datetime, most: int) -> RegionRows | None:
    """Return a region's board; None: it is not theirs to read.

    Whoever opens it holds the region whole, or one above it: all its stores are within their reach.
    ``most``: how many stores of each list; sums are those of the region, not of what is shown.
    """
    all_of_them = reach_of(viewer, Permission.BOARD_READ).network
    given = {**_given(viewer, now), "boards_region": [region_id]}
    told = ask(_region_asked(all_of_them, most), given)
    if not told["region"]:
        return None
    whole = sum((read_whole(one.figures) for one in told["sums"]), Whole())
    known = made(told["stores"], now, whole)
    if known is None:
        known = _region_now(region_id, given, now)
    return RegionRows(told["region"][0].name, known, next(iter(told["pilot"]), None))


@lru_cache
def _region_asked(all_of_them: bool, most: int) -> dict[str, Question]:  # noqa: FBT001 - a key of the cache
    below = regions_under(REGION, TODAY)
    return {
        "region": regions.read_asked(REGION, all_of_them=all_of_them),
        "stores": stores_asked(_of_region(), shares=False, most=most),
        "sums": select(RegionBoard.figures).where(RegionBoard.region_id.in_(below)),
        "pilot": regions.pilot_asked(REGION),
    }


def _of_region() -> ColumnElement[bool]:
    linked = select(UnitRegion.unit_id).where(
        UnitRegion.during.contains(TODAY),
        UnitRegion.region_id.in_(regions_under(REGION, TODAY)),
    )
    return Unit.id.in_(linked)


def _region_now(region_id: UUID, given: Mapping[str, Any], now: datetime) -> Rows:
    """Return a region's board counted now: its past is that of the stores it had then."""
    day: date = given["asked_today"]
    below = set(session.scalars(regions_under((region_id,), day)))
    linked = select(UnitRegion.unit_id).where(
        UnitRegion.region_id.in_(below),
        or_(UnitRegion.during.contains(day), UnitRegion.during.contains(day - boards.PAST)),
    )
    units = places.stores(Unit.id.in_(linked), day=day)
    stands = boards.standings_of(units, now)
    ids = {one.id for one in places.stores(_of_region(), day=day, given=given)}
    rows = tuple(boards.in_order([one for one in units if one.id in ids], stands))
    lines = by_region(units, stands, now)
    whole = sum((one for region, one in lines if region.id in below), Whole())
    return Rows(rows, whole, now, len(rows), sum(one.needs_help for one in rows))


def _given(viewer: Viewer, now: datetime) -> dict[str, Any]:
    known = {"asked_today": day_of(viewer), **times(now)}
    return known | scope_values(viewer, Permission.BOARD_READ)


def times(now: datetime) -> dict[str, Any]:
    """Return the values that tell which boards are fresh."""
    return {"boards_since": now - LASTS, "boards_now": now}


def stores_asked(
    *which: ColumnElement[bool], shares: bool = True, most: int | None = None
) -> Wanted:
    """Ask for live stores with what was made of them lately, those to help first, then by name.

    ``shares``: with what each pillar is made of; ``most``: that many of each list.
    """
    figures = UnitBoard.figures if shares else UnitBoard.figures.op("-")(SHARES)
    fresh = and_(UnitBoard.unit_id == Unit.id, UnitBoard.as_of.between(SINCE, NOW))
    order = (UnitBoard.place.nulls_last(), Unit.sort_key, Unit.id)
    nth = func.row_number().over(partition_by=UnitBoard.place.is_(None), order_by=order)
    found = (
        select(Unit.id, Unit.code, Unit.name, Unit.sort_key, UnitBoard.place)
        .add_columns(
            figures.label("figures"),
            func.count().over().label("total"),
            func.count(UnitBoard.as_of).over().label("made"),
            func.count(UnitBoard.place).over().label("helped"),
            func.min(UnitBoard.as_of).over().label("since"),
            nth.label("nth"),
        )
        .outerjoin(UnitBoard, fresh)
        .where(*which, *places.live_stores(TODAY))
    )
    if most is None:
        return found.order_by(*order)
    rows = found.subquery()
    kept = [column for column in rows.c if column.key != "nth"]
    shown = select(*kept).where(rows.c.nth <= most)
    return shown.order_by(rows.c.place.nulls_last(), rows.c.sort_key, rows.c.id)


def made(rows: Sequence[Any], now: datetime, whole: Whole | None = None) -> Rows | None:
    """Return what was made from the rows of :func:`stores_asked`; None if one store lacks.

    ``whole``: the sums, where rows are not all there or say no shares.
    """
    if not rows:
        return Rows((), whole or Whole(), now, 0, 0)
    first = rows[0]
    if first.made < first.total:
        return None
    known = tuple(
        Row(
            Store(one.id, one.code, one.name, one.sort_key),
            read_standing(one.figures),
            needs_help=one.place is not None,
        )
        for one in rows
    )
    summed = whole_of(one.stands for one in known) if whole is None else whole
    return Rows(known, summed, first.since, first.total, first.helped)


def counted_now(
    which: Sequence[ColumnElement[bool]], given: Mapping[str, Any], now: datetime
) -> Rows:
    """Return the boards of the stores that answer ``which``, counted now."""
    units = places.stores(*which, day=given["asked_today"], given=given)
    stands = boards.standings_of(units, now)
    rows = tuple(boards.in_order(units, stands))
    helped = sum(one.needs_help for one in rows)
    return Rows(rows, whole_of(stands.values()), now, len(rows), helped)


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
    """Return regions by name with what their units make together, and what theirs of then made."""
    day = clock.business_date(now, DEFAULT_ZONE)
    ids = [one.id for one in units]
    of = regions.regions_of(ids, day)
    here, past = (
        _gathered(of, stands),
        _gathered({**of, **regions.regions_of(ids, day - boards.PAST)}, stands),
    )
    known = sorted(here.keys() | past.keys(), key=lambda one: (one.name, str(one.id)))
    return tuple((one, whole_of(here.get(one, ()), past.get(one, ()))) for one in known)


def _gathered(
    of: Mapping[UUID, Region], stands: Mapping[UUID, Standing]
) -> dict[Region, list[Standing]]:
    found: dict[Region, list[Standing]] = {}
    for unit_id, region in of.items():
        found.setdefault(region, []).append(stands[unit_id])
    return found
