"""Search: words folded and stemmed the same way when stored and when asked (K11).

``document`` gives the text to store as a ``simple`` tsvector, ``query`` the tsquery to match it,
``fold`` the key names are sorted and matched by. Each feature registers its own search, which
returns only what the viewer may open.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from lms.core.access import Viewer

_WORD = re.compile(r"[a-z0-9]+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})
LONGEST_QUERY = 200


def fold(words: str) -> str:
    """Return ``words`` without case or accents, ligatures opened ("Œuf" -> "oeuf")."""
    bare = unicodedata.normalize("NFKD", words.casefold().translate(_LIGATURES))
    return "".join(mark for mark in bare if not unicodedata.combining(mark))


@lru_cache(maxsize=4)
def _stemmer(language: str) -> "Stemmer.Stemmer":
    return Stemmer.Stemmer("english" if language.startswith("en") else "french")


def stems(words: str, language: str = "fr") -> list[str]:
    """Return the stems of ``words`` in order; folded first, so that accents may be left out."""
    return list(_stemmer(language).stemWords(_WORD.findall(fold(words))))


def document(*texts: str, language: str = "fr") -> str:
    """Return what to hand to ``to_tsvector('simple', ...)``."""
    return " ".join(stems(" ".join(texts), language))


def query(words: str, language: str = "fr") -> str:
    """Return what to hand to ``to_tsquery('simple', ...)``: all words, the last one as a prefix.

    Empty when nothing searchable was typed.
    """
    found = list(dict.fromkeys(stems(words[:LONGEST_QUERY], language)))
    return " & ".join([*found[:-1], f"{found[-1]}:*"]) if found else ""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found that the viewer may open."""

    source: str
    label: str
    url: str
    detail: str = ""


Searcher = Callable[[Viewer, str, int], Iterable[Hit]]

SEARCHERS: dict[str, Searcher] = {}


def searcher(code: str) -> Callable[[Searcher], Searcher]:
    """Register a feature's search (``network.people``)."""

    def register(find: Searcher) -> Searcher:
        if SEARCHERS.setdefault(code, find) is not find:
            message = f"search {code} is declared twice"
            raise ValueError(message)
        return find

    return register


def search(viewer: Viewer, words: str, *, each: int = 5) -> list[Hit]:
    """Return up to ``each`` hits of every feature, in the order of their codes."""
    if not stems(words[:LONGEST_QUERY]):
        return []
    return [hit for code in sorted(SEARCHERS) for hit in SEARCHERS[code](viewer, words, each)]
