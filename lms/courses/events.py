"""What happened in learning, told to consumers."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lms.core.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class PathPublished(Fact):
    """A path has a new current version."""

    path_uid: UUID
    version_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PathAssigned(Fact):
    """A path was given to people; one fact per assignment."""

    assignment_id: UUID
    path_uid: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentChanged(Fact):
    """The state, date or unit of an enrolment changed: counts of its unit may be stale."""

    enrolment_id: UUID
    path_uid: UUID
    unit_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonCompleted(Fact):
    """A person finished a lesson."""

    person_id: UUID
    lesson_uid: UUID
    version_id: UUID | None
    unit_id: UUID | None
    occurred_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonVoided(Fact):
    """A lesson finished before is to be done again: its row of the ledger was taken back."""

    person_id: UUID
    lesson_uid: UUID
    completion_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PathCompleted(Fact):
    """A person finished every required lesson of a path."""

    person_id: UUID
    path_uid: UUID
    version_id: UUID
    unit_id: UUID | None
    occurred_on: date
