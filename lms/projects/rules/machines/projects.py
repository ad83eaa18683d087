"""A service project: framing, diagnosing, planning, running, reviewing, closed; or suspended."""

from typing import Final

from lms.core.i18n import _
from lms.core.workflow import Machine, Move, asking
from lms.projects.rules.machines.facts import HANDS, ProjectFacts

LIVE: Final = ("framing", "diagnosing", "planning", "running", "reviewing")


def _has_meaning(facts: ProjectFacts) -> str | None:
    return None if facts.meaning.strip() else _("Write first why you do it.")


def _has_objective(facts: ProjectFacts) -> str | None:
    if facts.has_objective:
        return None
    return _("Give one objective: what is measured, where it stands, where to, by when.")


def _may_begin(facts: ProjectFacts) -> str | None:
    return facts.pilot_gate


def _is_diagnosed(facts: ProjectFacts) -> str | None:
    missing = facts.sections - facts.validated - facts.waived
    if not facts.sections or missing:
        return _("Some parts of the diagnostic are not done yet.")
    return None


def _has_actions(facts: ProjectFacts) -> str | None:
    if facts.gaps - facts.answered - facts.waived:
        return _("Each point retained needs an action with somebody and a date.")
    return None if facts.answered else _("Write a first action.")


def _is_reviewed(facts: ProjectFacts) -> str | None:
    return None if facts.is_reviewed else _("Look at the objective first: what became of it?")


def _says_why(facts: ProjectFacts) -> str | None:
    return None if facts.reason.strip() else _("Say why.")


def _stood_at(state: str) -> Move:
    def guard(facts: ProjectFacts) -> str | None:
        if facts.is_archived:
            return _("This region has no store any more: its project is kept to be read.")
        return None if facts.held_state == state else _("It goes on from where it stopped.")

    return Move(state, HANDS, asking(ProjectFacts, guard))


_SUSPEND: Final = Move("suspended", HANDS, asking(ProjectFacts, _says_why))

PROJECT: Final = Machine(
    "projects_project",
    {
        "framing": {
            "diagnose": Move(
                "diagnosing", HANDS, asking(ProjectFacts, _may_begin, _has_meaning, _has_objective)
            ),
            "suspend": _SUSPEND,
        },
        "diagnosing": {
            "plan": Move(
                "planning", HANDS, asking(ProjectFacts, _has_meaning, _has_objective, _is_diagnosed)
            ),
            "suspend": _SUSPEND,
        },
        "planning": {
            "run": Move("running", HANDS, asking(ProjectFacts, _has_actions)),
            "rework": Move("diagnosing", HANDS, asking(ProjectFacts, _says_why)),
            "suspend": _SUSPEND,
        },
        "running": {"review": Move("reviewing", HANDS), "suspend": _SUSPEND},
        "reviewing": {
            "close": Move("closed", HANDS, asking(ProjectFacts, _is_reviewed)),
            "run_on": Move("running", HANDS),
            "suspend": _SUSPEND,
        },
        "suspended": {f"resume_{state}": _stood_at(state) for state in LIVE},
        "closed": {},
    },
)
