"""A unit's application: self-assessed, submitted, audited, proposed, decided, final."""

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
    ApplicationFacts,
)


def _in_time(facts: ApplicationFacts) -> str | None:
    return None if facts.before_cut_off else _("The last day has passed.")


def _past_time(facts: ApplicationFacts) -> str | None:
    return _("There is still time to submit.") if facts.before_cut_off else None


def _is_shown(facts: ApplicationFacts) -> str | None:
    return _("Some evidence is still missing.") if facts.missing_evidence else None


def _may_audit(facts: ApplicationFacts) -> str | None:
    if not facts.people:
        return _("Say who audits.")
    faults = (
        separation.audit_fault(one, facts.hands, same_region=facts.same_region)
        for one in sorted(facts.people)
    )
    return next((fault for fault in faults if fault), None)


def _is_seen(facts: ApplicationFacts) -> str | None:
    return _("Some criteria were not looked at yet.") if facts.unseen else None


def _may_decide(facts: ApplicationFacts) -> str | None:
    return separation.panel_fault(facts.people, facts.hands, needed=facts.needed)


def _is_near(facts: ApplicationFacts) -> str | None:
    return separation.override_fault(
        facts.computed, facts.decided, facts.reason, most=facts.override
    )


def _may_appeal(facts: ApplicationFacts) -> str | None:
    return None if facts.may_appeal else _("The time to appeal has passed.")


def _no_appeal(facts: ApplicationFacts) -> str | None:
    return _("The store may still appeal.") if facts.may_appeal else None


def _may_judge(facts: ApplicationFacts) -> str | None:
    return separation.judge_fault(facts.people, facts.hands)


def _says_why(facts: ApplicationFacts) -> str | None:
    return None if facts.reason.strip() else _("Say why.")


def _had_decision(facts: ApplicationFacts) -> str | None:
    return _("Nothing was decided: let it in, or keep it out.") if facts.was_lapsed else None


def _had_none(facts: ApplicationFacts) -> str | None:
    return None if facts.was_lapsed else _("A decision was taken: judge it.")


_LAPSE: Final = Move("lapsed", OFFICE, asking(ApplicationFacts, _past_time))
_APPEAL: Final = Move("appealed", MANAGER, asking(ApplicationFacts, _may_appeal))

APPLICATION: Final = Machine(
    "labels_application",
    {
        "open": {
            "self_assess": Move("self_assessed", UNIT, asking(ApplicationFacts, _in_time)),
            "lapse": _LAPSE,
        },
        "self_assessed": {
            "self_assess": Move("self_assessed", UNIT, asking(ApplicationFacts, _in_time)),
            "submit": Move("submitted", MANAGER, asking(ApplicationFacts, _in_time, _is_shown)),
            "lapse": _LAPSE,
        },
        "submitted": {
            "take_back": Move("self_assessed", MANAGER, asking(ApplicationFacts, _in_time)),
            "audit": Move("audited", AUDITOR, asking(ApplicationFacts, _may_audit, _is_seen)),
        },
        "audited": {
            "propose": Move("proposed", OFFICE),
            "audit_again": Move("submitted", OFFICE, asking(ApplicationFacts, _says_why)),
        },
        "proposed": {
            "decide": Move("decided", BOARD, asking(ApplicationFacts, _may_decide, _is_near)),
            "audit_again": Move("submitted", OFFICE, asking(ApplicationFacts, _says_why)),
        },
        "decided": {
            "appeal": _APPEAL,
            "finalise": Move("final", OFFICE, asking(ApplicationFacts, _no_appeal)),
            "revise": Move("proposed", OFFICE, asking(ApplicationFacts, _says_why)),
        },
        "appealed": {
            "judge": Move(
                "decided", BOARD, asking(ApplicationFacts, _had_decision, _may_judge, _is_near)
            ),
            "readmit": Move("submitted", BOARD, asking(ApplicationFacts, _had_none, _may_judge)),
            "keep_out": Move("lapsed", BOARD, asking(ApplicationFacts, _had_none, _may_judge)),
            "take_back": Move("decided", MANAGER, asking(ApplicationFacts, _had_decision)),
        },
        "lapsed": {"appeal": _APPEAL},
        "final": {"revise": Move("proposed", OFFICE, asking(ApplicationFacts, _says_why))},
    },
)
