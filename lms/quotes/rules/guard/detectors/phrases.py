"""Phrases of the lists, each under its condition."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from lms.quotes.rules.guard.findings import Hit, Kind
from lms.quotes.rules.guard.reading import Reading
from lms.quotes.rules.guard.rosters import Roster
from lms.quotes.rules.guard.vocabulary.grammar import KNOWN, MANY, PROVIDED, SUBJECT
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
        self.stems: dict[str, list[Phrase]] = {}
        for phrase in sorted(phrases, key=lambda p: -len(p.words)):
            if len(phrase.words) == 1 and phrase.open:
                self.stems.setdefault(phrase.words[0][:STEM], []).append(phrase)
            else:
                self.whole.setdefault(phrase.words[0], []).append(phrase)

    def at(self, reading: Reading, i: int) -> Iterator[Phrase]:
        """Yield the phrases that stand at word ``i``, the longest first."""
        word = reading.words[i]
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
    if somebody(reading, i) or reading.of_her(i):
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
    return one(reading, i, last)


def told(reading: Reading, i: int, last: int) -> bool:
    """Tell whether it happened, rather than should be done."""
    return reading.told(i)


def noun(reading: Reading, i: int, last: int) -> bool:
    """Tell whether it stands beside a word for one person: "la grosse dame", "un client blond"."""
    near = {*reading.before(i, 1), *reading.after(last, 1)}
    before = reading.before(i, 2)
    if before[:1] == ("plus",) or before[:1] == ("tres",):
        near.update(reading.before(i, 2))
    return bool(near & PERSONS) and not (MANY & set(reading.before(i, 2)) and not reading.told(i))


def person(reading: Reading, i: int, last: int) -> bool:
    """Tell whether it is said of one person a few words before."""
    near = reading.before(i, 6)
    said = bool(PERSONS & set(near)) or bool({"elle", "il"} & set(near))
    return said and (reading.told(i) or somebody(reading, i))


def worn(reading: Reading, i: int, last: int) -> bool:
    """Tell whether somebody wears it: "la dame au chapeau", not "un client essaie un chapeau"."""
    near = reading.before(i, 3)
    if WEARING & set(near):
        return reading.told(i) or somebody(reading, i)
    return bool(near) and near[0] in {"au", "aux", "en"} and bool(PERSONS & set(near[1:2]))


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
    "noun": noun,
    "person": person,
    "brand": brand,
}


def phrases(reading: Reading, _roster: Roster) -> Iterator[Hit]:
    """Yield the phrases of the lists that betray somebody here."""
    for i in range(len(reading)):
        for phrase in INDEX.at(reading, i):
            last = i + len(phrase.words) - 1
            if CONDITIONS[phrase.condition](reading, i, last):
                yield Hit(reading.starts[i], reading.ends[last], phrase.kind)
                break
