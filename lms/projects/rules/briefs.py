"""The morning brief and the break room's screen: which line of each part, the same all day.

A line's place follows from the unit, the day and the line alone: whoever asks, in any order, on any
server, is told the same; another day another line comes first. A line that comes in the day, or goes,
moves no other.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from lms.core.briefs import Line, Part

BRIEF: Final = (Part.CARD, Part.TRY, Part.GAP, Part.THANKS)
SCREEN: Final = (Part.CARD, Part.THANKS, Part.STEP, Part.CALL)
TOLD_AGAIN: Final = frozenset({Part.CARD, Part.THANKS})
"""Words that may be taken back: never copied, read again each time."""
THANKS_SHOWN: Final = 3


def seed_of(unit_id: UUID, day: date) -> str:
    """Return what a unit's lines of a day follow from."""
    return f"{unit_id}/{day.isoformat()}"


def week_seed(unit_id: UUID, day: date) -> str:
    """Return what a unit's lines of an ISO week follow from."""
    year, week, _weekday = day.isocalendar()
    return f"{unit_id}/{year}-W{week:02}"


def ranked(lines: Iterable[Line], seed: str, since: datetime | None = None) -> list[Line]:
    """Return lines in the order of ``seed``; those that came after ``since`` wait behind."""
    return sorted(lines, key=lambda one: (_is_new(one, since), _place(seed, one.key), one.key))


def _is_new(line: Line, since: datetime | None) -> bool:
    return since is not None and line.at is not None and line.at >= since


def _place(seed: str, key: str) -> str:
    return hashlib.sha256(f"{seed}/{key}".encode()).hexdigest()


def after(order: Sequence[Line], key: str) -> Line | None:
    """Return the line that replaces ``key``: the next of the order, round; None without another."""
    keys = [one.key for one in order]
    others = [one for one in order if one.key != key]
    if not others:
        return None
    return order[(keys.index(key) + 1) % len(order)] if key in keys else order[0]
