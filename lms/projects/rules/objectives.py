"""An objective measured: a share of customers, with the interval of what was counted.

Wilson's interval at 90 % (two-sided): E. B. Wilson (1927). Its ends are kept as thousandths, as no
store counts finer.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

Z: Final = 1.645
GRAIN: Final = 1000


def interval(count: int, of: int) -> tuple[Fraction, Fraction]:
    """Return the low and high ends of the share ``count`` / ``of``, in thousandths.

    Nobody counted: anything is possible, from 0 to 1. Raises ValueError for a count above ``of``.
    """
    if not 0 <= count <= of:
        message = f"{count} of {of} is no share"
        raise ValueError(message)
    if not of:
        return Fraction(0), Fraction(1)
    share, square = count / of, Z * Z
    middle = share + square / (2 * of)
    half = Z * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    low, high = ((middle + sign * half) / (1 + square / of) for sign in (-1, 1))
    return (
        Fraction(math.floor(max(0.0, low) * GRAIN), GRAIN),
        Fraction(math.ceil(min(1.0, high) * GRAIN), GRAIN),
    )


class Outcome(StrEnum):
    """What became of an objective."""

    REACHED = "reached"
    LIKELY = "likely"
    """Above the target, but so few were counted that it may be chance."""
    MOVED = "moved"
    """Not there, better than it was beyond chance."""
    SAME = "same"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class Measured:
    """What was counted at a review."""

    count: int
    of: int

    @property
    def share(self) -> Fraction | None:
        """Return the share, None when nobody was counted."""
        return Fraction(self.count, self.of) if self.of else None


def outcome(baseline: Fraction, target: Fraction, now: Measured) -> Outcome:
    """Return what became of an objective, chance taken into account.

    A target below the baseline is one to bring down: fewer is better.
    """
    low, high = interval(now.count, now.of)
    share = now.share
    if share is None:
        return Outcome.SAME
    if target < baseline:
        low, high, share = 1 - high, 1 - low, 1 - share
        baseline, target = 1 - baseline, 1 - target
    if low >= target:
        return Outcome.REACHED
    if share >= target:
        return Outcome.LIKELY
    if low > baseline:
        return Outcome.MOVED
    return Outcome.WORSE if high < baseline else Outcome.SAME
