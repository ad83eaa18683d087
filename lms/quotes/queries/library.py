"""The library: search, filters, one card; the same answer for everybody who may read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from lms.accounts.models import Person
from lms.core import search
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.network.queries.words import channel_name
from lms.quotes.models import Card, CardText, CardUse, Mark, Signature, StaleItem
from lms.quotes.queries.choices import level_name, names_of
from lms.quotes.rules.facets import SCARCE
from lms.quotes.rules.figures import bucket

PAGE: Final = 24
NEAREST: Final = 3
_SHOWN: Final = ("published", "superseded")

_EMPTY = frozenset(
    search.stems(
        "le la les un une des du de d au aux a et ou ne pas je j tu il elle on nous vous ils elles "
        "me m te t se s lui leur mon ma mes ton ta tes son sa ses notre nos votre vos ce cet cette "
        "ces que qu qui quoi dont où en y dans sur sous avec sans pour par plus très trop bien "
        "est était être suis sont ai as avait avoir fait faire dit dire va comme quand si mais "
        "client cliente clients magasin"
    )
)
"""Stems that tell nothing of a difficulty."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for."""

    words: str = ""
    theme_uid: UUID | None = None
    moment_uid: UUID | None = None
    channel: str | None = None
    level: str | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class CardRow:
    """A card in a list."""

    id: UUID
    title: str
    theme: str
    moment: str
    level: str
    signed_by: str
    quarter: str
    helped: int | None
    """People it helped, in steps from five; None under five."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of the library."""

    rows: Sequence[CardRow]
    count: int
    page: int

    @property
    def has_next(self) -> bool:
        """Tell whether rows follow this page."""
        return self.count > self.page * PAGE


@dataclass(frozen=True, slots=True)
class Filter:
    """A facet value with enough cards to be offered."""

    value: str
    name: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What the library may be narrowed by; values with fewer than three cards are not offered."""

    themes: tuple[Filter, ...]
    moments: tuple[Filter, ...]
    channels: tuple[Filter, ...]
    levels: tuple[Filter, ...]


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


@dataclass(frozen=True, slots=True)
class Use:
    """How a card is used, in steps from five; None: too few to say."""

    read: int | None
    helped: int | None
    me_too: int | None


def text_for(locale: str) -> ColumnElement[bool]:
    """Pick a card's words in ``locale``, else in its own language (joins Card and CardText)."""
    other = CardText.__table__.alias("other")
    has = select(other.c.card_id).where(other.c.card_id == Card.id, other.c.locale == locale)
    return and_(
        CardText.card_id == Card.id,
        or_(CardText.locale == locale, and_(CardText.locale == Card.language, ~has.exists())),
    )


def _chosen(wish: Wish) -> list[ColumnElement[bool]]:
    which: list[ColumnElement[bool]] = [Card.status == "published"]
    for column, asked in (
        (Card.theme_uid, wish.theme_uid),
        (Card.moment_uid, wish.moment_uid),
        (Card.channel, wish.channel),
        (Card.level, wish.level),
    ):
        if asked:
            which.append(column == asked)
    return which


def search_cards(wish: Wish, locale: str = "fr") -> Found:
    """Return one page of cards: by relevance when words are given, else the latest quarter first.

    Inside a quarter the order is that of a hash: it says nothing of the week.
    """
    which = _chosen(wish)
    asked = search.query(wish.words, locale)
    order: list[Any] = [Card.quarter.desc(), Card.place]
    if asked:
        query = func.to_tsquery("simple", asked)
        which.append(CardText.search.op("@@")(query))
        order = [func.ts_rank(CardText.search, query).desc(), *order]
    ids = (
        select(Card.id, CardText.title, func.count().over().label("total"))
        .join(CardText, text_for(locale))
        .where(*which)
        .order_by(*order)
        .limit(PAGE)
        .offset((wish.page - 1) * PAGE)
    )
    found = session.execute(ids).all()
    count = found[0].total if found else 0
    return Found(_card_rows([(row.id, row.title) for row in found]), count, wish.page)


def _card_rows(found: Sequence[tuple[UUID, str]]) -> list[CardRow]:
    ids = [card_id for card_id, _title in found]
    cards = {one.id: one for one in session.scalars(select(Card).where(Card.id.in_(ids)))}
    said = names_of([uid for one in cards.values() for uid in (one.theme_uid, one.moment_uid)])
    uses = select(CardUse.card_id, CardUse.helped).where(CardUse.card_id.in_(ids))
    helped = {row.card_id: row.helped for row in session.execute(uses)}
    signed = _signatures(ids)
    return [
        CardRow(
            id=one.id,
            title=title,
            theme=said.get(one.theme_uid, ""),
            moment=said.get(one.moment_uid, ""),
            level=level_name(one.level) if one.level else "",
            signed_by=signed.get(one.id, ""),
            quarter=one.quarter,
            helped=bucket(helped.get(one.id, 0)),
        )
        for card_id, title in found
        for one in (cards[card_id],)
    ]


def _signatures(ids: Sequence[UUID]) -> dict[UUID, str]:
    rows = session.execute(
        select(Signature.card_id, Person.given_name, Person.family_name)
        .join(Person, Person.id == Signature.person_id)
        .where(Signature.card_id.in_(ids))
    )
    return {row.card_id: f"{row.given_name} {row.family_name}".strip() for row in rows}


