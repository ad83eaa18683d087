"""Phrases of the lists, each under its condition."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from lms.quotes.rules.guard.detectors.about import (
    apposed,
    bears,
    belongs,
    of_a_thing,
    of_anybody,
    of_one,
)
from lms.quotes.rules.guard.findings import Hit, Kind
from lms.quotes.rules.guard.reading import Reading
from lms.quotes.rules.guard.rosters import Roster
from lms.quotes.rules.guard.vocabulary.grammar import (
    ADJECTIVES,
    ANYBODY,
    ARTICLES,
    KNOWN,
    MANY,
    PROVIDED,
    SUBJECT,
    SUPPOSED,
)
from lms.quotes.rules.guard.vocabulary.people import NEWCOMERS, PERSONS, STAFF
from lms.quotes.rules.guard.vocabulary.private import PRIVATE, Table
from lms.quotes.rules.guard.vocabulary.world import BRAND_PHRASES, HAPPENED

STEM = 4  # letters of the shortest beginning of a word
IN_CASE = frozenset(["cas", "si", "risque", "eviter", "prevention", "contre"])


CLIENTS = frozenset(
    ("client", "cliente", "personne", "femme", "homme", "visiteur", "acheteur", "enfant")
)
ANY = frozenset(("un", "une", "tout", "toute", "chaque"))
WEARING = frozenset(("porte", "portait", "portant", "vetu", "vetue", "coiffe", "coiffee"))
BEING = frozenset(
    ("est", "etait", "sont", "etaient", "suis", "semble", "tres", "assez", "plutot", "trop", "si")
)
HAVING = {("a",), ("avait",), ("ai",), ("avec",), ("garde",), ("prend",), ("sous",), ("fait",)}
OF_A_BODY = frozenset(
    (Kind.APPEARANCE, Kind.HEALTH, Kind.DISABILITY, Kind.PREGNANCY, Kind.PRIVATE_LIFE, Kind.FAMILY)
)
WORKPLACES = frozenset(("equipe", "caisse", "rayon", "reserve", "comptoir", "accueil"))
OWN = frozenset(("son", "sa", "ses", "mon", "ma", "mes", "notre", "cette", "cet"))
BEARERS = PERSONS | {
    "elle",
    "il",
    "je",
    "j",
    "qui",
    "son",
    "sa",
    "ma",
    "mon",
    "quelqu",
    "l",
    "lui",
    "on",
}


class Phrase(NamedTuple):
    """Words in a row; the last may be a beginning."""

    words: tuple[str, ...]
    open: bool
    kind: Kind
    condition: str


def read(tables: Iterable[Table]) -> list[Phrase]:
    """Return the phrases of the lists."""
    return [
        Phrase(tuple(said.rstrip("*").split()), said.endswith("*"), kind, condition)
        for kind, condition, listed in tables
        for said in listed
    ]


class Index:
    """The phrases by their first word, or by the beginning of it."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self.whole: dict[str, list[Phrase]] = {}
        self.pairs: dict[tuple[str, str], list[Phrase]] = {}
        self.stems: dict[str, list[Phrase]] = {}
        for phrase in sorted(phrases, key=lambda p: -len(p.words)):
            if len(phrase.words) == 1 and phrase.open:
                self.stems.setdefault(phrase.words[0][:STEM], []).append(phrase)
            elif len(phrase.words) > 1 + phrase.open:
                self.pairs.setdefault((phrase.words[0], phrase.words[1]), []).append(phrase)
            else:
                self.whole.setdefault(phrase.words[0], []).append(phrase)

    def at(self, reading: Reading, i: int) -> Iterator[Phrase]:
        """Yield the phrases that stand at word ``i``, the longest first."""
        word = reading.words[i]
        for phrase in self.pairs.get((word, reading.word(i + 1)), ()):
            if self._stands(reading, i, phrase):
                yield phrase
        for phrase in self.whole.get(word, ()):
            if self._stands(reading, i, phrase):
                yield phrase
        for phrase in self.stems.get(word[:STEM], ()):
            if word.startswith(phrase.words[0]):
                yield phrase

    @staticmethod
    def _stands(reading: Reading, i: int, phrase: Phrase) -> bool:
        last = len(phrase.words) - 1
        for step, expected in enumerate(phrase.words[1:], start=1):
            found = reading.word(i + step)
            good = found.startswith(expected) if phrase.open and step == last else found == expected
            if not good or len(reading.gap(i + step)) > len(" - "):
                return False
        return True


