"""A few cards drawn for a team, always the same for the same seed: no reader, no store is looked at."""

import hashlib
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    LargeBinary,
    Select,
    Text,
    Uuid,
    bindparam,
    func,
    literal,
    select,
    union_all,
)

from lms.core.asking import Wanted
from lms.quotes.models import Card, CardText
from lms.quotes.queries.library.rows import text_for

DRAWN = 8


LOCALE = bindparam("quotes_locale", type_=Text)


@lru_cache
def drawn_asked() -> Wanted:
    """Ask for the published cards that a seed points at: a place in the order of hashes."""
    start = bindparam("quotes_start", type_=LargeBinary)
    found = union_all(_from(0, Card.place >= start), _from(1, Card.place < start)).subquery()
    return _asked(select(found.c.id).order_by(found.c.turn, found.c.place).limit(DRAWN))


def _from(turn: int, where: ColumnElement[bool]) -> Select[Any]:
    """Return the first cards of one side of a place: an index holds them in that order."""
    found = (
        select(Card.id, Card.place, literal(turn).label("turn"))
        .where(Card.status == "published", where)
        .order_by(Card.place)
        .limit(DRAWN)
    )
    return found.subquery().select()


@lru_cache
def same_asked() -> Wanted:
    """Ask for those of some cards that are still published."""
    known = bindparam("quotes_cards", type_=ARRAY(Uuid))
    return _asked(select(Card.id).where(Card.id == func.any(known)))


def start_of(seed: str) -> bytes:
    """Return the place that ``seed`` points at."""
    return hashlib.sha256(f"card {seed}".encode()).digest()


def _asked(which: Select[UUID]) -> Wanted:
    return (
        select(Card.id, CardText.title, CardText.situation, CardText.say, CardText.gesture)
        .join(CardText, text_for(LOCALE))
        .where(Card.status == "published", Card.id.in_(which))
        .order_by(Card.place)
    )
