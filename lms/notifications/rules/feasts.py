"""The public holidays of France: days on which shops may open and nobody is written to.

Source: code du travail, article L3133-1; Easter by the anonymous Gregorian algorithm (Nature, 1876).
"""

from datetime import date, timedelta
from functools import lru_cache

FRANCE = frozenset(
    {
        "Europe/Paris",
        "America/Cayenne",
        "America/Guadeloupe",
        "America/Martinique",
        "America/Miquelon",
        "Indian/Mayotte",
        "Indian/Reunion",
        "Pacific/Noumea",
        "Pacific/Tahiti",
    }
)
_FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
_AFTER_EASTER = (1, 39, 50)
"""Easter Monday, Ascension Day, Whit Monday."""


def easter(year: int) -> date:
    """Return Easter Sunday of a Gregorian year."""
    golden, century, rest = year % 19, year // 100, year % 100
    leaps, left = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - moon + 15) % 30
    fours, ones = divmod(rest, 4)
    weekday = (32 + 2 * left + 2 * fours - epact - ones) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=32)
def feasts(year: int) -> frozenset[date]:
    """Return the public holidays of a year."""
    sunday = easter(year)
    moving = {sunday + timedelta(days=days) for days in _AFTER_EASTER}
    return frozenset({date(year, month, day) for month, day in _FIXED} | moving)


def is_feast(day: date, zone: str) -> bool:
    """Tell whether ``day`` is a public holiday in ``zone``; unknown abroad, so no day is."""
    return zone in FRANCE and day in feasts(day.year)
