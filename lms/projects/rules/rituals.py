"""Rituals: on which days one is expected, and how many were held.

Closed days are not expected; one held all the same counts, held and expected. The rule is a small
part of RFC 5545: weekly on weekdays, or monthly on the nth weekday; :func:`as_rrule` writes it so.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

WINDOW_DAYS: Final = 28
WEEK: Final = 7
LAST: Final = -1
PLACES: Final = frozenset({LAST, 1, 2, 3, 4})
EVERY_DAY: Final = frozenset(range(1, 8))
NAMES: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Every(StrEnum):
    """What a ritual recurs by."""

    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Rule:
    """When a ritual is expected. ``weekdays``: 1 is Monday; ``place``: nth of the month, -1 last.

    ``interval`` counts ISO weeks or months from those of ``starts_on``.
    """

    every: Every
    weekdays: frozenset[int]
    starts_on: date
    interval: int = 1
    place: int | None = None
    ends_on: date | None = None
    """Last day, included."""

    def __post_init__(self) -> None:
        """Refuse a rule that never happens or cannot be read."""
        days_fit = bool(self.weekdays) and self.weekdays <= EVERY_DAY
        place_fits = self.place in PLACES if self.every is Every.MONTH else self.place is None
        if not days_fit or not place_fits or self.interval < 1:
            message = "this ritual has no day"
            raise ValueError(message)

    def falls_on(self, day: date) -> bool:
        """Tell whether the ritual falls on ``day``, closed days aside."""
        if day < self.starts_on or (self.ends_on is not None and day > self.ends_on):
            return False
        if day.isoweekday() not in self.weekdays:
            return False
        if self.every is Every.WEEK:
            return (_monday(day) - _monday(self.starts_on)).days // WEEK % self.interval == 0
        if _months(self.starts_on, day) % self.interval:
            return False
        if self.place == LAST:
            return (day + timedelta(days=WEEK)).month != day.month
        return (day.day - 1) // WEEK + 1 == self.place


def _monday(day: date) -> date:
    return day - timedelta(days=day.isoweekday() - 1)


def _months(first: date, day: date) -> int:
    return (day.year - first.year) * 12 + day.month - first.month


def days_between(first: date, after: date) -> Iterator[date]:
    """Yield days from ``first`` to the one before ``after``."""
    for offset in range((after - first).days):
        yield first + timedelta(days=offset)


def occurrences(rule: Rule, first: date, after: date) -> tuple[date, ...]:
    """Return the days of the rule from ``first`` to the one before ``after``."""
    return tuple(day for day in days_between(first, after) if rule.falls_on(day))


def as_rrule(rule: Rule) -> str:
    """Return the rule as calendars read it."""
    sign = "" if rule.place is None else str(rule.place)
    days = ",".join(sign + NAMES[day - 1] for day in sorted(rule.weekdays))
    parts = [
        "FREQ=WEEKLY" if rule.every is Every.WEEK else "FREQ=MONTHLY",
        f"INTERVAL={rule.interval}",
        f"BYDAY={days}",
    ]
    if rule.every is Every.WEEK:
        parts.append("WKST=MO")
    if rule.ends_on is not None:
        parts.append(f"UNTIL={rule.ends_on:%Y%m%d}")
    return ";".join(parts)


class Told(StrEnum):
    """What was said of an occurrence."""

    HELD = "held"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a unit is open: its weekdays, less the days it is closed."""

    weekdays: frozenset[int] = EVERY_DAY
    closed: frozenset[date] = frozenset()

    def is_open(self, day: date) -> bool:
        """Tell whether the unit opens on ``day``."""
        return day.isoweekday() in self.weekdays and day not in self.closed


def held_over_expected(
    rule: Rule,
    told: Mapping[date, Told],
    calendar: Calendar,
    as_of: date,
    *,
    days: int = WINDOW_DAYS,
) -> tuple[int, int]:
    """Return (held, expected) over the ``days`` days that end with ``as_of``.

    What is due on ``as_of`` itself is expected once it is told of: the day is not over.
    """
    first, after = as_of - timedelta(days=days - 1), as_of + timedelta(days=1)
    held = expected = 0
    for day in occurrences(rule, first, after):
        said = told.get(day)
        if said is Told.HELD:
            held += 1
            expected += 1
        elif calendar.is_open(day) and (said is Told.SKIPPED or day < as_of):
            expected += 1
    return held, expected


def due_on(
    rules: Mapping[str, Rule], told: Collection[str], calendar: Calendar, day: date
) -> tuple[str, ...]:
    """Return the rituals to hold on ``day``: those expected that nobody told of yet."""
    if not calendar.is_open(day):
        return ()
    return tuple(code for code in sorted(rules) if code not in told and rules[code].falls_on(day))
