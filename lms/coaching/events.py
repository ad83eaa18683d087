"""Facts of coaching: identifiers only; a rating's fact tells neither who gave it nor what."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lms.core.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlanned(Fact):
    """A coach will come, or the day changed."""

    day_id: UUID
    unit_id: UUID
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DayClosed(Fact):
    """A coach's day is over, with its dashboard filled or not."""

    day_id: UUID
    unit_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachRated(Fact):
    """The store's side of a day is in."""

    day_id: UUID
    unit_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DashboardFilled(Fact):
    """The coach's side of a day is in."""

    day_id: UUID
    unit_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationDebriefed(Fact):
    """An observation was talked over in time."""

    observation_id: UUID
    unit_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationAcknowledged(Fact):
    """The person observed read it."""

    observation_id: UUID
    unit_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalAnswered(Fact):
    """A try of the day has its answer."""

    goal_id: UUID
    unit_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillMeasured(Fact):
    """A skill was measured."""

    measure_id: UUID
    unit_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class BravoSaid(Fact):
    """Somebody was thanked."""

    bravo_id: UUID
