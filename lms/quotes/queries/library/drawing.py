"""A few cards drawn for a team, always the same for the same seed: no reader, no store is looked at."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms.core.db import session
from lms.quotes.models import Card, CardText
from lms.quotes.queries.library.rows import text_for

DRAWN = 8


@dataclass(frozen=True, slots=True)
class Drawn:
    """A card to read aloud."""

    id: UUID
    title: str
    situation: str
    say: str
    gesture: str


def draw_cards(seed: str, locale: str, count: int = DRAWN) -> list[Drawn]:
    """Return the ``count`` published cards that ``seed`` points at: a place in the order of hashes."""
    start = hashlib.sha256(f"card {seed}".encode()).digest()
    chosen = (
        select(Card.id)
        .where(Card.status == "published")
        .order_by(Card.place < start, Card.place)
        .limit(count)
    )
    return _read(chosen, locale)


def same_cards(card_ids: Collection[UUID], locale: str) -> list[Drawn]:
    """Return those of ``card_ids`` that are still published."""
    return _read(list(card_ids), locale) if card_ids else []


def _read(which: object, locale: str) -> list[Drawn]:
    rows = session.execute(
        select(Card.id, CardText.title, CardText.situation, CardText.say, CardText.gesture)
        .join(CardText, text_for(locale))
        .where(Card.status == "published", Card.id.in_(which))  # type: ignore[arg-type]
        .order_by(Card.place)
    )
    return [Drawn(*row) for row in rows]
