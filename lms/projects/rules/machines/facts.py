"""Who moves what in projects, and what guards have to know: services gather it, guards read it."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from lms.core.access import Role

STORE: Final = frozenset({Role.UNIT_MANAGER, Role.DEPUTY})
LEAD: Final = frozenset({Role.REGIONAL_LEAD})
HANDS: Final = STORE | LEAD
"""A store leads its project, a region its own: whose it is, the scope tells."""
VERIFIERS: Final = STORE | LEAD | {Role.COACH}
ANYBODY: Final = frozenset(Role)
OFFICE: Final = frozenset({Role.ADMINISTRATOR})

OPEN_ACTIONS: Final = 3


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """What moving a project depends on; gates lifted by a waiver are in ``waived``."""

    meaning: str = ""
    has_objective: bool = False
    """Metric, baseline, target and date are written."""
    pilot_gate: str | None = None
    """Why projects may not begin in this region yet, or None."""
    sections: frozenset[str] = frozenset()
    """What the diagnostic is made of."""
    validated: frozenset[str] = frozenset()
    gaps: frozenset[str] = frozenset()
    """What the diagnostic retained."""
    answered: frozenset[str] = frozenset()
    """Gaps with an action that has an owner and a date."""
    waived: frozenset[str] = frozenset()
    """Sections and gaps lifted, with a reason."""
    is_reviewed: bool = False
    """The objective was measured again, with its interval."""
    reason: str = ""
    held_state: str = ""
    """Where a suspended project stood."""
    is_archived: bool = False
    """Whose project it is has no store any more."""


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """What moving an action depends on."""

    actor: UUID | None
    owner: UUID | None = None
    done_by: UUID | None = None
    when_words: str = ""
    do_words: str = ""
    due_on: date | None = None
    today: date | None = None
    open_actions: int = 0
    """Others of the project, accepted or in progress."""
    most_open: int | None = OPEN_ACTIONS
    """At first few at once; None later on."""
    effect: str = ""
    """What moved, or did not, as the verifier saw it."""
    reason: str = ""
    owner_is_here: bool = True
    staff: int = 2
    """People of the unit."""
    is_lead: bool = False
    """Who acts leads the region."""


@dataclass(frozen=True, slots=True)
class PilotFacts:
    """What moving a pilot depends on."""

    reason: str = ""
    project_runs: bool = False
    may_review: bool = False
    """Enough weeks of running have passed."""
    not_lived: int = 0
    """Members of the support team who did not visit, observe, talk and write yet."""
    changes: str = ""
    """What the team changes."""
    next_unit: UUID | None = None
