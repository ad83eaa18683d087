"""The one evaluation of a unit against a grid: exact fractions, no rounding before a comparison."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from lms.labels.rules.grid import Grid, Level


class Status(StrEnum):
    """How a criterion stands for one level."""

    MET = "met"
    NOT_MET = "not_met"
    NA = "na"
    INSUFFICIENT = "insufficient"


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure as num/den resting on ``n`` answers; a denominator of 0 is no figure at all."""

    num: Fraction
    den: Fraction = Fraction(1)
    n: int = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of one criterion in one unit.

    ``reading`` None is "not met". ``na`` only counts once the auditor approved it and where the
    criterion allows it. ``pooled`` (the unit's declared cluster) stands in when n is too small.
    """

    reading: Reading | None = None
    na: bool = False
    pooled: Reading | None = None


@dataclass(frozen=True, slots=True)
class LevelScore:
    """How a unit stands for one level."""

    level: Level
    met: Fraction
    applicable: Fraction
    quota: Fraction
    knocked_out: tuple[str, ...]
    won: bool

    @property
    def share(self) -> Fraction | None:
        """Return met over applicable weights; None when nothing applies."""
        return self.met / self.applicable if self.applicable else None


@dataclass(frozen=True, slots=True)
class Flip:
    """A criterion that decides alone: with it met (or failed) the unit would be at ``level``."""

    uid: str
    met: bool
    level: Level | None


@dataclass(frozen=True, slots=True)
class Result:
    """What a unit earns on a grid; ``level`` is None when not assessable."""

    level: Level | None
    assessable: bool
    na_share: Fraction
    scores: Mapping[Level, LevelScore]
    statuses: Mapping[str, Mapping[Level, Status]]
    deciding: tuple[Flip, ...] = ()
    insufficient: tuple[str, ...] = ()
    pooled: tuple[str, ...] = field(default=())


def evaluate(grid: Grid, answers: Mapping[str, Answer], *, years_held: int = 0) -> Result:
    """Return what a unit earns; ``answers`` are by criterion uid, a missing one is not met."""
    raise NotImplementedError
