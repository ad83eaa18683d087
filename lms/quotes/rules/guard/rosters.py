"""The people and units of a network, made ready for a search word by word.

Built once for a network of 40,000 people (about a second), then only read: any number of threads
may share it.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from lms.quotes.rules.guard.findings import Kind
from lms.quotes.rules.guard.folding import fold
from lms.quotes.rules.guard.lexicon import Lexicon, lexicon, sizes
from lms.quotes.rules.guard.vocabulary.grammar import LANDMARK_WORDS, PARTICLES
from lms.quotes.rules.guard.vocabulary.words import FUNCTION, UNIT_WORDS

PIECES = re.compile(r"[a-z]+|[0-9]+")
REMEMBERED = 8192  # words whose variant is kept in memory
ALPHABET = "abcdefghijklmnopqrstuvwxyz"
LONG_ENOUGH = 6  # letters from which a surname is also known one letter away
GIVEN_ENOUGH = 5  # letters from which a first name is also known one letter away, or by ear
SAID = 4  # sounds from which two names may be one
ACRONYM = 3  # words from which a unit is also known by its first letters
SOUNDS = (
    ("ph", "f"), ("bv", "v"), ("th", "t"), ("ault", "o"), ("aud", "o"), ("aut", "o"), ("eau", "o"), ("au", "o"),
    ("ai", "e"), ("ei", "e"), ("ck", "k"), ("qu", "k"), ("y", "i"), ("ca", "ka"), ("co", "ko"), ("cu", "ku"),
    ("h", ""), ("w", "v"), ("en", "an"), ("em", "am"), ("ss", "s"), ("z", "s"),
)  # fmt: skip
LONGEST = 24  # letters of the longest word that may be a name typed wrong
SHORT = 2  # letters of a part of a name that says nothing alone
PART = 5  # letters from which one word of a unit's name tells the unit
SPELT = {"st": "saint", "ste": "sainte"}


def pieces(name: str) -> list[str]:
    """Return the folded words of a name, ``St`` spelt out."""
    return [SPELT.get(word, word) for word in PIECES.findall(fold(name))]


class Roster:
    """Names to look for: ``people`` are (given name, family name), ``units`` their full names."""

    __slots__ = (
        "_given_variants",
        "_variants",
        "alone",
        "family",
        "given",
        "given_sounds",
        "landmarks",
        "loose",
        "phrases",
        "sizes",
        "sounds",
        "unit_words",
    )

    def __init__(self, people: Iterable[tuple[str, str]] = (), units: Iterable[str] = ()) -> None:
        self.phrases: dict[str, Kind] = {}
        self.given: set[str] = set()
        self.family: set[str] = set()
        self.loose: dict[str, Kind] = {}
        self.sounds: set[str] = set()
        self.unit_words: set[str] = set()
        self._variants: dict[str, str] = {}
        self._given_variants: dict[str, bool] = {}
        self.alone: set[str] = set()
        self.landmarks: set[str] = set()
        for given, family in set(people):
            self._name(given, self.given, Kind.FIRST_NAME)
            self._name(family, self.family, Kind.SURNAME)
        words = lexicon()
        for unit in set(units):
            self._unit(unit, words)
        self.sizes = sizes(dict.fromkeys(self.phrases, 1))
        for name in self.family:
            if len(name) >= LONG_ENOUGH:
                self.sounds.add(sound(name))

        self.given_sounds = {sound(name) for name in self.given if len(name) >= GIVEN_ENOUGH}

    def _name(self, name: str, known: set[str], kind: Kind) -> None:
        """Add a name; of several words, the whole and each part that says something."""
        words = pieces(name)
        if len(words) == 1:
            known.add(words[0])
        elif words:
            self.phrases.setdefault(" ".join(words), kind)
            known.add("".join(words))
            known.update(w for w in words if len(w) > SHORT and w not in PARTICLES)

    def _unit(self, name: str, words: Lexicon) -> None:
        """Add a unit: its name, two words of it in a row, each word that is its own."""
        found = pieces(name)
        if not found:
            return
        self.landmarks.update(w for w in found if w in LANDMARK_WORDS)
        if len(own_letters := "".join(w[0] for w in found)) >= ACRONYM:
            self.loose.setdefault(own_letters, Kind.UNIT)
        own = [w for w in found if w not in UNIT_WORDS and w not in FUNCTION and not w.isdigit()]
        if len(found) > 1:
            self.phrases[" ".join(found)] = Kind.UNIT
        for first, second in itertools.pairwise(found):
            pair = {first, second}
            if not pair & FUNCTION and len(first + second) > PART:
                self.phrases.setdefault(first + second, Kind.UNIT)
            if pair & set(own) and not pair <= FUNCTION | UNIT_WORDS:
                where = self.loose if pair & FUNCTION else self.phrases
                where.setdefault(f"{first} {second}", Kind.UNIT)
        self.unit_words.update(word for word in own if len(word) >= PART)
        known = words.towns
        for word in own:
            if not any(other != word and other not in known for other in own):
                self.alone.add(word)
            sure = len(word) >= PART and not words.is_word(word)
            self.loose.setdefault(word, Kind.UNIT)
            if sure:
                self.phrases.setdefault(word, Kind.UNIT)

    def variant(self, word: str) -> str:
        """Return a surname one letter away from ``word`` (added, lost, changed, swapped), or ""."""
        if not LONG_ENOUGH - 1 <= len(word) <= LONGEST:
            return ""
        known = self._variants.get(word)
        if known is None:
            near = (name for name in neighbours(word) if name in self.family and name != word)
            known = next((name for name in near if len(name) >= LONG_ENOUGH), "")
            if len(self._variants) < REMEMBERED:
                self._variants[word] = known
        return known

    def near_given(self, word: str) -> bool:
        """Tell whether a word is a name of at least five letters spelt a letter away."""
        if not GIVEN_ENOUGH - 1 <= len(word) <= LONGEST:
            return False
        known = self._given_variants.get(word)
        if known is None:
            known = any(
                len(near) >= GIVEN_ENOUGH and (near in self.given or near in self.family)
                for near in neighbours(word)
                if near != word
            )
            if len(self._given_variants) < REMEMBERED:
                self._given_variants[word] = known
        return known

    def sounds_given(self, word: str) -> bool:
        """Tell whether a word is said like a first name of at least five letters."""
        return len(word) >= GIVEN_ENOUGH - 1 and sound(word) in self.given_sounds

    def sounds_like(self, word: str) -> bool:
        """Tell whether a word is said like a surname of at least six letters."""
        return (
            len(word) >= LONG_ENOUGH - 1 and len(sound(word)) >= SAID and sound(word) in self.sounds
        )

    def unit_shortened(self, word: str) -> bool:
        """Tell whether a word is the beginning of a unit's own word, or a letter away from one."""
        if len(word) < PART:
            return False
        return any(
            own != word and (own.startswith(word) or (len(own) > PART and one_apart(own, word)))
            for own in self.unit_words
            if own[0] == word[0]
        )


@lru_cache(maxsize=16384)
def sound(word: str) -> str:
    """Return what is heard of a French name, roughly: Lefaivre and Lefebvre are one."""
    for written, said in SOUNDS:
        word = word.replace(written, said)
    kept = [letter for i, letter in enumerate(word) if not i or word[i - 1] != letter]
    return "".join(kept).rstrip("estxdz") or word


def neighbours(word: str) -> Iterator[str]:
    """Yield the spellings one letter away from ``word``."""
    for i in range(len(word) + 1):
        head, tail = word[:i], word[i:]
        yield from (head + letter + tail for letter in ALPHABET)
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in ALPHABET)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]


def shortened(word: str) -> set[str]:
    """Return the word without each of its letters in turn."""
    return {word[:i] + word[i + 1 :] for i in range(len(word))}


def one_apart(a: str, b: str) -> bool:
    """Tell whether one letter added, lost, changed or two neighbours swapped make ``b`` of ``a``."""
    if abs(len(a) - len(b)) > 1:
        return False
    same = 0
    while same < min(len(a), len(b)) and a[same] == b[same]:
        same += 1
    a, b = a[same:], b[same:]
    if len(a) == len(b):
        return a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
    return a[1:] == b or a == b[1:]
