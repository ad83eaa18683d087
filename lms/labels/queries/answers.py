"""What is known of each criterion in each unit, in a constant number of statements.

A figure of a measure or a file answers by itself. What is typed answers by the auditor's finding,
else by the unit's, once what must be shown was shown in time. Carried findings never answer.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    CompoundSelect,
    Select,
    Uuid,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import distinct_on

from lms.core.db import session
from lms.labels.models import Application, Finding, Season, Value
from lms.labels.queries.calendars import Received
from lms.labels.queries.evidence import count_good, standing_asked
from lms.labels.rules.bars import Reading, reading_of
from lms.labels.rules.counting import Answer
from lms.labels.rules.grid import Criterion, Grid, MeasureKind

Answers = dict[str, Answer]


class Held(NamedTuple):
    """A figure as kept: the columns of its row, not the row, as there are many."""

    season_id: UUID
    unit_id: UUID
    criterion_uid: UUID
    pooled: bool
    rev: int
    measure_version: int
    num: str
    den: str
    n: int
    as_of: datetime


class Heard(NamedTuple):
    """What somebody said of a criterion: the columns of its row, not the row."""

    application_id: UUID
    criterion_uid: UUID
    by: str
    status: str
    value: str | None
    n: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Known:
    """Everything said of one unit in a season, by criterion uid."""

    unit: Mapping[str, Heard] = field(default_factory=dict)
    auditor: Mapping[str, Heard] = field(default_factory=dict)
    carried: Mapping[str, Heard] = field(default_factory=dict)
    values: Mapping[str, Held] = field(default_factory=dict)
    pooled: Mapping[str, Held] = field(default_factory=dict)
    shown: Mapping[str, int] = field(default_factory=dict)


class Round(NamedTuple):
    """Applications of a season, and the grid they answer."""

    season: Season
    applications: Sequence[Application]
    grid: Grid


def known_of(season: Season, applications: Iterable[Application], grid: Grid) -> dict[UUID, Known]:
    """Return what is known of each application, in one statement.

    One more where the grid takes visits, and one where there are several units.
    """
    return known_of_all([Round(season, list(applications), grid)])


def known_of_all(rounds: Sequence[Round]) -> dict[UUID, Known]:
    """Return what is known of each application of several seasons, in the statements of one."""
    rows = [(one.season.id, row) for one in rounds for row in one.applications]
    found = _heard([one.season.id for one in rounds], [row for _season, row in rows])
    shown = count_good(rounds, found.shown)
    return {
        one.id: Known(
            unit=found.sides[one.id, "unit"],
            auditor=found.sides[one.id, "auditor"],
            carried=found.sides[one.id, "carried"],
            values=found.values[season_id, one.unit_id, False],
            pooled=found.values[season_id, one.unit_id, True],
            shown=shown.get(one.id, {}),
        )
        for season_id, one in rows
    }


@cache
def _findings_asked() -> Select[Any]:
    """Return the last finding of each side on each criterion."""
    return (
        select(*(getattr(Finding, name) for name in Heard._fields))
        .where(Finding.application_id == func.any(bindparam("applications", type_=ARRAY(Uuid))))
        .ext(distinct_on(Finding.application_id, Finding.criterion_uid, Finding.by))
        .order_by(Finding.application_id, Finding.criterion_uid, Finding.by, Finding.number.desc())
    )


@cache
def _values_asked() -> Select[Any]:
    """Return the last figure of each unit on each criterion, its cluster's apart."""
    key = (Value.season_id, Value.unit_id, Value.criterion_uid, Value.pooled)
    return (
        select(*(getattr(Value, name) for name in Held._fields))
        .where(
            Value.season_id == func.any(bindparam("seasons", type_=ARRAY(Uuid))),
            Value.unit_id == func.any(bindparam("units", type_=ARRAY(Uuid))),
        )
        .ext(distinct_on(*key))
        .order_by(*key, Value.rev.desc())
    )


def latest_values(
    season_id: UUID, unit_ids: Iterable[UUID]
) -> dict[tuple[UUID, bool], dict[str, Held]]:
    """Return the last figure of each unit on each criterion, its cluster's apart."""
    found: dict[tuple[UUID, bool], dict[str, Held]] = defaultdict(dict)
    rows = session.execute(_values_asked(), {"seasons": [season_id], "units": list(unit_ids)})
    for row in rows:
        one = Held(*row)
        found[one.unit_id, one.pooled][str(one.criterion_uid)] = one
    return found


