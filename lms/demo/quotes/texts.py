"""The words of the demo's cards, read from ``content/cards``: one file per moment of truth.

A card is a title, a line of facets (practice, level, channel), the situation, the sentence to say
between « », the gesture. ``reserve``, ``signed`` and ``reports`` put the moment first among the
facets; ``signed.en`` is ``signed`` in English; ``reports`` has the reporter's own words before the situation.
"""

from dataclasses import dataclass
from functools import lru_cache

from lms.demo.publishing import FOLDER
from lms.quotes.rules.facets import Level
from lms.quotes.services.publishing import Words

CARDS = FOLDER / "cards"
APART = ("reserve", "signed", "signed.en", "reports")
"""Files that hold several moments."""


@dataclass(frozen=True, slots=True)
class Written:
    """A card as it is written in the content, its facets by their codes."""

    words: Words
    moment: str
    theme: str
    level: str
    channel: str | None = None
    told: str = ""
    """The reporter's own words, for a card under way."""


@lru_cache(maxsize=16)
def read_cards(name: str) -> tuple[Written, ...]:
    """Return the cards of a file, in its order; raises ValueError for one badly laid out."""
    text = (CARDS / f"{name}.md").read_text(encoding="utf-8")
    return tuple(_card(name, part) for part in text.split("## ")[1:])


def read_library() -> list[Written]:
    """Return every card that is published without a name, moment by moment."""
    names = sorted(path.stem for path in CARDS.glob("*.md") if path.stem not in APART)
    return [one for name in names for one in read_cards(name)]


def _card(name: str, part: str) -> Written:
    head, *blocks = (block.strip() for block in part.strip().split("\n\n"))
    title, _, tags = head.partition("\n")
    told = blocks.pop(0) if name == "reports" else ""
    codes = [code.strip() for code in tags.split(",")]
    moment = codes.pop(0) if name in APART else name
    situation, say, gesture = blocks
    theme, level, *channels = codes
    return Written(
        Words(title=title, situation=situation, say=say.strip("« »“”"), gesture=gesture),
        moment=moment,
        theme=theme,
        level=Level(level).value,
        channel=channels[0] if channels else None,
        told=told,
    )
