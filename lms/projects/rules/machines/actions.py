"""An action: somebody does it, somebody else says whether what bothered customers moved."""

from typing import Final

from lms.core.i18n import _
from lms.core.workflow import Machine, Move, asking
from lms.projects.rules.actions import TEAM
from lms.projects.rules.machines.facts import ANYBODY, HANDS, VERIFIERS, ActionFacts


def _is_worded(facts: ActionFacts) -> str | None:
    if facts.when_words.strip() and facts.do_words.strip():
        return None
    return _("Write when it happens, and what you do then.")


def _is_owned(facts: ActionFacts) -> str | None:
    if facts.owner is None or not facts.owner_is_here:
        return _("Say who takes it.")
    return None if facts.due_on else _("Give it a date.")


def _is_ahead(facts: ActionFacts) -> str | None:
    if facts.due_on and facts.today and facts.due_on < facts.today:
        return _("Choose today or a day to come.")
    return None


def _has_room(facts: ActionFacts) -> str | None:
    if facts.most_open is None or facts.open_actions < facts.most_open:
        return None
    return _("A few actions at a time: finish one first.")


def _by_the_owner(facts: ActionFacts) -> str | None:
    if facts.owner is None:
        return _("Say who takes it.")
    return None if facts.actor == facts.owner else _("Who took it says so.")


def _by_another(facts: ActionFacts) -> str | None:
    if facts.actor is None or facts.actor in {facts.owner, facts.done_by}:
        return _("Somebody else says whether it worked.")
    if facts.staff < TEAM and not facts.is_lead:
        return _("In a store of one person, the region says whether it worked.")
    return None


def _tells_the_effect(facts: ActionFacts) -> str | None:
    return None if facts.effect.strip() else _("Write what changed for customers.")


def _says_why(facts: ActionFacts) -> str | None:
    return None if facts.reason.strip() else _("Say why.")


def _is_gone(facts: ActionFacts) -> str | None:
    return _("Who took it is still here.") if facts.owner_is_here else None


_ABANDON: Final = Move("abandoned", HANDS, asking(ActionFacts, _says_why))
_RELEASE: Final = Move("accepted", HANDS, asking(ActionFacts, _is_gone))
_JUDGED: Final = asking(ActionFacts, _by_another, _tells_the_effect)

ACTION: Final = Machine(
    "projects_action",
    {
        "proposed": {
            "accept": Move(
                "accepted",
                HANDS,
                asking(ActionFacts, _is_worded, _is_owned, _is_ahead, _has_room),
            ),
            "abandon": _ABANDON,
        },
        "accepted": {
            "assign": Move("accepted", HANDS, asking(ActionFacts, _is_owned, _is_ahead)),
            "begin": Move("in_progress", ANYBODY, asking(ActionFacts, _by_the_owner)),
            "release": _RELEASE,
            "abandon": _ABANDON,
        },
        "in_progress": {
            "finish": Move("done", ANYBODY, asking(ActionFacts, _by_the_owner)),
            "release": _RELEASE,
            "abandon": _ABANDON,
        },
        "done": {
            "verify": Move("verified", VERIFIERS, _JUDGED),
            "fail": Move("ineffective", VERIFIERS, _JUDGED),
        },
        "ineffective": {
            "try_again": Move("accepted", HANDS, asking(ActionFacts, _is_owned, _is_ahead)),
            "abandon": _ABANDON,
        },
        "verified": {},
        "abandoned": {},
    },
)
