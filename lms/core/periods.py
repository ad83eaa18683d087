"""Periods by their names: ``2026``, ``2026-Q2``, ``2026-06``, ``2026-W24`` (ISO week)."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

QUARTER = 3
MONTHS = 12


class PeriodKind(StrEnum):
    """How long a period is."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``first`` to the one before ``after``."""

    kind: PeriodKind
    key: str
    first: date
    after: date

    def __contains__(self, day: date) -> bool:
        """Tell whether ``day`` is in the period."""
        return self.first <= day < self.after


def period_of(day: date, kind: PeriodKind) -> Period:
    """Return the period of ``kind`` that holds ``day``; the week's year is the ISO one."""
    if kind is PeriodKind.WEEK:
        year, week, weekday = day.isocalendar()
        first = day - timedelta(days=weekday - 1)
        return Period(kind, f"{year:04}-W{week:02}", first, first + timedelta(days=7))
    if kind is PeriodKind.YEAR:
        return Period(kind, f"{day.year:04}", date(day.year, 1, 1), date(day.year + 1, 1, 1))
    if kind is PeriodKind.MONTH:
        return Period(
            kind,
            f"{day.year:04}-{day.month:02}",
            day.replace(day=1),
            _first_of(day.year, day.month + 1),
        )
    quarter = (day.month - 1) // QUARTER + 1
    first = date(day.year, QUARTER * (quarter - 1) + 1, 1)
    return Period(
        kind, f"{day.year:04}-Q{quarter}", first, _first_of(day.year, first.month + QUARTER)
    )


def period_named(key: str) -> Period:
    """Return the period called ``key``; raises ValueError for a name that is none."""
    if "-W" in key:
        year, week = key.split("-W")
        day, kind = date.fromisocalendar(int(year), int(week), 1), PeriodKind.WEEK
    elif "-Q" in key:
        year, quarter = key.split("-Q")
        day, kind = date(int(year), QUARTER * int(quarter), 1), PeriodKind.QUARTER
    elif "-" in key:
        day, kind = date.fromisoformat(f"{key}-01"), PeriodKind.MONTH
    else:
        day, kind = date(int(key), 1, 1), PeriodKind.YEAR
    found = period_of(day, kind)
    if found.key != key:
        message = f"{key!r} is not a period"
        raise ValueError(message)
    return found


def _first_of(year: int, month: int) -> date:
    return date(year + (month > MONTHS), (month - 1) % MONTHS + 1, 1)
