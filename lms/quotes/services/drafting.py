"""What the author of a card does: write, judge the guard's findings, send, take back."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from lms.core import clock, workflow
from lms.core.db import session
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _
from lms.core.policy import number
from lms.network.rules import CHANNELS, DEFAULT_ZONE
from lms.quotes.models import Difficulty, Draft
from lms.quotes.queries.choices import get_options
from lms.quotes.queries.drafts import Desk, desk_of
from lms.quotes.queries.findings import Found, findings_of
from lms.quotes.rules import receipts
from lms.quotes.rules.calendar import due
from lms.quotes.rules.facets import Level
from lms.quotes.rules.machines import DIFFICULTY, DRAFT
from lms.quotes.services import alerting
from lms.quotes.services.coaching import new_draft
from lms.quotes.services.loading import COACH, behind, lock_own_draft
from lms.quotes.services.severing import count_ended, sever_draft

LONGEST = {"title": 120, "situation": 1200, "say": 300, "gesture": 600}
"""Characters of each field."""

EDITABLE = ("writing", "changes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The words of a card and what it may show of its origin."""

    title: str
    situation: str
    say: str
    gesture: str
    theme_uid: UUID | None = None
    moment_uid: UUID | None = None
    channel: str | None = None
    level: str | None = None


class NotReady(Refused):
    """The card cannot be sent yet; ``desk`` says what is left."""

    def __init__(self, desk: Desk) -> None:
        """Keep what is left to do."""
        super().__init__(_("Something is left to do before somebody else reads this card."))
        self.desk = desk


def open_workshop_card(*, coach_id: UUID) -> Draft:
    """Begin a card written from experience, for the reserve: no report is behind it."""
    draft = new_draft(coach_id, "workshop")
    session.flush()
    return draft


def keep_card(*, coach_id: UUID, draft_id: UUID, card: Card) -> Draft:
    """Keep the words of a card as they are typed.

    Raises Invalid for words too long or facets that do not exist, Refused once it left the desk.
    """
    draft = lock_own_draft(coach_id, draft_id)
    if draft.state not in EDITABLE:
        raise Refused(_("This card is being read: take it back to change it."))
    if errors := flaws(card):
        raise Invalid(errors)
    for field in fields(card):
        words = getattr(card, field.name)
        setattr(draft, field.name, words.strip() if isinstance(words, str) else words)
    _forget_aloud(draft)
    session.flush()
    return draft


def flaws(card: Card) -> dict[str, str]:
    """Return what is wrong in a card, by field: words too long, facets that do not exist."""
    errors = too_long({name: getattr(card, name) for name in LONGEST})
    options = get_options()
    if card.theme_uid and card.theme_uid not in {one.uid for one in options.themes}:
        errors["theme_uid"] = _("Choose one of the list.")
    if card.moment_uid and card.moment_uid not in {one.uid for one in options.moments}:
        errors["moment_uid"] = _("Choose one of the list.")
    if card.channel and card.channel not in CHANNELS:
        errors["channel"] = _("Choose one of the list.")
    if card.level and card.level not in list(Level):
        errors["level"] = _("Choose one of the list.")
    return errors


