"""Pilots, waivers, and the decision to open a wave: what holds projects back, and nothing else.

The pilot's gate is about unit projects. Learning, telling a difficulty and the rest never wait.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Final

from lms.core.access import Capability, Role
from lms.core.disclosure import FLOOR
from lms.core.i18n import _

PILOT_WEEKS: Final = 6
GATED: Final = frozenset({Capability.PROJECT})
WAIVERS_OF: Final[Mapping[str, frozenset[Role]]] = {
    "section": frozenset({Role.REGIONAL_LEAD, Role.ADMINISTRATOR}),
    "gap": frozenset({Role.REGIONAL_LEAD, Role.ADMINISTRATOR}),
    "pilot": frozenset({Role.ADMINISTRATOR}),
}


def waiver_fault(gate: str, roles: Collection[Role], reason: str) -> str | None:
    """Return why a gate may not be lifted, or None. ``gate``: "section", "gap" or "pilot".

    Raises KeyError for a gate nobody may lift.
    """
    if not WAIVERS_OF[gate].intersection(roles):
        return _("Somebody else has to lift this.")
    return None if reason.strip() else _("Say why: everybody will read it.")


def pilot_gate(
    capability: Capability, *, is_pilot: bool, pilots: Iterable[str], waived: bool
) -> str | None:
    """Return why a unit may not begin in its region, or None.

    ``pilots``: states of the region's pilots, past ones included: one reviewed opens the region.
    """
    if capability not in GATED or is_pilot or waived or "reviewed" in pilots:
        return None
    return _("Your region lives a pilot first: your turn comes after its review.")


def may_review(running_since: date | None, today: date, weeks: int = PILOT_WEEKS) -> bool:
    """Tell whether a pilot may be reviewed: from the first day of its sixth week of running."""
    if running_since is None:
        return False
    return today >= running_since + timedelta(weeks=weeks - 1)


@dataclass(frozen=True, slots=True)
class Lived:
    """What a member of the support team did in the pilot."""

    visited: bool = False
    observed: bool = False
    debriefed: bool = False
    change: str = ""

    @property
    def is_whole(self) -> bool:
        """Tell whether they visited, observed, talked it over and wrote a change."""
        return self.visited and self.observed and self.debriefed and bool(self.change.strip())


def not_lived(team: Iterable[Lived]) -> int:
    """Return how many members have something left to live; an empty team has not lived it."""
    known = list(team)
    return sum(not one.is_whole for one in known) if known else 1


def region_is_done(own_project: str | None, pilots: Iterable[str], *, waived: bool) -> bool:
    """Tell whether a region may show itself done: never without a project of its own, closed."""
    return own_project == "closed" and (waived or "reviewed" in pilots)


class Check(StrEnum):
    """What is looked at before a wave opens."""

    SIGNED_IN = "signed_in"
    TABLETS = "tablets"
    FIRST_LESSON = "first_lesson"
    OBSERVED = "observed"
    """Stores with an observation talked about."""
    ACKNOWLEDGED = "acknowledged"
    """Difficulties answered on time: never how many there are."""
    UNDERSTOOD = "understood"
    """Employees with whom the words were tried."""
    HELP = "help"
    """Help asked, by cause, that was answered."""


TARGETS: Final[Mapping[Check, Fraction]] = {
    Check.SIGNED_IN: Fraction(4, 5),
    Check.TABLETS: Fraction(1),
    Check.FIRST_LESSON: Fraction(3, 5),
    Check.OBSERVED: Fraction(1),
    Check.ACKNOWLEDGED: Fraction(4, 5),
    Check.UNDERSTOOD: Fraction(4, 5),
    Check.HELP: Fraction(4, 5),
}


TESTED: Final = 5
"""People with whom words are tried: fewer say nothing."""


class Verdict(StrEnum):
    """What a check says."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "n/a"


@dataclass(frozen=True, slots=True)
class Figure:
    """A check's figure; ``den`` 0: there was nothing to look at."""

    num: int
    den: int


def verdicts(
    figures: Mapping[Check, Figure],
    targets: Mapping[Check, Fraction] = TARGETS,
    tested: int = TESTED,
) -> dict[Check, Verdict]:
    """Return what each check says; a missing figure is not met, as nobody looked."""
    found = {check: _verdict(figures.get(check), targets[check]) for check in Check}
    tried = figures.get(Check.UNDERSTOOD)
    if tried is None or tried.den < tested:
        found[Check.UNDERSTOOD] = Verdict.NOT_MET
    return found


def _verdict(figure: Figure | None, target: Fraction) -> Verdict:
    if figure is None:
        return Verdict.NOT_MET
    if not figure.den:
        return Verdict.NOT_APPLICABLE
    met = Fraction(figure.num, figure.den) >= target
    return Verdict.MET if met else Verdict.NOT_MET


class Decision(StrEnum):
    """What was decided for a wave."""

    GO = "go"
    NO_GO = "no_go"


REASON: Final = 10


def decision_fault(reason: str, roles: Collection[Role]) -> str | None:
    """Return why a decision may not be signed, or None. Figures inform it, people decide."""
    if not {Role.ADMINISTRATOR, Role.REGIONAL_LEAD}.intersection(roles):
        return _("Somebody else has to decide this.")
    return None if len(reason.strip()) >= REASON else _("Say why: everybody will read it.")


STORES: Final = 5


@dataclass(frozen=True, slots=True)
class Heard:
    """What stores said of their region's project over a closed quarter, to one question."""

    stores: int
    mean: Fraction


def heard(answers: Collection[int], stores: int = STORES) -> Heard | None:
    """Return what a region reads of its stores' answers (one each, 1 to 5), or None under five.

    For a closed quarter and a whole region: nothing else is shown, so nothing can be subtracted.
    """
    if len(answers) < max(stores, FLOOR):
        return None
    return Heard(len(answers), Fraction(sum(answers), len(answers)))
