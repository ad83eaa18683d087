"""One rating of a coach: four questions from 1 to 5, who gives it, when it is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Final

QUESTIONS: Final = ("prep", "listening", "usefulness", "follow_through")
LOWEST, HIGHEST = 1, 5
UNRATED: Final = timedelta(days=14)
REMINDERS: Final = (timedelta(hours=24), timedelta(hours=72))


class Conflict(StrEnum):
    """Why a rating is kept out of every figure."""

    FAMILY = "family"
    FRIEND = "friend"
    FORMER_REPORT = "former_report"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Rating:
    """What a store said of a coach for one day; ``conflict``: it counts in no figure."""

    coach: str
    unit: str
    rater: str
    quarter: str
    answers: tuple[int, ...]
    conflict: bool = False
    late: bool = False

    def __post_init__(self) -> None:
        """Refuse what is not four answers from 1 to 5."""
        fits = all(LOWEST <= one <= HIGHEST for one in self.answers)
        if len(self.answers) != len(QUESTIONS) or not fits:
            message = "a rating is four answers from 1 to 5"
            raise ValueError(message)

    @property
    def mean(self) -> Fraction:
        """Return the mean of the four answers, exactly."""
        return Fraction(sum(self.answers), len(QUESTIONS))


def counted(ratings: Iterable[Rating]) -> list[Rating]:
    """Return the ratings that enter figures: all but those between people who said they are close.

    Late ones count.
    """
    return [one for one in ratings if not one.conflict]


class Standing(StrEnum):
    """Where the rating of one coach for one day stands; "not rated" is no figure at all."""

    NOT_EXPECTED = "not_expected"
    WAITED_FOR = "waited_for"
    RATED = "rated"
    LATE = "late"
    UNRATED = "unrated"


def raters(coach: str, in_charge: Iterable[str]) -> frozenset[str]:
    """Return who may rate ``coach``: manager and deputies of that date, never the coach.

    Empty when the coach stands in as manager: no rating is expected.
    """
    return frozenset(in_charge) - {coach}


def standing(
    *,
    took_place: bool,
    expected: bool,
    ended_at: datetime,
    rated_at: datetime | None,
    now: datetime,
    wait: timedelta,
    unrated: timedelta = UNRATED,
) -> Standing:
    """Return where the rating stands at ``now``; a day that did not take place asks for none.

    A rating that comes after "not rated" was said still counts, marked late.
    """
    if rated_at is not None:
        return Standing.LATE if rated_at >= ended_at + wait else Standing.RATED
    if not took_place or not expected:
        return Standing.NOT_EXPECTED
    return Standing.UNRATED if now >= ended_at + unrated else Standing.WAITED_FOR


def reminders_due(
    ended_at: datetime, now: datetime, delays: tuple[timedelta, ...] = REMINDERS
) -> int:
    """Return how many reminders should have left by ``now``: the sweeper sends the difference."""
    return sum(now >= ended_at + delay for delay in delays)


def rate_of_rating(standings: Iterable[Standing]) -> tuple[int, int]:
    """Return (rated, expected) of days whose time has come: content never enters."""
    known = list(standings)
    done = sum(one in {Standing.RATED, Standing.LATE} for one in known)
    return done, done + known.count(Standing.UNRATED)
