"""Towns, regions and countries."""

from collections.abc import Iterator

from lms.quotes.rules.guard.detectors.goods import of_a_product
from lms.quotes.rules.guard.detectors.names import doubtful
from lms.quotes.rules.guard.detectors.units import ends, joined, of_a_noun
from lms.quotes.rules.guard.findings import Hit, Kind
from lms.quotes.rules.guard.lexicon import lexicon, sizes
from lms.quotes.rules.guard.reading import Reading
from lms.quotes.rules.guard.rosters import Roster
from lms.quotes.rules.guard.vocabulary.grammar import (
    ARTICLES,
    BEFORE_THINGS,
    LINKS,
    MODELS,
    NEVER_TOWNS,
    OF_A_TOWN,
)
from lms.quotes.rules.guard.vocabulary.people import NEWCOMERS, STAFF
from lms.quotes.rules.guard.vocabulary.places import (
    AREAS,
    COUNTRIES,
    GOODS,
    PLACE_BEFORE,
    PRODUCTS,
    REGIONS,
)
from lms.quotes.rules.guard.vocabulary.words import (
    DETERMINERS,
    FUNCTION,
    MODERN,
    MONTHS,
)

LONGEST = 9
LARGE, KNOWN, MIDDLE, SMALL = 40_000, 12_000, 4_000, 1_500
MERGED = {"au": "le", "du": "le", "aux": "les", "des": "les", "st": "saint", "ste": "sainte"}
AREA_SIZES = sizes(dict.fromkeys(AREAS, 1))
AREA_SET = frozenset(AREAS)


def towns(reading: Reading, _roster: Roster) -> Iterator[Hit]:
    """Yield towns, regions and countries."""
    i = 0
    while i < len(reading):
        size = 0
        if reading.words[i] in AREA_SIZES and (size := _area_size(reading, i)):
            yield Hit(reading.starts[i], reading.ends[i + size - 1], Kind.PLACE)
        elif reading.words[i] in REGIONS | COUNTRIES and _region(reading, i):
            yield Hit(reading.starts[i], reading.ends[i], Kind.PLACE)
        elif size := _town_size(reading, i):
            yield Hit(reading.starts[i], reading.ends[i + size - 1], Kind.TOWN)
        i += max(1, size)


def _town_size(reading: Reading, i: int) -> int:
    """Return how many words from word ``i`` are a town's name here, or 0."""
    known = lexicon()
    word = reading.words[i]
    for first in {word, MERGED.get(word, word)}:
        for size in known.town_sizes.get(first, ()):
            if i + size > len(reading) or size > LONGEST:
                continue
            rest = joined(reading, i + 1, size - 1)
            people = known.towns.get(f"{first} {rest}" if rest else first)
            if people is not None and _is_town(reading, i, size, people):
                return size
    return 0


def _is_town(reading: Reading, i: int, size: int, people: int) -> bool:
    """Tell whether words that make a town's name are the town here."""
    if any(not reading.tied(j) for j in range(i + 1, i + size)):
        return False
    if (
        _sold(reading, i, size)
        or of_a_product(reading, i)
        or (reading.words[i] not in ARTICLES and reading.word(i - 1) in BEFORE_THINGS)
    ):
        return False
    return _one_word_town(reading, i, people) if size == 1 else _long_town(reading, i, size, people)


def _sold(reading: Reading, i: int, size: int) -> bool:
    """Tell whether the words are a thing to eat or a day: "un paris-brest", "la Saint-Jean"."""
    capital_place = reading.marked(i) and reading.word(i - 1) in {"a", "sur", "vers", "depuis"}
    if size > 1:
        return joined(reading, i, size) in GOODS and not capital_place
    return joined(reading, max(0, i - 1), 2) in GOODS or joined(reading, i, 2) in GOODS


def _one_word_town(reading: Reading, i: int, people: int) -> bool:
    """Tell whether a word is a town here."""
    word = reading.words[i]
    if len(word) < len("Pau") or word in MODERN or word in FUNCTION or word in MONTHS:
        return reading.marked(i) and word == "y" and reading.before(i)[:1] == ("a",)
    if of_a_noun(reading, i) or reading.word(i - 1) == "so":
        return False
    before = reading.before(i)[:1]
    led = bool(before) and before[0] in PLACE_BEFORE
    if doubtful(word):
        if reading.opening[i] and reading.gap(i + 1).startswith(",") and not reading.told(i):
            return False
        if not reading.marked(i):
            here = reading.before(i, 2)
            bare = bool(here) and (
                here[0] in {"a", "sur", "vers"}
                or (here[0] in {"de", "d"} and here[-1] in OF_A_TOWN)
            )
            low = reading.loud(i) or not reading.capital(i)
            return bare and people >= KNOWN and low and word not in NEVER_TOWNS and ends(reading, i)
        if word in STAFF | NEWCOMERS or (before and before[0] in MODELS | PRODUCTS):
            return False
        return led or (
            people >= LARGE
            and word not in NEVER_TOWNS
            and not (before and before[0] in DETERMINERS)
        )
    if reading.capital(i) and not reading.loud(i):
        return not reading.opening[i] or people >= MIDDLE
    return len(word) > len("Pau") and (people >= LARGE or (led and people >= SMALL))


def _long_town(reading: Reading, i: int, size: int, people: int) -> bool:
    """Tell whether several words are a town here: a capital, a dash, or words of no other use."""
    own = [
        j
        for j in range(i, i + size)
        if reading.words[j] not in LINKS and reading.words[j] not in FUNCTION
    ]
    if not own:
        return False
    strange = any(not lexicon().is_word(reading.words[j]) for j in own)
    dashed = any(reading.gap(j) == "-" for j in range(i + 1, i + size))
    if reading.loud(i) or not any(reading.capital(j) for j in own):
        return (
            strange
            and (people >= MIDDLE or dashed)
            and any(len(reading.words[j]) > len("Pau") for j in own)
        )
    if strange:
        return True
    return all(reading.capital(j) for j in own) and any(reading.marked(j) for j in own)


def _area_size(reading: Reading, i: int) -> int:
    """Return how many words from word ``i`` are a region or a country here, or 0."""
    for size in AREA_SIZES[reading.words[i]]:
        if joined(reading, i, size) in AREA_SET and i + size <= len(reading):
            last = i + size - 1
            if reading.words[i] in {"dans", "la"} and not reading.capital(last):
                continue
            if not of_a_product(reading, i):
                return size
    return 0


def _region(reading: Reading, i: int) -> bool:
    """Tell whether a word that may be a region or a country is one here."""
    word = reading.words[i]
    if of_a_product(reading, i) or (reading.before(i)[:1] == ("fabrique",)):
        return False
    if reading.marked(i):
        before = reading.before(i)[:1]
        return not lexicon().is_word(word) or (
            bool(before) and before[0] in PLACE_BEFORE | {"l", "la", "le"}
        )
    return not lexicon().is_word(word) and (
        reading.capital(i) or reading.before(i)[:1] in {("en",), ("au",), ("de",)}
    )
