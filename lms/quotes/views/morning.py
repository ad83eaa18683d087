"""What Quotes offers to a team's brief and screen: a published card, and where to ask for a call.

A card comes by the order of hashes, for any store the same way: nothing leads to who lived it.
"""

from collections.abc import Iterable

from lms.core import briefs, i18n
from lms.core.access import Capability
from lms.core.briefs import Asked, Line, Part
from lms.core.i18n import _
from lms.core.ids import uuid_of
from lms.core.pages import address
from lms.quotes.queries.library import drawing

CARD = "card:"


@briefs.source("quotes.cards", Part.CARD, capability=Capability.QUOTES)
def cards(asked: Asked) -> Iterable[Line]:
    """Yield a few published cards to read aloud."""
    for one in _drawn(asked):
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


def _drawn(asked: Asked) -> list[drawing.Drawn]:
    if asked.keys is None:
        return drawing.draw_cards(asked.seed, i18n.locale())
    said = [uuid_of(one.removeprefix(CARD)) for one in asked.keys if one.startswith(CARD)]
    return drawing.same_cards([one for one in said if one is not None], i18n.locale())


@briefs.source("quotes.call", Part.CALL, capability=Capability.QUOTES)
def call(asked: Asked) -> Iterable[Line]:
    """Yield where somebody asks their coach for a call, on their own phone."""
    del asked
    yield Line(part=Part.CALL, key="call", words=_("Call me"), url=address("quotes.tell", {}) or "")
