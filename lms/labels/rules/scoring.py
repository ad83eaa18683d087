"""The one evaluation of a unit against a grid: exact fractions, no rounding before a comparison.

For a level, what applies is every criterion with a threshold for it, minus those set aside. It is
won when the share met reaches the quota, no knock-out of the level failed, and the level below is
won. What is unknown is not met. When more than a fifth of the weights (the grid says) is set aside,
the unit is not assessable.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from lms.labels.rules.bars import Figure, Reading, is_met, reading_of, value_of
from lms.labels.rules.counting import (
    INSUFFICIENT,
    NA,
    POOLED,
    UNASSESSABLE,
    Answer,
    Counter,
    Line,
    Quotas,
)
from lms.labels.rules.grid import LEVELS, Grid, Level, level_of, rank

__all__ = [
    "Answer",
    "Figure",
    "Flip",
    "LevelScore",
    "Reading",
    "Result",
    "Status",
    "evaluate",
    "favourable",
    "is_met",
    "reading_of",
    "value_of",
]


class Status(StrEnum):
    """How a criterion stands for one level."""

    MET = "met"
    NOT_MET = "not_met"
    NA = "na"
    INSUFFICIENT = "insufficient"


@dataclass(frozen=True, slots=True)
class LevelScore:
    """How a unit stands for one level, the level below apart."""

    level: Level
    met: Fraction
    applicable: Fraction
    quota: Fraction
    knocked_out: tuple[str, ...]

    @property
    def share(self) -> Fraction | None:
        """Return met over applicable weights; None when nothing applies."""
        return self.met / self.applicable if self.applicable else None

    @property
    def reached(self) -> bool:
        """Tell whether the quota is reached with no failed knock-out."""
        share = self.share
        return share is not None and share >= self.quota and not self.knocked_out


@dataclass(frozen=True, slots=True)
class Flip:
    """A criterion that decides alone: with it met (or failed) the unit would be at ``level``."""

    uid: str
    met: bool
    level: Level | None


@dataclass(frozen=True, slots=True)
class Result:
    """What a unit earns on a grid; ``level`` is None when nothing is won or not assessable."""

    level: Level | None
    assessable: bool
    na_share: Fraction
    scores: Mapping[Level, LevelScore]
    statuses: Mapping[str, Mapping[Level, Status]]
    deciding: tuple[Flip, ...] = ()
    insufficient: tuple[str, ...] = ()
    pooled: tuple[str, ...] = ()


def evaluate(grid: Grid | Counter, answers: Mapping[str, Answer], *, years_held: int = 0) -> Result:
    """Return what a unit earns; ``answers`` are by criterion uid, a missing one is not met.

    Give a :class:`Counter` rather than its grid when many units are evaluated.
    """
    counter = grid if isinstance(grid, Counter) else Counter(grid)
    patterns, quotas = counter.patterns(answers), counter.quotas(years_held)
    total = counter.count(patterns)
    place = counter.place(total, quotas)
    pairs = list(zip(counter.lines, patterns, strict=True))
    return Result(
        level=level_of(max(place, 0)),
        assessable=place != UNASSESSABLE,
        na_share=Fraction(counter.aside(total), counter.total or 1),
        scores={level: _score(counter, pairs, total, level, years_held) for level in LEVELS},
        statuses={line.criterion.uid: dict(_statuses(line, pattern)) for line, pattern in pairs},
        deciding=tuple(flips(counter, patterns, total, quotas)),
        insufficient=tuple(line.criterion.uid for line, pat in pairs if pat == INSUFFICIENT),
        pooled=tuple(line.criterion.uid for line, pat in pairs if pat & POOLED),
    )


def _score(
    counter: Counter, pairs: list[tuple[Line, int]], total: int, level: Level, years_held: int
) -> LevelScore:
    place = rank(level) - 1
    met, applies, _ = counter.fields(total, place)
    failed = tuple(
        line.criterion.uid
        for line, pattern in pairs
        if line.knockouts & (1 << place) and not pattern & (NA | 1 << place)
    )
    quota = counter.grid.quota(level, years_held)
    return LevelScore(level, counter.share(met), counter.share(applies), quota, failed)


def _statuses(line: Line, pattern: int) -> Iterator[tuple[Level, Status]]:
    """Yield how a criterion stands for each level that looks at it."""
    for place, level in enumerate(LEVELS):
        if line.full & 1 << place:
            if pattern & NA:
                yield level, Status.NA
            elif pattern & INSUFFICIENT:
                yield level, Status.INSUFFICIENT
            else:
                yield level, Status.MET if pattern & 1 << place else Status.NOT_MET


def flips(counter: Counter, patterns: list[int], total: int, quotas: Quotas) -> Iterator[Flip]:
    """Yield the criteria that decide alone: first those that would raise, then those that hold.

    Raising supposes the criterion met wherever it is looked at; holding supposes it failed at the
    unit's level and above, and kept below.
    """
    place = counter.place(total, quotas)
    if place == UNASSESSABLE:
        return
    for met in (True, False):
        for line, pattern in zip(counter.lines, patterns, strict=True):
            other = turned(line, pattern, place, met=met)
            if other is None:
                continue
            now = counter.place(total - line.added[pattern] + line.added[other], quotas)
            if now != place:
                yield Flip(line.criterion.uid, met, level_of(now))


def turned(line: Line, pattern: int, place: int, *, met: bool) -> int | None:
    """Return the pattern once the criterion is met (or failed), None when nothing turns."""
    if pattern & NA:
        return None
    bits = pattern & 7
    other = line.full if met else bits & ((1 << max(place - 1, 0)) - 1)
    return None if other == bits or (not met and not place) else other


def favourable(one: Result, other: Result) -> Result:
    """Return the better of two results: after an erratum, each unit gets that one."""
    return max(
        one, other, key=lambda result: (rank(result.level), result.assessable, result is one)
    )
