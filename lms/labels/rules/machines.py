"""The machines of Labels as data: grid, application, award, evidence, appeal.

A guard reads the ``facts`` of its subject, which services gather: give :func:`workflow.apply` a
:class:`Subject` around the row. A move that is guarded refuses to go without facts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, TypeVar
from uuid import UUID

from lms.core.access import Role
from lms.core.i18n import _
from lms.core.workflow import Guard, Machine, Move
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


@dataclass
class Subject:
    """A row and what its guards have to know."""

    row: Any
    facts: Any

    @property
    def id(self) -> UUID:
        """Return the row's identifier."""
        found: UUID = self.row.id
        return found

    @property
    def state(self) -> str:
        """Return the row's state."""
        found: str = self.row.state
        return found

    @state.setter
    def state(self, value: str) -> None:
        self.row.state = value


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
    hands: Hands = Hands()
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
    hands: Hands = Hands()
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


F = TypeVar("F")


def _on(kind: type[F], *guards: Callable[[F], str | None]) -> Guard:
    """Return a guard that asks ``guards`` about the subject's facts; the first fault is said."""

    def guard(subject: Any) -> str | None:
        facts = getattr(subject, "facts", None)
        if not isinstance(facts, kind):
            message = f"this move needs {kind.__name__}"
            raise TypeError(message)
        return next((fault for one in guards if (fault := one(facts))), None)

    return guard


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
    """An erratum clarifies or loosens: nobody needs notice of it."""
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
            "endorse": Move("simulated", PUBLISH, _on(GridFacts, _is_fresh, _is_whole, _not_twice)),
            "approve": Move("approved", PUBLISH, _on(GridFacts, _is_fresh, _is_whole, _enough)),
        },
        "approved": {
            "edit": Move("draft", OFFICE),
            "publish": Move(
                "published", PUBLISH, _on(GridFacts, _is_fresh, _is_whole, _enough, _in_advance)
            ),
        },
        "published": {"enter_force": Move("in_force", OFFICE, _on(GridFacts, _has_come))},
        "in_force": {"archive": Move("archived", OFFICE, _on(GridFacts, _is_over))},
        "archived": {},
    },
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


_LAPSE: Final = Move("lapsed", OFFICE, _on(ApplicationFacts, _past_time))
_APPEAL: Final = Move("appealed", MANAGER, _on(ApplicationFacts, _may_appeal))

APPLICATION: Final = Machine(
    "labels_application",
    {
        "open": {
            "self_assess": Move("self_assessed", UNIT, _on(ApplicationFacts, _in_time)),
            "lapse": _LAPSE,
        },
        "self_assessed": {
            "self_assess": Move("self_assessed", UNIT, _on(ApplicationFacts, _in_time)),
            "submit": Move("submitted", MANAGER, _on(ApplicationFacts, _in_time, _is_shown)),
            "lapse": _LAPSE,
        },
        "submitted": {
            "take_back": Move("self_assessed", MANAGER, _on(ApplicationFacts, _in_time)),
            "audit": Move("audited", AUDITOR, _on(ApplicationFacts, _may_audit, _is_seen)),
        },
        "audited": {
            "propose": Move("proposed", OFFICE),
            "audit_again": Move("submitted", OFFICE, _on(ApplicationFacts, _says_why)),
        },
        "proposed": {
            "decide": Move("decided", BOARD, _on(ApplicationFacts, _may_decide, _is_near)),
            "audit_again": Move("submitted", OFFICE, _on(ApplicationFacts, _says_why)),
        },
        "decided": {
            "appeal": _APPEAL,
            "finalise": Move("final", OFFICE, _on(ApplicationFacts, _no_appeal)),
            "revise": Move("proposed", OFFICE, _on(ApplicationFacts, _says_why)),
        },
        "appealed": {
            "judge": Move(
                "decided", BOARD, _on(ApplicationFacts, _had_decision, _may_judge, _is_near)
            ),
            "readmit": Move("submitted", BOARD, _on(ApplicationFacts, _had_none, _may_judge)),
            "keep_out": Move("lapsed", BOARD, _on(ApplicationFacts, _had_none, _may_judge)),
            "take_back": Move("decided", MANAGER, _on(ApplicationFacts, _had_decision)),
        },
        "lapsed": {"appeal": _APPEAL},
        "final": {"revise": Move("proposed", OFFICE, _on(ApplicationFacts, _says_why))},
    },
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
        "expire": Move("expired", OFFICE, _on(AwardFacts, _runs_out)),
        "withdraw": Move("withdrawn", OFFICE, _on(AwardFacts, _has_reason)),
        "end": Move("ended", OFFICE, _on(AwardFacts, _is_closed)),
    }


AWARD: Final = Machine(
    "labels_award",
    {
        "active": {
            "suspend": Move("suspended", OFFICE, _on(AwardFacts, _has_reason)),
            **_endings(),
        },
        "suspended": {
            "resume": Move("active", OFFICE, _on(AwardFacts, _runs, _is_audited_again)),
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
_APPROVE: Final = Move("approved", REVIEWER, _on(EvidenceFacts, _may_review))
_REJECT: Final = Move("rejected", REVIEWER, _on(EvidenceFacts, _may_review, _explains))
_EXPIRE: Final = Move("expired", OFFICE, _on(EvidenceFacts, _is_old))

EVIDENCE: Final = Machine(
    "labels_evidence",
    {
        "sent": {
            "approve": _APPROVE,
            "reject": _REJECT,
            "expire": _EXPIRE,
            "withdraw": Move("withdrawn", UNIT, _on(EvidenceFacts, _not_late)),
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


_JUDGED: Final = _on(AppealFacts, _judged_by_others, _answers)

APPEAL: Final = Machine(
    "labels_appeal",
    {
        "filed": {
            "hear": Move("heard", BOARD, _on(AppealFacts, _judged_by_others)),
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
