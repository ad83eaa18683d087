"""History kept comparable: three series, never mixed, and what they say of the bar and of service.

*Official*: levels as decided. *Common core*: the criteria that stayed equal, one score a year.
*Constant grid*: last year's results under this year's grid. Between two years, what a unit gained
or lost is exactly what the bar did (official before -> constant grid) plus what service did
(constant grid -> official after).
"""

import collections
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Final

from lms.labels.rules.counting import NA, Answer, Counter, Judge, cell_of
from lms.labels.rules.grid import Grid, Level, rank
from lms.labels.rules.lineage import SAME_QUESTION, Link, Relation
from lms.labels.rules.scoring import Result, evaluate

Answers = Mapping[str, Answer]

LEAST_COVERAGE: Final = Fraction(3, 5)
"""Under this share of the weights in common, two years are not compared."""


@dataclass(frozen=True, slots=True)
class CommonCore:
    """One score a year on what stayed the same, from 0 to 1.

    ``uids`` are those of the later grid. ``delta`` is None under 60 % of ``coverage``, or when a
    score is missing.
    """

    uids: tuple[str, ...]
    coverage: Fraction
    before: Fraction | None
    after: Fraction | None

    @property
    def delta(self) -> Fraction | None:
        """Return after minus before, None where two years cannot be compared."""
        if self.before is None or self.after is None or self.coverage < LEAST_COVERAGE:
            return None
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class _Pair:
    """A criterion of both years: the later one, its older uid, the mean of the two weights."""

    judge: Judge
    uid: str
    old_uid: str
    weight: Fraction

    def earned(self, answer: Answer | None) -> Fraction | None:
        """Return the share of the criterion's levels that are met, None when set aside."""
        pattern = self.judge.pattern(cell_of(answer))
        if pattern == NA:
            return None
        asked = self.judge.full.bit_count()
        return Fraction((pattern & 7).bit_count(), asked) if asked else Fraction()


class TwoYears:
    """Two grids and what links them, ready for any number of units."""

    def __init__(self, before: Grid, after: Grid, links: Sequence[Link]) -> None:
        """Prepare the common core and the constant grid."""
        self.whole = (before.weight + after.weight) / 2
        self.pairs = list(_pairs(before, after, links))
        self.carried = {
            link.after: link.before
            for link in links
            if link.after and link.before and link.relation in SAME_QUESTION
        }
        self.unasked = {
            one.uid: Answer(na=True) for one in after.criteria if one.uid not in self.carried
        }
        criteria = tuple(
            replace(one, na=replace(one.na, allowed=True)) if one.uid in self.unasked else one
            for one in after.criteria
        )
        self.constant = Counter(replace(after, criteria=criteria))

    def common_core(self, then: Answers, since: Answers) -> CommonCore:
        """Return the scores of one unit on the criteria that stayed equal.

        A criterion earns the share of its levels that are met under the later thresholds: gold of
        three levels is 1, silver 2/3, bronze 1/3. Weights are the mean of the two years. What was
        set aside in one of the years is not in common.
        """
        seen = [
            (pair, pair.earned(then.get(pair.old_uid)), pair.earned(since.get(pair.uid)))
            for pair in self.pairs
        ]
        both = [(pair, was, now) for pair, was, now in seen if was is not None and now is not None]
        weight = sum((pair.weight for pair, _, _ in both), Fraction())
        return CommonCore(
            uids=tuple(pair.uid for pair, _, _ in both),
            coverage=weight / self.whole if self.whole else Fraction(),
            before=_mean((pair.weight, was) for pair, was, _ in both),
            after=_mean((pair.weight, now) for pair, _, now in both),
        )

    def constant_grid(self, then: Answers, *, years_held: int = 0) -> Result:
        """Return what last year's results would be worth on the later grid.

        A value is carried where both years ask the same question (equal, tightened, loosened). What
        was not asked last year cannot be judged: it is set aside, and when that is too much the
        unit is not assessable on the constant grid.
        """
        carried = {now: then[was] for now, was in self.carried.items() if was in then}
        return evaluate(self.constant, carried | self.unasked, years_held=years_held)


def common_core(
    before: Grid, after: Grid, links: Sequence[Link], then: Answers, since: Answers
) -> CommonCore:
    """Return the common core of one unit, see :meth:`TwoYears.common_core`."""
    return TwoYears(before, after, links).common_core(then, since)


def coverage(before: Grid, after: Grid, links: Sequence[Link]) -> Fraction:
    """Return the share of the weights that two grids have in common, nothing set aside."""
    return common_core(before, after, links, {}, {}).coverage


def constant_grid(
    then: Answers, before: Grid, after: Grid, links: Sequence[Link], *, years_held: int = 0
) -> Result:
    """Return one unit on the constant grid, see :meth:`TwoYears.constant_grid`."""
    return TwoYears(before, after, links).constant_grid(then, years_held=years_held)


def _pairs(before: Grid, after: Grid, links: Sequence[Link]) -> Iterator[_Pair]:
    for link in links:
        old = before.find(link.before) if link.before else None
        new = after.find(link.after) if link.after else None
        if link.relation is Relation.EQUAL and old and new:
            yield _Pair(Judge(new), new.uid, old.uid, (old.weight + new.weight) / 2)


