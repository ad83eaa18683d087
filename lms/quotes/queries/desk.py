"""Cards as the editorial committee sees them: every status, every language, never who wrote them."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import func, or_, select

from lms.core.access import Role
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.quotes.models import Card, CardText, Removal, StaleItem
from lms.quotes.queries.choices import get_options, names_of
from lms.quotes.rules.machines import CARD
from lms.referential.queries import Item

COMMITTEE = {Role.LEARNING_AUTHOR, Role.PRIVACY_OFFICER}
OWN_WORDS: Final = (CardText.card_id == Card.id) & (CardText.locale == Card.language)
"""The words of a card in the language it was written in."""
SPOKEN_OF: Final = or_(StaleItem.item_uid == Card.theme_uid, StaleItem.item_uid == Card.moment_uid)
"""An item that left, and a card that speaks of it."""


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a card in one language."""

    locale: str
    title: str
    situation: str
    say: str
    gesture: str


@dataclass(frozen=True, slots=True)
class DeskCard:
    """A card on the committee's desk."""

    id: UUID
    status: str
    language: str
    theme_uid: UUID | None
    theme: str
    moment_uid: UUID | None
    moment: str
    texts: tuple[Text, ...]
    stale: tuple[str, ...]
    """The practices or moments of this card that left the referential."""
    removal_asked: bool
    superseded_by: UUID | None
    actions: tuple[str, ...]

    @property
    def own(self) -> Text:
        """Return the words in the language the card was written in."""
        return next(one for one in self.texts if one.locale == self.language)


def get_desk_card(card_id: UUID) -> DeskCard:
    """Return a card whose words still exist; raises NotFound once it was taken out."""
    card = session.get(Card, card_id)
    if card is None or card.status == "withdrawn":
        raise NotFound(_("This card does not exist, or it was taken out."))
    texts = session.scalars(
        select(CardText).where(CardText.card_id == card_id).order_by(CardText.locale)
    )
    items = [uid for uid in (card.theme_uid, card.moment_uid) if uid]
    names = names_of(items)
    gone = session.scalars(select(StaleItem.item_uid).where(StaleItem.item_uid.in_(items)))
    asked = select(Removal.id).where(Removal.card_id == card_id, Removal.state == "asked")
    return DeskCard(
        id=card.id,
        status=card.status,
        language=card.language,
        theme_uid=card.theme_uid,
        theme=names.get(card.theme_uid, ""),
        moment_uid=card.moment_uid,
        moment=names.get(card.moment_uid, ""),
        texts=tuple(Text(t.locale, t.title, t.situation, t.say, t.gesture) for t in texts),
        stale=tuple(names.get(uid, "") for uid in gone),
        removal_asked=session.scalar(asked) is not None,
        superseded_by=card.superseded_by,
        actions=tuple(CARD.allowed(card.status, COMMITTEE)),
    )


def list_retired() -> list[tuple[UUID, str]]:
    """Return the cards taken off the shelves, which may be put back."""
    rows = session.execute(
        select(Card.id, CardText.title)
        .join(CardText, OWN_WORDS)
        .where(Card.status == "retired")
        .order_by(CardText.title, Card.id)
    )
    return [(row[0], row[1]) for row in rows]


@dataclass(frozen=True, slots=True)
class StaleRow:
    """A card whose practice or moment left the referential."""

    card_id: UUID
    title: str
    gone: tuple[str, ...]
    """What left, by its last name."""
    review_by: date
    """The first of the days it should be read again by."""


def list_stale() -> list[StaleRow]:
    """Return the cards to review, the most urgent first; each once, whatever left."""
    rows = session.execute(
        select(Card.id, CardText.title, StaleItem.item_uid, StaleItem.review_by)
        .join(StaleItem, SPOKEN_OF)
        .join(CardText, OWN_WORDS)
        .where(Card.status == "published")
        .order_by(StaleItem.review_by, CardText.title, Card.id, StaleItem.item_uid)
    ).all()
    names = names_of(row.item_uid for row in rows)
    gone: dict[UUID, list[str]] = {}
    for row in rows:
        gone.setdefault(row.id, []).append(names.get(row.item_uid, ""))
    first = {row.id: row for row in reversed(rows)}
    return [
        StaleRow(card_id, first[card_id].title, tuple(filter(None, said)), first[card_id].review_by)
        for card_id, said in gone.items()
    ]


def count_aside() -> tuple[int, int]:
    """Return how many cards are to review, and how many are off the shelves."""
    stale = select(func.count(Card.id.distinct())).join(StaleItem, SPOKEN_OF)
    retired = select(func.count(Card.id)).where(Card.status == "retired")
    row = session.execute(
        select(stale.where(Card.status == "published").scalar_subquery(), retired.scalar_subquery())
    ).one()
    return row[0], row[1]


def list_bare() -> list[Item]:
    """Return the moments and practices of today's referential that no card of the library is on."""
    spoken = {
        uid
        for column in (Card.theme_uid, Card.moment_uid)
        for uid in session.scalars(
            select(column).where(Card.status == "published", column.is_not(None)).distinct()
        )
    }
    options = get_options()
    return [one for one in (*options.moments, *options.themes) if one.uid not in spoken]
