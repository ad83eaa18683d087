"""First names and surnames: of the network, of usual lists, after a civility, behind an initial."""

from collections.abc import Iterator
from functools import lru_cache

from lms.quotes.rules.guard.detectors.goods import of_a_product
from lms.quotes.rules.guard.findings import Hit, Kind
from lms.quotes.rules.guard.lexicon import lexicon
from lms.quotes.rules.guard.reading import Reading
from lms.quotes.rules.guard.rosters import LONGEST, Roster, neighbours
from lms.quotes.rules.guard.vocabulary.grammar import (
    ALSO_WORDS,
    BESIDE,
    BY_NAME,
    MODELS,
    NAMELESS,
    PARTICLES,
)
from lms.quotes.rules.guard.vocabulary.people import (
    CIVILITIES,
    NICKNAMES,
    PERSONS,
    PRESENT,
    STAFF,
)
from lms.quotes.rules.guard.vocabulary.words import DETERMINERS, FUNCTION, MODERN, MONTHS

FESTIVE = frozenset(("noel", "paques", "avril", "mai", "valentin", "toussaint", "carnaval"))
SEASONAL = frozenset(("de", "d", "a", "pour", "avant", "apres", "pendant", "depuis", "des"))
NAME_AFTER = frozenset(
    ("quand", "demande", "demandent", "appelle", "et", "pour", "par", "que", "sauf", "chez", "avec")
)
SMALL = 2
ELISIONS = ("l", "d", "j", "m", "t", "s", "c", "n", "qu")


def names(reading: Reading, roster: Roster) -> Iterator[Hit]:
    """Yield the names, one word each, those of several words too."""
    for i, word in enumerate(reading.words):
        if word.isdigit() or reading.elided(i):
            continue
        kind = _kind(word, roster)
        if kind is not None and _reveals(reading, i, roster):
            yield Hit(reading.starts[i], reading.ends[i], kind)
        elif reading.marked(i) and _after_a_first_name(reading, i, roster):
            yield Hit(reading.starts[i], reading.ends[i], Kind.SURNAME)
        elif _in_two(reading, i, roster):
            yield Hit(reading.starts[i], reading.ends[i + 1], Kind.SURNAME)
        elif word not in roster.family and _variant(reading, i, roster):
            yield Hit(reading.starts[i], reading.ends[i], Kind.SURNAME)
        elif (word not in roster.given and _given_variant(reading, i, roster)) or _before_a_surname(
            reading, i, roster
        ):
            yield Hit(reading.starts[i], reading.ends[i], Kind.FIRST_NAME)
        if word in CIVILITIES:
            yield from _titled(reading, i, roster)


def _kind(word: str, roster: Roster) -> Kind | None:
    """Return what kind of name a word is, the network's first."""
    if word in roster.given:
        return Kind.FIRST_NAME
    if word in roster.family:
        return Kind.SURNAME
    words = lexicon()
    if word in words.given or word in NICKNAMES:
        return Kind.FIRST_NAME
    return Kind.SURNAME if word in words.family else None


@lru_cache(maxsize=16384)
def doubtful(word: str) -> bool:
    """Tell whether a name is also a word of every day."""
    return len(word) <= SMALL or word in ALSO_WORDS or word in FUNCTION or lexicon().is_word(word)


def _usual(word: str) -> bool:
    """Tell whether a name is of French lists or of those we wrote."""
    words = lexicon()
    return word in NICKNAMES or words.given.get(word) == 1 or words.family.get(word) == 1


def _reveals(reading: Reading, i: int, roster: Roster) -> bool:
    """Tell whether a word that may be a name is one here."""
    word = reading.words[i]
    known = word in roster.given or word in roster.family
    if len(word) == 1 or (word in MODERN and not known):
        return False
    if reading.word(i - 1) in {"saint", "sainte", "st", "ste", "pere", "mere"} | MODELS:
        return False
    if of_a_product(reading, i) and not (known and not doubtful(word)):
        return False
    if not doubtful(word):
        return _plain_name(reading, i, known=known)
    if beside_a_name(reading, i, roster):
        return True
    if reading.capital(i):
        return _capital_word(reading, i, roster, known=known)
    return known and _small_word(reading, i)