def _mean(parts: Iterable[tuple[Fraction, Fraction]]) -> Fraction | None:
    pairs = list(parts)
    weight = sum((one for one, _ in pairs), Fraction())
    return sum((one * score for one, score in pairs), Fraction()) / weight if weight else None


class Trend(StrEnum):
    """Which way something went."""

    ROSE = "rose"
    SAME = "same"
    FELL = "fell"
    UNKNOWN = "unknown"


class Sentence(StrEnum):
    """What a page says in words of two years."""

    BAR_ROSE_SERVICE_ROSE = "bar_rose_service_rose"
    BAR_ROSE = "bar_rose"
    BAR_ROSE_SERVICE_FELL = "bar_rose_service_fell"
    BAR_FELL = "bar_fell"
    BAR_FELL_SERVICE_FELL = "bar_fell_service_fell"
    SERVICE_ROSE = "service_rose"
    SERVICE_FELL = "service_fell"
    SAME = "same"
    CANNOT_COMPARE = "cannot_compare"


_SENTENCES: Final[Mapping[tuple[Trend, Trend], Sentence]] = {
    (Trend.ROSE, Trend.ROSE): Sentence.BAR_ROSE_SERVICE_ROSE,
    (Trend.ROSE, Trend.SAME): Sentence.BAR_ROSE,
    (Trend.ROSE, Trend.FELL): Sentence.BAR_ROSE_SERVICE_FELL,
    (Trend.ROSE, Trend.UNKNOWN): Sentence.BAR_ROSE,
    (Trend.SAME, Trend.ROSE): Sentence.SERVICE_ROSE,
    (Trend.SAME, Trend.SAME): Sentence.SAME,
    (Trend.SAME, Trend.FELL): Sentence.SERVICE_FELL,
    (Trend.FELL, Trend.ROSE): Sentence.SERVICE_ROSE,
    (Trend.FELL, Trend.SAME): Sentence.BAR_FELL,
    (Trend.FELL, Trend.FELL): Sentence.BAR_FELL_SERVICE_FELL,
}


@dataclass(frozen=True, slots=True)
class Story:
    """What happened between two years: to the bar, to service, and the sentence that says it."""

    bar: Trend
    service: Trend

    @property
    def sentence(self) -> Sentence:
        """Return which sentence the page writes."""
        return _SENTENCES.get((self.bar, self.service), Sentence.CANNOT_COMPARE)

    @property
    def bar_rose(self) -> bool:
        """Tell whether the page must say that the bar rose."""
        return self.bar is Trend.ROSE


def trend(change: Fraction | int | None) -> Trend:
    """Return which way a difference goes, UNKNOWN for None."""
    if change is None:
        return Trend.UNKNOWN
    if not change:
        return Trend.SAME
    return Trend.ROSE if change > 0 else Trend.FELL


def story(before: Level | None, after: Level | None, constant: Result, core: CommonCore) -> Story:
    """Return what happened to one unit between two decided years.

    The bar rose when last year's results are worth less on this year's grid. Service is read on the
    common core first (it is finer than levels), else by the levels the constant grid gives.
    """
    if not constant.assessable:
        bar = Trend.UNKNOWN
        if rank(after) < rank(before) and core.delta is not None and core.delta >= 0:
            bar = Trend.ROSE
        return Story(bar, trend(core.delta))
    bar = trend(rank(before) - rank(constant.level))
    moved = rank(after) - rank(constant.level)
    return Story(bar, trend(moved if core.delta is None else core.delta))


@dataclass(frozen=True, slots=True)
class NetworkStory:
    """Two years of a network: units per level in the three series, and what happened.

    ``delta`` is the mean, over the units that can be compared, of the change on the common core.
    """

    before: Mapping[Level | None, int]
    after: Mapping[Level | None, int]
    constant: Mapping[Level | None, int]
    compared: int
    delta: Fraction | None
    story: Story


@dataclass(frozen=True, slots=True)
class UnitYears:
    """One unit over two years, as decided, on the constant grid and on the common core."""

    before: Level | None
    after: Level | None
    constant: Result
    core: CommonCore


def network_story(units: Iterable[UnitYears]) -> NetworkStory:
    """Return what happened to the units that were there both years.

    Going from 40 to 30 gold while the common core rises says "the bar rose", not "service fell".
    """
    there = list(units)
    deltas = [unit.core.delta for unit in there if unit.core.delta is not None]
    delta = sum(deltas, Fraction()) / len(deltas) if deltas else None
    known = [unit for unit in there if unit.constant.assessable]
    lost = sum(rank(unit.before) - rank(unit.constant.level) for unit in known)
    moved = sum(rank(unit.after) - rank(unit.constant.level) for unit in known)
    won = sum(rank(unit.after) - rank(unit.before) for unit in there)
    if known:
        told = Story(trend(lost), trend(moved if delta is None else delta))
    else:
        rose = won < 0 and delta is not None and delta >= 0
        told = Story(Trend.ROSE if rose else Trend.UNKNOWN, trend(delta))
    return NetworkStory(
        before=collections.Counter(unit.before for unit in there),
        after=collections.Counter(unit.after for unit in there),
        constant=collections.Counter(unit.constant.level for unit in known),
        compared=len(deltas),
        delta=delta,
        story=told,
    )
