"""What readers do with cards: read, "it happened to me too", "it helped", keep at hand."""

from typing import Final, Literal
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from lms.accounts.services.keys import derive
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.quotes.models import Card, CardUse, Mark, UseToken

Saying = Literal["read", "helped", "me_too"]
SAYINGS: Final[tuple[Saying, ...]] = ("read", "helped", "me_too")
Keeping = Literal["bookmark", "to_read"]


def _token(person_id: UUID, card_id: UUID, saying: Saying) -> bytes:
    return derive("quotes.use", f"{saying}:{person_id}:{card_id}")


def say(*, person_id: UUID, card_id: UUID, saying: Saying) -> bool:
    """Count a reader once; False when they were counted. Raises NotFound for a card not shown.

    Who said it is not kept: only a keyed hash that stops a second count.
    """
    _shown(card_id)
    fresh = session.scalar(
        insert(UseToken)
        .values(token=_token(person_id, card_id, saying))
        .on_conflict_do_nothing()
        .returning(UseToken.token)
    )
    if fresh is None:
        return False
    _add(card_id, saying, 1)
    return True


def unsay(*, person_id: UUID, card_id: UUID, saying: Saying) -> bool:
    """Take back what a reader said; False when they had not."""
    gone = session.scalar(
        delete(UseToken)
        .where(UseToken.token == _token(person_id, card_id, saying))
        .returning(UseToken.token)
    )
    if gone is None:
        return False
    _add(card_id, saying, -1)
    return True


def _add(card_id: UUID, saying: Saying, count: int) -> None:
    column = getattr(CardUse, saying)
    session.execute(
        update(CardUse).where(CardUse.card_id == card_id).values({saying: column + count})
    )


def said(person_id: UUID, card_id: UUID) -> frozenset[Saying]:
    """Return what this reader already said of a card."""
    tokens = {_token(person_id, card_id, one): one for one in SAYINGS}
    rows = session.scalars(select(UseToken.token).where(UseToken.token.in_(list(tokens))))
    return frozenset(tokens[bytes(row)] for row in rows)


def mark(*, person_id: UUID, card_id: UUID, kind: Keeping) -> None:
    """Keep a card at hand: "bookmark" (to see again) or "to_read"."""
    _shown(card_id)
    session.execute(
        insert(Mark)
        .values(person_id=person_id, card_id=card_id, kind=kind)
        .on_conflict_do_nothing()
    )


def unmark(*, person_id: UUID, card_id: UUID, kind: Keeping) -> None:
    """Put a card away."""
    session.execute(
        delete(Mark).where(Mark.person_id == person_id, Mark.card_id == card_id, Mark.kind == kind)
    )


def _shown(card_id: UUID) -> None:
    found = session.scalar(
        select(Card.id).where(Card.id == card_id, Card.status.in_(("published", "superseded")))
    )
    if found is None:
        raise NotFound(_("This card does not exist, or it was taken out."))
