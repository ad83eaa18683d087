"""Units of the network, by their name or a part of it."""

from collections.abc import Iterator

from lms.quotes.rules.guard.findings import Hit, Kind
from lms.quotes.rules.guard.lexicon import lexicon
from lms.quotes.rules.guard.reading import Reading
from lms.quotes.rules.guard.rosters import Roster
from lms.quotes.rules.guard.vocabulary.grammar import OF_A_TOWN
from lms.quotes.rules.guard.vocabulary.people import PERSONS, STAFF
from lms.quotes.rules.guard.vocabulary.words import (
    DETERMINERS,
    FUNCTION,
    MODERN,
    UNIT_WORDS,
)

SPACED = 3
LEADING = frozenset(("a", "chez", "de"))
OF_UNITS = frozenset(("magasin", "boutique", "agence", "chez", "equipe"))
TOWARDS = frozenset(("a", "de", "vers", "sur", "depuis"))
SMALL = 2


def units(reading: Reading, roster: Roster) -> Iterator[Hit]:
    """Yield units of the network by their name, two words of it or the one that tells it."""
    i = 0
    while i < len(reading):
        size = _longest(reading, i, roster)
        said = size > 1 and roster.phrases[joined(reading, i, size)] is Kind.FIRST_NAME
        if size and (said or not _everyday(reading, i, size)):
            kind = roster.phrases[joined(reading, i, size)]
            yield Hit(reading.starts[i], reading.ends[i + size - 1], kind)
        elif _loose(reading, i, roster):
            yield Hit(reading.starts[i], reading.ends[i], Kind.UNIT)
        elif _loose_pair(reading, i, roster):
            yield Hit(reading.starts[i], reading.ends[i + 1], Kind.UNIT)
        i += max(1, size)


def _everyday(reading: Reading, i: int, size: int) -> bool:
    """Tell whether a name made of words of every day is typed as words: "une bonne nouvelle"."""
    here = range(i, i + size)
    if any(reading.marked(j) for j in here) or reading.loud(i):
        return False
    words = lexicon()
    if not all(words.is_word(reading.keys[j]) for j in here if reading.keys[j].isalpha()):
        return False
    titled = reading.opening[i] and size > 1 and all(reading.capital(j) for j in here)
    return not (titled or _led_to(reading, i))


def _led_to(reading: Reading, i: int) -> bool:
    """Tell whether the words before lead to a place: "chez", "à la", "le magasin"."""
    before = reading.before(i, 2)
    if before[:1] and before[0] in OF_UNITS:
        return True
    return len(before) > 1 and before[0] in {"la", "le", "les"} and before[1] in TOWARDS


def joined(reading: Reading, i: int, size: int) -> str:
    """Return ``size`` words from word ``i``, ``St`` spelt out."""
    return " ".join(reading.keys[i : i + size])


def _longest(reading: Reading, i: int, roster: Roster) -> int:
    """Return how many words from word ``i`` are the longest name of the roster there."""
    first = reading.keys[i]
    for size in roster.sizes.get(first, ()):
        if i + size > len(reading) or joined(reading, i, size) not in roster.phrases:
            continue
        if all(len(reading.gap(j)) <= SPACED for j in range(i + 1, i + size)):
            return size
    return 0


def _loose(reading: Reading, i: int, roster: Roster) -> bool:
    """Tell whether one word of a unit's name, which is also a word, stands for the unit here."""
    word = reading.keys[i]
    here = reading.marked(i) or reading.capital(i) or word in roster.loose
    if not here and reading.word(i - 1) not in LEADING:
        return False
    if (
        reading.marked(i)
        and word in roster.landmarks
        and reading.word(i - 1) in {"au", "aux", "la", "les", "du", "des"}
    ):
        return not reading.capital(i + 1) or not reading.tied(i + 1)
    strange = word not in MODERN and not lexicon().is_word(word)
    led = reading.marked(i) or reading.word(i - 1) in LEADING
    if strange and led and roster.unit_shortened(word):
        return True
    if (
        reading.capitals(i)
        and len(word) > SMALL
        and not reading.loud(i)
        and word in roster.loose
        and word not in MODERN
    ):
        return True
    if word not in roster.loose or len(word) < len("Nice") or word in MODERN:
        return False
    before = reading.before(i, 2)
    of_unit = bool(before) and bool(
        set(before) & {"magasin", "boutique", "agence", "chez", "equipe", "unite"}
    )
    if reading.marked(i):
        return True
    if (
        not reading.capital(i)
        and before[:1] in {("a",), ("chez",)}
        and word in roster.alone
        and ends(reading, i)
        and not of_a_noun(reading, i)
    ):
        return reading.folded.text[reading.folded.origin(reading.starts[i - 1])] != "a"
    return (
        of_unit
        and before[0] in {"de", "d", "du", "a", "magasin", "boutique"}
        and not lexicon().is_word(word)
    )


def of_a_noun(reading: Reading, i: int) -> bool:
    """Tell whether small letters after "à" say what a thing is for: "un verre à cognac"."""
    before = reading.before(i, 3)
    if len(before) < len(("a", "verre", "un")) or before[0] != "a" or reading.capital(i):
        return False
    noun, owner = before[1], before[2]
    people = PERSONS | UNIT_WORDS | OF_A_TOWN | STAFF
    return owner in DETERMINERS and noun not in people and noun not in FUNCTION


def _loose_pair(reading: Reading, i: int, roster: Roster) -> bool:
    """Tell whether two words of a unit's name, one of them a small one, stand for it here."""
    if (
        i + 1 >= len(reading)
        or joined(reading, i, 2) not in roster.loose
        or not reading.tied(i + 1)
    ):
        return False
    capital = i if reading.words[i] not in FUNCTION else i + 1
    word = reading.words[capital]
    sure = len(word) > len("Nic") and not lexicon().is_word(word)
    return sure or (reading.marked(capital) and word not in MODERN)


def ends(reading: Reading, i: int) -> bool:
    """Tell whether nothing hangs on the word: what a place may be, what a thing seldom is."""
    after = reading.word(i + 1)
    return (
        not reading.tied(i + 1)
        or after in FUNCTION
        or reading.sentence[i + 1] != reading.sentence[i]
    )
