"""What the committee does: take a card out together, replace it, retire and review stale advice."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from lms.core import audit, clock, ids, workflow
from lms.core.access import Role
from lms.core.db import session
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.facts import record
from lms.core.i18n import _
from lms.core.notices import About, notify, settle
from lms.core.policy import number
from lms.network.rules import DEFAULT_ZONE
from lms.quotes.events import CardWithdrawn
from lms.quotes.models import Card, CardText, Mark, Removal, StaleItem
from lms.quotes.rules.machines import CARD, COMMITTEE, REMOVAL
from lms.quotes.services.alerting import holders_of
from lms.referential import models as referential


def _card(card_id: UUID) -> Card:
    card = session.get(Card, card_id, with_for_update=True, populate_existing=True)
    if card is None:
        raise NotFound(_("This card does not exist, or it was taken out."))
    return card


def take_out(card: Card) -> None:
    """Delete a card's words and marks; its address says it was taken out."""
    card.status = "withdrawn"
    session.execute(delete(CardText).where(CardText.card_id == card.id))
    session.execute(delete(Mark).where(Mark.card_id == card.id))
    record(CardWithdrawn(card_id=card.id))
    session.flush()


def ask_removal(*, actor_id: UUID, card_id: UUID, reason: str) -> Removal:
    """Ask to take a card out; somebody else of the committee decides.

    Where one person is the whole committee (small networks), the card goes at once, with the
    reason given. Raises Invalid without a reason, Refused when it is asked already.
    """
    if not reason.strip():
        raise Invalid({"reason": _("Say why this card must go.")})
    card = _card(card_id)
    if card.status == "withdrawn":
        raise Refused(_("This card was taken out already."))
    waiting = select(Removal.id).where(Removal.card_id == card_id, Removal.state == "asked")
    if session.scalar(waiting) is not None:
        raise Refused(_("Somebody asked it already: a second person decides."))
    one = Removal(
        id=ids.new_id(),
        card_id=card_id,
        asked_by=actor_id,
        reason=reason.strip()[:600],
        state="asked",
    )
    session.add(one)
    session.flush()
    audit.note("card:ask_removal", "card_removal", one.id, actor_id=actor_id, state_to="asked")
    if number("quotes.committee.people") == 1:
        _finish(one, card, actor_id)
        return one
    notify(
        "quotes.removal",
        [who for who in _committee() if who != actor_id],
        key=str(one.id),
        about=About("quotes.removals"),
    )
    return one


def _committee() -> list[UUID]:
    day = clock.today(DEFAULT_ZONE)
    held = [holders_of(role, day) for role in (Role.LEARNING_AUTHOR, Role.PRIVACY_OFFICER)]
    return list(dict.fromkeys(who for people in held for who in people))


def agree_to_removal(*, actor_id: UUID, removal_id: UUID) -> Card:
    """Take the card out: the second person. Raises Refused for whoever asked it."""
    one = _removal(removal_id)
    if one.asked_by == actor_id:
        raise Refused(_("Somebody else has to decide: you asked it."))
    card = _card(one.card_id)
    _finish(one, card, actor_id)
    return card


def _finish(one: Removal, card: Card, actor_id: UUID) -> None:
    workflow.apply(REMOVAL, one, "agree", actor_id=actor_id, roles=COMMITTEE)
    workflow.apply(CARD, card, "withdraw", actor_id=actor_id, roles=COMMITTEE)
    one.decided_by = actor_id
    settle("quotes.removal", key=str(one.id))
    take_out(card)


def decline_removal(*, actor_id: UUID, removal_id: UUID) -> Removal:
    """Keep the card: the second person, or whoever asked and changed their mind."""
    one = _removal(removal_id)
    action = "take_back" if one.asked_by == actor_id else "decline"
    workflow.apply(REMOVAL, one, action, actor_id=actor_id, roles=COMMITTEE)
    one.decided_by = actor_id
    settle("quotes.removal", key=str(one.id))
    return one


def _removal(removal_id: UUID) -> Removal:
    one = session.get(Removal, removal_id, with_for_update=True, populate_existing=True)
    if one is None:
        raise NotFound(_("This request does not exist any more."))
    return one


def supersede(*, actor_id: UUID, card_id: UUID, by_card_id: UUID) -> Card:
    """Point from a card to the one that says it better. Raises Refused for itself or one gone."""
    card = _card(card_id)
    better = session.get(Card, by_card_id)
    if better is None or better.status != "published" or better.id == card.id:
        raise Refused(_("Choose another card that is in the library."))
    workflow.apply(CARD, card, "supersede", actor_id=actor_id, roles=COMMITTEE)
    card.superseded_by = better.id
    return card


def retire(*, actor_id: UUID, card_id: UUID) -> Card:
    """Take a card whose advice is no longer right off the shelves; its words are kept."""
    card = _card(card_id)
    workflow.apply(CARD, card, "retire", actor_id=actor_id, roles=COMMITTEE)
    return card


def restore(*, actor_id: UUID, card_id: UUID) -> Card:
    """Put a retired card back."""
    card = _card(card_id)
    workflow.apply(CARD, card, "restore", actor_id=actor_id, roles=COMMITTEE)
    return card


def confirm_stale(
    *,
    actor_id: UUID,
    card_id: UUID,
    theme_uid: UUID | None = None,
    moment_uid: UUID | None = None,
) -> Card:
    """Say that a card still holds, under what its practice or moment is called today (or nothing).

    The crowd only grows when a facet goes; a new one is checked at its next review. Raises NotFound
    once the card was taken out.
    """
    card = _card(card_id)
    if card.status == "withdrawn":
        raise NotFound(_("This card does not exist, or it was taken out."))
    card.theme_uid, card.moment_uid = theme_uid, moment_uid
    audit.note(
        "card:review", "card", card.id, actor_id=actor_id, fields=("moment_uid", "theme_uid")
    )
    session.flush()
    return card


def find_stale_items() -> int:
    """Note which practices and moments of cards left the referential; return how many are new.

    Their cards are to be reviewed within the policy's delay; those that came back are forgotten.
    """
    held = {
        uid
        for column in (Card.theme_uid, Card.moment_uid)
        for uid in session.scalars(
            select(column).where(column.is_not(None), Card.status == "published").distinct()
        )
        if uid is not None
    }
    alive = _alive()
    if not alive:
        return 0
    gone = held - alive
    session.execute(delete(StaleItem).where(StaleItem.item_uid.not_in(gone)))
    by = clock.today(DEFAULT_ZONE) + timedelta(days=number("quotes.stale.days"))
    fresh = [
        uid
        for uid in sorted(gone)
        if session.scalar(
            insert(StaleItem)
            .values(item_uid=uid, review_by=by)
            .on_conflict_do_nothing()
            .returning(StaleItem.item_uid)
        )
    ]
    for uid in fresh:
        notify("quotes.stale", _committee(), key=str(uid), about=About("quotes.stale"))
    return len(fresh)


def _alive() -> set[UUID]:
    found: set[UUID] = set()
    for model in (referential.Skill, referential.Moment):
        rows = session.scalars(
            select(model.uid)
            .join(referential.Version, referential.Version.id == model.version_id)
            .where(referential.Version.state == "published")
        )
        found |= set(rows)
    return found
