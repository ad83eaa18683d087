"""Search and filters. A page of a library of ten thousand cards is chosen before it is joined."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    Subquery,
    Text,
    and_,
    bindparam,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy import column as sql_column
from sqlalchemy.dialects.postgresql import distinct_on

from lms.core import search
from lms.core.db import session
from lms.network.queries.words import channel_name
from lms.network.rules import CHANNELS
from lms.quotes.models import Card, CardText
from lms.quotes.queries.choices import level_name
from lms.quotes.queries.library.rows import (
    IN_LOCALE,
    LINE,
    NEWEST,
    PAGE,
    CardRow,
    joined,
    lines,
)
from lms.quotes.rules.facets import SCARCE, Level
from lms.referential.models import Moment, Skill, Version
from lms.referential.queries import said_name

FACETS: Final = ("theme_uid", "moment_uid", "channel", "level")
PUBLISHED: Final = Card.status == "published"
RANKED: Final = 250
"""Cards found by words at most, those of the latest quarters: nobody reads on past them."""
COUNTED: Final = 1000
"""Without words every card may be turned to, but no more than so many are counted."""


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
    has_more: bool = False
    """There are more cards than ``count``, which were not counted."""
    has_next: bool = False
    """Cards follow this page."""


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


def search_cards(wish: Wish, locale: str = "fr") -> Found:
    """Return one page of cards: by relevance when words are given, else the latest quarter first.

    Inside a quarter the order is that of a hash: it says nothing of the week.
    """
    asked = search.query(wish.words, locale)
    facets = {name: value for name in FACETS if (value := getattr(wish, name))}
    given = {**facets, "locale": locale, "skipped": (wish.page - 1) * PAGE}
    if asked:
        given["asked"] = asked
    found = session.execute(_page(tuple(facets), bool(asked)), given).all()
    total = found[0].total if found else 0
    most = RANKED if asked else COUNTED
    more = len(found) > PAGE and not (asked and wish.page * PAGE >= RANKED)
    return Found(lines(found[:PAGE]), min(total, most), wish.page, total > most, more)


@lru_cache
def _page(facets: tuple[str, ...], by_words: bool) -> "Select[*tuple[Any, ...]]":  # noqa: FBT001
    """Build the statement of a page once: building it costs more than running it."""
    narrowed = [getattr(Card, name) == bindparam(name) for name in facets]
    page = _by_words(narrowed) if by_words else _latest(narrowed)
    skipped = bindparam("skipped", type_=Integer)
    chosen = page.limit(PAGE + 1).offset(skipped).subquery()
    return (
        joined(select(*LINE, chosen.c.total), IN_LOCALE)
        .join(chosen, chosen.c.id == Card.id)
        .order_by(chosen.c.rank.desc(), *NEWEST)
    )


def _latest(narrowed: list[ColumnElement[bool]]) -> "Select[*tuple[Any, ...]]":
    which = (PUBLISHED, *narrowed)
    counted = select(Card.id).where(*which).limit(COUNTED + 1).subquery("counted")
    total = select(func.count()).select_from(counted).scalar_subquery()
    return (
        select(Card.id, literal(0.0).label("rank"), total.label("total"))
        .where(*which)
        .order_by(*NEWEST)
    )


def _by_words(narrowed: list[ColumnElement[bool]]) -> "Select[*tuple[Any, ...]]":
    """Choose the cards that say all the words, the latest ``RANKED`` and one more, and weigh them.

    Weighing ten thousand cards would take a tenth of a second. Words carry the order of lists
    themselves, so that no card is read to find the latest.
    """
    query = func.to_tsquery("simple", bindparam("asked", type_=Text))
    says = (CardText.search.op("@@")(query), CardText.listed.is_not(None), _in_locale())
    latest = select(CardText.card_id, CardText.locale, CardText.listed).where(*says)
    if narrowed:
        card = select(Card.id).where(Card.id == CardText.card_id, PUBLISHED, *narrowed)
        latest = latest.where(card.exists())
    hits = latest.order_by(CardText.listed.desc()).limit(RANKED + 1).cte("hits")
    said = CardText.__table__.alias("said")
    rank = func.ts_rank(said.c.search, query).label("rank")
    one = (said.c.card_id == hits.c.card_id, said.c.locale == hits.c.locale)
    return (
        select(hits.c.card_id.label("id"), rank, func.count().over().label("total"))
        .join_from(hits, said, and_(*one))
        .order_by(rank.desc(), hits.c.listed.desc())
    )


def _in_locale() -> ColumnElement[bool]:
    """Pick the words :func:`text_for` shows; other languages only are looked into further."""
    own = select(Card.language).where(Card.id == CardText.card_id).scalar_subquery()
    other = CardText.__table__.alias("other")
    asked = select(other.c.card_id).where(other.c.locale == IN_LOCALE)
    has = asked.where(other.c.card_id == CardText.card_id).correlate(CardText).exists()
    return or_(CardText.locale == IN_LOCALE, and_(CardText.locale == own, ~has))


def get_filters() -> Filters:
    """Return the facets worth offering: those of the referential that enough cards carry."""
    found: dict[str, list[tuple[str, str]]] = {
        "theme": [],
        "moment": [],
        "channel": [],
        "level": [],
    }
    for row in session.execute(_offered()):
        found[row.kind].append((row.value, row.name))
    return Filters(
        themes=_named(found["theme"]),
        moments=_named(found["moment"]),
        channels=_named((one, channel_name(one)) for one, _name in found["channel"]),
        levels=tuple(Filter(one, level_name(one)) for one, _name in sorted(found["level"])),
    )


@lru_cache
def _offered() -> "CompoundSelect[*tuple[Any, ...]]":
    themes, moments = _items(Skill), _items(Moment)
    return union_all(
        _enough("theme", Card.theme_uid, themes.c.uid, themes.c.name),
        _enough("moment", Card.moment_uid, moments.c.uid, moments.c.name),
        _enough("channel", Card.channel, _each(CHANNELS), literal("")),
        _enough("level", Card.level, _each(one.value for one in Level), literal("")),
    )


def _items(model: type[Skill | Moment]) -> Subquery:
    """Select the items of every version that was published, by their latest name."""
    return (
        select(model.uid, said_name(model).label("name"))
        .join(Version, Version.id == model.version_id)
        .where(Version.published_at.is_not(None))
        .ext(distinct_on(model.uid))
        .order_by(model.uid, Version.number.desc())
        .subquery()
    )


def _enough(
    kind: str, column: Any, value: ColumnElement[Any], name: ColumnElement[str]
) -> "Select[*tuple[Any, ...]]":
    """Select the values that enough published cards carry; no card is read past the last one."""
    carried = select(Card.id).where(PUBLISHED, column == value)
    said = (literal(kind).label("kind"), cast(value, Text).label("value"), name.label("name"))
    return select(*said).where(carried.offset(SCARCE - 1).exists())


def _each(values: Iterable[str]) -> ColumnElement[str]:
    given = func.unnest(cast(list(values), ARRAY(Text))).table_valued(sql_column("value", Text))
    return given.render_derived().c.value


def _named(found: Iterable[tuple[str, str]]) -> tuple[Filter, ...]:
    return _in_order(frozenset(found))


@lru_cache(maxsize=64)
def _in_order(found: frozenset[tuple[str, str]]) -> tuple[Filter, ...]:
    made = [Filter(one, name) for one, name in found if name]
    return tuple(sorted(made, key=lambda one: (search.fold(one.name), one.value)))
