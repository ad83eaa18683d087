"""Of whom a sentence speaks: of one person who can be known, of anybody, of a thing."""

from lms.quotes.rules.guard.reading import Reading
from lms.quotes.rules.guard.vocabulary.grammar import ANYBODY, IMPERSONAL, LEADS, OF_A_PERSON
from lms.quotes.rules.guard.vocabulary.people import (
    CHIEF_HEADS,
    CHIEFS,
    CIVILITIES,
    KIN,
    NEWCOMERS,
    PERSONS,
    STAFF,
)
from lms.quotes.rules.guard.vocabulary.words import DETERMINERS, FUNCTION

WORKERS = STAFF | NEWCOMERS | CHIEFS | CHIEF_HEADS
ANYONE = frozenset(
    ["un", "une", "chaque", "tout", "toute", "les", "des", "aux", "vos", "votre", "aucun"]
)
ADVERBS = frozenset(
    ["tres", "assez", "toujours", "tout", "toute", "trop", "un", "peu", "en", "encore"]
)
FAR = 30  # words before, of the same sentence, that may say of whom it speaks
PRONOUNS = frozenset(["elle", "elles", "il", "ils", "l", "le", "la", "lui"])
POLITE = frozenset(["ne", "n", "y", "en", "se", "s", "me", "m", "lui", "le", "la", "l"])
KNOWING = frozenset(
    ["sait", "savait", "dit", "disait", "croit", "croyait", "devine", "voit", "voyait"]
)


def first_of(reading: Reading, i: int) -> int:
    """Return the number of the first word of the sentence of word ``i``."""
    return reading.firsts[reading.sentence[i]]


def of_one(reading: Reading, i: int, last: int) -> bool:
    """Tell whether words ``i`` to ``last`` are said of one who works here: "elle", "notre coach".

    A client, or anybody, named before them is not one who can be known.
    """
    if apposed(reading, i, last) or _leads_to_one(reading, i, last):
        return True
    found = False
    first = max(first_of(reading, i), i - FAR)
    for j in range(i - 1, first - 1, -1):
        word = reading.words[j]
        if word == "si" or (word == "s" and reading.word(j + 1) == "il"):
            return False
        if bears(reading, j):
            if word not in PRONOUNS:
                return True
            found = True
        elif word in ANYBODY:
            return False
    return found


def bears(reading: Reading, j: int) -> bool:
    """Tell whether word ``j`` stands for one who works here."""
    word = reading.words[j]
    if reading.quoted[j]:
        return False
    if word in {"elle", "elles", "ils", "je", "j", "lui"}:
        return True
    if word == "il":
        return personal(reading, j)
    if word == "personne":
        return the_person(reading, j)
    if word in WORKERS:
        before = reading.before(j, 2)
        owner = next((b for b in before if b in DETERMINERS), "")
        return bool(owner) and (owner not in ANYONE or reading.told(j) or word == "collegue")
    if word not in {"l", "le", "la"}:
        return False
    return reading.word(j + 1) in KNOWING or (word == "l" and reading.word(j - 1) == "on")


def the_person(reading: Reading, j: int) -> bool:
    """Tell whether "la personne" is who lived it, as cards say: not whom one advises to help."""
    if reading.word(j - 1) not in {"la", "cette"} or reading.told_to(j):
        return False
    return reading.word(j + 1) not in {"qui", "en", "suivante", "devant", "derriere", "concernee"}


def personal(reading: Reading, j: int) -> bool:
    """Tell whether "il" is somebody: not "il faut", "il est utile de"."""
    k = j + 1
    if reading.word(k) == "lui":
        return True
    while reading.word(k) in POLITE:
        if reading.word(k) == "y":
            return False
        k += 1
    if reading.word(k) in IMPERSONAL:
        return False
    return not (reading.word(k) in {"est", "etait"} and reading.word(k + 1) in IMPERSONAL)


def apposed(reading: Reading, i: int, last: int) -> bool:
    """Tell whether words that open a sentence are said of who follows: "Asthmatique, il"."""
    first = i - 1 if reading.word(i - 1) in ADVERBS else i
    if reading.gap(first).startswith(",") and bears(reading, first - 1):
        return reading.gap(last + 1).startswith(",") or reading.word(first - 1) == "personne"
    opens = reading.opening[i] or (
        i > 0 and reading.opening[i - 1] and reading.word(i - 1) in LEADS | ADVERBS
    )
    if not opens:
        return False
    here = next((j for j in range(last + 1, last + 4) if reading.gap(j).startswith(",")), 0)
    return here > 0 and _one_follows(reading, here)


def _one_follows(reading: Reading, here: int) -> bool:
    """Tell whether word ``here`` begins the name of one who works here: "elle", "notre coach"."""
    after = reading.word(here)
    if after in {"elle", "je", "j"} or (after == "il" and personal(reading, here)):
        return True
    return after in {"notre", "mon", "ma", "la", "le", "l", "cette", "ce"} and (
        reading.word(here + 1) in WORKERS | {"personne"}
    )


def _leads_to_one(reading: Reading, i: int, last: int) -> bool:
    """Tell whether words that open a sentence lead to one person: "Depuis son malaise, elle"."""
    first = first_of(reading, i)
    if reading.words[first] not in LEADS or (ANYBODY - {"enfants", "enfant", "bebe"}) & set(
        reading.words[first:i]
    ):
        return False
    for j in range(last + 1, min(last + 9, len(reading))):
        if reading.gap(j).startswith(","):
            return _one_follows(reading, j)
    return False


def of_a_thing(reading: Reading, i: int) -> bool:
    """Tell whether an adjective is said of a thing: "un bruit sourd", "la plante malade"."""
    if reading.words[i][:8] == "enceinte" and reading.word(i - 1) in DETERMINERS:
        return True
    if reading.gap(i + 1) == "-" or reading.word(i - 1) == "en":
        return True
    before = reading.before(i, 3)
    if before[:1] and before[0] in {"est", "etait", "semble"}:
        before = before[1:]
    before = before[:2]
    if len(before) < len(("bruit", "un")) or not reading.tied(i):
        return False
    noun, owner = before
    if owner not in DETERMINERS - {"d", "de"} or noun in DETERMINERS or noun in FUNCTION:
        return False
    return noun not in PERSONS | KIN | WORKERS | CIVILITIES | OF_A_PERSON and not reading.capital(
        i - 1
    )


def belongs(reading: Reading, last: int) -> bool:
    """Tell whether what ends at word ``last`` is that of one who works here: "de la vendeuse"."""
    if not reading.tied(last + 1):
        return False
    after = reading.after(last, 3)
    if after[:1] == ("du",):
        return after[1:2] != () and after[1] in WORKERS
    owned = after[:1] in {("de",), ("d",)} and after[1:2] != ()
    return (
        owned
        and after[1] in {"la", "l", "notre", "ma", "mon", "cette"}
        and after[2:] != ()
        and after[2] in WORKERS
    )


def of_anybody(reading: Reading, i: int) -> bool:
    """Tell whether word ``i`` is said of any client, in advice: "un client barbu, proposez"."""
    if reading.told(i) or not reading.advised(i):
        return False
    for j in range(i - 1, max(reading.firsts[reading.sentence[i]], i - FAR) - 1, -1):
        if reading.words[j] in ANYBODY and not bears(reading, j):
            return True
        if bears(reading, j) and reading.words[j] not in PRONOUNS:
            return False
    return False
