"""Facts of projects: identifiers, states and codes."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lms.core.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectMoved(Fact):
    """A project changed state."""

    project_id: UUID
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionValidated(Fact):
    """A part of a diagnostic is done."""

    project_id: UUID
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionVerified(Fact):
    """Somebody else saw that an action worked, or did not."""

    action_id: UUID
    effective: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RitualHeld(Fact):
    """The team held a ritual."""

    ritual_id: UUID
    unit_id: UUID
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectReviewed(Fact):
    """A team looked at what became of its objective."""

    review_id: UUID
    project_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PilotReviewed(Fact):
    """A region lived its pilot and wrote what it changes."""

    pilot_id: UUID
    region_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveDecided(Fact):
    """A wave opens, or waits."""

    decision_id: UUID
    decision: str
