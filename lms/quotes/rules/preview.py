"""When the reporter's silence lets a card go, and when it ends it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from lms.core.clock import zone_info


class Silence(StrEnum):
    """What becomes of a card its reporter says nothing about."""

    WAIT = "wait"
    PASSES = "passes"
    STAYS = "stays"
    """Shown, but silence is not enough: it waits for a yes until it is dropped."""
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Shown:
    """What is known of a re-reading: since when it waits, since when it was seen, days away."""

    asked_at: datetime
    shown_at: datetime | None
    zone: str
    away: tuple[tuple[date, date], ...] = ()
    """Periods of absence, last day excluded."""


def days_present(shown: Shown, since: datetime, now: datetime) -> timedelta:
    """Return the time from ``since`` to ``now`` without the days of absence."""
    first, last = (at.astimezone(zone_info(shown.zone)).date() for at in (since, now))
    gone: set[date] = set()
    for start, end in shown.away:
        day = max(start, first)
        while day < min(end, last + timedelta(days=1)):
            gone.add(day)
            day += timedelta(days=1)
    return (now - since) - timedelta(days=len(gone))


def silence(
    shown: Shown, now: datetime, *, answer: timedelta, unseen: timedelta, wide: bool, at_once: bool
) -> Silence:
    """Tell what silence means at ``now``.

    ``wide``: the candidate set holds; ``at_once``: the second reading passed the first time. Only
    then does the silence of somebody who saw the card on their screen publish it.
    """
    if shown.shown_at is None:
        away = now - shown.asked_at >= unseen
        return Silence.DROPPED if away else Silence.WAIT
    if days_present(shown, shown.shown_at, now) < answer:
        return Silence.WAIT
    if wide and at_once:
        return Silence.PASSES
    ended = days_present(shown, shown.shown_at, now) >= unseen
    return Silence.DROPPED if ended else Silence.STAYS


def all_yes(answers: Iterable[str]) -> bool:
    """Tell whether everybody whose difficulty is in the card agreed, aloud, by a tap or silently."""
    return all(answer in ("yes", "aloud", "silence") for answer in answers)
