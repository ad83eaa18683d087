"""Working hours of a unit: when a mail may leave, when digests leave. Instants are aware UTC."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from lms.core.clock import zone_info
from lms.notifications.rules.feasts import is_feast

FAR = 21
"""Days looked ahead or back: no run of quiet days is longer."""


@dataclass(frozen=True, slots=True)
class Week:
    """The hours and days on which a network may be written to, on each unit's own clock.

    ``start`` and ``end`` are hours of the day (end excluded), ``quiet`` ISO weekdays without any
    mail, ``digest`` the hour of digests, ``weekday`` the ISO weekday of the weekly one.
    """

    start: int = 9
    end: int = 18
    quiet: frozenset[int] = frozenset({7})
    feasts: bool = True
    digest: int = 10
    weekday: int = 2

    def is_quiet(self, day: date, zone: str) -> bool:
        """Tell whether nothing is sent on ``day``."""
        return day.isoweekday() in self.quiet or (self.feasts and is_feast(day, zone))

    @property
    def digest_hour(self) -> int:
        """Return the hour of digests, never outside working hours."""
        return min(max(self.digest, self.start), self.end - 1)


def local_day(at: datetime, zone: str) -> date:
    """Return the date on a wall in ``zone``."""
    return at.astimezone(zone_info(zone)).date()


def is_working(at: datetime, zone: str, week: Week) -> bool:
    """Tell whether a mail may leave at ``at`` to somebody who works in ``zone``."""
    local = at.astimezone(zone_info(zone))
    return week.start <= local.hour < week.end and not week.is_quiet(local.date(), zone)


def next_working(at: datetime, zone: str, week: Week) -> datetime:
    """Return ``at`` when a mail may leave then, else the next instant at which it may."""
    if is_working(at, zone, week):
        return at
    return next(one for one in _openings(at, zone, week, week.start) if one > at)


def next_digest(at: datetime, zone: str, week: Week) -> datetime:
    """Return the first digest of a day at or after ``at``."""
    return next(one for one in _openings(at, zone, week, week.digest_hour) if one >= at)


def last_digest(at: datetime, zone: str, week: Week) -> datetime:
    """Return the last digest of a day at or before ``at``: what was told until then is due."""
    return _last(_openings(at, zone, week, week.digest_hour), at)


def next_weekly(at: datetime, zone: str, week: Week) -> datetime:
    """Return the first weekly digest at or after ``at``."""
    return next(one for one in _weeklies(at, zone, week) if one >= at)


def last_weekly(at: datetime, zone: str, week: Week) -> datetime:
    """Return the last weekly digest at or before ``at``."""
    return _last(_weeklies(at, zone, week), at)


def _last(moments: Iterator[datetime], at: datetime) -> datetime:
    return max(one for one in moments if one <= at)


def _openings(at: datetime, zone: str, week: Week, hour: int) -> Iterator[datetime]:
    """Yield ``hour`` o'clock of each working day around ``at``, in order."""
    today = local_day(at, zone)
    for offset in range(-FAR, FAR + 1):
        day = today + timedelta(days=offset)
        if not week.is_quiet(day, zone):
            yield _at(day, hour, zone)


def _weeklies(at: datetime, zone: str, week: Week) -> Iterator[datetime]:
    """Yield the weekly digests around ``at``: on their weekday, or the first working day after."""
    today = local_day(at, zone)
    monday = today - timedelta(days=today.weekday())
    for offset in (-14, -7, 0, 7, 14):
        day = monday + timedelta(days=offset + week.weekday - 1)
        while week.is_quiet(day, zone):
            day += timedelta(days=1)
        yield _at(day, week.digest_hour, zone)


def _at(day: date, hour: int, zone: str) -> datetime:
    return datetime.combine(day, time(hour), zone_info(zone)).astimezone(UTC)
