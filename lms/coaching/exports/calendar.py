"""A coach's visits as a calendar (RFC 5545): whole days, a place, nobody's name."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from lms.coaching.queries.sides import Pair
from lms.core.i18n import _

OCTETS: Final = 75
STATUS: Final = {"cancelled": "CANCELLED", "no_show": "CANCELLED"}


def calendar(pairs: Iterable[Pair], now: datetime) -> str:
    """Return the calendar of a coach's own days."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Comptoir//Visits//EN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{text(_('Visits'))}",
    ]
    for pair in pairs:
        lines += _event(pair, now)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def _event(pair: Pair, now: datetime) -> list[str]:
    day = pair.day
    return [
        "BEGIN:VEVENT",
        f"UID:{day.id}@comptoir",
        f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{_date(day.business_date)}",
        f"DTEND;VALUE=DATE:{_date(day.business_date + timedelta(days=1))}",
        f"SEQUENCE:{day.sequence}",
        f"STATUS:{STATUS.get(day.state, 'CONFIRMED')}",
        f"SUMMARY:{text(_('Visit'))}",
        f"LOCATION:{text(pair.unit.name)}",
        "END:VEVENT",
    ]


def _date(day: date) -> str:
    return day.strftime("%Y%m%d")


def text(words: str) -> str:
    """Return ``words`` as a value: what separates values is escaped, lines are kept."""
    for sign in ("\\", ";", ","):
        words = words.replace(sign, f"\\{sign}")
    return words.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def folded(line: str) -> Iterable[str]:
    """Yield ``line`` in pieces of 75 octets at most, no letter cut in two."""
    piece, room = "", OCTETS
    for sign in line:
        size = len(sign.encode())
        if size > room:
            yield piece
            piece, room = " ", OCTETS - 1
        piece += sign
        room -= size
    yield piece
