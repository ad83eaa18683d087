"""What a grid must be: faults that refuse it, warnings that make one think again."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

from lms.labels.rules.bars import INTERVAL_SCALES
from lms.labels.rules.faults import Fault, errors
from lms.labels.rules.grid import (
    LEVELS,
    REFUSED_SUBJECTS,
    SUBJECTS,
    Criterion,
    Decision,
    Direction,
    Grid,
    Kind,
    Level,
    MeasureKind,
    Scale,
)
from lms.labels.rules.numbers import plain_number

__all__ = ["KnownMeasure", "check", "errors"]

MANY: Final = 15
"""Above this number of criteria, one is warned."""
FEW: Final = 30
"""Under this number of answers, a balance is mostly luck."""
HEAVIEST: Final = 1000
FINEST: Final = 100
_CODE: Final = re.compile(r"[\w.-]{1,60}")
_RANGES: Final = {Scale.PERCENT: (0, 100), Scale.POINTS: (-100, 100)}
_YEARS: Final = (2000, 2999)


@dataclass(frozen=True, slots=True)
class KnownMeasure:
    """A registered measure, as far as a grid is concerned."""

    code: str
    may_feed_label: bool
    direction: Direction = Direction.UP


Known = Mapping[str, KnownMeasure]


def check(grid: Grid, *, measures: Known | None = None, publishing: bool = False) -> list[Fault]:
    """Return every fault of ``grid``, in its own order.

    ``measures`` None: codes are not looked up. ``publishing`` also asks for what the store reads:
    titles in each language, the client's expectation, sources.
    """
    faults = [*_whole(grid, publishing=publishing), *_quotas(grid), *_levels(grid), *_twins(grid)]
    for place, criterion in enumerate(grid.criteria):
        path = f"criteria[{place}]"
        for rule in _RULES:
            faults += rule(criterion, path)
        faults += _measure(criterion, path, measures, publishing=publishing)
        if publishing:
            faults += _published(criterion, path, grid.locales)
    return faults


def _whole(grid: Grid, *, publishing: bool) -> Iterator[Fault]:
    if not grid.criteria:
        yield Fault("criteria", "no_criterion")
    if len(grid.criteria) > MANY:
        values = {"count": len(grid.criteria), "most": MANY}
        yield Fault("criteria", "many_criteria", values, warning=True)
    if not 0 <= grid.na_limit < 1:
        yield Fault("na_limit", "na_limit")
    if publishing and not _YEARS[0] <= grid.year <= _YEARS[1]:
        yield Fault("year", "year")
    if publishing and not grid.program:
        yield Fault("program", "program")


def _quotas(grid: Grid) -> Iterator[Fault]:
    for level, quota in grid.quotas.items():
        if not 0 < quota <= 1:
            yield Fault(f"quotas.{level}", "quota_range")
    for before, level in pairwise(one for one in LEVELS if one in grid.quotas):
        if grid.quotas[level] < grid.quotas[before]:
            yield Fault(f"quotas.{level}", "quota_order", _pair(level, before))
    yield from _tenure(grid)


def _tenure(grid: Grid) -> Iterator[Fault]:
    last = Fraction()
    for years, extra in sorted(grid.quota_by_tenure.items()):
        path = f"quota_by_tenure.{years}"
        if years < 1 or not 0 <= extra <= 1:
            yield Fault(path, "tenure_range")
        for level, quota in grid.quotas.items():
            if quota <= 1 < quota + extra:
                yield Fault(path, "tenure_over", {"level": level})
        if extra < last:
            yield Fault(path, "tenure_order", warning=True)
        last = extra


def _levels(grid: Grid) -> Iterator[Fault]:
    for level in LEVELS:
        looked = [one for one in grid.criteria if level in one.thresholds]
        if grid.criteria and not looked:
            yield Fault(f"quotas.{level}", "level_empty", {"level": level})
        elif looked and all(one.na.allowed for one in looked):
            yield Fault(f"quotas.{level}", "level_na", {"level": level}, warning=True)
    aside = sum((one.weight for one in grid.criteria if one.na.allowed), Fraction())
    if aside > grid.na_limit * grid.weight:
        yield Fault("na_limit", "na_much", warning=True)


def _twins(grid: Grid) -> Iterator[Fault]:
    uids: set[str] = set()
    codes: set[str] = set()
    for place, one in enumerate(grid.criteria):
        if one.uid in uids:
            yield Fault(f"criteria[{place}].uid", "uid_twice")
        if one.code and one.code in codes:
            yield Fault(f"criteria[{place}].code", "code_twice")
        uids.add(one.uid)
        codes.add(one.code)


def _named(one: Criterion, path: str) -> Iterator[Fault]:
    if not one.code:
        yield Fault(f"{path}.code", "code_empty")
    elif not _CODE.fullmatch(one.code):
        yield Fault(f"{path}.code", "code_signs")
    if not 0 < one.weight <= HEAVIEST or (one.weight * FINEST).denominator != 1:
        yield Fault(f"{path}.weight", "weight")


def _thresholds(one: Criterion, path: str) -> Iterator[Fault]:
    if not one.thresholds:
        yield Fault(f"{path}.thresholds", "no_threshold")
    least, most = _RANGES.get(one.scale, (None, None))
    for level, value in one.thresholds.items():
        where = f"{path}.thresholds.{level}"
        if one.scale is Scale.YES_NO and value != 1:
            yield Fault(where, "yes_no_threshold")
        if least is not None and most is not None and not least <= value <= most:
            yield Fault(where, "out_of_scale", {"least": least, "most": most})
    yield from _ordered(one, path)


def _ordered(one: Criterion, path: str) -> Iterator[Fault]:
    """Yield the levels that ask less than the one below."""
    down = one.direction is Direction.DOWN
    for before, level in pairwise(each for each in LEVELS if each in one.thresholds):
        gap = one.thresholds[level] - one.thresholds[before]
        if gap > 0 if down else gap < 0:
            values = _pair(level, before) | {"value": plain_number(one.thresholds[before])}
            yield Fault(f"{path}.thresholds.{level}", "order_down" if down else "order_up", values)


def _pair(level: Level, before: Level) -> dict[str, str | int]:
    return {"level": level.value, "before": before.value}


def _knockouts(one: Criterion, path: str) -> Iterator[Fault]:
    for level in LEVELS:
        if level in one.knockouts and level not in one.thresholds:
            yield Fault(f"{path}.knockouts", "knockout_nothing", {"level": level})


def _decisions(one: Criterion, path: str) -> Iterator[Fault]:
    bound = [level for level in LEVELS if one.decided_by(level) is Decision.LOWER_BOUND]
    if bound and one.scale not in INTERVAL_SCALES:
        yield Fault(f"{path}.decision", "bound_scale")
        return
    worst = _unreachable(one)
    for level in bound:
        if one.thresholds.get(level) == worst:
            yield Fault(f"{path}.decision.{level}", "bound_unreachable")
    for before, level in pairwise(LEVELS):
        if before in bound and level not in bound and level in one.thresholds:
            yield Fault(f"{path}.decision.{level}", "bound_order", _pair(level, before), True)
    if one.kind is Kind.PERFORMANCE and one.scale is Scale.POINTS and one.n_min < FEW:
        yield Fault(f"{path}.n_min", "few_answers", {"least": FEW}, warning=True)


def _unreachable(one: Criterion) -> int | None:
    """Return the threshold that no interval ever reaches: the end of the scale."""
    if one.scale not in _RANGES:
        return None
    least, most = _RANGES[one.scale]
    return least if one.direction is Direction.DOWN else most


def _proofs(one: Criterion, path: str) -> Iterator[Fault]:
    rule = one.evidence
    if rule.max_age_days is not None and rule.max_age_days < 1:
        yield Fault(f"{path}.evidence.max_age_days", "age")
    if rule.minimum and not rule.types:
        yield Fault(f"{path}.evidence.types", "evidence_kind")


_RULES: Final[tuple[Callable[[Criterion, str], Iterator[Fault]], ...]] = (
    _named,
    _thresholds,
    _knockouts,
    _decisions,
    _proofs,
)


def _measure(
    one: Criterion, path: str, measures: Known | None, *, publishing: bool
) -> Iterator[Fault]:
    path, source = f"{path}.measure", one.measure
    if source.kind is MeasureKind.REGISTRY:
        yield from _registered(one, path, measures)
        return
    if source.subject in REFUSED_SUBJECTS:
        yield Fault(f"{path}.subject", "subject_refused")
    elif source.subject and source.subject not in SUBJECTS:
        yield Fault(f"{path}.subject", "not_one_of", {"choices": ", ".join(SUBJECTS)})
    elif publishing and not source.subject:
        yield Fault(f"{path}.subject", "subject_missing")
    if publishing and not source.source:
        yield Fault(f"{path}.source", "source_missing")


def _registered(one: Criterion, path: str, measures: Known | None) -> Iterator[Fault]:
    code = one.measure.code
    if not code:
        yield Fault(f"{path}.code", "measure_code")
    elif measures is not None and code not in measures:
        yield Fault(f"{path}.code", "measure_unknown")
    elif measures is not None:
        known = measures[code]
        if not known.may_feed_label:
            yield Fault(f"{path}.code", "measure_barred")
        if known.direction is not one.direction:
            yield Fault(f"{path}.code", "measure_direction")


def _published(one: Criterion, path: str, locales: tuple[str, ...]) -> Iterator[Fault]:
    """Yield what the store would miss."""
    for locale in locales:
        if not one.title.get(locale):
            yield Fault(f"{path}.title.{locale}", "title_missing", {"locale": locale})
        if one.na.allowed and not one.na.when.get(locale):
            yield Fault(f"{path}.na.when.{locale}", "na_when", {"locale": locale})
    wish = one.expectation
    for name in ("source", "figure", "on"):
        if not getattr(wish, name):
            yield Fault(f"{path}.expectation.{name}", f"expectation_{name}")
    if one.kind is Kind.ACTION and not one.evidence.minimum:
        yield Fault(f"{path}.evidence.minimum", "evidence_none", warning=True)
