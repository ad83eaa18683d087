"""Facts of labels: identifiers and levels; closing a season is one fact, however many units."""

from dataclasses import dataclass
from uuid import UUID

from lms.core.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class GridPublished(Fact):
    """A grid is frozen and announced."""

    grid_id: UUID
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonOpened(Fact):
    """Units may begin."""

    season_id: UUID
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonClosed(Fact):
    """Every decision is final and awards are written."""

    season_id: UUID
    year: int
    awards: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationSubmitted(Fact):
    """A unit gave its application in."""

    application_id: UUID
    unit_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceAdded(Fact):
    """A unit showed something."""

    evidence_id: UUID
    unit_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelDecided(Fact):
    """A panel decided; ``level`` is none, bronze, silver or gold."""

    decision_id: UUID
    unit_id: UUID
    year: int
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardChanged(Fact):
    """An award was suspended, given back, withdrawn, ended, or changed level."""

    award_id: UUID
    unit_id: UUID
    status: str
    level: str
