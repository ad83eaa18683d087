"""The reference week: for each weekday and half hour, the median and the P80 of ordinary weeks.

The median is exact (the mean of the two middle weeks when they are even); P80 is the smallest week
seen that at least 80 % of weeks do not pass (nearest rank): a week that happened, not a mixture.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final

from lms.core.periods import PeriodKind, period_of
from lms.projects.rules.flows.slots import Customers

WEEKS: Final = 4
TOLERATED: Final = 2
P80: Final = Fraction(4, 5)

Place = tuple[int, int]
"""Weekday (1 is Monday) and half hour."""


class Quality(StrEnum):
    """What a reference week rests on."""

    FULL = "full"
    THIN = "thin"
    """Two or three weeks: shown with a flag."""
    NONE = "none"
    """Not applicable: no figure, and nothing reads it as 0."""


class Origin(StrEnum):
    """Where a cell comes from; the two look different."""

    COUNTED = "counted"
    ESTIMATED = "estimated"


@dataclass(frozen=True, slots=True)
class Cell:
    """A half hour of the usual week."""

    median: Fraction
    p80: Fraction
    weeks: int
    """Weeks it rests on; of a painted one, how many times somebody counted its hour."""
    origin: Origin = Origin.COUNTED

    @property
    def is_guess(self) -> bool:
        """Tell whether nobody ever counted it."""
        return self.origin is Origin.ESTIMATED and not self.weeks

    @property
    def is_sampled(self) -> bool:
        """Tell whether it is an hour counted by somebody, no habit of weeks."""
        return self.origin is Origin.ESTIMATED and bool(self.weeks)

    @property
    def variability(self) -> Fraction | None:
        """Return P80 over median, None where nobody usually comes."""
        return self.p80 / self.median if self.median else None


@dataclass(frozen=True, slots=True)
class Reference:
    """The usual week of one channel."""

    quality: Quality
    weeks: tuple[str, ...]
    """Those it rests on ("2026-W53")."""
    cells: Mapping[Place, Cell]


def week_of(day: date) -> str:
    """Return the ISO week of ``day`` by name; week 53 is a week like any other."""
    return period_of(day, PeriodKind.WEEK).key


def median(values: Sequence[Customers]) -> Fraction:
    """Return the middle value, or the mean of the two in the middle."""
    ordered = sorted(values)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return Fraction(ordered[half])
    return Fraction(ordered[half - 1] + ordered[half], 2)


def p80(values: Sequence[Customers]) -> Fraction:
    """Return the value at rank ceil(0.8 n)."""
    ordered = sorted(values)
    rank = -(-P80.numerator * len(ordered) // P80.denominator)
    return Fraction(ordered[rank - 1])


def _cell(ordered: Sequence[Customers]) -> Cell:
    return Cell(median(ordered), p80(ordered), len(ordered))


def reference(
    flows: Mapping[tuple[date, int], Customers],
    exceptional: Collection[str] = (),
    *,
    weeks: int = WEEKS,
    tolerated: int = TOLERATED,
) -> Reference:
    """Return the usual week from customers by day and half hour; ``usual_week`` says how."""
    days: dict[date, dict[int, Customers]] = {}
    for (day, slot), n in flows.items():
        days.setdefault(day, {})[slot] = n
    return usual_week(days, exceptional, weeks=weeks, tolerated=tolerated)


def usual_week(
    days: Mapping[date, Mapping[int, Customers]],
    exceptional: Collection[str] = (),
    *,
    weeks: int = WEEKS,
    tolerated: int = TOLERATED,
) -> Reference:
    """Return the usual week from each day's customers by half hour, exceptional weeks left out.

    A half hour not counted in a week is unknown, not 0. A cell needs ``tolerated`` weeks; with
    fewer weeks altogether there is no reference week.
    """
    named = {day: week_of(day) for day in days}
    ordinary = [day for day, week in named.items() if week not in exceptional]
    found = tuple(sorted({named[day] for day in ordinary}))
    if len(found) < tolerated:
        return Reference(Quality.NONE, found, {})
    seen: dict[int, defaultdict[int, list[Customers]]] = {}
    for day in ordinary:
        column = seen.setdefault(day.isoweekday(), defaultdict(list))
        for slot, n in days[day].items():
            column[slot].append(n)
    cells = {
        (weekday, slot): _cell(sorted(values))
        for weekday, column in sorted(seen.items())
        for slot, values in sorted(column.items())
        if len(values) >= tolerated
    }
    quality = Quality.FULL if len(found) >= weeks else Quality.THIN
    return Reference(quality, found, cells)
