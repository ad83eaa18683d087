"""Measures: figures asked by code, as exact fractions with what they rest on (kernel K7).

A feature registers its measures; labels and dashboards ask by code and never import the feature. A
denominator of 0 is "n/a", never 0 %. Snapshots keep what was true at the close of a period.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Executable, insert, select

from lms.core import clock, ids
from lms.core.db import session
from lms.core.models import Snapshot
from lms.core.periods import Period


class MeasureClass(StrEnum):
    """Who may see what is behind a figure, and whether small groups are masked."""

    NAMED = "named"
    SENSITIVE = "sensitive"
    ANONYMOUS = "anonymous"


class Direction(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"
    NONE = "none"


class Aggregate(StrEnum):
    """How units make a region: everybody in one pot, or each unit counting the same."""

    POOLED = "pooled"
    MEAN_OF_UNITS = "mean_of_units"


class ScopeKind(StrEnum):
    """What a reading is about."""

    PERSON = "person"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure and what it rests on: ``n`` people or things, as known at ``as_of``."""

    num: Fraction
    den: Fraction
    n: int
    as_of: datetime
    version: int

    @property
    def ratio(self) -> Fraction | None:
        """Return num/den, or None for "n/a"."""
        return self.num / self.den if self.den else None


def not_known(as_of: datetime) -> Reading:
    """Return the reading of what nothing is known of: "n/a"."""
    return Reading(Fraction(), Fraction(), 0, as_of, 1)


def none_known(ids: Iterable[UUID], as_of: datetime) -> dict[UUID, Reading]:
    """Return "n/a" for each of ``ids``: what a figure of places says of persons."""
    return {one: not_known(as_of) for one in ids}


def reading_of(row: Any, as_of: datetime) -> Reading:
    """Return what a row of ``num``, ``den`` and, where it rests on something else, ``n`` says."""
    return Reading(Fraction(row.num), Fraction(row.den), getattr(row, "n", row.den), as_of, 1)


def read_rows(
    statement: Executable, ids: Iterable[UUID], as_of: datetime, **asked: object
) -> dict[UUID, Reading]:
    """Return what a statement says of each of ``ids``, "n/a" of those it has no row of.

    It is asked ``ids``, ``as_of`` and ``asked``; without ids it is not run. Rows: ``id``, and what
    :func:`reading_of` takes.
    """
    found = none_known(ids, as_of)
    if found:
        given = {"ids": list(found), "as_of": as_of, **asked}
        found |= {row.id: reading_of(row, as_of) for row in session.execute(statement, given)}
    return found


class Readings(Protocol):
    """How a feature computes: all of ``ids`` in a constant number of statements."""

    def __call__(
        self, ids: Iterable[UUID], kind: ScopeKind, period: Period, as_of: datetime
    ) -> Mapping[UUID, Reading]:
        """Return a reading for each of ``ids``; a past ``as_of`` gives the past answer."""


Known = Mapping[datetime, Mapping[UUID, Reading]]
"""Readings by the instant they are as of."""


