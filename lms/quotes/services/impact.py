"""What six words open: a reporter's card and its impact, a coach's cards pooled."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms.core.db import session
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _
from lms.core.policy import number
from lms.quotes.models import Card, CardText, CardUse, Gap, Receipt
from lms.quotes.rules import receipts
from lms.quotes.services.removing import take_out


@dataclass(frozen=True, slots=True)
class Impact:
    """What became of a card: exact figures, for the holder of its receipt only."""

    card_id: UUID
    title: str
    status: str
    read: int
    helped: int
    me_too: int
    course_born: bool
    """A course came out of its theme since."""


@dataclass(frozen=True, slots=True)
class Pooled:
    """What became of several cards of a coach, together."""

    cards: int
    read: int
    helped: int
    me_too: int


def open_receipt(words: str, locale: str = "fr") -> Impact:
    """Return what became of the card these six words prove.

    Raises Invalid for words that cannot be a receipt, NotFound when no card answers to them.
    """
    card = session.get_one(Card, _card_of(words, "reporter"))
    use = session.get(CardUse, card.id)
    title = session.scalar(
        select(CardText.title)
        .where(CardText.card_id == card.id)
        .order_by((CardText.locale == locale).desc())
        .limit(1)
    )
    born = select(Gap.id).where(
        Gap.theme_uid == card.theme_uid,
        Gap.released_in.is_not(None),
        Gap.released_in >= card.quarter,
    )
    return Impact(
        card_id=card.id,
        title=title or "",
        status=card.status,
        read=use.read if use else 0,
        helped=use.helped if use else 0,
        me_too=use.me_too if use else 0,
        course_born=session.scalar(born.limit(1)) is not None,
    )


def withdraw_by_receipt(words: str) -> None:
    """Take out the card these six words prove, at once and for good. Same errors."""
    card = session.get_one(Card, _card_of(words, "reporter"), with_for_update=True)
    if card.status == "withdrawn":
        raise Refused(_("This card was taken out already."))
    take_out(card)


def open_coach_receipts(several: Sequence[str]) -> Pooled:
    """Return what became of a coach's cards together; five receipts at least.

    Raises Refused under that number, so that no single card of a coach can be told apart.
    """
    cards = {_card_of(words, "coach") for words in several if words.strip()}
    least = number("quotes.impact.cards")
    if len(cards) < least:
        raise Refused(_("Type the receipts of %(n)s different cards at least.", n=least))
    uses = session.scalars(select(CardUse).where(CardUse.card_id.in_(cards))).all()
    return Pooled(
        len(cards),
        sum(one.read for one in uses),
        sum(one.helped for one in uses),
        sum(one.me_too for one in uses),
    )


def _card_of(words: str, holder: str) -> UUID:
    if receipts.clean(words) is None:
        raise Invalid({"words": _("These are not the six words of a receipt.")})
    found = session.scalar(
        select(Receipt.card_id).where(
            Receipt.hash == receipts.digest(words), Receipt.holder == holder
        )
    )
    if found is None:
        raise NotFound(_("No card answers to these words."))
    return found
