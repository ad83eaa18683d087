"""The try of the day: proposed from the last exchange, taken in one tap, answered in one tap.

Nobody knows who works on which day: a day on which nothing was taken counts nowhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

FRESH_DAYS: Final = 14
LIVE: Final = ("active", "answered")
AHEAD: Final = timedelta(days=14)
"""How far ahead a try is proposed, and how long the proposal stands."""


class Answered(StrEnum):
    """What became of a try."""

    DONE = "done"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Goal:
    """A try taken for a day; ``answer`` None while nothing was said."""

    on: date
    words: str
    answer: Answered | None = None


@dataclass(frozen=True, slots=True)
class Agreed:
    """The try agreed in an exchange, for a day."""

    on: date
    words: str


def proposal(
    today: date, goals: Iterable[Goal], agreed: Iterable[Agreed], fresh_days: int = FRESH_DAYS
) -> str | None:
    """Return the words to propose for ``today``, or None.

    The last try agreed whose day has come, for two weeks, unless something was taken for today or
    these very words were done since.
    """
    known = list(goals)
    if any(one.on == today for one in known):
        return None
    due = [one for one in agreed if one.on <= today <= one.on + timedelta(days=fresh_days)]
    if not due:
        return None
    last = max(due, key=lambda one: one.on)
    done = any(
        one.answer is Answered.DONE and one.words == last.words and one.on >= last.on
        for one in known
    )
    return None if done else last.words


def may_answer(goal: Goal, today: date) -> bool:
    """Tell whether a try may still be answered: on its day and on the next one."""
    return goal.answer is None and goal.on <= today <= goal.on + timedelta(days=1)


def kept(goals: Iterable[Goal], first: date, after: date) -> tuple[int, int]:
    """Return (done or partly, answered) from ``first`` to the day before ``after``.

    What was not answered is no "no": people answer when they can.
    """
    said = [one.answer for one in goals if one.answer and first <= one.on < after]
    return sum(answer is not Answered.NO for answer in said), len(said)
