"""Appeals: within thirty days, judged by people who neither audited nor decided.

A judgement is a new decision of the same application; its effect may reach back, its trace does not.
Late evidence is heard here only. A unit left out as late may ask to be let in.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.core import audit, clock, ids
from lms.core.access import Role
from lms.core.db import get_row, session
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _
from lms.core.notices import About, notify, settle
from lms.core.policies import PANEL_SIZE
from lms.core.policy import number
from lms.labels.models import Appeal, Ballot, Decision
from lms.labels.policies import OVERRIDE_LEVELS
from lms.labels.queries.applications import (
    Applied,
    get_applied,
    holders_of,
    people_in_charge,
)
from lms.labels.queries.calendars import appeal_until, cut_off_of
from lms.labels.rules.machines import APPEAL, APPLICATION, AppealFacts, ApplicationFacts
from lms.labels.rules.separation import judge_fault
from lms.labels.services.awarding import follow_decision
from lms.labels.services.deciding import (
    agreeing,
    basis_of,
    cast_ballot,
    check_level,
    level_of_word,
    next_rev,
    write_decision,
)
from lms.labels.services.moving import move

LAPSED = "lapsed"


def find_last_decision(application_id: UUID) -> Decision | None:
    """Return the decision in force, if any."""
    wanted = select(Decision).where(Decision.application_id == application_id)
    return session.scalar(wanted.order_by(Decision.rev.desc()).limit(1))


def may_appeal(applied: Applied, decision: Decision | None) -> bool:
    """Tell whether the unit's days to appeal are running."""
    since = decision.decided_at if decision else cut_off_of(applied.season, applied.unit)
    return clock.now() < appeal_until(applied.season, applied.unit, since)


def file_appeal(
    *, application_id: UUID, grounds: str, actor_id: UUID, late_evidence: bool = False
) -> Appeal:
    """Ask for a decision to be judged again.

    Raises NotFound, Invalid without grounds, Refused after the delay or for the same decision again.
    """
    applied = get_applied(application_id, lock=True)
    decision = find_last_decision(application_id)
    if not grounds.strip():
        raise Invalid({"grounds": _("Say what you ask to be looked at again.")})
    if session.scalar(_filed(application_id, decision)):
        raise Refused(_("This decision was appealed against already."))
    facts = ApplicationFacts(may_appeal=may_appeal(applied, decision), was_lapsed=not decision)
    move(APPLICATION, applied.application, "appeal", facts, actor_id=actor_id)
    made = Appeal(
        id=ids.new_id(),
        application_id=application_id,
        decision_id=decision.id if decision else None,
        filed_by=actor_id,
        filed_at=clock.now(),
        grounds=grounds.strip()[:4000],
        late_evidence=late_evidence,
        state="filed",
        answer="",
    )
    session.add(made)
    session.flush()
    audit.note("labels.appeal:file", "labels_appeal", made.id, actor_id=actor_id)
    about = About("labels.appeal", {"appeal_id": made.id})
    who = holders_of(Role.LABEL_OFFICER, applied.today)
    notify("labels.appealed", who, key=str(made.id), about=about, unit=applied.unit.name)
    return made


def _filed(application_id: UUID, decision: Decision | None) -> Any:
    return select(Appeal.id).where(
        Appeal.application_id == application_id,
        Appeal.decision_id.is_not_distinct_from(decision.id if decision else None),
        Appeal.state != "taken_back",
    )


def take_back(*, appeal_id: UUID, actor_id: UUID) -> Appeal:
    """Give up an appeal nobody heard yet: the decision stands."""
    appeal, applied = _open(appeal_id)
    appeal.judged_at = clock.now()
    move(APPEAL, appeal, "take_back", actor_id=actor_id)
    facts = ApplicationFacts(was_lapsed=appeal.decision_id is None)
    if appeal.decision_id is None:
        applied.application.state = LAPSED
    else:
        move(APPLICATION, applied.application, "take_back", facts, actor_id=actor_id)
    settle("labels.appealed", key=str(appeal.id))
    session.flush()
    return appeal


