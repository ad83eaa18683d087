"""What the assigned coach does, from the first look to the end of the talk."""

from datetime import datetime
from uuid import UUID

from lms.core import clock, ids, workflow
from lms.core.db import session
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _
from lms.core.policy import number
from lms.core.threads import open_thread
from lms.quotes.models import Difficulty, Draft, Interview
from lms.quotes.queries.coaches import get_choices
from lms.quotes.queries.findings import hash_of
from lms.quotes.rules.calendar import due
from lms.quotes.rules.facets import NoCard, Redirect
from lms.quotes.rules.machines import DIFFICULTY
from lms.quotes.services import alerting
from lms.quotes.services.loading import (
    COACH,
    behind,
    day_in,
    language_of,
    lock_assigned,
    lock_own_draft,
    zone_of,
)
from lms.quotes.services.severing import count_ended, sever_draft
from lms.quotes.services.telling import change_hands


def _move(one: Difficulty, action: str, coach_id: UUID, reason: str = "") -> None:
    workflow.apply(
        DIFFICULTY,
        one,
        action,
        actor_id=coach_id,
        roles=COACH,
        reason=reason,
        thread=one.thread,
    )
    one.last_activity_at = clock.now()


def acknowledge(*, coach_id: UUID, difficulty_id: UUID) -> Difficulty:
    """Say "I have seen it"; the reporter is told. Raises Refused when it was done already."""
    one = lock_assigned(coach_id, difficulty_id)
    _move(one, "acknowledge", coach_id)
    one.acknowledged_at = clock.now()
    alerting.settle_coach(one)
    alerting.tell_reporter("seen", one)
    return one


def propose_meeting(*, coach_id: UUID, difficulty_id: UUID, at: datetime) -> Difficulty:
    """Propose a moment to talk (aware, to come); what was not seen yet is seen by that."""
    one = lock_assigned(coach_id, difficulty_id)
    if one.state == "submitted":
        _move(one, "acknowledge", coach_id)
        one.acknowledged_at = clock.now()
        alerting.settle_coach(one)
    if one.state not in ("acknowledged", "interviewing"):
        raise Refused(_("This cannot be done at this stage."))
    if at <= clock.now():
        raise Invalid({"at": _("Choose a moment to come.")})
    one.appointment_at, one.last_activity_at = at, clock.now()
    alerting.tell_reporter("meeting", one, turn=at.isoformat())
    return one


def start_interview(*, coach_id: UUID, difficulty_id: UUID) -> Difficulty:
    """Begin the talk; what was not seen yet is seen by that."""
    one = lock_assigned(coach_id, difficulty_id)
    _move(one, "interview", coach_id)
    one.acknowledged_at = one.acknowledged_at or clock.now()
    alerting.settle_coach(one)
    return one


def keep_interview(
    *,
    coach_id: UUID,
    difficulty_id: UUID,
    happened: str = "",
    notes: str = "",
    title: str = "",
    situation: str = "",
    say: str = "",
    gesture: str = "",
) -> Draft:
    """Keep what is written during the talk; situation, sentence and gesture are the card already.

    Starts the interview when it was not; once the coaching is closed, only the draft's own desk
    changes the card. Raises Refused outside the talk.
    """
    one = lock_assigned(coach_id, difficulty_id)
    if one.state in ("submitted", "acknowledged"):
        _move(one, "interview", coach_id)
        one.acknowledged_at = one.acknowledged_at or clock.now()
        alerting.settle_coach(one)
    if one.state != "interviewing":
        raise Refused(_("This talk is over: change the card on its own page."))
    talk = session.get(Interview, one.id)
    if talk is None:
        talk = Interview(difficulty_id=one.id, thread=one.thread, happened="", notes="")
        session.add(talk)
    talk.happened, talk.notes = happened.strip(), notes.strip()
    draft = _draft_of(one, coach_id)
    draft.title, draft.situation = title.strip() or draft.title, situation.strip()
    draft.say, draft.gesture = say.strip(), gesture.strip()
    one.last_activity_at = clock.now()
    session.flush()
    return draft


def _draft_of(one: Difficulty, coach_id: UUID) -> Draft:
    """Return the draft of a difficulty, begun when there was none."""
    if one.draft_id is not None:
        return lock_own_draft(coach_id, one.draft_id)
    draft = new_draft(coach_id, "report")
    draft.theme_uid, draft.moment_uid = one.theme_uid, one.moment_uid
    session.flush()
    one.draft_id = draft.id
    return draft


def new_draft(coach_id: UUID, kind: str) -> Draft:
    """Begin an empty card with a thread of its own."""
    draft = Draft(
        id=ids.new_id(),
        thread=open_thread(),
        kind=kind,
        coach_id=coach_id,
        state="writing",
        language=language_of(coach_id),
        title="",
        situation="",
        say="",
        gesture="",
        judgements={},
        times_sent=0,
        late_told=False,
        reader_note="",
    )
    session.add(draft)
    return draft


