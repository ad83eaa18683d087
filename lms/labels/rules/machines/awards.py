"""An award, the evidence it rests on, the appeal against a decision."""

from typing import Final

from lms.core.i18n import _
from lms.core.workflow import Machine, Move, asking
from lms.labels.rules import separation
from lms.labels.rules.machines.facts import (
    AUDITOR,
    BOARD,
    MANAGER,
    OFFICE,
    UNIT,
    AppealFacts,
    AwardFacts,
    EvidenceFacts,
)


def _has_reason(facts: AwardFacts) -> str | None:
    return None if facts.reason.strip() else _("Say why: everybody will read it.")


def _runs_out(facts: AwardFacts) -> str | None:
    return _("Its label year is not over.") if facts.today < facts.valid_until else None


def _runs(facts: AwardFacts) -> str | None:
    return None if facts.today < facts.valid_until else _("Its label year is over.")


def _is_closed(facts: AwardFacts) -> str | None:
    return None if facts.unit_closed else _("This store is open.")


def _is_audited_again(facts: AwardFacts) -> str | None:
    return None if facts.audited_again else _("A new audit comes first.")


def _endings() -> dict[str, Move]:
    return {
        "expire": Move("expired", OFFICE, asking(AwardFacts, _runs_out)),
        "withdraw": Move("withdrawn", OFFICE, asking(AwardFacts, _has_reason)),
        "end": Move("ended", OFFICE, asking(AwardFacts, _is_closed)),
    }


AWARD: Final = Machine(
    "labels_award",
    {
        "active": {
            "suspend": Move("suspended", OFFICE, asking(AwardFacts, _has_reason)),
            **_endings(),
        },
        "suspended": {
            "resume": Move("active", OFFICE, asking(AwardFacts, _runs, _is_audited_again)),
            **_endings(),
        },
        "expired": {},
        "withdrawn": {},
        "ended": {},
    },
)


def _may_review(facts: EvidenceFacts) -> str | None:
    return separation.review_fault(facts.actor, facts.uploader, facts.hands)


def _explains(facts: EvidenceFacts) -> str | None:
    return None if facts.reason.strip() else _("Say why: the store reads it.")


def _is_old(facts: EvidenceFacts) -> str | None:
    return None if facts.is_expired else _("This evidence is still good.")


def _not_late(facts: EvidenceFacts) -> str | None:
    return None if facts.before_cut_off else _("The last day has passed.")


REVIEWER: Final = AUDITOR | BOARD
_APPROVE: Final = Move("approved", REVIEWER, asking(EvidenceFacts, _may_review))
_REJECT: Final = Move("rejected", REVIEWER, asking(EvidenceFacts, _may_review, _explains))
_EXPIRE: Final = Move("expired", OFFICE, asking(EvidenceFacts, _is_old))

EVIDENCE: Final = Machine(
    "labels_evidence",
    {
        "sent": {
            "approve": _APPROVE,
            "reject": _REJECT,
            "expire": _EXPIRE,
            "withdraw": Move("withdrawn", UNIT, asking(EvidenceFacts, _not_late)),
        },
        "approved": {"reject": _REJECT, "expire": _EXPIRE},
        "rejected": {"approve": _APPROVE},
        "expired": {},
        "withdrawn": {},
    },
)


def _judged_by_others(facts: AppealFacts) -> str | None:
    return separation.judge_fault(facts.people, facts.hands, needed=facts.needed)


def _answers(facts: AppealFacts) -> str | None:
    return None if facts.answer.strip() else _("Say why: the store reads it.")


_JUDGED: Final = asking(AppealFacts, _judged_by_others, _answers)

APPEAL: Final = Machine(
    "labels_appeal",
    {
        "filed": {
            "hear": Move("heard", BOARD, asking(AppealFacts, _judged_by_others)),
            "take_back": Move("taken_back", MANAGER),
        },
        "heard": {
            "uphold": Move("upheld", BOARD, _JUDGED),
            "dismiss": Move("dismissed", BOARD, _JUDGED),
        },
        "upheld": {},
        "dismissed": {},
        "taken_back": {},
    },
)
