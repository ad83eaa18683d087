"""One card, as everybody reads it, and what one reader said of it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, exists, or_, select

from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.network.queries.words import channel_name
from lms.quotes.models import Card, CardText, CardUse, Mark, StaleItem
from lms.quotes.queries.choices import level_name
from lms.quotes.queries.library.rows import IN_LOCALE, LINE, SHOWN, joined, signed_by, text_for
from lms.quotes.rules.figures import bucket


@dataclass(frozen=True, slots=True)
class Use:
    """How a card is used, in steps from five; None: too few to say."""

    read: int | None
    helped: int | None
    me_too: int | None


@dataclass(frozen=True, slots=True)
class CardShown:
    """A card to read: identical bytes for every viewer of a language."""

    id: UUID
    status: str
    title: str
    situation: str
    say: str
    gesture: str
    language: str
    theme_uid: UUID | None
    theme: str
    moment_uid: UUID | None
    moment: str
    channel: str
    level: str
    quarter: str
    frequency: str
    """How many people told it, when merged: empty, "5-9" or "10+"."""
    signed_by: str
    superseded_by: UUID | None
    is_stale: bool
    """Its practice left the referential: the advice is being reviewed."""
    etag: str
    use: Use


def get_card(card_id: UUID, locale: str = "fr") -> CardShown:
    """Return a card; raises NotFound for one withdrawn or retired, as for none."""
    row = session.execute(_whole(), {"card_id": card_id, "locale": locale}).one_or_none()
    if row is None:
        raise NotFound(_("This card does not exist, or it was taken out."))
    return CardShown(
        id=row.id,
        status=row.status,
        title=row.title,
        situation=row.situation,
        say=row.say,
        gesture=row.gesture,
        language=row.locale,
        theme_uid=row.theme_uid,
        theme=row.theme or "",
        moment_uid=row.moment_uid,
        moment=row.moment or "",
        channel=channel_name(row.channel) if row.channel else "",
        level=level_name(row.level) if row.level else "",
        quarter=row.quarter,
        frequency=row.frequency,
        signed_by=signed_by(row),
        superseded_by=row.superseded_by,
        is_stale=row.is_stale,
        etag=row.content_hash,
        use=Use(bucket(row.read or 0), bucket(row.helped or 0), bucket(row.me_too or 0)),
    )


@lru_cache
def _whole() -> "Select[*tuple[Any, ...]]":
    chosen = select(
        *LINE,
        Card.status,
        Card.theme_uid,
        Card.moment_uid,
        Card.channel,
        Card.frequency,
        Card.superseded_by,
        CardText.situation,
        CardText.say,
        CardText.gesture,
        CardText.locale,
        CardText.content_hash,
        CardUse.read,
        CardUse.me_too,
        _stale().label("is_stale"),
    )
    return joined(chosen, IN_LOCALE).where(Card.id == bindparam("card_id"), Card.status.in_(SHOWN))


def _stale() -> ColumnElement[bool]:
    item = StaleItem.item_uid
    return exists().where(or_(item == Card.theme_uid, item == Card.moment_uid))


@dataclass(frozen=True, slots=True)
class About:
    """What a card is called and is about."""

    id: UUID
    title: str
    theme_uid: UUID | None
    moment_uid: UUID | None


def get_about(card_id: UUID, locale: str = "fr") -> About:
    """Return what a card is about, in one statement; NotFound as :func:`get_card`."""
    row = session.execute(
        select(Card.id, CardText.title, Card.theme_uid, Card.moment_uid)
        .join(CardText, text_for(locale))
        .where(Card.id == card_id, Card.status.in_(SHOWN))
    ).one_or_none()
    if row is None:
        raise NotFound(_("This card does not exist, or it was taken out."))
    return About(*row)


def marks_of(person_id: UUID, card_id: UUID) -> frozenset[str]:
    """Return which marks a reader put on a card; with ``services.using.said`` for the others."""
    return frozenset(
        session.scalars(
            select(Mark.kind).where(Mark.person_id == person_id, Mark.card_id == card_id)
        )
    )
