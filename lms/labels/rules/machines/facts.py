"""Who moves what, and what guards have to know: services gather the facts, guards read them."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from lms.core.access import Role
from lms.labels.rules import separation
from lms.labels.rules.grid import Level
from lms.labels.rules.separation import PANEL, Hands

OFFICE: Final = frozenset({Role.LABEL_OFFICER})
PUBLISH: Final = frozenset({Role.LABEL_OFFICER, Role.ADMINISTRATOR})
UNIT: Final = frozenset({Role.UNIT_MANAGER, Role.DEPUTY})
MANAGER: Final = frozenset({Role.UNIT_MANAGER})
AUDITOR: Final = frozenset({Role.COACH, Role.REGIONAL_LEAD, Role.LABEL_OFFICER, Role.UNIT_MANAGER})
BOARD: Final = frozenset({Role.REGIONAL_LEAD, Role.LABEL_OFFICER})

SIMULATION_DAYS: Final = 30
NOTICE_DAYS: Final = 90
PUBLISHERS: Final = 2


@dataclass(frozen=True, slots=True)
class GridFacts:
    """What publishing a grid depends on; days are settings."""

    actor: UUID
    today: date
    in_force_from: date
    simulated_on: date | None = None
    is_simulated_as_is: bool = False
    """The last simulation was of this very content."""
    endorsers: frozenset[UUID] = frozenset()
    faults: int = 0
    """Of the grid itself, as for publication, and of its lineage; warnings apart."""
    is_erratum: bool = False
    needed: int = PUBLISHERS
    simulation_days: int = SIMULATION_DAYS
    notice_days: int = NOTICE_DAYS
    ends_on: date | None = None
    """First day on which its label year is over."""


@dataclass(frozen=True, slots=True)
class ApplicationFacts:
    """What moving an application depends on."""

    people: frozenset[UUID] = frozenset()
    """Who does it: one auditor, the members of the panel, the judges."""
    hands: Hands = field(default_factory=Hands)
    before_cut_off: bool = False
    missing_evidence: int = 0
    same_region: bool = False
    """The auditor comes from the unit's region and the rules forbid it."""
    unseen: int = 0
    """Criteria drawn for the audit that nobody looked at yet."""
    computed: Level | None = None
    decided: Level | None = None
    reason: str = ""
    needed: int = PANEL
    override: int = separation.OVERRIDE
    may_appeal: bool = False
    """The unit's 30 days are running."""
    was_lapsed: bool = False


@dataclass(frozen=True, slots=True)
class AwardFacts:
    """What moving an award depends on."""

    today: date
    valid_until: date
    reason: str = ""
    unit_closed: bool = False
    audited_again: bool = False


@dataclass(frozen=True, slots=True)
class EvidenceFacts:
    """What a verdict on evidence depends on."""

    actor: UUID
    uploader: UUID
    hands: Hands = field(default_factory=Hands)
    before_cut_off: bool = False
    is_expired: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AppealFacts:
    """What judging an appeal depends on."""

    people: frozenset[UUID]
    hands: Hands
    needed: int = 1
    answer: str = ""