INDEX = Index(read((*PRIVATE, *HAPPENED, (Kind.BRAND, "brand", BRAND_PHRASES))))


def always(reading: Reading, i: int, last: int) -> bool:
    """Ask for nothing."""
    return True


def one(reading: Reading, i: int, last: int) -> bool:
    """Tell whether it is of somebody, not of all who are so: "les personnes handicapées"."""
    near = reading.before(i, 6)
    if IN_CASE & set(near[:4]) or PROVIDED & set(near[:2]):
        return False
    many = bool(MANY & set(near[:3])) and not {"nos", "mes", "ces"} & set(near[:3])
    if reading.told(i):
        return not many
    if OWN & set(near[:2]):
        return True
    if many:
        return False
    if somebody(reading, i) or reading.of_her(i) or of_one(reading, i, last):
        return True
    return not (reading.advised(i) or _any_client(near, reading.word(i - 1)))


def _any_client(near: tuple[str, ...], before: str) -> bool:
    """Tell whether the words before are "a client", which may be any."""
    pairs = itertools.pairwise(near)
    return any(word in CLIENTS and owner in ANY for word, owner in pairs) and before != ","


def somebody(reading: Reading, i: int) -> bool:
    """Tell whether the words before speak of one that is known: "la cliente", "notre", "elle est"."""
    near = reading.before(i, 8)
    advised = reading.advised(i)
    for place, word in enumerate(near):
        owner = near[place + 1] if place + 1 < len(near) else ""
        if word in PERSONS and owner in KNOWN and (not advised or owner in OWN):
            return True
        if word in STAFF | NEWCOMERS and (owner in KNOWN or owner in {"un", "une"}):
            return True
        if word in {"elle", "il", "je", "j"} and reading.word(i - place) in SUBJECT:
            return True
    at_work = bool(WORKPLACES & set(near)) and bool({"personne", "quelqu", "membre"} & set(near))
    return at_work or bool({"notre", "mon", "ma", "mes"} & set(near[:3]))


def borne(reading: Reading, i: int, last: int) -> bool:
    """Tell whether an ill or a state is somebody's: "la grippe vide les rayons" is nobody's."""
    near = reading.before(i, 12)
    if OWN & set(near[:2]) and not IN_CASE & set(near[:3]):
        return True
    if not (BEARERS & set(near) or BEARERS & set(reading.after(last, 6))):
        return False
    if MANY & set(near[:3]) and not reading.told(i):
        return False
    if (
        reading.advised(i)
        and ANYBODY & set(near)
        and not (reading.told(i) or of_one(reading, i, last))
    ):
        return False
    return one(reading, i, last)


def hers(reading: Reading, i: int, last: int) -> bool:
    """Tell whether it is said of one who works here, in advice too: "elle ne peut pas lever"."""
    if of_one(reading, i, last) or belongs(reading, last):
        return True
    near = reading.before(i, 12)
    if OWN & set(near[:1]) or ({"notre", "mon", "ma"} & set(near)):
        return not (IN_CASE & set(near[:3]))
    return reading.told(i) and bool(BEARERS & set(near)) and not MANY & set(near[:3])


def wears(reading: Reading, i: int, last: int) -> bool:
    """Tell whether what shops sell too is of one who works here: "elle porte un corset"."""
    near = reading.before(i, 3)
    if belongs(reading, last):
        return True
    if near[:1] in {("son",), ("sa",), ("ses",)}:
        return reading.told(i) or of_one(reading, i, last) or not reading.advised(i)
    held = bool(WEARING & set(near)) or bool(
        near[:1] and near[0] in {"un", "une", "des", "les", "le", "la"} and near[1:2] in HAVING
    )
    return (held or near[:1] in {("en",), ("avec",)}) and of_one(reading, i, last)


def being(reading: Reading, i: int, last: int) -> bool:
    """Tell whether one who works here is said to be so: "elle est divorcée"."""
    if apposed(reading, i, last):
        return True
    return bool(reading.before(i) and reading.before(i)[0] in BEING) and of_one(reading, i, last)