def _plain_name(reading: Reading, i: int, *, known: bool) -> bool:
    """Tell whether a word that means nothing else is a name here."""
    word = reading.words[i]
    if known:
        thing = reading.word(i - 1) in {"un", "une", "des"} and not reading.careless
        return reading.capital(i) or (len(word) > SMALL and not thing)
    if _usual(word):
        near = reading.word(i - 1)
        typed = reading.careless or near in BY_NAME or near in CIVILITIES or reading.told(i)
        typed = typed or (
            reading.gap(i) != "-" and reading.tied(i + 1) and subject(reading, i, known=True)
        )
        small = typed and len(word) > SMALL + 1 and near not in DETERMINERS
        return reading.capital(i) or small
    if reading.loud(i) or not reading.capital(i):
        return False
    return not reading.opening[i] or subject(reading, i, known=False)


def beside_a_name(reading: Reading, i: int, roster: Roster) -> bool:
    """Tell whether a capital word stands right before or after a name that is nothing else."""
    if not reading.capital(i) or reading.words[i] in FUNCTION - PARTICLES:
        return False
    for j in (i - 1, i + 1):
        near = reading.word(j)
        if near and reading.tied(max(i, j)) and reading.capital(j) and not doubtful(near):
            if reading.elided(min(i, j)) or near in MODERN:
                continue
            words = lexicon()
            first = near in roster.given or near in NICKNAMES or near in words.given
            if first or near in roster.family or words.family.get(near) == 1:
                return True
    return False


def _after_a_first_name(reading: Reading, i: int, roster: Roster) -> bool:
    """Tell whether a capital word right after a first name can only be the surname."""
    word, before = reading.words[i], reading.word(i - 1)
    if word in FUNCTION or word in MODERN or word in CIVILITIES or reading.gap(i) != " ":
        return False
    if not before or doubtful(before) or not reading.capital(i - 1):
        return False
    return before in roster.given or before in NICKNAMES or lexicon().given.get(before) == 1


def _capital_word(reading: Reading, i: int, roster: Roster, *, known: bool) -> bool:
    """Tell whether a word of every day, with a capital, is a name here."""
    word = reading.words[i]
    before = reading.before(i)[:1]
    if word in FUNCTION or (word in MONTHS and not known):
        return known and before[:1] in {(b,) for b in BY_NAME}
    if reading.marked(i):
        if not known and len(word) <= SMALL:
            return False
        if before[:1] in {("les",), ("des",), ("aux",)} and word[-1] not in "sxz":
            return (known or _usual(word)) and word not in STAFF
        if word in FESTIVE and before[:1] and before[0] in SEASONAL:
            return False
        if not before or before[0] not in DETERMINERS or before[0] in {"d", "de"}:
            return known or _usual(word)
        return known and word not in STAFF and before[0] in {"notre", "mon", "ma"}
    return subject(reading, i, known=known)


