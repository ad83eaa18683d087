"""What a reporter does: tell, choose who hears it, take it back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from lms.core import clock, ids, workflow
from lms.core.access import Capability
from lms.core.db import session
from lms.core.errors import Invalid, Refused, TooMany
from lms.core.i18n import _
from lms.core.policy import number
from lms.core.threads import open_thread
from lms.network.models import Wave
from lms.network.queries import live_units, primary_unit
from lms.network.queries.history import Place
from lms.network.rules import DEFAULT_ZONE
from lms.quotes.models import Difficulty, Draft, Interview
from lms.quotes.policies import days_to_see, days_to_talk
from lms.quotes.queries.coaches import Choices, get_choices
from lms.quotes.rules.calendar import due
from lms.quotes.rules.facets import Asked, Reach, Redirect, Urgency
from lms.quotes.rules.machines import DIFFICULTY
from lms.quotes.services import alerting
from lms.quotes.services.loading import REPORTER, behind, lock_mine, zone_of
from lms.quotes.services.severing import sever_difficulty, sever_draft

LONGEST = 4000
"""Characters of a difficulty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told; everything is optional."""

    asked: Asked = Asked.WORDS
    words: str = ""
    theme_uid: UUID | None = None
    moment_uid: UUID | None = None
    urgency: Urgency = Urgency.USUAL
    reach: Reach = Reach.ASAP
    reach_note: str = ""
    coach_id: UUID | None = None
    """A coach of the person's choice; None: the usual one."""
    not_usual: bool = False
    """Somebody else than the usual coach, whoever is free first."""


def keep_unsent(*, person_id: UUID, told: Told) -> Difficulty:
    """Keep what a person is typing; the same draft until it is sent or dropped.

    Raises Refused for somebody without a job, Invalid for words too long.
    """
    place = _place(person_id)
    _check(told)
    one = _unsent(person_id) or _new(person_id, place)
    _write(one, told)
    session.flush()
    return one


def drop_unsent(*, person_id: UUID) -> None:
    """Forget what a person was typing; nothing happens when there is nothing."""
    one = _unsent(person_id)
    if one is not None:
        sever_difficulty(one)


def submit(*, person_id: UUID, told: Told) -> Difficulty:
    """Send a difficulty to a coach, who is alerted at once; the clocks start.

    Raises Refused where Quotes is not live or when no coach may hear it, TooMany beyond the day's
    or the hour's limit, Invalid for words too long or a coach who may not be chosen.
    """
    place = _place(person_id)
    now = clock.now()
    day = clock.business_date(now, place.zone, place.day_cut)
    _check(told)
    _check_may_send(person_id, place.unit_id, now, day)
    # The coach is looked for before anything is written: one INSERT, and no UPDATE after it.
    coach_id = _chosen(get_choices(person_id, day), told)
    one = _unsent(person_id) or _new(person_id, place)
    _write(one, told)
    one.coach_id = coach_id
    one.unit_id, one.opened_on = place.unit_id, day
    _start_clocks(one, now, place.zone)
    _move(one, "send")
    alerting.tell_coach(one)
    return one


def _place(person_id: UUID) -> Place:
    place = primary_unit(person_id, clock.today(DEFAULT_ZONE))
    if place is None:
        raise Refused(_("You have no store today: nobody could answer you here."))
    return place


def _unsent(person_id: UUID) -> Difficulty | None:
    return session.scalar(
        select(Difficulty)
        .where(Difficulty.reporter_id == person_id, Difficulty.state == "draft")
        .with_for_update()
    )


def _new(person_id: UUID, place: Place) -> Difficulty:
    now = clock.now()
    one = Difficulty(
        id=ids.new_id(),
        thread=open_thread(),
        reporter_id=person_id,
        unit_id=place.unit_id,
        state="draft",
        opened_on=clock.business_date(now, place.zone, place.day_cut),
        late_told="",
        reason="",
        answer="",
        answered_hash="",
        change_note="",
        receipt_noted=False,
    )
    session.add(one)
    return one


def _write(one: Difficulty, told: Told) -> None:
    one.asked, one.words = told.asked.value, told.words.strip()
    one.theme_uid, one.moment_uid = told.theme_uid, told.moment_uid
    one.urgency, one.reach = told.urgency.value, told.reach.value
    one.reach_note, one.not_usual = told.reach_note.strip(), told.not_usual
    one.coach_id = told.coach_id
    one.last_activity_at = clock.now()