def _open(appeal_id: UUID) -> tuple[Appeal, Applied]:
    appeal = get_row(Appeal, appeal_id, lock=True)
    if appeal.state not in {"filed", "heard"}:
        raise Refused(_("This appeal is judged."))
    return appeal, get_applied(appeal.application_id, lock=True)


def judge(*, appeal_id: UUID, person_id: UUID, level: str, answer: str) -> Decision | None:
    """Say what one thinks of an appeal; return the new decision once enough judges agree.

    Raises Refused to who audited, decided, submitted, coached or runs the store; Invalid without an
    answer the store can read, or too far from what is computed with all that is known now.
    """
    appeal, applied = _open(appeal_id)
    if appeal.decision_id is None:
        raise Refused(_("Nothing was decided: let it in, or keep it out."))
    why_not = judge_fault([person_id], applied.hands)
    if why_not:
        raise Refused(why_not)
    if not answer.strip():
        raise Invalid({"answer": _("Answer what the store asked.")})
    basis = basis_of(applied)
    check_level(basis.result.level, level, answer)
    turn = next_rev(appeal.application_id)
    cast_ballot(appeal.application_id, turn, person_id, level, answer)
    members = agreeing(appeal.application_id, turn, level)
    if appeal.state == "filed":
        heard = AppealFacts(people=frozenset({person_id}), hands=applied.hands)
        move(APPEAL, appeal, "hear", heard, actor_id=person_id)
    if len(members) < number(PANEL_SIZE):
        return None
    return _judged(appeal, applied, turn, level, members)


def _judged(
    appeal: Appeal, applied: Applied, turn: int, level: str, members: Sequence[Ballot]
) -> Decision:
    before = session.get_one(Decision, appeal.decision_id)
    actor_id, people = members[-1].person_id, frozenset(one.person_id for one in members)
    answers = dict.fromkeys(one.reason.strip() for one in members)
    answer = " ".join(one for one in answers if one)[:4000]
    basis, hands = basis_of(applied), applied.hands
    made = write_decision(
        applied,
        basis,
        turn,
        kind="appeal",
        level=level,
        members=members,
        effective_on=before.effective_on,
    )
    upheld = level != before.decided_level
    facts = AppealFacts(people=people, hands=hands, needed=number(PANEL_SIZE), answer=answer)
    # With the move and not after it: a judged appeal says when.
    appeal.judged_at, appeal.new_decision_id, appeal.answer = clock.now(), made.id, answer
    move(APPEAL, appeal, "uphold" if upheld else "dismiss", facts, actor_id=actor_id)
    judged = ApplicationFacts(
        people=people,
        hands=hands,
        computed=basis.result.level,
        decided=level_of_word(level),
        reason=answer,
        override=number(OVERRIDE_LEVELS),
    )
    move(APPLICATION, applied.application, "judge", judged, actor_id=actor_id)
    follow_decision(made, actor_id=actor_id, reason=_("An appeal was judged."))
    _tell(appeal, applied, upheld=upheld)
    return made


def judge_late(*, appeal_id: UUID, person_id: UUID, let_in: bool, answer: str) -> Appeal:
    """Let in a unit that submitted nothing in time, or keep it out; raises as :func:`judge`."""
    appeal, applied = _open(appeal_id)
    people = frozenset({person_id})
    if appeal.state == "filed":
        move(APPEAL, appeal, "hear", AppealFacts(people, applied.hands), actor_id=person_id)
    facts = AppealFacts(people, applied.hands, answer=answer)
    appeal.judged_at, appeal.answer = clock.now(), answer.strip()[:4000]
    move(APPEAL, appeal, "uphold" if let_in else "dismiss", facts, actor_id=person_id)
    late = ApplicationFacts(people=people, hands=applied.hands, was_lapsed=True)
    action = "readmit" if let_in else "keep_out"
    move(APPLICATION, applied.application, action, late, actor_id=person_id)
    _tell(appeal, applied, upheld=let_in)
    return appeal


def _tell(appeal: Appeal, applied: Applied, *, upheld: bool) -> None:
    settle("labels.appealed", key=str(appeal.id))
    notify(
        "labels.judged",
        people_in_charge([applied.unit.id], applied.today),
        key=str(appeal.id),
        about=About("labels.store", {"unit_id": applied.unit.id}),
        upheld=upheld,
    )