class Standings(Protocol):
    """How a feature computes what stands at instants: as many statements for one as for many."""

    def __call__(self, ids: Iterable[UUID], kind: ScopeKind, instants: Sequence[datetime]) -> Known:
        """Return, at each of ``instants``, a reading for each of ``ids``."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Readings of a figure that stands at an instant, whatever the period it is asked for."""

    at: Standings

    def __call__(
        self, ids: Iterable[UUID], kind: ScopeKind, period: Period, as_of: datetime
    ) -> Mapping[UUID, Reading]:
        """Return a reading for each of ``ids``, as :class:`Readings` says."""
        del period
        return self.at(ids, kind, (as_of,))[as_of]


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure the product knows by code."""

    code: str
    version: int
    klass: MeasureClass
    direction: Direction
    unit: str
    readings: Readings
    may_feed_label: bool = False
    aggregate: Aggregate = Aggregate.POOLED

    def __post_init__(self) -> None:
        """Refuse a label fed by what is not named."""
        if self.may_feed_label and self.klass is not MeasureClass.NAMED:
            message = f"{self.code}: only named measures feed labels"
            raise ValueError(message)


MEASURES: dict[str, Measure] = {}


def register(measure: Measure) -> Measure:
    """Make ``measure`` known by its code."""
    if MEASURES.setdefault(measure.code, measure) is not measure:
        message = f"measure {measure.code} is declared twice"
        raise ValueError(message)
    return measure


def read_at(
    measure: Measure, ids: Iterable[UUID], kind: ScopeKind, when: Mapping[datetime, Period]
) -> Known:
    """Return the readings of ``ids`` at each instant of ``when``, given with its period.

    A figure that stands (:class:`Standing`) is asked once for all instants, another once for each.
    """
    wanted = list(ids)
    if isinstance(measure.readings, Standing):
        return measure.readings.at(wanted, kind, tuple(when))
    return {at: measure.readings(wanted, kind, period, at) for at, period in when.items()}


def combine(measure: Measure, readings: Iterable[Reading], as_of: datetime) -> Reading:
    """Return the reading of a whole from those of its units, by the measure's own rule."""
    parts = list(readings)
    people = sum(part.n for part in parts)
    if measure.aggregate is Aggregate.POOLED:
        num = sum((part.num for part in parts), Fraction())
        den = sum((part.den for part in parts), Fraction())
        return Reading(num, den, people, as_of, measure.version)
    ratios = [part.ratio for part in parts if part.ratio is not None]
    total = sum(ratios, Fraction())
    return Reading(total, Fraction(len(ratios)), people, as_of, measure.version)


def hash_inputs(code: str, period: Period, scope_id: UUID, reading: Reading) -> str:
    """Return the fingerprint of a figure: the same figure always has the same."""
    words = (code, reading.version, period.key, scope_id, reading.num, reading.den, reading.n)
    return hashlib.sha256("|".join(map(str, words)).encode()).hexdigest()


def take_snapshots(
    measure: Measure,
    period: Period,
    scope_kind: str,
    readings: Mapping[UUID, Reading],
    *,
    reason: str = "close",
) -> int:
    """Keep ``readings`` as they stand; a figure that changed gets a new ``rev``. Return how many.

    Earlier revs stay readable; taking the same figures twice writes nothing.
    """
    latest = _latest(measure.code, period, scope_kind, readings)
    rows = []
    for scope_id, reading in readings.items():
        mark = hash_inputs(measure.code, period, scope_id, reading)
        rev, known = latest.get(scope_id, (0, ""))
        if mark != known:
            scope = {"scope_kind": scope_kind, "scope_id": scope_id, "period": period.key}
            kept = {"inputs_hash": mark, "rev": rev + 1, "reason": reason}
            rows.append({"code": measure.code, **scope, **kept, **_figure(reading)})
    if rows:
        session.execute(insert(Snapshot), rows)
    return len(rows)


def _latest(
    code: str, period: Period, scope_kind: str, scope_ids: Iterable[UUID]
) -> dict[UUID, tuple[int, str]]:
    found = session.execute(
        select(Snapshot.scope_id, Snapshot.rev, Snapshot.inputs_hash)
        .where(
            Snapshot.code == code,
            Snapshot.scope_kind == scope_kind,
            Snapshot.period == period.key,
            Snapshot.scope_id.in_(list(scope_ids)),
        )
        .order_by(Snapshot.rev)
    )
    return {row.scope_id: (row.rev, row.inputs_hash) for row in found}


def _figure(reading: Reading) -> dict[str, object]:
    return {
        "id": ids.new_id(),
        "version": reading.version,
        "num": str(reading.num),
        "den": str(reading.den),
        "n": reading.n,
        "as_of": reading.as_of,
        "taken_at": clock.now(),
    }