def _check(told: Told) -> None:
    errors = {}
    if len(told.words) > LONGEST:
        errors["words"] = _("At most %(n)s characters.", n=LONGEST)
    if len(told.reach_note) > 200:  # noqa: PLR2004
        errors["reach_note"] = _("At most %(n)s characters.", n=200)
    if errors:
        raise Invalid(errors)


def _check_may_send(person_id: UUID, unit_id: UUID, now: datetime, day: date) -> None:
    """Raise Refused where Quotes is not live, TooMany past the hour's or the day's limit."""
    live = live_units(Capability.QUOTES.value, day).where(Wave.unit_id == unit_id).exists()
    mine, sent_at = Difficulty.reporter_id == person_id, Difficulty.submitted_at
    this_hour = func.count().filter(sent_at > now - timedelta(hours=1))
    today = select(this_hour, func.count(), select(live).scalar_subquery())
    hour, whole, is_live = session.execute(
        today.where(mine, sent_at > now - timedelta(hours=24))
    ).one()
    if not is_live:
        raise Refused(_("This is not open in your store yet."))
    if hour >= number("quotes.told.hour") or whole >= number("quotes.told.day"):
        raise TooMany(
            _("You have sent several messages already. Your coach answers them first."),
            retry_after=3600,
        )


def _chosen(choices: Choices, told: Told) -> UUID:
    if told.coach_id is not None:
        offer = choices.find(told.coach_id)
        if offer is None:
            raise Invalid({"coach_id": _("This coach cannot be chosen. Choose another one.")})
    elif told.not_usual:
        offer = choices.elsewhere[0] if choices.elsewhere else None
    else:
        offer = choices.first
    if offer is None:
        raise Refused(
            _("No coach outside your management line can hear you yet. Nothing was sent.")
        )
    return offer.coach_id


def _start_clocks(one: Difficulty, now: datetime, zone: str) -> None:
    """Promise, under today's rules: a rule changed later does not reach back."""
    # Rules are read before anything is written: a read in between would send half a change.
    see = due(now, days_to_see(one.urgency), zone)
    talk = due(now, days_to_talk(one.urgency), zone)
    one.submitted_at = one.submitted_at or now
    one.acknowledge_by, one.interview_by = see, talk
    one.acknowledged_at = one.appointment_at = None
    one.late_told = ""
    one.last_activity_at = now


def _move(one: Difficulty, action: str, reason: str = "") -> None:
    workflow.apply(
        DIFFICULTY,
        one,
        action,
        actor_id=one.reporter_id,
        roles=REPORTER,
        reason=reason,
        thread=one.thread,
    )


def choose_coach(*, person_id: UUID, difficulty_id: UUID, coach_id: UUID) -> Difficulty:
    """Give a difficulty to another coach of the reporter's choice; the clocks start again.

    What the former coach noted for themselves is deleted. Raises Invalid for one not on offer.
    """
    one = lock_mine(person_id, difficulty_id)
    zone = zone_of(one.unit_id)
    offer = get_choices(person_id, clock.today(zone)).find(coach_id)
    if offer is None or coach_id == one.coach_id:
        raise Invalid({"coach_id": _("This coach cannot be chosen. Choose another one.")})
    _move(one, "choose_coach")
    change_hands(one, coach_id, keep=False)
    return one


def change_hands(one: Difficulty, coach_id: UUID, *, keep: bool) -> None:
    """Give a difficulty to ``coach_id``; ``keep``: with what happened and the draft, not the notes.

    Otherwise the new coach only gets the reporter's own words.
    """
    talk = session.get(Interview, one.id)
    if talk is not None:
        if keep:
            talk.notes = ""
        else:
            session.delete(talk)
    draft = session.get(Draft, one.draft_id) if one.draft_id else None
    former, one.coach_id = one.coach_id, coach_id
    if draft is not None and keep and draft.coach_id == former:
        _pass_draft(draft, coach_id)
    elif draft is not None:
        _leave_draft(one, draft)
    one.talked_at = one.draft_by = None
    _start_clocks(one, clock.now(), zone_of(one.unit_id))
    alerting.settle_reporter(one)
    alerting.tell_coach(one)


