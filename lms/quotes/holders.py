"""Which published cards point at items of the referential."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select

from lms.core.access import Permission
from lms.core.db import session
from lms.core.i18n import _l
from lms.core.references import Column, Pointer, holder
from lms.quotes.models import Card, CardText


@holder(
    "quotes.cards",
    _l("Cards"),
    Column.CARD,
    keepers=(Permission.CARDS_EDIT,),
    fill="quotes.library",
)
def cards_on(items: Sequence[UUID]) -> Iterable[Pointer]:
    """Yield the published cards on each practice or moment."""
    asked = set(items)
    rows = session.execute(
        select(Card.id, Card.theme_uid, Card.moment_uid, CardText.title)
        .join(CardText, (CardText.card_id == Card.id) & (CardText.locale == Card.language))
        .where(Card.status == "published", Card.theme_uid.in_(items) | Card.moment_uid.in_(items))
        .order_by(CardText.title, Card.id)
    )
    for card_id, theme, moment, title in rows:
        for item in asked & {uid for uid in (theme, moment) if uid}:
            yield Pointer(
                item=item,
                key=str(card_id),
                label=title,
                endpoint="quotes.card",
                args={"card_id": card_id},
            )
