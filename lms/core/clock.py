"""The only reader of time.

Every instant is an aware UTC datetime; every business date is the local date of a unit. Tests and
the simulated year move the clock with :func:`frozen`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo


def _system() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return _source()


@lru_cache(maxsize=512)
def zone_info(zone: str) -> ZoneInfo:
    """Return the IANA zone of that name; raises ``ZoneInfoNotFoundError`` for an unknown one."""
    return ZoneInfo(zone)


def business_date(at: datetime, zone: str, day_cut: time = time(0)) -> date:
    """Return the local date of ``at`` in ``zone``, a day starting at ``day_cut`` (night units)."""
    local = at.astimezone(zone_info(zone))
    cut = timedelta(hours=day_cut.hour, minutes=day_cut.minute)
    return (local.replace(tzinfo=None) - cut).date()


BACK = timedelta(days=7)
"""How long a phone may wait for the network and still be believed about the hour."""


def clamped(device: datetime | None, server: datetime) -> datetime:
    """Return the device's instant, at most 7 days before the server's and never after it."""
    if device is None:
        return server
    return min(max(device, server - BACK), server)


def today(zone: str = "Europe/Paris", day_cut: time = time(0)) -> date:
    """Return the business date of the present instant in ``zone``."""
    return business_date(now(), zone, day_cut)


@contextmanager
def frozen(at: datetime) -> Iterator[datetime]:
    """Hold the clock at ``at`` (aware) for the whole process until the block ends."""
    if at.tzinfo is None:
        message = "the clock only takes aware datetimes"
        raise ValueError(message)
    global _source  # noqa: PLW0603 - the one door of time is a process-wide switch
    before = _source
    fixed = at.astimezone(UTC)
    _source = lambda: fixed  # noqa: E731
    try:
        yield fixed
    finally:
        _source = before