def _pass_draft(draft: Draft, coach_id: UUID) -> None:
    """Give a card to another author, who has it read anew."""
    draft.coach_id, draft.coach_receipt = coach_id, None
    if draft.state not in ("writing", "changes"):
        draft.state, draft.ready_at, draft.reader_id = "changes", None, None
    for other in behind(draft.id):
        other.answer = other.answered_hash = ""
        other.preview_at = other.shown_at = None


def _leave_draft(one: Difficulty, draft: Draft) -> None:
    one.draft_id = None
    session.flush()
    if not behind(draft.id):
        sever_draft(draft)


def withdraw(*, person_id: UUID, difficulty_id: UUID) -> None:
    """Take a difficulty back: it is destroyed at once, with the card drawn from it alone.

    A card drawn from several goes back to its author, without this one.
    """
    one = lock_mine(person_id, difficulty_id)
    draft = session.get(Draft, one.draft_id) if one.draft_id else None
    DIFFICULTY.step(one.state, "withdraw", REPORTER, one)
    coach_id = one.coach_id
    one.draft_id = None
    sever_difficulty(one)
    if draft is None:
        return
    give_back_or_sever(draft)
    if coach_id is not None:
        alerting.tell_gone(coach_id)


def withdraw_all(*, person_id: UUID) -> int:
    """Take back everything a person told and that is not out; return how many."""
    drop_unsent(person_id=person_id)
    told = session.scalars(
        select(Difficulty.id).where(Difficulty.reporter_id == person_id).order_by(Difficulty.id)
    ).all()
    for difficulty_id in told:
        withdraw(person_id=person_id, difficulty_id=difficulty_id)
    return len(told)


def give_back_or_sever(draft: Draft) -> None:
    """Put a card that has lost a difficulty back on its author's desk; one without any goes."""
    if not behind(draft.id):
        sever_draft(draft)
        return
    if draft.state != "writing":
        draft.state, draft.ready_at, draft.reader_id = "changes", None, None
    for other in behind(draft.id):
        other.answer = other.answered_hash = ""
    session.flush()
    alerting.tell_author(draft)


def hand_over(*, person_id: UUID, difficulty_id: UUID, coach_id: UUID) -> Difficulty:
    """Let another coach go on from where the one who is away stopped, without their own notes."""
    return _after_absence(person_id, difficulty_id, coach_id, keep=True)


def restart(*, person_id: UUID, difficulty_id: UUID, coach_id: UUID) -> Difficulty:
    """Start afresh with another coach, who only gets the reporter's own words."""
    return _after_absence(person_id, difficulty_id, coach_id, keep=False)


def _after_absence(
    person_id: UUID, difficulty_id: UUID, coach_id: UUID, *, keep: bool
) -> Difficulty:
    one = lock_mine(person_id, difficulty_id)
    offer = get_choices(person_id, clock.today(zone_of(one.unit_id))).find(coach_id)
    if offer is None:
        raise Invalid({"coach_id": _("This coach cannot be chosen. Choose another one.")})
    _move(one, "hand_over" if keep else "restart")
    change_hands(one, coach_id, keep=keep)
    return one


def go_legal(*, person_id: UUID, difficulty_id: UUID) -> Difficulty:
    """Say that the reporter turned to the alert contact; nothing is sent by anybody else.

    Raises Refused when the coach did not show that contact.
    """
    one = lock_mine(person_id, difficulty_id)
    if one.legal_offered_at is None:
        raise Refused(_("Your coach has not shown you this contact."))
    draft = session.get(Draft, one.draft_id) if one.draft_id else None
    _move(one, "go_legal", Redirect.LEGAL.value)
    one.reason, one.ended_at = Redirect.LEGAL.value, clock.now()
    alerting.settle_coach(one)
    alerting.settle_reporter(one)
    if draft is not None:
        _leave_draft(one, draft)
    return one


def set_reach(*, person_id: UUID, difficulty_id: UUID, reach: Reach, note: str = "") -> Difficulty:
    """Say when one can be reached, or propose another moment to talk."""
    one = lock_mine(person_id, difficulty_id)
    _check(Told(reach_note=note))
    one.reach, one.reach_note = reach.value, note.strip()
    one.last_activity_at = clock.now()
    return one
