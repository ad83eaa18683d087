"""What a grid is: levels, criteria with a stable uid, quotas; exact numbers, one fingerprint.

A grid is data only. It is read from JSON by :mod:`lms.labels.rules.reading`, checked by
:mod:`lms.labels.rules.checks`, applied by :mod:`lms.labels.rules.scoring`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final


class Level(StrEnum):
    """What can be won, from the first to the last; each supposes the one before."""

    BRONZE = "bronze"
    SILVER = "silver"
    GOLD = "gold"


LEVELS: Final = (Level.BRONZE, Level.SILVER, Level.GOLD)
_RANKS: Final = {level: place for place, level in enumerate(LEVELS, start=1)}


def rank(level: Level | None) -> int:
    """Return 0 for no level, 1 for bronze, 2 for silver, 3 for gold."""
    return _RANKS[level] if level else 0


def level_of(place: int) -> Level | None:
    """Return the level of that rank, None for 0."""
    return LEVELS[place - 1] if place else None


class Kind(StrEnum):
    """An action to show, or a performance to reach."""

    ACTION = "action"
    PERFORMANCE = "performance"


class Scale(StrEnum):
    """In what thresholds are written, hence what a reading's num/den is multiplied by."""

    YES_NO = "yes_no"
    NUMBER = "number"
    PERCENT = "percent"
    POINTS = "points"

    @property
    def factor(self) -> int:
        """Return 100 where a reading is a share or a balance (-1 to 1), else 1."""
        return 100 if self in {Scale.PERCENT, Scale.POINTS} else 1


class Direction(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"


class Decision(StrEnum):
    """What is compared with the threshold: the figure, or the cautious end of its interval."""

    POINT = "point"
    LOWER_BOUND = "lower_bound_80"


class MeasureKind(StrEnum):
    """Where a criterion's figure comes from."""

    REGISTRY = "registry"
    TYPED = "typed"
    IMPORTED = "imported"


class EvidenceType(StrEnum):
    """What may be shown for a criterion."""

    PHOTO = "photo"
    DOCUMENT = "document"
    NOTE = "note"
    VISIT = "visit"


SUBJECTS: Final = ("unit", "customers", "premises", "service", "visits", "suppliers")
"""What a typed or imported figure may be about."""

REFUSED_SUBJECTS: Final = ("persons", "reports")
"""What no criterion may ever count: people one by one, and difficulties told."""

NA_LIMIT: Final = Fraction(1, 5)
"""Above this share of the weights set aside, a unit is not assessable."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the figure comes from: a registered measure by code, or a source and its subject."""

    kind: MeasureKind = MeasureKind.TYPED
    code: str = ""
    source: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Expectation:
    """The client's expectation behind a criterion, which the store reads."""

    source: str = ""
    figure: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class NaRule:
    """Whether the criterion may be set aside, and when, in words per locale."""

    allowed: bool = False
    when: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EvidenceRule:
    """What must be shown: kinds accepted, oldest age in days at the cut-off, how many pieces."""

    types: tuple[EvidenceType, ...] = ()
    max_age_days: int | None = None
    minimum: int = 0


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of a grid; ``uid`` stays the same from year to year, ``code`` names it in files.

    A level absent from ``thresholds`` does not look at this criterion. Thresholds are in the unit
    of ``scale``. Below ``n_min`` answers a performance is ``insufficient``: not met, and said so.
    """

    uid: str
    code: str
    title: Mapping[str, str] = field(default_factory=dict)
    help: Mapping[str, str] = field(default_factory=dict)
    kind: Kind = Kind.ACTION
    measure: Source = Source()
    scale: Scale = Scale.NUMBER
    direction: Direction = Direction.UP
    thresholds: Mapping[Level, Fraction] = field(default_factory=dict)
    weight: Fraction = Fraction(1)
    knockouts: frozenset[Level] = frozenset()
    na: NaRule = NaRule()
    evidence: EvidenceRule = EvidenceRule()
    decision: Mapping[Level, Decision] = field(default_factory=dict)
    n_min: int = 0
    expectation: Expectation = Expectation()

    def decided_by(self, level: Level) -> Decision:
        """Return how ``level`` compares: the figure itself unless said otherwise."""
        return self.decision.get(level, Decision.POINT)


@dataclass(frozen=True, slots=True)
class Grid:
    """The criteria of one program for one label year; ``minor`` counts the errata."""

    program: str
    year: int
    criteria: tuple[Criterion, ...]
    quotas: Mapping[Level, Fraction]
    minor: int = 0
    quota_by_tenure: Mapping[int, Fraction] = field(default_factory=dict)
    na_limit: Fraction = NA_LIMIT
    locales: tuple[str, ...] = ("fr",)

    @property
    def weight(self) -> Fraction:
        """Return the sum of the weights."""
        return sum((one.weight for one in self.criteria), Fraction())

    def find(self, uid: str) -> Criterion | None:
        """Return the criterion of that uid."""
        return next((one for one in self.criteria if one.uid == uid), None)

    def quota(self, level: Level, years_held: int = 0) -> Fraction:
        """Return the share ``level`` asks of a unit that held the label ``years_held`` years."""
        held = [years for years in self.quota_by_tenure if years <= years_held]
        extra = self.quota_by_tenure[max(held)] if held else Fraction()
        return min(self.quotas[level] + extra, Fraction(1))
