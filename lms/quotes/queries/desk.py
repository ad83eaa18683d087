"""Cards as the editorial committee sees them: every status, every language, never who wrote them."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms.core.access import Role
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.quotes.models import Card, CardText, Removal, StaleItem
from lms.quotes.queries.choices import names_of
from lms.quotes.rules.machines import CARD

COMMITTEE = {Role.LEARNING_AUTHOR, Role.PRIVACY_OFFICER}


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
        .join(CardText, (CardText.card_id == Card.id) & (CardText.locale == Card.language))
        .where(Card.status == "retired")
        .order_by(CardText.title, Card.id)
    )
    return [(row[0], row[1]) for row in rows]
