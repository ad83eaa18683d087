"""Promises count in working days of the unit: Monday to Friday without French public holidays."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from lms.core.clock import zone_info

OPENS: Final = time(9)
CLOSES: Final = time(18)
WEEKEND: Final = 5

_FIXED: Final = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
_FROM_EASTER: Final = (1, 39, 50)
"""Easter Monday, Ascension, Whit Monday: days after Easter Sunday."""


def easter(year: int) -> date:
    """Return Easter Sunday (Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


@lru_cache(maxsize=64)
def holidays(year: int) -> frozenset[date]:
    """Return the public holidays of France in ``year``."""
    moving = (easter(year) + timedelta(days=n) for n in _FROM_EASTER)
    return frozenset({*(date(year, month, day) for month, day in _FIXED), *moving})


def is_working(day: date) -> bool:
    """Tell whether people are expected at their desk on ``day``."""
    return day.weekday() < WEEKEND and day not in holidays(day.year)


def days_later(day: date, count: int) -> date:
    """Return the ``count``-th working day after ``day``."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working(day)
    return day


def due(at: datetime, count: int, zone: str) -> datetime:
    """Return the instant ``count`` working days after ``at`` in ``zone``, in opening hours.

    What arrives on a day off, or after closing, counts as arrived when the next day opens.
    """
    local = at.astimezone(zone_info(zone))
    day, hour = local.date(), local.time()
    if not is_working(day) or hour >= CLOSES:
        day, hour = days_later(day, 1), OPENS
    hour = min(max(hour, OPENS), CLOSES).replace(second=0, microsecond=0)
    return datetime.combine(days_later(day, count), hour, zone_info(zone)).astimezone(UTC)