def close_coaching(*, coach_id: UUID, difficulty_id: UUID) -> Difficulty:
    """End the talk; the card is promised within the draft's delay."""
    one = lock_assigned(coach_id, difficulty_id)
    _move(one, "close_coaching", coach_id)
    now = clock.now()
    one.talked_at = now
    one.draft_by = due(now, number("quotes.draft.days"), zone_of(one.unit_id))
    return one


def accept_aloud(*, coach_id: UUID, difficulty_id: UUID) -> Difficulty:
    """Note that the person, to whom the card was read, agreed to these very words.

    Any later change asks them again; they are told, and may say no until it is out.
    """
    one = lock_assigned(coach_id, difficulty_id)
    if one.draft_id is None or one.state not in ("interviewing", "coached"):
        raise Refused(_("There is no card to read to this person yet."))
    draft = lock_own_draft(coach_id, one.draft_id)
    one.answer, one.answered_hash = "aloud", hash_of(draft)
    one.last_activity_at = clock.now()
    alerting.tell_reporter("aloud", one, turn=one.answered_hash[:12])
    return one


def close_without_card(*, coach_id: UUID, difficulty_id: UUID, reason: NoCard) -> Difficulty:
    """End without a card, with a reason the reporter reads; purged some days later."""
    if reason is NoCard.ABUSE:
        raise Invalid({"reason": _("Abuse is decided by two people.")})
    one = lock_assigned(coach_id, difficulty_id)
    _move(one, "no_card", coach_id, reason.value)
    end(one, reason.value)
    count_ended(coach_id, one.theme_uid, clock.now())
    alerting.tell_reporter("ended", one)
    return one


def end(one: Difficulty, reason: str) -> None:
    """Mark a difficulty over and detach it from its draft, which goes when nobody else is in it."""
    draft = session.get(Draft, one.draft_id) if one.draft_id else None
    one.reason, one.ended_at, one.draft_id = reason, clock.now(), None
    alerting.settle_coach(one)
    alerting.settle_reporter(one)
    session.flush()
    if draft is not None and not behind(draft.id):
        sever_draft(draft)


def redirect(*, coach_id: UUID, difficulty_id: UUID, to: Redirect) -> Difficulty:
    """End by showing whom to turn to: it is no matter of service. The alert contact is for others.

    Raises Invalid for the legal channel: it is only offered, the person decides.
    """
    if to is Redirect.LEGAL:
        raise Invalid({"to": _("Offer the alert contact: only the person decides to use it.")})
    one = lock_assigned(coach_id, difficulty_id)
    _move(one, "redirect", coach_id, to.value)
    end(one, to.value)
    alerting.tell_reporter("ended", one)
    return one


def offer_legal(*, coach_id: UUID, difficulty_id: UUID) -> Difficulty:
    """Show the reporter the alert contact (harassment, crime); nothing is sent to anybody."""
    one = lock_assigned(coach_id, difficulty_id)
    if one.state not in ("submitted", "acknowledged", "interviewing", "coached"):
        raise Refused(_("This cannot be done at this stage."))
    one.legal_offered_at = one.legal_offered_at or clock.now()
    one.last_activity_at = clock.now()
    alerting.tell_reporter("channel", one)
    return one


def reassign(*, coach_id: UUID, difficulty_id: UUID, to_coach_id: UUID) -> Difficulty:
    """Give a difficulty to another coach the reporter could have chosen; the clocks start again.

    Raises Invalid for a coach of the reporter's management line, away, or unknown.
    """
    one = lock_assigned(coach_id, difficulty_id)
    offer = get_choices(one.reporter_id, day_in(zone_of(one.unit_id))).find(to_coach_id)
    if offer is None or to_coach_id == coach_id:
        raise Invalid({"coach_id": _("This coach cannot be chosen. Choose another one.")})
    _move(one, "reassign", coach_id)
    change_hands(one, to_coach_id, keep=False)
    return one


def release(one: Difficulty, coach_id: UUID) -> None:
    """Let a difficulty go because its coach is away or left: the reporter chooses who goes on."""
    _move(one, "release", coach_id)
    alerting.settle_coach(one)
    alerting.tell_reporter("choose", one, turn=clock.now().isoformat())


def merge(*, coach_id: UUID, difficulty_id: UUID, draft_id: UUID) -> Draft:
    """Join a difficulty to a card drawn from another one; its own draft goes.

    The card is then for all of them: each is asked to re-read it.
    """
    draft = lock_own_draft(coach_id, draft_id)
    one = lock_assigned(coach_id, difficulty_id)
    if draft.kind != "report" or draft.state not in ("writing", "changes"):
        raise Refused(_("A card can only be joined while it is being written."))
    if one.draft_id == draft.id:
        raise Refused(_("This message is in this card already."))
    former = session.get(Draft, one.draft_id) if one.draft_id else None
    _move(one, "merge", coach_id)
    now = clock.now()
    one.draft_id, one.talked_at, one.answer = draft.id, one.talked_at or now, ""
    alerting.settle_coach(one)
    session.flush()
    if former is not None and not behind(former.id):
        sever_draft(former)
    return draft
