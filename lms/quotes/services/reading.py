"""What a second reader does: take the oldest card, judge passages, play the intruder, pass or not."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from lms.core import clock, workflow
from lms.core.db import session
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _
from lms.network.models import Unit
from lms.network.rules import DEFAULT_ZONE
from lms.quotes.models import Difficulty, Draft
from lms.quotes.queries.drafts import find_taken, get_reading, given, may_read
from lms.quotes.queries.findings import copied_of, hash_of
from lms.quotes.rules.machines import DRAFT
from lms.quotes.rules.preview import all_yes
from lms.quotes.services import alerting
from lms.quotes.services.drafting import generalise, judge
from lms.quotes.services.loading import COACH, behind, lock_draft


def take_next(*, reader_id: UUID) -> UUID | None:
    """Take the card that has waited longest among those this reader may read; None: none waits.

    One in hand is given again. Two readers at once get two cards.
    """
    now, day = clock.now(), _today()
    in_hand = find_taken(reader_id, now)
    if in_hand is not None:
        return in_hand
    draft = session.scalar(
        select(Draft)
        .where(*may_read())
        .order_by(Draft.submitted_at, Draft.id)
        .limit(1)
        .with_for_update(skip_locked=True),
        given(reader_id, day, now),
    )
    if draft is None:
        return None
    draft.reader_id, draft.taken_at = reader_id, now
    session.flush()
    return draft.id


def _today() -> date:
    return clock.today(DEFAULT_ZONE)


def _in_hand(reader_id: UUID, draft_id: UUID) -> Draft:
    get_reading(reader_id, draft_id, _today())
    draft = lock_draft(draft_id)
    if draft.reader_id != reader_id or draft.state != "in_review":
        raise Refused(_("This card is in other hands."))
    return draft


def keep_passage(*, reader_id: UUID, draft_id: UUID, key: str, reason: str) -> Draft:
    """Keep a passage the guard found, with the reader's own reason."""
    draft = _in_hand(reader_id, draft_id)
    judge(draft, key, "kept", reason)
    return draft


def send_back(*, reader_id: UUID, draft_id: UUID, note: str) -> None:
    """Give a card back to its author with what to change. Raises Invalid without a note."""
    if not note.strip():
        raise Invalid({"note": _("Say what to change.")})
    draft = _in_hand(reader_id, draft_id)
    _return(draft, reader_id, note.strip()[:600])


def _return(draft: Draft, reader_id: UUID, note: str) -> None:
    draft.reader_note = note
    _move(draft, "send_back", reader_id)
    draft.reader_id = draft.taken_at = None
    session.flush()
    alerting.tell_author(draft)


def pass_on(*, reader_id: UUID, draft_id: UUID, guess: str) -> bool:
    """Play the motivated intruder, then let the card go on; False: the guess was right.

    ``guess`` is the name or code of the unit the reader recognises, or "impossible". Only pass or
    fail is kept. A right guess sends the card back. Raises Refused while passages await a verdict,
    Invalid without a guess.
    """
    if not guess.strip():
        raise Invalid({"guess": _("Name a store, or say it is impossible.")})
    draft = _in_hand(reader_id, draft_id)
    reading = get_reading(reader_id, draft_id, _today())
    if reading.to_judge:
        raise Refused(_("Say of each marked passage whether it may stay."))
    if copied_of(draft):
        raise Refused(_("Words of the person are copied: send the card back."))
    if _recognises(draft, guess):
        draft.passed = False
        _return(draft, reader_id, _("A reader recognised where this happened: tell less of it."))
        return False
    draft.passed = True
    _go_on(draft, reader_id)
    return True


def _recognises(draft: Draft, guess: str) -> bool:
    """Tell whether the guess is the store of one of the reports behind the card."""
    from lms.accounts.rules.names import fold

    told = fold(guess).strip()
    places = session.execute(
        select(Unit.code, Unit.sort_key, Unit.city)
        .join(Difficulty, Difficulty.unit_id == Unit.id)
        .where(Difficulty.draft_id == draft.id)
    )
    names = {fold(name) for row in places for name in row if name}
    return told in names


def _move(draft: Draft, action: str, reader_id: UUID) -> None:
    workflow.apply(DRAFT, draft, action, actor_id=reader_id, roles=COACH, thread=draft.thread)


def _go_on(draft: Draft, reader_id: UUID) -> None:
    """Ask the reporters to re-read; a workshop card, or one agreed to aloud, waits its week."""
    now = clock.now()
    if draft.kind == "workshop":
        draft.ready_at = now
        with session.no_autoflush:
            _move(draft, "pass_workshop", reader_id)
        return
    with session.no_autoflush:
        _move(draft, "pass_on", reader_id)
    words = hash_of(draft)
    told = behind(draft.id)
    for one in told:
        if one.answered_hash != words:
            one.answer = one.answered_hash = ""
        one.preview_at, one.shown_at, one.last_activity_at = now, None, now
        if not one.answer:
            alerting.tell_reporter("reread", one, turn=str(draft.times_sent))
    if told and all_yes(one.answer for one in told):
        DRAFT.step(draft.state, "accept", {next(iter(DRAFT.states["preview"]["accept"].roles))})
        draft.state, draft.ready_at = "scheduled", now
    session.flush()


__all__ = ["generalise", "keep_passage", "pass_on", "send_back", "take_next"]
