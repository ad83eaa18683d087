"""Capital words that no list knows: somebody, somewhere or something with a name."""

import re
from collections.abc import Iterator

from lms.quotes.rules.guard.detectors.goods import of_a_product
from lms.quotes.rules.guard.detectors.names import SMALL, subject, typed_wrong
from lms.quotes.rules.guard.findings import Hit, Kind
from lms.quotes.rules.guard.lexicon import lexicon
from lms.quotes.rules.guard.reading import Reading
from lms.quotes.rules.guard.rosters import Roster
from lms.quotes.rules.guard.vocabulary.people import CIVILITIES, PERSONS
from lms.quotes.rules.guard.vocabulary.words import FUNCTION, MODERN

TOOLS = frozenset(
    (
        "style",
        "modele",
        "type",
        "marque",
        "gamme",
        "col",
        "lampe",
        "fauteuil",
        "cle",
        "cles",
        "vis",
        "tournevis",
        "douille",
        "embout",
        "filetage",
    )
)
LONG_CAPITALS = 6  # letters from which capitals are no acronym
ROMAN = re.compile(r"[IVXLC]+e?")


def unknown(reading: Reading, roster: Roster) -> Iterator[Hit]:
    """Yield capital words that no list knows: somebody, somewhere or something with a name."""
    words = lexicon()
    for i, word in enumerate(reading.words):
        if len(word) < SMALL or not reading.capital(i) or not word.isalpha():
            continue
        if (
            word in MODERN
            or word in FUNCTION
            or word in PERSONS
            or words.is_word(word)
            or word in CIVILITIES
        ):
            continue
        if reading.capitals(i) and len(word) < LONG_CAPITALS and not _written_large(reading, i):
            continue
        loud = reading.loud(i)
        if loud and (len(word) < LONG_CAPITALS or word in words.towns or word in words.given):
            continue
        slip = (loud or reading.opening[i]) and (len(word) <= SMALL or typed_wrong(word))
        if slip and (loud or not (reading.tied(i + 1) and subject(reading, i, known=True))):
            continue
        if reading.elided(i) or _glued(reading, i) or of_a_product(reading, i):
            continue
        if reading.word(i - 1) in TOOLS:
            continue
        if not ROMAN.fullmatch(reading.flat[reading.starts[i] : reading.ends[i]]):
            yield Hit(reading.starts[i], reading.ends[i], Kind.PROPER_NAME)


def _written_large(reading: Reading, i: int) -> bool:
    """Tell whether a word in capitals has another beside it: JEAN DUPONT, not an acronym."""
    beside = [j for j in (i - 1, i + 1) if 0 <= j < len(reading) and reading.tied(max(i, j))]
    return any(_may_be_a_name(reading, j) for j in beside)


def _may_be_a_name(reading: Reading, i: int) -> bool:
    """Tell whether a word has the look of a name: a capital, and no other use."""
    word = reading.words[i]
    known = word in MODERN or word in FUNCTION or lexicon().is_word(word)
    return len(word) > SMALL and reading.capital(i) and not known


def _glued(reading: Reading, i: int) -> bool:
    """Tell whether a word touches figures or an underscore: a code, which others look at."""
    start, end = reading.starts[i], reading.ends[i]
    near = reading.flat[start - 1 : start] + reading.flat[end : end + 1]
    return any(c.isdigit() or c in "_@&" for c in near)
