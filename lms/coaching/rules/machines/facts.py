"""Who moves what in coaching, and what guards have to know: services gather it, guards read it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from lms.core.access import Role

COACH: Final = frozenset({Role.COACH})
STORE: Final = frozenset({Role.UNIT_MANAGER, Role.DEPUTY})
LEAD: Final = frozenset({Role.REGIONAL_LEAD})
ANYBODY: Final = frozenset(Role)

DEBRIEF: Final = timedelta(hours=48)
UNRATED_DAYS: Final = 14
GOAL_WORDS: Final = 120


@dataclass(frozen=True, slots=True)
class DayFacts:
    """What moving a day depends on; dates are business dates of the unit."""

    today: date
    business_date: date
    reason: str = ""
    moved_to: date | None = None
    replacement: UUID | None = None
    """Who comes instead."""
    coaches: frozenset[UUID] = frozenset()
    """Who is on the day already."""
    missing_entries: int = 0
    """Coaches of the day whose entry is not in."""
    unrated_days: int = UNRATED_DAYS


@dataclass(frozen=True, slots=True)
class ObservationFacts:
    """What moving an observation depends on."""

    actor: UUID | None
    observer: UUID
    observed: UUID
    now: datetime
    observed_at: datetime | None = None
    facts: str = ""
    strength: str = ""
    try_words: str = ""
    try_on: date | None = None
    today: date | None = None
    """Business date of the unit, to judge ``try_on``."""
    within: timedelta = DEBRIEF


@dataclass(frozen=True, slots=True)
class GoalFacts:
    """What moving a goal depends on."""

    actor: UUID
    person: UUID
    words: str = ""
    others_live: int = 0
    """Other goals of that person on that day, active or answered."""
    in_time: bool = True
    """The day of the goal, or the next one, is not over."""
