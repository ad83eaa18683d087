"""One figure against one threshold, in whole numbers only.

The cautious end of an interval is Wilson's at 80 % (two-sided). It is never computed: the lower
end L of a share s seen on n answers is at least t exactly when t <= 0, or when s > t and
``(s - t)^2 * n >= z^2 * t * (1 - t)``, because the two ends of Wilson's interval are the roots of
that quadratic. z^2 is the decimal constant :data:`Z_SQUARED`, the only rounded number here.

A balance (points, -100 to 100) is mapped on a share by ``(b + 1) / 2``: all answers are taken as
for or against, the widest spread its mean allows, so that the bound is never too kind. Where down
is better, the same rule is applied to ``1 - s`` and ``1 - t``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

from lms.labels.rules.grid import Criterion, Decision, Direction, Level, Scale

Z_SQUARED: Final = Fraction("1.642374415")
"""Square of 1.2815515655, the normal quantile of 0.9, kept to nine decimals."""

INTERVAL_SCALES: Final = frozenset({Scale.PERCENT, Scale.POINTS})
"""Where an interval has a meaning: shares and balances of answers."""


class Figure(NamedTuple):
    """A reading in whole numbers: ``p / q`` on ``n`` answers, ``q`` above 0."""

    p: int
    q: int
    n: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure as num/den resting on ``n`` answers; without a denominator, or on 0 answers, it is
    no figure at all.

    For a criterion in percent or points, num/den is a share or a balance: 9/10 is 90.
    """

    num: Fraction
    den: Fraction = Fraction(1)
    n: int = 1

    def __post_init__(self) -> None:
        """Refuse what cannot be a figure."""
        if self.den < 0 or self.n < 0:
            message = "a denominator and a number of answers are never below 0"
            raise ValueError(message)

    @property
    def figure(self) -> Figure | None:
        """Return the reading in whole numbers, None for "n/a"."""
        if not self.den:
            return None
        top, low = self.num.as_integer_ratio()
        base, over = self.den.as_integer_ratio()
        return Figure(top * over, low * base, self.n)


@dataclass(frozen=True, slots=True)
class Bar:
    """A threshold as a fraction of the reading itself, and how it is compared."""

    num: int
    den: int
    down: bool
    bound: bool
    balance: bool

    def cleared(self, figure: Figure) -> bool:
        """Tell whether ``figure`` reaches the threshold."""
        if self.bound:
            return self._bound()(figure)
        left, right = figure.p * self.den, self.num * figure.q
        return left <= right if self.down else left >= right

    def clearing(self, figures: Sequence[Figure | None]) -> list[bool]:
        """Tell which of ``figures`` reach the threshold: :meth:`cleared`, for a whole column."""
        num, den = self.num, self.den
        if self.bound:
            cleared = self._bound()
            return [one is not None and cleared(one) for one in figures]
        if self.down:
            return [one is not None and one[0] * den <= num * one[1] for one in figures]
        return [one is not None and one[0] * den >= num * one[1] for one in figures]

    def _bound(self) -> Callable[[Figure], bool]:
        """Return how the cautious end of an interval is compared with the threshold."""
        balance, down = self.balance, self.down
        c, d = _share(self.num, self.den, balance=balance, down=down)
        spread = Z_SQUARED.numerator * c * (d - c)
        unit = Z_SQUARED.denominator

        def cleared(figure: Figure) -> bool:
            p, b, n = figure
            if balance:
                p, b = p + b, 2 * b
            a = b - p if down else p
            gap = (0 if a < 0 else min(a, b)) * d - c * b
            return gap > 0 and gap * gap * n * unit >= spread * b * b

        return (lambda _: True) if c <= 0 else cleared


def _share(num: int, den: int, *, balance: bool, down: bool) -> tuple[int, int]:
    """Return num/den as a share of good answers."""
    if balance:
        num, den = num + den, 2 * den
    return (den - num, den) if down else (num, den)


def bar_of(criterion: Criterion, level: Level) -> Bar | None:
    """Return what ``level`` asks of ``criterion``, None when it does not look at it."""
    threshold = criterion.thresholds.get(level)
    if threshold is None:
        return None
    raw = threshold / criterion.scale.factor
    return Bar(
        raw.numerator,
        raw.denominator,
        down=criterion.direction is Direction.DOWN,
        bound=criterion.decided_by(level) is Decision.LOWER_BOUND,
        balance=criterion.scale is Scale.POINTS,
    )


def is_met(criterion: Criterion, level: Level, reading: Reading) -> bool:
    """Tell whether ``reading`` reaches what ``level`` asks (True when it asks nothing)."""
    bar, figure = bar_of(criterion, level), reading.figure
    return bar is None or (figure is not None and bar.cleared(figure))


def reading_of(value: Fraction, scale: Scale, n: int = 1) -> Reading:
    """Return a value typed in the unit of ``scale`` ("80" in percent) as a reading."""
    return Reading(value, Fraction(scale.factor), n)


def value_of(criterion: Criterion, reading: Reading) -> Fraction | None:
    """Return a reading in the unit of the criterion's thresholds, None for "n/a"."""
    if not reading.den:
        return None
    return reading.num / reading.den * criterion.scale.factor
