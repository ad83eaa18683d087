"""What Quotes offers to a team's brief and screen: a published card, and where to ask for a call.

A card comes by the order of hashes, for any store the same way: nothing leads to who lived it.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from lms.core import briefs, i18n
from lms.core.access import Capability
from lms.core.asking import Question
from lms.core.briefs import Asked, Line, Part
from lms.core.i18n import _
from lms.core.ids import uuid_of
from lms.core.pages import address
from lms.quotes.queries.library import drawing

CARD = "card:"


def _asks(asked: Asked) -> Mapping[str, Question]:
    if asked.keys is None:
        return {"cards": drawing.drawn_asked()}
    return {"cards": drawing.same_asked()} if _said(asked) else {}


def _given(asked: Asked) -> Mapping[str, Any]:
    locale = {"quotes_locale": i18n.locale()}
    if asked.keys is None:
        return {**locale, "quotes_start": drawing.start_of(asked.seed)}
    return {**locale, "quotes_cards": _said(asked)}


def _said(asked: Asked) -> list[UUID]:
    """Return the cards among what was told already."""
    said = (one.removeprefix(CARD) for one in asked.keys or () if one.startswith(CARD))
    return [one for one in map(uuid_of, said) if one is not None]


@briefs.asking("quotes.cards", Part.CARD, asks=_asks, given=_given, capability=Capability.QUOTES)
def cards(_asked: Asked, found: briefs.Answers) -> Iterable[Line]:
    """Yield a few published cards to read aloud."""
    for one in found["cards"]:
        yield Line(
            part=Part.CARD,
            key=f"{CARD}{one.id}",
            words=one.title,
            body=tuple(filter(None, (one.situation, _quoted(one.say), one.gesture))),
            url=address("quotes.card", {"card_id": one.id}) or "",
        )


def _quoted(words: str) -> str:
    """Return what to say between quotes, unless it has its own."""
    if not words or words[0] in '«“"':
        return words
    return _("“%(words)s”", words=words)


@briefs.source("quotes.call", Part.CALL, capability=Capability.QUOTES)
def call(asked: Asked) -> Iterable[Line]:
    """Yield where somebody asks their coach for a call, on their own phone."""
    del asked
    yield Line(part=Part.CALL, key="call", words=_("Call me"), url=address("quotes.tell", {}) or "")