def subject(reading: Reading, i: int, *, known: bool) -> bool:
    """Tell whether the first word of a sentence is somebody who does something."""
    after = reading.word(i + 1)
    gap = reading.gap(i + 1)
    told = reading.told(i)
    if gap.startswith(","):
        at_work = after in {"au", "du", "en", "a"} and bool(
            {"rayon", "caisse", "accueil", "stock", "comptoir", "reserve"}
            & set(reading.after(i, 3))
        )
        if known and at_work:
            return True
        told_of = after in {"qui", "notre", "mon", "ma", "la", "le", "nouvelle", "nouveau"}
        return told_of and (known or told) and reading.word(i + 2) in PERSONS | {"qui"} | PRESENT
    if not reading.tied(i + 1):
        return False
    if reading.folded.text[reading.folded.origin(reading.starts[i + 1])] in "àÀ":
        return False
    if reading.capital(i + 1) and reading.gap(i + 1) == " " and not reading.loud(i):
        return not doubtful(after) and after not in MODERN
    if after == "et":
        return reading.capital(i + 2) and not lexicon().is_word(reading.word(i + 2))
    if after in {"est", "etait"} and reading.word(i + 2) in DETERMINERS | {"plus", "tres", "aussi"}:
        return bool(PERSONS & {reading.word(i + 3), reading.word(i + 4)})
    if reading.words[i] in FESTIVE:
        return after in {"n", "s", "ne", "se", "a"} and told
    if after in {"n", "s", "ne", "se"} and (known or told):
        return True
    if after in {"n", "ne"} and reading.capital(i) and _usual(reading.words[i]):
        return True
    if after in PRESENT or after.endswith(("ait", "aient")):
        return told or (known and after not in {"en", "y", "nous", "vous", "me", "m", "l"})
    return False


def _small_word(reading: Reading, i: int) -> bool:
    """Tell whether a name typed without its capital is one all the same."""
    word = reading.words[i]
    if len(word) <= SMALL or word in FUNCTION or word in MONTHS:
        return False
    before = reading.before(i)[:1]
    said = reading.before(i, 2) == ("est", "c") and reading.word(i + 1) == "qui"
    if said or (before and (before[0] in CIVILITIES or before[0] == "famille")):
        return True
    if before and before[0] in BY_NAME and reading.flat.islower():
        return True
    if reading.opening[i] and reading.word(i + 1) in {"ne", "n"}:
        return True
    first = reading.opening[i] or (bool(before) and before[0] in BESIDE)
    return first and reading.told(i) and subject(reading, i, known=True)


def _variant(reading: Reading, i: int, roster: Roster) -> bool:
    """Tell whether a word is a surname of the network, spelt a letter away."""
    word = reading.words[i]
    if len(word) < len("Lefev") or word in MODERN or word in FUNCTION:
        return False
    if lexicon().is_word(word) and reading.opening[i] and reading.capital(i):
        near = bool(roster.variant(word)) or roster.sounds_like(word)
        return near and subject(reading, i, known=True)
    if reading.before(i, 2) == ("les", "chez") and reading.marked(i):
        return bool(roster.variant(word)) or roster.sounds_like(word)
    if lexicon().is_word(word) and not (
        reading.marked(i) and reading.word(i - 1) not in DETERMINERS - {"d", "de"} | MODELS
    ):
        return False
    if not roster.variant(word) and not roster.sounds_like(word):
        return False
    if lexicon().is_word(word) or (reading.capital(i) and not reading.opening[i]):
        return reading.capital(i)
    return (bool(roster.variant(word)) and not typed_wrong(word)) or _named_here(reading, i)


def _given_variant(reading: Reading, i: int, roster: Roster) -> bool:
    """Tell whether a word is a first name of the network, spelt a letter away or by ear."""
    word = reading.words[i]
    if len(word) < len("Kevi") or word in MODERN or word in FUNCTION or word in MONTHS:
        return False
    if lexicon().is_word(word):
        apart = reading.word(i - 1) not in DETERMINERS - {"d", "de"} | MODELS
        return reading.marked(i) and apart and roster.near_given(word)
    if not (roster.near_given(word) or roster.sounds_given(word)):
        return False
    if reading.opening[i] and reading.capital(i) and not reading.loud(i):
        return subject(reading, i, known=True) or not typed_wrong(word)
    if reading.capital(i) or not typed_wrong(word) or reading.word(i - 1) in BY_NAME:
        return True
    return _named_here(reading, i)


