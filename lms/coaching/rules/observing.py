"""Observations: who may hold one, how long there is to talk about it, which count."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from lms.coaching.rules.machines.facts import DEBRIEF

WINDOW_DAYS: Final = 28
PATH_UID: Final = "546c6e78-a19d-4175-9a5a-5f80c20422f8"
"""The path "Observer et débriefer", the same in every network that takes it."""
LIVE: Final = ("planned", "observed")
HEARD: Final = frozenset({"debriefed", "acknowledged"})


class Right(StrEnum):
    """What still stands between a person and observing others."""

    OPEN = "open"
    PATH = "path"
    """The path "Observer et débriefer" first."""
    BESIDE = "beside"
    """One observation beside the coach."""


def right_to_observe(*, is_coach: bool, path_done: bool, held_beside: bool) -> Right:
    """Return what comes next; beside a coach one may hold an observation from ``BESIDE`` on."""
    if is_coach or (path_done and held_beside):
        return Right.OPEN
    return Right.BESIDE if path_done else Right.PATH


def may_hold(right: Right, *, beside_a_coach: bool) -> bool:
    """Tell whether an observation may begin: on one's own, or beside the coach to learn."""
    return right is Right.OPEN or (right is Right.BESIDE and beside_a_coach)


def debrief_by(observed_at: datetime, within: timedelta = DEBRIEF) -> datetime:
    """Return the last instant at which talking about it makes it count."""
    return observed_at + within


def in_time(
    observed_at: datetime, debriefed_at: datetime | None, within: timedelta = DEBRIEF
) -> bool:
    """Tell whether the exchange took place, and in time."""
    return debriefed_at is not None and debriefed_at <= debrief_by(observed_at, within)


def window(as_of: date, days: int = WINDOW_DAYS) -> tuple[date, date]:
    """Return the ``days`` days that end with ``as_of``: first day, day after."""
    return as_of - timedelta(days=days - 1), as_of + timedelta(days=1)


def left_today(done_today: int, daily: int = 1) -> int:
    """Return how many observations are proposed today: one, never nine."""
    return max(0, daily - done_today)