def get_filters() -> Filters:
    """Return the facets worth offering."""
    themes, moments = _frequent(Card.theme_uid), _frequent(Card.moment_uid)
    said = names_of([*themes, *moments])
    return Filters(
        themes=_named((str(one), said.get(one, "")) for one in themes),
        moments=_named((str(one), said.get(one, "")) for one in moments),
        channels=_named((one, channel_name(one)) for one in _frequent(Card.channel)),
        levels=tuple(Filter(one, level_name(one)) for one in _frequent(Card.level)),
    )


def _frequent(column: Any) -> list[Any]:
    return list(
        session.scalars(
            select(column)
            .where(Card.status == "published", column.is_not(None))
            .group_by(column)
            .having(func.count() >= SCARCE)
            .order_by(column)
        )
    )


def _named(found: Any) -> tuple[Filter, ...]:
    made = [Filter(one, name) for one, name in found if name]
    return tuple(sorted(made, key=lambda one: search.fold(one.name)))


def get_card(card_id: UUID, locale: str = "fr") -> CardShown:
    """Return a card; raises NotFound for one withdrawn or retired, as for none."""
    row = session.execute(
        select(Card, CardText)
        .join(CardText, text_for(locale))
        .where(Card.id == card_id, Card.status.in_(_SHOWN))
    ).one_or_none()
    if row is None:
        raise NotFound(_("This card does not exist, or it was taken out."))
    card, words = row
    said = names_of([card.theme_uid, card.moment_uid])
    return CardShown(
        id=card.id,
        status=card.status,
        title=words.title,
        situation=words.situation,
        say=words.say,
        gesture=words.gesture,
        language=words.locale,
        theme_uid=card.theme_uid,
        theme=said.get(card.theme_uid, ""),
        moment_uid=card.moment_uid,
        moment=said.get(card.moment_uid, ""),
        channel=channel_name(card.channel) if card.channel else "",
        level=level_name(card.level) if card.level else "",
        quarter=card.quarter,
        frequency=card.frequency,
        signed_by=_signatures([card.id]).get(card.id, ""),
        superseded_by=card.superseded_by,
        is_stale=_is_stale(card),
        etag=words.content_hash,
    )


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
        .where(Card.id == card_id, Card.status.in_(_SHOWN))
    ).one_or_none()
    if row is None:
        raise NotFound(_("This card does not exist, or it was taken out."))
    return About(*row)


def _is_stale(card: Card) -> bool:
    items = [uid for uid in (card.theme_uid, card.moment_uid) if uid]
    stale = select(StaleItem.item_uid).where(StaleItem.item_uid.in_(items)).limit(1)
    return session.scalar(stale) is not None


def get_use(card_id: UUID) -> Use:
    """Return how a card is used, in steps."""
    row = session.get(CardUse, card_id)
    if row is None:
        return Use(None, None, None)
    return Use(bucket(row.read), bucket(row.helped), bucket(row.me_too))


def nearest_cards(words: str, locale: str = "fr", limit: int = NEAREST) -> list[CardRow]:
    """Return the published cards nearest to what is being typed; none when nothing is near.

    Words in common count, small words do not; two at least are wanted once three are typed.
    """
    stems = [one for one in dict.fromkeys(search.stems(words[:2000], locale)) if one not in _EMPTY]
    stems = stems[:40]
    if not stems:
        return []
    query = func.to_tsquery("simple", " | ".join(stems))
    # A stem the search did not see weighs nothing; the number of those seen comes first.
    seen = sum(
        (
            case((CardText.search.op("@@")(func.to_tsquery("simple", stem)), 1), else_=0)
            for stem in stems
        ),
        start=case((Card.id.is_(None), 0), else_=0),
    )
    near = (
        select(Card.id, CardText.title, seen.label("seen"))
        .join(CardText, text_for(locale))
        .where(Card.status == "published", CardText.search.op("@@")(query))
        .order_by(seen.desc(), func.ts_rank(CardText.search, query).desc(), Card.place)
        .limit(limit)
    )
    least = 2 if len(stems) > 2 else 1  # noqa: PLR2004
    found = [(row.id, row.title) for row in session.execute(near) if row.seen >= least]
    return _card_rows(found)


def cards_for(item: UUID, locale: str = "fr", limit: int = PAGE) -> list[CardRow]:
    """Return the published cards on a practice or a moment, for lessons and other pages."""
    rows = session.execute(
        select(Card.id, CardText.title)
        .join(CardText, text_for(locale))
        .where(Card.status == "published", or_(Card.theme_uid == item, Card.moment_uid == item))
        .order_by(Card.quarter.desc(), Card.place)
        .limit(limit)
    )
    return _card_rows([(row.id, row.title) for row in rows])


def _marked(person_id: UUID, kind: str) -> Select[UUID]:
    return select(Mark.card_id).where(Mark.person_id == person_id, Mark.kind == kind)


def list_marked(person_id: UUID, kind: str = "bookmark", locale: str = "fr") -> list[CardRow]:
    """Return a reader's own cards: "bookmark" (to see again) or "to_read"."""
    rows = session.execute(
        select(Card.id, CardText.title)
        .join(CardText, text_for(locale))
        .where(Card.status.in_(_SHOWN), Card.id.in_(_marked(person_id, kind)))
        .order_by(Card.quarter.desc(), Card.place)
    )
    return _card_rows([(row.id, row.title) for row in rows])


def marks_of(person_id: UUID, card_id: UUID) -> frozenset[str]:
    """Return which marks a reader put on a card; with ``services.using.said`` for the others."""
    return frozenset(
        session.scalars(
            select(Mark.kind).where(Mark.person_id == person_id, Mark.card_id == card_id)
        )
    )