def too_long(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a card that hold more than they may."""
    return {
        name: _("At most %(n)s characters.", n=most)
        for name, most in LONGEST.items()
        if len(texts[name]) > most
    }


def _forget_aloud(draft: Draft) -> None:
    """Ask again those who agreed to other words."""
    from lms.quotes.queries.findings import hash_of

    now = hash_of(draft)
    for one in behind(draft.id):
        one.last_activity_at = clock.now()
        if one.answer and one.answered_hash != now:
            one.answer = one.answered_hash = ""


def ask_to_keep(*, coach_id: UUID, draft_id: UUID, key: str, reason: str) -> Draft:
    """Ask the second reader to keep a passage the guard found, with a reason.

    Raises Invalid without a reason, Refused for a passage that is not there any more.
    """
    draft = lock_own_draft(coach_id, draft_id)
    if draft.state not in EDITABLE:
        raise Refused(_("This card is being read: take it back to change it."))
    judge(draft, key, "asked", reason)
    return draft


def judge(draft: Draft, key: str, state: str, reason: str) -> None:
    """Write what was decided about a passage the guard found."""
    if not reason.strip():
        raise Invalid({"reason": _("Say why these words tell nothing of anybody.")})
    found = next((one for one in findings_of(draft) if one.key == key), None)
    if found is None:
        raise Refused(_("This passage is not there any more."))
    draft.judgements = {**_still_there(draft), key: _verdict(found, state, reason)}
    session.flush()


def _verdict(found: Found, state: str, reason: str) -> dict[str, Any]:
    return {"state": state, "reason": reason.strip()[:300], "field": found.field}


def _still_there(draft: Draft) -> Mapping[str, Any]:
    """Keep only the judgements on passages that are still in the words."""
    keys = {one.key for one in findings_of(draft)}
    return {key: verdict for key, verdict in draft.judgements.items() if key in keys}


def send(*, coach_id: UUID, draft_id: UUID) -> Draft:
    """Send a card to a second reader from elsewhere.

    Raises NotReady while passages are to fix, words are copied, fields are empty or the crowd is
    too small. Facets that make it too small are dropped here, before anybody reads the card.
    """
    draft = lock_own_draft(coach_id, draft_id)
    desk = desk_of(draft, clock.today(DEFAULT_ZONE))
    if not desk.may_send:
        raise NotReady(desk)
    generalise(draft, desk)
    _move(draft, "submit", coach_id)
    now = clock.now()
    draft.submitted_at, draft.times_sent = now, draft.times_sent + 1
    draft.review_by = due(now, number("quotes.review.days"), DEFAULT_ZONE)
    draft.reader_id = draft.taken_at = draft.passed = None
    draft.late_told = False
    for one in behind(draft.id):
        _card(one, coach_id, draft)
    alerting.settle_author(draft)
    session.flush()
    return draft


def generalise(draft: Draft, desk: Desk) -> None:
    """Drop the facets that would leave too few candidates."""
    kept = desk.standing.facets
    draft.theme_uid, draft.moment_uid = kept.theme_uid, kept.moment_uid
    draft.channel, draft.level = kept.channel, kept.level


def _card(one: Difficulty, coach_id: UUID, draft: Draft) -> None:
    """Say that a difficulty has become a card under way, once."""
    if one.state == "coached":
        workflow.apply(DIFFICULTY, one, "card", actor_id=coach_id, roles=COACH, thread=one.thread)
        count_ended(coach_id, draft.theme_uid or one.theme_uid, clock.now())
    one.change_note = ""
    one.last_activity_at = clock.now()


def _move(draft: Draft, action: str, coach_id: UUID) -> None:
    workflow.apply(DRAFT, draft, action, actor_id=coach_id, roles=COACH, thread=draft.thread)


def take_back(*, coach_id: UUID, draft_id: UUID) -> Draft:
    """Take a card back to change it: it is read and re-read again afterwards."""
    draft = lock_own_draft(coach_id, draft_id)
    # The date and the state go together: a constraint holds them.
    draft.ready_at = None
    with session.no_autoflush:
        _move(draft, "take_back", coach_id)
    draft.reader_id = draft.taken_at = draft.passed = None
    for one in behind(draft.id):
        one.answer = one.answered_hash = ""
        one.preview_at = one.shown_at = None
        alerting.settle_reporter(one)
    session.flush()
    return draft


def drop_card(*, coach_id: UUID, draft_id: UUID) -> None:
    """Give up a card written from experience: nothing of it is kept.

    One drawn from a difficulty ends with its difficulty (``coaching.close_without_card``).
    """
    draft = lock_own_draft(coach_id, draft_id)
    if draft.kind != "workshop":
        raise Refused(_("End the exchange without a card instead."))
    DRAFT.step(draft.state, "drop", COACH, draft)
    sever_draft(draft)


def draw_receipt(*, coach_id: UUID, draft_id: UUID) -> str:
    """Draw the author's six words for a card that left the desk; shown once, then only hashed.

    Drawing again replaces the former words.
    """
    draft = lock_own_draft(coach_id, draft_id)
    if draft.state not in ("in_review", "preview", "scheduled"):
        raise Refused(_("Send the card first."))
    words = receipts.draw()
    draft.coach_receipt = receipts.digest(words)
    return words


def today() -> date:
    """Return the network's date of today, for desks."""
    return clock.today(DEFAULT_ZONE)
