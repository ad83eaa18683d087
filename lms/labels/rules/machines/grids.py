"""A grid: drafted, simulated, agreed by two people, published, in force, archived."""

from datetime import timedelta
from typing import Final

from lms.core.i18n import _
from lms.core.workflow import Machine, Move, asking
from lms.labels.rules.machines.facts import OFFICE, PUBLISH, GridFacts


def _is_fresh(facts: GridFacts) -> str | None:
    if facts.simulated_on is None or not facts.is_simulated_as_is:
        return _("Simulate this grid as it stands first.")
    if facts.today - facts.simulated_on >= timedelta(days=facts.simulation_days):
        return _("The simulation is too old. Run it again.")
    return None


def _is_whole(facts: GridFacts) -> str | None:
    return _("Something is missing or wrong in the grid.") if facts.faults else None


def _not_twice(facts: GridFacts) -> str | None:
    if facts.actor in facts.endorsers:
        return _("You agreed already. Somebody else has to agree too.")
    return None


def _enough(facts: GridFacts) -> str | None:
    if len(facts.endorsers | {facts.actor}) < facts.needed:
        return _("One more person has to agree first.")
    return None


def _in_advance(facts: GridFacts) -> str | None:
    """Ask for notice, except of an erratum: it only clarifies or loosens."""
    notice = timedelta(days=facts.notice_days)
    if not facts.is_erratum and facts.in_force_from - facts.today < notice:
        return _("Stores have to know earlier. Put off the day it comes into force.")
    return None


def _has_come(facts: GridFacts) -> str | None:
    if facts.today < facts.in_force_from:
        return _("Its day has not come.")
    return None


def _is_over(facts: GridFacts) -> str | None:
    if facts.ends_on is None or facts.today < facts.ends_on:
        return _("Its label year is not over.")
    return None


GRID: Final = Machine(
    "labels_grid",
    {
        "draft": {"simulate": Move("simulated", OFFICE)},
        "simulated": {
            "simulate": Move("simulated", OFFICE),
            "edit": Move("draft", OFFICE),
            "endorse": Move(
                "simulated", PUBLISH, asking(GridFacts, _is_fresh, _is_whole, _not_twice)
            ),
            "approve": Move("approved", PUBLISH, asking(GridFacts, _is_fresh, _is_whole, _enough)),
        },
        "approved": {
            "edit": Move("draft", OFFICE),
            "publish": Move(
                "published", PUBLISH, asking(GridFacts, _is_fresh, _is_whole, _enough, _in_advance)
            ),
        },
        "published": {"enter_force": Move("in_force", OFFICE, asking(GridFacts, _has_come))},
        "in_force": {"archive": Move("archived", OFFICE, asking(GridFacts, _is_over))},
        "archived": {},
    },
)
