"""Figures used: taken from measures and from what was imported, for a whole season at once.

A figure that changed is another row; nothing is written over. Units too small for a figure get, apart,
the one of the cluster they were declared in.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import distinct_on

from lms.core import clock, ids
from lms.core.db import session
from lms.core.measures import MEASURES, Reading, ScopeKind, not_known
from lms.labels.models import Application, Batch, ClusterUnit, Figure, Season, Value
from lms.labels.queries.answers import Held, latest_values
from lms.labels.queries.calendars import figures_as_of, period_of_season
from lms.labels.queries.grids import grids_of_season
from lms.labels.rules.grid import Criterion, Grid, MeasureKind


@dataclass(frozen=True, slots=True)
class Taken:
    """A figure as found: its reading, and the file it came in when it was imported."""

    reading: Reading
    batch_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """What a value is about."""

    unit_id: UUID
    criterion: Criterion
    pooled: bool


def take_values(*, season: Season, now: datetime | None = None) -> list[Value]:
    """Take every figure of a season's grid for its units; return the rows that are new.

    In a number of statements that depends on the criteria, not on the units.
    """
    now = now or clock.now()
    units = list(
        session.scalars(
            select(Application.unit_id)
            .where(Application.season_id == season.id)
            .order_by(Application.unit_id)
        )
    )
    grid = grids_of_season(season)[-1].grid
    clusters = _clusters(season.id)
    found: list[tuple[Place, Taken]] = []
    for criterion in grid.criteria:
        readings = read_figures(season, criterion, units, now)
        for unit_id, taken in readings.items():
            found.append((Place(unit_id, criterion, pooled=False), taken))
        for unit_id, taken in _pool(criterion, readings, clusters).items():
            found.append((Place(unit_id, criterion, pooled=True), taken))
    return _write(season, grid, found, units, now)


def read_figures(
    season: Season, criterion: Criterion, unit_ids: Iterable[UUID], now: datetime
) -> Mapping[UUID, Taken]:
    """Return the figure behind a criterion for each unit that has one; nothing for a typed one."""
    source = criterion.measure
    if source.kind is MeasureKind.REGISTRY and source.code in MEASURES:
        measure = MEASURES[source.code]
        if not measure.may_feed_label:
            return {}
        as_of = figures_as_of(season, now)
        period = period_of_season(season)
        readings = measure.readings(unit_ids, ScopeKind.UNIT, period, as_of)
        return {one: Taken(reading) for one, reading in readings.items()}
    if source.kind is MeasureKind.IMPORTED:
        return _imported(source.code, season.year, unit_ids)
    return {}


def _imported(code: str, year: int, unit_ids: Iterable[UUID]) -> Mapping[UUID, Taken]:
    """Return the last figure of each unit; those of files taken back count no more."""
    rows = session.execute(
        select(Figure)
        .join(Batch, Batch.id == Figure.batch_id)
        .where(
            Figure.code == code,
            Figure.year == year,
            Figure.unit_id.in_(list(unit_ids)),
            Batch.state == "applied",
        )
        .ext(distinct_on(Figure.unit_id))
        .order_by(Figure.unit_id, Figure.as_of.desc(), Figure.received_at.desc())
    ).scalars()
    return {
        row.unit_id: Taken(
            Reading(Fraction(row.num), Fraction(row.den), row.n, row.as_of, 1), row.batch_id
        )
        for row in rows
    }


def _clusters(season_id: UUID) -> list[list[UUID]]:
    found: dict[UUID, list[UUID]] = defaultdict(list)
    rows = session.scalars(select(ClusterUnit).where(ClusterUnit.season_id == season_id))
    for row in rows:
        found[row.cluster_id].append(row.unit_id)
    return list(found.values())


def _pool(
    criterion: Criterion, readings: Mapping[UUID, Taken], clusters: list[list[UUID]]
) -> dict[UUID, Taken]:
    """Return the figure of its cluster for each unit that rests on too few answers alone."""
    pooled: dict[UUID, Taken] = {}
    for units in clusters if criterion.n_min else ():
        parts = [readings[one].reading for one in units if one in readings]
        whole = _sum(parts)
        for one in units:
            alone = readings.get(one)
            if whole and (alone is None or alone.reading.n < criterion.n_min):
                pooled[one] = Taken(whole)
    return pooled


def _sum(parts: list[Reading]) -> Reading | None:
    if not parts:
        return None
    return Reading(
        sum((one.num for one in parts), Fraction()),
        sum((one.den for one in parts), Fraction()),
        sum(one.n for one in parts),
        max(one.as_of for one in parts),
        parts[0].version,
    )


def _write(
    season: Season,
    grid: Grid,
    found: Sequence[tuple[Place, Taken]],
    units: list[UUID],
    now: datetime,
) -> list[Value]:
    latest = latest_values(season.id, units)
    rows = []
    for place, taken in [*found, *_gone(grid, found, latest, now)]:
        last = latest[place.unit_id, place.pooled].get(place.criterion.uid)
        if last is None or not _is_same(last, taken):
            rows.append(_row(season, place, taken, (last.rev if last else 0) + 1, now))
    if rows:
        session.execute(insert(Value), rows)
    made = [row["id"] for row in rows]
    return list(session.scalars(select(Value).where(Value.id.in_(made)))) if made else []


def _gone(
    grid: Grid,
    found: Sequence[tuple[Place, Taken]],
    latest: Mapping[tuple[UUID, bool], Mapping[str, Held]],
    now: datetime,
) -> Iterator[tuple[Place, Taken]]:
    """Yield "n/a" for figures that counted and whose file was taken back, with none before it.

    A line answered by hand since reads no figure: what it held stays as it was.
    """
    there = {(place.unit_id, place.pooled, place.criterion.uid) for place, _taken in found}
    nothing = Taken(not_known(now))
    for (unit_id, pooled), values in latest.items():
        for uid in values:
            criterion = grid.find(uid)
            if criterion is None or criterion.measure.kind is MeasureKind.TYPED:
                continue
            if (unit_id, pooled, uid) not in there:
                yield Place(unit_id, criterion, pooled), nothing


def _is_same(last: Held, taken: Taken) -> bool:
    one = taken.reading
    return (last.num, last.den, last.n, last.measure_version) == (
        str(one.num),
        str(one.den),
        one.n,
        one.version,
    )


def _row(season: Season, place: Place, taken: Taken, rev: int, now: datetime) -> dict[str, object]:
    one, source = taken.reading, place.criterion.measure
    return {
        "id": ids.new_id(),
        "season_id": season.id,
        "unit_id": place.unit_id,
        "criterion_uid": UUID(place.criterion.uid),
        "pooled": place.pooled,
        "rev": rev,
        "source": source.kind.value,
        "measure": source.code,
        "measure_version": one.version,
        "num": str(one.num),
        "den": str(one.den),
        "n": one.n,
        "as_of": one.as_of,
        "batch_id": taken.batch_id,
        "taken_at": now,
    }