class _Sides(NamedTuple):
    """What was said by application and side, what is held by season and unit, what is shown."""

    sides: dict[tuple[UUID, str], dict[str, Heard]]
    values: dict[tuple[UUID, UUID, bool], dict[str, Held]]
    shown: list[tuple[UUID, UUID, Received]]


_SAID = slice(1, 1 + len(Heard._fields))
_HELD = slice(_SAID.stop, _SAID.stop + len(Held._fields))
_SHOWN = slice(_HELD.stop, None)
"""Where each kind of row of :func:`_heard_asked` has its columns."""


@cache
def _heard_asked() -> CompoundSelect[Any]:
    """Return what is said, held and shown, one kind after the other, in rows as wide as the three."""
    asked = [one.subquery() for one in (_findings_asked(), _values_asked(), standing_asked())]
    types = [column.type for one in asked for column in one.c]
    parts, before = [], 0
    for kind, one in enumerate(asked):
        empty: list[ColumnElement[Any]] = [cast(null(), known) for known in types]
        empty[before : before + len(one.c)] = one.c.values()
        before += len(one.c)
        parts.append(select(literal(kind), *empty))
    return union_all(*parts)


def _heard(season_ids: Sequence[UUID], rows: Sequence[Application]) -> _Sides:
    found = _Sides(defaultdict(dict), defaultdict(dict), [])
    which = {
        "seasons": season_ids,
        "applications": [one.id for one in rows],
        "units": [one.unit_id for one in rows],
    }
    for row in session.execute(_heard_asked(), which).all():
        if row[0] == 0:
            said = Heard(*row[_SAID])
            found.sides[said.application_id, said.by][str(said.criterion_uid)] = said
        elif row[0] == 1:
            held = Held(*row[_HELD])
            found.values[held.season_id, held.unit_id, held.pooled][str(held.criterion_uid)] = held
        else:
            application_id, uid, *received = row[_SHOWN]
            found.shown.append((application_id, uid, Received(*received)))
    return found


def answers_of(grid: Grid, known: Known) -> Answers:
    """Return a unit's answers to a grid."""
    return {one.uid: answer_to(one, known) for one in grid.criteria}


def answer_to(criterion: Criterion, known: Known) -> Answer:
    """Return a unit's answer to one criterion."""
    uid = criterion.uid
    auditor = known.auditor.get(uid)
    if auditor is not None and auditor.status == "na":
        return Answer(na=criterion.na.allowed)
    if criterion.measure.kind is not MeasureKind.TYPED:
        value, pooled = known.values.get(uid), known.pooled.get(uid)
        return Answer(
            reading=_reading(value) if value else None, pooled=_reading(pooled) if pooled else None
        )
    if auditor is not None and auditor.status != "to_check":
        return Answer(reading=_typed(criterion, auditor))
    said = known.unit.get(uid)
    if said is None or known.shown.get(uid, 0) < criterion.evidence.minimum:
        return Answer()
    return Answer(reading=_typed(criterion, said))


def _reading(value: Held) -> Reading:
    return _figure(value.num, value.den, value.n)


@lru_cache(maxsize=1 << 16)
def _figure(num: str, den: str, n: int) -> Reading:
    """Return a figure as the rules know it; the same ones come again from unit to unit."""
    return Reading(Fraction(num), Fraction(den), n)


def _typed(criterion: Criterion, finding: Heard) -> Reading | None:
    if finding.status not in {"met", "insufficient"} or finding.value is None:
        return None
    n = finding.n if finding.n is not None else max(criterion.n_min, 1)
    return reading_of(Fraction(finding.value), criterion.scale, n)


def freeze(answers: Mapping[str, Answer], years_held: int) -> dict[str, Any]:
    """Return answers as plain data, to keep with a decision."""
    return {
        "years_held": years_held,
        "answers": {uid: _plain(answer) for uid, answer in sorted(answers.items())},
    }


def _plain(answer: Answer) -> dict[str, Any]:
    def figure(reading: Reading | None) -> list[Any] | None:
        return None if reading is None else [str(reading.num), str(reading.den), reading.n]

    return {"na": answer.na, "is": figure(answer.reading), "pooled": figure(answer.pooled)}


def thaw(inputs: Mapping[str, Any]) -> tuple[Answers, int]:
    """Return the answers and the years held that a decision was taken from."""

    def reading(kept: list[Any] | None) -> Reading | None:
        return None if kept is None else Reading(Fraction(kept[0]), Fraction(kept[1]), kept[2])

    answers = {
        uid: Answer(reading(one["is"]), one["na"], reading(one["pooled"]))
        for uid, one in inputs["answers"].items()
    }
    return answers, int(inputs["years_held"])