def _named_here(reading: Reading, i: int) -> bool:
    """Tell whether a word no list knows stands where a name does: "avec lefaivre", "moro n'ose"."""
    before = reading.word(i - 1)
    if before in CIVILITIES or (reading.tied(i + 1) and subject(reading, i, known=True)):
        return before not in DETERMINERS
    if before == "a":
        written = reading.folded.text[reading.folded.origin(reading.starts[i - 1])]
        return written in "àÀ" or reading.careless
    return before in BY_NAME | NAME_AFTER


def _before_a_surname(reading: Reading, i: int, roster: Roster) -> bool:
    """Tell whether a capital word stands right before a surname of the network: "Clair Moreau"."""
    word, after = reading.words[i], reading.word(i + 1)
    if not after or after not in roster.family or reading.gap(i + 1) != " ":
        return False
    if doubtful(after) and not (roster.near_given(word) or roster.sounds_given(word)):
        return False
    both = reading.capital(i) and reading.capital(i + 1) and not reading.loud(i)
    return both and len(word) > SMALL and word not in FUNCTION | MODERN | CIVILITIES


def _in_two(reading: Reading, i: int, roster: Roster) -> bool:
    """Tell whether two words make a surname written in one, or a letter away: Le Febvre."""
    capital = reading.capital(i)
    if capital is not reading.capital(i + 1) or not (capital or reading.words[i] in PARTICLES):
        return False
    if not reading.tied(i + 1):
        return False
    if not reading.capital(i) and (
        lexicon().is_word(reading.word(i + 1)) or reading.word(i + 1) in FUNCTION | MODERN
    ):
        return False
    whole = reading.words[i] + reading.word(i + 1)
    return len(whole) >= len("Lefevr") and (whole in roster.family or bool(roster.variant(whole)))


@lru_cache(maxsize=4096)
def typed_wrong(word: str) -> bool:
    """Tell whether a word is a letter away from a French word: a slip of the finger, not a name."""
    if len(word) > LONGEST:
        return True
    words = lexicon()
    if any(word.startswith(e) and words.is_word(word[len(e) :]) for e in ELISIONS):
        return True
    return any(words.holds(near) for near in neighbours(word))


def _titled(reading: Reading, i: int, roster: Roster) -> Iterator[Hit]:
    """Yield "Mme D.", "M. Nguyen", "monsieur dubois"."""
    word, after = reading.words[i], reading.word(i + 1)
    gap = reading.gap(i + 1)
    if not after or after.isdigit() or gap.strip(" .") or "\n" in gap or len(gap) > len(" . "):
        return
    if word in {"m", "me", "pr"} and not (reading.capital(i) and gap):
        return
    if word not in {"m", "mr", "mme", "mlle", "dr", "pr", "mrs"} and "." in gap:
        return
    if word == "maitre" and not reading.capital(i + 1):
        return
    if _titled_name(reading, i, roster):
        last = i + 1
        while (
            reading.tied(last + 1)
            and reading.capital(last + 1)
            and reading.word(last + 1) not in FUNCTION - PARTICLES
        ):
            last += 1
        if after in PARTICLES and last == i + 1 and reading.capital(i + 2):
            last = i + 2
        yield Hit(reading.starts[i], reading.ends[last], Kind.TITLED_NAME)


def _titled_name(reading: Reading, i: int, roster: Roster) -> bool:
    """Tell whether the word after a civility names somebody."""
    after = reading.word(i + 1)
    if after in NAMELESS:
        return False
    if len(after) == 1:
        return reading.capital(i + 1) and (not reading.elided(i + 1) or reading.word(i) != "m")
    if after in PARTICLES - {"l"} and reading.capital(i + 2):
        return True
    if after in FUNCTION or after in CIVILITIES or after in STAFF:
        return (
            reading.capital(i + 1) and reading.words[i] in {"mme", "mr", "mlle"} and after in STAFF
        )
    if reading.capital(i + 1):
        return not reading.loud(i) or not lexicon().is_word(after)
    if bool(roster.variant(after)) or roster.sounds_like(after):
        return True
    return _kind(after, roster) is not None and not doubtful(after)
