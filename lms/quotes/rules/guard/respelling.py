"""Slips of the finger: words no list knows, one letter away from a word the detectors look for.

Only the sentences that hold one are read again, with the word as it was meant; what is found is
shown in the text as it was typed.
"""

from functools import cache, lru_cache

from lms.quotes.rules.guard.folding import Folded
from lms.quotes.rules.guard.lexicon import lexicon
from lms.quotes.rules.guard.reading import Reading
from lms.quotes.rules.guard.rosters import LONGEST, Roster, one_apart, shortened
from lms.quotes.rules.guard.vocabulary.grammar import TYPED
from lms.quotes.rules.guard.vocabulary.people import (
    CHIEFS,
    KIN,
    NEWCOMERS,
    NICKNAMES,
    STAFF,
)
from lms.quotes.rules.guard.vocabulary.private import NATIONS, PRIVATE
from lms.quotes.rules.guard.vocabulary.words import FUNCTION, MODERN
from lms.quotes.rules.guard.vocabulary.world import EVENTS, HAPPENED

SHORTEST = 4  # letters of the shortest word worth respelling
LARGE = 30_000  # people of a town known by everybody, even typed wrong
SURE = 5  # letters from which a word of a phrase is looked for


@cache
def _meant() -> dict[str, list[str]]:
    """Return the words looked for, by each spelling they have with one letter less."""
    phrases = {
        word.rstrip("*")
        for _, _, listed in (*PRIVATE, *HAPPENED)
        for phrase in listed
        for word in phrase.split()
    }
    looked_for = TYPED | {
        word
        for word in phrases | STAFF | NEWCOMERS | CHIEFS | KIN | NATIONS | EVENTS
        if len(word) >= SURE
    }
    towns = lexicon().towns
    looked_for |= {name for name, people in towns.items() if people >= LARGE and len(name) > SURE}
    found: dict[str, list[str]] = {}
    for word in sorted(word for word in looked_for if word.isalpha()):
        for key in {word, *shortened(word)}:
            found.setdefault(key, []).append(word)
    return found


@lru_cache(maxsize=4096)
def _nearest(word: str) -> str:
    """Return the word that was meant, or "" when none is one letter away."""
    candidates = {
        meant
        for key in (word, *shortened(word))
        for meant in _meant().get(key, ())
        if meant != word and one_apart(meant, word)
    }
    same = sorted(
        candidates, key=lambda meant: (meant[0] != word[0], len(meant) != len(word), meant)
    )
    return same[0] if same else ""


@lru_cache(maxsize=8192)
def _slip(word: str) -> str:
    """Return what was meant by a word that no list knows, or ""."""
    if not SHORTEST <= len(word) <= LONGEST or not word.isalpha():
        return ""
    words = lexicon()
    known = word in FUNCTION or word in MODERN or word in NICKNAMES or words.is_word(word)
    if known or word in words.given or word in words.family or word in words.towns:
        return ""
    return _nearest(word)


def respelt(reading: Reading, roster: Roster) -> Folded | None:
    """Return the sentences with a slip, its word as it was meant; None when there is none."""
    slips = {}
    for i, word in enumerate(reading.words):
        meant = _slip(word)
        if meant and word not in roster.given and word not in roster.family:
            slips[i] = meant
    if not slips:
        return None
    sentences = {reading.sentence[i] for i in slips}
    pieces: list[tuple[int, int, str]] = []
    for i, number in enumerate(reading.sentence):
        if number in sentences:
            last = i + 1 == len(reading) or reading.sentence[i + 1] != number
            after = reading.starts[i + 1] if i + 1 < len(reading) else len(reading.flat)
            pieces.append((reading.starts[i], reading.ends[i], slips.get(i, "")))
            pieces.append((reading.ends[i], after, "\n" if last else ""))
    return reading.folded.made_of(pieces)