def does(reading: Reading, i: int, last: int) -> bool:
    """Tell whether one who works here does it: "la personne boite", never "la boîte"."""
    before = i - 1
    while reading.word(before) in {"qui", "se", "s", "ne", "y"}:
        before -= 1
    return (
        before >= 0
        and reading.tied(i)
        and bears(reading, before)
        and reading.word(before) not in ARTICLES
    )


def apart(reading: Reading, i: int, last: int) -> bool:
    """Tell whether it opens a sentence and is said of who follows."""
    return apposed(reading, i, last)


def lived(reading: Reading, i: int, last: int) -> bool:
    """Tell whether it may have happened: told, or not advised, not feared."""
    if SUPPOSED & set(reading.before(i, 4)):
        return reading.told(i)
    return (
        reading.told(i)
        or not reading.advised(i)
        or bool({"notre", "nos", "nous"} & set(reading.before(i, 12)))
    )


def told(reading: Reading, i: int, last: int) -> bool:
    """Tell whether it happened, rather than should be done."""
    return reading.told(i)


def noun(reading: Reading, i: int, last: int) -> bool:
    """Tell whether it stands beside a word for one person: "la grosse dame", "un client blond"."""
    if apposed(reading, i, last):
        return True
    if reading.word(i - 1) in BEING and of_one(reading, i, last):
        return True
    near = {*reading.before(i, 1), *reading.after(last, 1)}
    before = reading.before(i, 2)
    if before[:1] == ("plus",) or before[:1] == ("tres",):
        near.update(reading.before(i, 2))
    return bool(near & (PERSONS - {"grand", "vieux"})) and not (
        MANY & set(reading.before(i, 2)) and not reading.told(i)
    )


def person(reading: Reading, i: int, last: int) -> bool:
    """Tell whether it is said of one person a few words before."""
    if of_one(reading, i, last):
        return True
    near = reading.before(i, 6)
    said = bool(PERSONS & set(near)) or bool({"elle", "il"} & set(near))
    return said and (reading.told(i) or somebody(reading, i))


def worn(reading: Reading, i: int, last: int) -> bool:
    """Tell whether somebody wears it: "la dame au chapeau", not "un client essaie un chapeau"."""
    near = reading.before(i, 3)
    if OWN - {"notre"} & set(near[:2]) and (reading.told(i) or not reading.advised(i)):
        return True
    if ANYBODY & set(near) and not reading.told(i):
        return False
    if WEARING & set(near):
        return of_one(reading, i, last) or reading.told(i) or somebody(reading, i)
    return bool(near) and near[0] in {"a", "au", "aux", "en"} and bool(PERSONS & set(near[1:2]))


def capitals(reading: Reading, i: int, last: int) -> bool:
    """Tell whether it is in capitals, in a sentence that is not."""
    return reading.capitals(i) and not reading.loud(i)


def brand(reading: Reading, i: int, last: int) -> bool:
    """Tell whether a house has its capital, or comes after "chez"."""
    return any(reading.marked(j) for j in range(i, last + 1)) or reading.before(i)[:1] == ("chez",)


CONDITIONS: dict[str, Callable[[Reading, int, int], bool]] = {
    "always": always,
    "one": one,
    "worn": worn,
    "borne": borne,
    "capitals": capitals,
    "told": told,
    "lived": lived,
    "hers": hers,
    "apart": apart,
    "does": does,
    "wears": wears,
    "is": being,
    "noun": noun,
    "person": person,
    "brand": brand,
}


def phrases(reading: Reading, _roster: Roster) -> Iterator[Hit]:
    """Yield the phrases of the lists that betray somebody here."""
    for i in range(len(reading)):
        for phrase in INDEX.at(reading, i):
            last = i + len(phrase.words) - 1
            if phrase.words[0] in ADJECTIVES and of_a_thing(reading, i):
                continue
            if phrase.kind in OF_A_BODY and of_anybody(reading, i):
                continue
            if CONDITIONS[phrase.condition](reading, i, last):
                yield Hit(reading.starts[i], reading.ends[last], phrase.kind)
                break
