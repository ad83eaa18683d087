"""The unit a region lives first: chosen, lived, reviewed; or failed, and replaced by another."""

from typing import Final

from lms.core.i18n import _
from lms.core.workflow import Machine, Move, asking
from lms.projects.rules.machines.facts import LEAD, PilotFacts


def _runs(facts: PilotFacts) -> str | None:
    return None if facts.project_runs else _("The pilot's project does not run yet.")


def _is_ripe(facts: PilotFacts) -> str | None:
    return None if facts.may_review else _("It is too early to review the pilot.")


def _is_lived(facts: PilotFacts) -> str | None:
    if facts.not_lived:
        return _("Each member of the team visits, observes, talks it over and writes a change.")
    return None if facts.changes.strip() else _("Write what your team changes.")


def _says_why(facts: PilotFacts) -> str | None:
    return None if facts.reason.strip() else _("Say why.")


def _has_next(facts: PilotFacts) -> str | None:
    return None if facts.next_unit else _("Choose another store.")


_FAIL: Final = Move("failed", LEAD, asking(PilotFacts, _says_why))

PILOT: Final = Machine(
    "projects_pilot",
    {
        "chosen": {"live": Move("lived", LEAD, asking(PilotFacts, _runs)), "fail": _FAIL},
        "lived": {
            "review": Move("reviewed", LEAD, asking(PilotFacts, _is_ripe, _is_lived)),
            "fail": _FAIL,
        },
        "failed": {"replace": Move("replaced", LEAD, asking(PilotFacts, _has_next))},
        "reviewed": {},
        "replaced": {},
    },
)
