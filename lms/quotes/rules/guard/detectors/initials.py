"""Letters that stand for somebody: "K. Benali", "N. a refusé", "JP encaissait", "A.L.G."."""

import re
from collections.abc import Iterator

from lms.quotes.rules.guard.detectors.names import subject
from lms.quotes.rules.guard.findings import Hit, Kind
from lms.quotes.rules.guard.lexicon import lexicon
from lms.quotes.rules.guard.reading import Reading
from lms.quotes.rules.guard.rosters import Roster
from lms.quotes.rules.guard.vocabulary.grammar import CALLED, GRADED, LETTERS
from lms.quotes.rules.guard.vocabulary.people import PERSONS
from lms.quotes.rules.guard.vocabulary.words import FUNCTION, MODERN

INITIALS = re.compile(r"(?<![A-Za-z.])[A-Z]\.(?: ?-? ?[A-Z]\.)? ?-?(?=[A-Z][A-Za-z'-]+)")
ONE_LETTER = re.compile(r"(?<![\w'.-])[A-Z]\.(?=,? [a-z])|(?<![\w'.-])[A-Z]\. ?(?=[,;:!?)]|$)")
TWO_LETTERS = re.compile(r"(?<![\w'.&/-])[A-Z](?:-?[A-Z])(?![\w'&/-])")
TWO_INITIALS = re.compile(r"(?<![A-Za-z.])([A-Z])\.(?:-[A-Z]\.)?[ -]?([A-Z])\.?(?![A-Za-z.])")
SPELT_OUT = re.compile(r"(?<![\w'.-])[A-Za-z](?:[ .*-][A-Za-z]){3,14}(?![\w'])")
MASKED = re.compile(r"(?<![\w*])[A-Z][a-z]{0,5}(?:\*{2,12}|_{2,12}|[xX]{3,12})(?!\w)")
MANY_INITIALS = re.compile(r"(?<![A-Za-z.])(?:[A-Z]\. ?){3,5}(?![A-Za-z])")
ACRONYMS = frozenset(("sav", "tva", "sms", "ttc", "cdi", "cdd", "plv", "cse", "rsvp", "snc"))
DOTTED = frozenset(("TV", "CB", "RH", "CV", "PC", "SA", "QR", "DJ", "BD", "SM", "TD"))


def initials(reading: Reading, _roster: Roster) -> Iterator[Hit]:
    """Yield "K. Benali", "K.B."."""
    for match in INITIALS.finditer(reading.flat):
        i = reading.first_at(match.end())
        word = reading.word(i)
        if reading.opening[reading.first_at(match.start())] and lexicon().is_word(word):
            continue
        if word not in FUNCTION and word not in MODERN:
            yield Hit(match.start(), reading.ends[i], Kind.INITIALS)
    for match in TWO_INITIALS.finditer(reading.flat):
        if match.group(1) + match.group(2) not in DOTTED and not reading.loud(
            reading.first_at(match.start())
        ):
            yield Hit(match.start(), match.end(), Kind.INITIALS)


def letters(reading: Reading, _roster: Roster) -> Iterator[Hit]:
    """Yield letters that stand for somebody: "N. a refusé", "la cliente B", "JP encaissait"."""
    for match in ONE_LETTER.finditer(reading.flat):
        i = reading.first_at(match.start())
        if reading.word(i - 1) not in GRADED and (
            reading.told(i) or reading.word(i - 1) in PERSONS
        ):
            yield Hit(match.start(), match.end(), Kind.INITIALS)
    for match in TWO_LETTERS.finditer(reading.flat):
        i = reading.first_at(match.start())
        if match.group().replace("-", "") in LETTERS or reading.loud(i):
            continue
        led = reading.word(i - 1) in CALLED and reading.tied(i)
        if led or subject(reading, reading.first_at(match.end() - 1), known=reading.told(i)):
            yield Hit(match.start(), match.end(), Kind.INITIALS)
    for pattern in (SPELT_OUT, MASKED, MANY_INITIALS):
        for match in pattern.finditer(reading.flat):
            if match.group().replace(".", "").lower() in MODERN | ACRONYMS:
                continue
            yield Hit(match.start(), match.end(), Kind.INITIALS)
    for i, word in enumerate(reading.words):
        alone = len(word) == 1 and word.isalpha() and reading.capital(i) and not reading.elided(i)
        if (
            alone
            and i
            and reading.word(i - 1) in PERSONS & CALLED | {"appelons"}
            and reading.tied(i)
        ):
            yield Hit(reading.starts[i], reading.ends[i], Kind.INITIALS)
