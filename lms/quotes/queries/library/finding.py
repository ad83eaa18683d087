"""Search and filters. A page of a library of ten thousand cards is chosen before it is joined."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, literal, select, tuple_

from lms.core import search
from lms.core.db import session
from lms.network.queries.words import channel_name
from lms.quotes.models import Card, CardText
from lms.quotes.queries.choices import level_name, names_of
from lms.quotes.queries.library.rows import LINE, PAGE, CardRow, joined, lines, text_for
from lms.quotes.rules.facets import SCARCE

RANKED: Final = 500
"""Cards weighed against each other when words are common: those of the latest quarters."""


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
class Found:
    """A page of the library."""

    rows: list[CardRow]
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
    asked = search.query(wish.words, locale)
    page = _by_words(wish, asked, locale) if asked else _latest(wish)
    chosen = page.limit(PAGE).offset((wish.page - 1) * PAGE).subquery()
    found = session.execute(
        joined(select(*LINE, chosen.c.total), locale)
        .join(chosen, chosen.c.id == Card.id)
        .order_by(chosen.c.rank.desc(), Card.quarter.desc(), Card.place)
    ).all()
    return Found(lines(found), found[0].total if found else 0, wish.page)


def _latest(wish: Wish) -> "Select[*tuple[Any, ...]]":
    which = _chosen(wish)
    total = select(func.count()).select_from(Card).where(*which).scalar_subquery()
    return (
        select(Card.id, literal(0.0).label("rank"), total.label("total"))
        .where(*which)
        .order_by(Card.quarter.desc(), Card.place)
    )


def _by_words(wish: Wish, asked: str, locale: str) -> "Select[*tuple[Any, ...]]":
    """Choose cards that say all the words; weigh no more than ``RANKED`` of them."""
    query = func.to_tsquery("simple", asked)
    latest = func.row_number().over(order_by=(Card.quarter.desc(), Card.place))
    hits = (
        select(Card.id, CardText.locale, latest.label("turn"))
        .join(CardText, text_for(locale))
        .where(*_chosen(wish), CardText.search.op("@@")(query))
        .cte("hits")
    )
    weighed = and_(
        CardText.card_id == hits.c.id, CardText.locale == hits.c.locale, hits.c.turn <= RANKED
    )
    rank = func.coalesce(func.ts_rank(CardText.search, query), 0.0).label("rank")
    return (
        select(hits.c.id, rank, func.count().over().label("total"))
        .select_from(hits)
        .outerjoin(CardText, weighed)
        .order_by(rank.desc(), hits.c.turn)
    )


def get_filters() -> Filters:
    """Return the facets worth offering, counted in one reading of the cards."""
    facets = (Card.theme_uid, Card.moment_uid, Card.channel, Card.level)
    rows = session.execute(
        select(*facets)
        .where(Card.status == "published")
        .group_by(func.grouping_sets(*(tuple_(one) for one in facets)))
        .having(func.count() >= SCARCE)
    ).all()
    themes = [row.theme_uid for row in rows if row.theme_uid]
    moments = [row.moment_uid for row in rows if row.moment_uid]
    channels = [row.channel for row in rows if row.channel]
    levels = sorted(row.level for row in rows if row.level)
    said = names_of([*themes, *moments])
    return Filters(
        themes=_named((str(one), said.get(one, "")) for one in themes),
        moments=_named((str(one), said.get(one, "")) for one in moments),
        channels=_named((one, channel_name(one)) for one in channels),
        levels=tuple(Filter(one, level_name(one)) for one in levels),
    )


def _named(found: Iterable[tuple[str, str]]) -> tuple[Filter, ...]:
    made = [Filter(one, name) for one, name in found if name]
    return tuple(sorted(made, key=lambda one: search.fold(one.name)))
