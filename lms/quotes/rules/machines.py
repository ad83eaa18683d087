"""The three machines of Quotes as data; published and purged rows leave them by severance.

Roles say which kind of person may act; services add whose difficulty or draft it is: the reporter's
own, the assigned coach's, a second reader's.
"""

from typing import Any, Final

from lms.core.access import Role
from lms.core.i18n import _
from lms.core.workflow import Machine, Move

REPORTER: Final = frozenset({Role.EMPLOYEE})
COACH: Final = frozenset({Role.COACH})
COMMITTEE: Final = frozenset({Role.LEARNING_AUTHOR, Role.PRIVACY_OFFICER})
JUDGE: Final = frozenset({Role.PRIVACY_OFFICER})


def _has_draft(difficulty: Any) -> str | None:
    if difficulty.draft_id is None:
        return _("Write what works before you end the exchange.")
    return None


def _has_reporters(draft: Any) -> str | None:
    return None if draft.kind == "report" else _("Nobody has to re-read a workshop card.")


def _has_no_reporter(draft: Any) -> str | None:
    return None if draft.kind == "workshop" else _("The person has to re-read this card first.")


def _withdrawal() -> dict[str, Move]:
    return {"withdraw": Move("withdrawn", REPORTER)}


def _in_coaching() -> dict[str, Move]:
    """Return what the coach may do as long as no card is under way."""
    return {
        **_withdrawal(),
        "reassign": Move("submitted", COACH),
        "release": Move("between", COACH),
        "choose_coach": Move("submitted", REPORTER),
        "redirect": Move("redirected", COACH),
        "go_legal": Move("redirected", REPORTER),
        "no_card": Move("no_card", COACH),
        "merge": Move("merged", COACH),
        "flag": Move("flagged", COACH),
    }


DIFFICULTY: Final = Machine(
    "difficulty",
    {
        "draft": {"send": Move("submitted", REPORTER), **_withdrawal()},
        "submitted": {
            "acknowledge": Move("acknowledged", COACH),
            "interview": Move("interviewing", COACH),
            **_in_coaching(),
        },
        "acknowledged": {"interview": Move("interviewing", COACH), **_in_coaching()},
        "interviewing": {
            "close_coaching": Move("coached", COACH, _has_draft),
            **_in_coaching(),
        },
        "coached": {
            "card": Move("carded", COACH, _has_draft),
            **{k: v for k, v in _in_coaching().items() if k != "flag"},
        },
        "carded": {
            **_withdrawal(),
            "reopen": Move("coached", COACH),
            "no_card": Move("no_card", COACH),
            "release": Move("between", COACH),
        },
        "merged": {
            **_withdrawal(),
            "no_card": Move("no_card", COACH),
            "release": Move("between", COACH),
        },
        "between": {
            **_withdrawal(),
            "hand_over": Move("submitted", REPORTER),
            "restart": Move("submitted", REPORTER),
        },
        "flagged": {
            **_withdrawal(),
            "uphold": Move("no_card", JUDGE),
            "dismiss": Move("between", JUDGE),
        },
        "redirected": _withdrawal(),
        "no_card": _withdrawal(),
        "withdrawn": {},
    },
)

DRAFT: Final = Machine(
    "card_draft",
    {
        "writing": {
            "submit": Move("in_review", COACH),
            "drop": Move("dropped", COACH),
        },
        "in_review": {
            "pass_on": Move("preview", COACH, _has_reporters),
            "pass_workshop": Move("scheduled", COACH, _has_no_reporter),
            "send_back": Move("changes", COACH),
            "take_back": Move("writing", COACH),
            "drop": Move("dropped", COACH),
        },
        "changes": {"submit": Move("in_review", COACH), "drop": Move("dropped", COACH)},
        "preview": {
            "accept": Move("scheduled", REPORTER),
            "let_pass": Move("scheduled", REPORTER),
            "ask_change": Move("changes", REPORTER),
            "refuse": Move("dropped", REPORTER),
            "take_back": Move("writing", COACH),
            "drop": Move("dropped", COACH),
        },
        "scheduled": {
            "ask_change": Move("changes", REPORTER),
            "refuse": Move("dropped", REPORTER),
            "take_back": Move("writing", COACH),
            "drop": Move("dropped", COACH),
        },
        "dropped": {},
    },
)

CARD: Final = Machine(
    "card",
    {
        "published": {
            "supersede": Move("superseded", COMMITTEE),
            "retire": Move("retired", COMMITTEE),
            "withdraw": Move("withdrawn", COMMITTEE),
        },
        "superseded": {"withdraw": Move("withdrawn", COMMITTEE)},
        "retired": {
            "restore": Move("published", COMMITTEE),
            "withdraw": Move("withdrawn", COMMITTEE),
        },
        "withdrawn": {},
    },
)

REMOVAL: Final = Machine(
    "card_removal",
    {
        "asked": {
            "agree": Move("done", COMMITTEE),
            "decline": Move("declined", COMMITTEE),
            "take_back": Move("declined", COMMITTEE),
        },
        "done": {},
        "declined": {},
    },
)

OPEN: Final = (
    "submitted",
    "acknowledged",
    "interviewing",
    "coached",
    "carded",
    "merged",
    "between",
    "flagged",
)
"""States of a difficulty somebody still has to act on."""

WAITING_COACH: Final = ("submitted", "acknowledged", "interviewing", "coached")
"""States in which the assigned coach owes the next act."""

ENDED: Final = ("no_card", "redirected")
"""States that are shown to the reporter for a while, then purged."""
