"""The cards nearest to what is being typed."""

from typing import Final

from sqlalchemy import ARRAY, Text, cast, column, func, select

from lms.core import search
from lms.core.db import session
from lms.quotes.models import Card, CardText
from lms.quotes.queries.library.rows import LINE, CardRow, joined, lines, text_for

NEAREST: Final = 3
WANTED, MANY = 2, 3
"""Words a card must share with what is typed, once so many are."""
WEIGHED: Final = 100
"""Cards weighed against each other: those that share the most words."""
_STEMS: Final = 40

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


def nearest_cards(words: str, locale: str = "fr", limit: int = NEAREST) -> list[CardRow]:
    """Return the published cards nearest to what is being typed; none when nothing is near.

    Words in common count, small words do not; two at least are wanted once three are typed. Each
    word is looked up in the index: a card is read only when it says one of them.
    """
    stems = [one for one in dict.fromkeys(search.stems(words[:2000], locale)) if one not in _EMPTY]
    stems = stems[:_STEMS]
    if not stems:
        return []
    typed = func.unnest(cast(stems, ARRAY(Text))).table_valued(column("stem", Text))
    typed = typed.render_derived(name="typed")
    seen = func.count().label("seen")
    told = (
        select(CardText.card_id, CardText.locale, seen)
        .select_from(typed)
        .join(CardText, CardText.search.op("@@")(func.to_tsquery("simple", typed.c.stem)))
        .where(CardText.listed.is_not(None))
        .group_by(CardText.card_id, CardText.locale)
        .having(func.count() >= (1 if len(stems) < MANY else WANTED))
        .order_by(seen.desc(), CardText.card_id)
        .limit(WEIGHED)
        .subquery()
    )
    rank = func.ts_rank(CardText.search, func.to_tsquery("simple", " | ".join(stems)))
    order = (told.c.seen.desc(), rank.desc(), Card.place)
    near = (
        select(Card.id, func.row_number().over(order_by=order).label("turn"))
        .join(told, told.c.card_id == Card.id)
        .join(CardText, text_for(locale))
        .where(Card.status == "published", CardText.locale == told.c.locale)
        .order_by(*order)
        .limit(limit)
        .subquery()
    )
    found = joined(select(*LINE), locale).join(near, near.c.id == Card.id).order_by(near.c.turn)
    return lines(session.execute(found).all())
