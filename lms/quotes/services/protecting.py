"""Rare and grave: a danger passed on, a report found abusive; nobody decides alone or in silence."""

from uuid import UUID

from lms.core import clock, workflow
from lms.core.access import Role
from lms.core.db import session
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _
from lms.core.notices import About, notify, settle
from lms.network.rules import DEFAULT_ZONE
from lms.quotes.models import Abuse, Danger, Difficulty
from lms.quotes.rules.facets import NoCard
from lms.quotes.rules.machines import DIFFICULTY, JUDGE, OPEN
from lms.quotes.services import alerting
from lms.quotes.services.coaching import end
from lms.quotes.services.loading import COACH, lock_assigned, lock_difficulty
from lms.quotes.services.severing import count_ended


def tell_danger(*, coach_id: UUID, difficulty_id: UUID) -> Danger:
    """Tell the person first that a danger will be passed on; nothing is passed on yet."""
    one = lock_assigned(coach_id, difficulty_id)
    if one.state not in OPEN:
        raise Refused(_("This cannot be done at this stage."))
    danger = session.get(Danger, one.id)
    if danger is None:
        danger = Danger(difficulty_id=one.id, thread=one.thread, told_at=clock.now(), passed_to="")
        session.add(danger)
        session.flush()
    alerting.tell_reporter("danger", one)
    return danger


def pass_danger_on(*, coach_id: UUID, difficulty_id: UUID, to: str) -> Danger:
    """Note that the coach called for help, and whom; the product sends no word by itself.

    Raises Refused when the person was not told first, Invalid when it is not said to whom.
    """
    one = lock_assigned(coach_id, difficulty_id)
    danger = session.get(Danger, one.id, with_for_update=True)
    if danger is None:
        raise Refused(_("Tell the person first."))
    if not to.strip():
        raise Invalid({"to": _("Say whom you called: the person reads it.")})
    danger.passed_at, danger.passed_to = clock.now(), to.strip()[:200]
    one.last_activity_at = clock.now()
    session.flush()
    alerting.tell_reporter("danger", one, turn="passed")
    return danger


def flag_abuse(*, coach_id: UUID, difficulty_id: UUID, summary: str) -> Abuse:
    """Say that a report is abusive; a second person decides on this summary, not on the words.

    Raises Invalid without a summary.
    """
    if not summary.strip():
        raise Invalid({"summary": _("Sum up what makes it abusive, without its words.")})
    one = lock_assigned(coach_id, difficulty_id)
    workflow.apply(DIFFICULTY, one, "flag", actor_id=coach_id, roles=COACH, thread=one.thread)
    alerting.settle_coach(one)
    case = Abuse(
        difficulty_id=one.id,
        thread=one.thread,
        flagged_by=coach_id,
        summary=summary.strip()[:600],
    )
    session.merge(case)
    session.flush()
    judges = alerting.holders_of(Role.PRIVACY_OFFICER, clock.today(DEFAULT_ZONE))
    notify(
        "quotes.abuse",
        [who for who in judges if who not in (coach_id, one.reporter_id)],
        key=str(one.id),
        turn=str(coach_id),
        thread=one.thread,
        about=About("quotes.abuse_cases"),
    )
    return session.get_one(Abuse, one.id)


def judge_abuse(*, judge_id: UUID, difficulty_id: UUID, upheld: bool) -> Difficulty:
    """Decide, as the second person: abusive (closed, then purged), or given to another coach.

    Raises NotFound when nothing is flagged or for the reporter, Refused for whoever flagged it.
    """
    case = session.get(Abuse, difficulty_id)
    if case is None:
        raise NotFound(_("This message does not exist, or you cannot see it."))
    one = lock_difficulty(difficulty_id)
    case = session.get_one(Abuse, difficulty_id, with_for_update=True, populate_existing=True)
    if one.reporter_id == judge_id:
        raise NotFound(_("This message does not exist, or you cannot see it."))
    if case.flagged_by == judge_id:
        raise Refused(_("Somebody else has to decide: you asked it."))
    coach_id = case.flagged_by
    workflow.apply(
        DIFFICULTY,
        one,
        "uphold" if upheld else "dismiss",
        actor_id=judge_id,
        roles=JUDGE,
        thread=one.thread,
    )
    case.judge_id, case.upheld = judge_id, upheld
    settle("quotes.abuse", thread=one.thread)
    if upheld:
        end(one, NoCard.ABUSE.value)
        count_ended(coach_id, None, clock.now())
        alerting.tell_reporter("ended", one)
    else:
        alerting.tell_reporter("choose", one, turn=clock.now().isoformat())
    one.last_activity_at = clock.now()
    return one
