"""What a reporter does with the card drawn from their words: see it, agree, ask a change, refuse."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from lms.core import clock, workflow
from lms.core.db import session
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _
from lms.network.rules import DEFAULT_ZONE
from lms.quotes.models import Absence, Difficulty, Draft
from lms.quotes.policies import after
from lms.quotes.queries.candidates import stand
from lms.quotes.queries.drafts import facets_of
from lms.quotes.queries.findings import hash_of
from lms.quotes.rules import receipts
from lms.quotes.rules.machines import DRAFT
from lms.quotes.rules.preview import Shown, Silence, all_yes, silence
from lms.quotes.services import alerting
from lms.quotes.services.loading import REPORTER, behind, lock_draft, lock_mine, zone_of
from lms.quotes.services.severing import sever_all, sever_difficulty


def _open(person_id: UUID, difficulty_id: UUID) -> tuple[Difficulty, Draft]:
    one = lock_mine(person_id, difficulty_id)
    draft = session.get(Draft, one.draft_id) if one.draft_id else None
    if draft is None or draft.state not in ("preview", "scheduled"):
        raise Refused(_("There is no card to read again at the moment."))
    return one, draft


def show(*, person_id: UUID, difficulty_id: UUID) -> str | None:
    """Say that the card is on the reporter's screen; return their six words, until noted.

    The days to answer start at the first showing. Each call before "I noted it" draws new words
    and forgets the former ones: only a hash is kept. Returns None once they are noted.
    """
    one, _draft = _open(person_id, difficulty_id)
    one.shown_at = one.shown_at or clock.now()
    one.last_activity_at = clock.now()
    if one.receipt_noted:
        return None
    words = receipts.draw()
    one.receipt = receipts.digest(words)
    return words


def note_receipt(*, person_id: UUID, difficulty_id: UUID) -> Difficulty:
    """Say "I noted it": the words are never shown again. Raises Refused before they were shown."""
    one, _draft = _open(person_id, difficulty_id)
    if one.receipt is None:
        raise Refused(_("Your receipt has not been shown yet."))
    one.receipt_noted = True
    return one


def accept(*, person_id: UUID, difficulty_id: UUID) -> Draft:
    """Agree to the card as it is; once everybody behind it has, it waits for its week.

    Raises Refused when it was not shown on their screen.
    """
    one, draft = _open(person_id, difficulty_id)
    if one.shown_at is None:
        raise Refused(_("Read the card first."))
    one.answer, one.answered_hash = "yes", hash_of(draft)
    one.last_activity_at = clock.now()
    alerting.settle_reporter(one)
    session.flush()
    if draft.state == "preview" and all_yes(other.answer for other in behind(draft.id)):
        schedule(draft, person_id, "accept")
    return draft


def schedule(draft: Draft, person_id: UUID, action: str) -> None:
    """Make a card ready for its week."""
    draft.ready_at = clock.now()
    with session.no_autoflush:
        _move(draft, action, person_id)
    session.flush()


def _move(draft: Draft, action: str, person_id: UUID) -> None:
    workflow.apply(DRAFT, draft, action, actor_id=person_id, roles=REPORTER, thread=draft.thread)


def ask_change(*, person_id: UUID, difficulty_id: UUID, note: str) -> Draft:
    """Ask the coach to change something; the card is read and re-read again afterwards.

    Raises Invalid without a word of what to change.
    """
    if not note.strip():
        raise Invalid({"note": _("Say what to change, in a few words.")})
    one, draft = _open(person_id, difficulty_id)
    draft.ready_at = None
    with session.no_autoflush:
        _move(draft, "ask_change", person_id)
    draft.reader_id = draft.taken_at = None
    for other in behind(draft.id):
        other.answer = other.answered_hash = ""
        other.preview_at = other.shown_at = None
        alerting.settle_reporter(other)
    one.answer, one.change_note = "change", note.strip()[:600]
    one.last_activity_at = clock.now()
    session.flush()
    alerting.tell_author(draft)
    return draft


def refuse(*, person_id: UUID, difficulty_id: UUID) -> None:
    """Say no: the card never comes out, everything is destroyed at once.

    A card drawn from several goes back to its author without this person's part.
    """
    one, draft = _open(person_id, difficulty_id)
    DRAFT.step(draft.state, "refuse", REPORTER, draft)
    _end_for(one, draft)


def _end_for(one: Difficulty, draft: Draft) -> None:
    """Destroy a reporter's part, and the card with it when it was drawn from nobody else."""
    coach_id = draft.coach_id
    one.draft_id = None
    sever_difficulty(one)
    others = behind(draft.id)
    if not others:
        sever_all(draft)
        alerting.tell_gone(coach_id)
        return
    draft.state, draft.ready_at, draft.reader_id = "changes", None, None
    for other in others:
        other.answer = other.answered_hash = ""
        other.preview_at = other.shown_at = None
        alerting.settle_reporter(other)
    session.flush()
    alerting.tell_author(draft)


def listen_to_silence(draft_id: UUID, now: datetime) -> None:
    """Do what the silence of a card's reporters means at ``now``.

    Only a card seen on the screen, wide enough and passed at its first reading goes by silence; one
    not seen for the long delay is destroyed.
    """
    draft = lock_draft(draft_id)
    if draft.state != "preview":
        return
    wide = stand(facets_of(draft), clock.business_date(now, DEFAULT_ZONE)).is_wide
    for one in behind(draft.id):
        if one.answer:
            continue
        heard = _heard(one, now, wide=wide, at_once=draft.times_sent == 1)
        if heard is Silence.DROPPED:
            _end_for(one, draft)
            return
        if heard is Silence.PASSES:
            one.answer, one.answered_hash = "silence", hash_of(draft)
            # Silence never creates a receipt: what was shown and not noted leads to nothing.
            one.receipt = one.receipt if one.receipt_noted else None
    told = behind(draft.id)
    if told and all_yes(one.answer for one in told):
        schedule(draft, told[0].reporter_id, "let_pass")


def _heard(one: Difficulty, now: datetime, *, wide: bool, at_once: bool) -> Silence:
    away = session.execute(
        select(func.lower(Absence.during), func.upper(Absence.during)).where(
            Absence.person_id == one.reporter_id
        )
    ).all()
    shown = Shown(
        asked_at=one.preview_at or now,
        shown_at=one.shown_at,
        zone=zone_of(one.unit_id),
        away=tuple((row[0], row[1]) for row in away),
    )
    return silence(
        shown,
        now,
        answer=after("quotes.preview.days"),
        unseen=after("quotes.preview.unseen"),
        wide=wide,
        at_once=at_once,
    )
