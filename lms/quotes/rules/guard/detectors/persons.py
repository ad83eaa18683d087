"""What ties somebody to others or tells them apart: kin, age, country, tongue, looks by number."""

import re
from collections.abc import Iterator
from functools import lru_cache

from lms.quotes.rules.guard.detectors.goods import of_a_product
from lms.quotes.rules.guard.detectors.phrases import somebody
from lms.quotes.rules.guard.findings import Hit, Kind
from lms.quotes.rules.guard.reading import Reading
from lms.quotes.rules.guard.rosters import Roster
from lms.quotes.rules.guard.vocabulary.grammar import LONG, NOT_AGE
from lms.quotes.rules.guard.vocabulary.people import KIN, NEWCOMERS, PERSONS, STAFF
from lms.quotes.rules.guard.vocabulary.places import DEMONYMS
from lms.quotes.rules.guard.vocabulary.private import LANGUAGES, NATIONS

ENDINGS = ("", "e", "s", "es", "ne", "nes", "que", "ques", "se", "ses")
IRREGULAR = {
    "turque": "turc",
    "turques": "turc",
    "grecque": "grec",
    "grecques": "grec",
    "bulgares": "bulgare",
}
MANY = frozenset(["les", "des", "aux", "certains", "plusieurs"])
PARENTS = frozenset(("maman", "papa", "mere", "pere"))
COUNTED = frozenset(
    (
        "deuxieme",
        "premier",
        "premiere",
        "troisieme",
        "second",
        "seconde",
        "jeune",
        "deux",
        "trois",
        "quatre",
        "cinq",
        "six",
        "un",
        "une",
    )
)
TENS = "vingt|trente|quarante|cinquante|soixante|soixante-dix|quatre-vingts?|quatre-vingt-dix"
YEARS = (
    r"(?:1[0-9]|[2-9]\d|dix|onze|douze|treize|quatorze|quinze|seize|dix-sept|dix-huit"
    rf"|dix-neuf|(?:{TENS})(?:[ -](?:et[ -])?"
    r"(?:une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze"
    r"|quinze|seize|dix-sept|dix-huit|dix-neuf))?)"
)
DECADE = r"(?:vingtaine|trentaine|quarantaine|cinquantaine|soixantaine)"
SOMEONE = (
    r"(?:dame|monsieur|homme|femme|client|cliente|couple|collegue|vendeur|vendeuse|mere"
    r"|pere|type|gars|personne|caissiere|caissier)"
)
YOUNG = (
    r"\b(?:un|une|le|la|cette|ce|notre|du|au) (?:petite? )?jeune(?= (?:a|est|n'|ne|s'|qui"
    r"|etait|avait|m'|lui|l'|du|de la|de l')|[.,;!?]|$)"
)
AGE = re.compile(
    rf"{YOUNG}|"
    rf"\b(?:agee?s? (?:de |d'une? )?)?{YEARS} ?(?:ans|printemps|piges|balais)\b"
    rf"|\b(?:la|sa|une|ma) (?:petite |bonne |belle )?{DECADE}\b(?! (?:de |d'(?!annee)))"
    rf"|\bproche de la {DECADE}\b"
    r"|\b(?:quinqua|quadra)s?\b|\b(?:quinqua|quadra|sexa|septua|octo|nona)genaires?\b"
    r"|\btrentenaires?\b|\bcentenaires?\b"
    r"|\bnee?s? en (?:(?:19|20)?\d\d)\b|\b(?:un|une|la|le|cette|ce|notre|du"
    r"|au) (?:mineure?|ado|adolescente?|octogenaire|retraitee?|papi|papy|mamie|petit vieux"
    r"|petite vieille|vieux monsieur|vieille dame|vieille femme|vieil homme|vieux client"
    r"|vieille cliente|jeune fille|jeune homme|jeune femme|gamine?|lyceenne?"
    r"|collegienne?|jeune maman|tres jeune femme|petite dame|petite mamie|petit papi"
    r"|senior|vieillard|quinqua|quadra|jeunot|jeunette"
    r"|doyenne?)\b(?! (?:produit|modele|marque|collection|client fidele|magasin|diplome))"
    rf"|\b{SOMEONE} (?:tres |assez |plutot |bien )?agee?\b|\b{SOMEONE} (?:d'age mur"
    r"|d'un certain age|entre deux ages|plus toute? jeune|du troisieme age|a la retraite"
    r"|retraitee?|mineure?)\b"
    r"|\bjeune (?:vendeuse|caissiere|collegue|mere|vendeur|caissier|maman|papa|couple"
    r"|cliente|client)\b|\bretraitee? de (?:la|l'|chez)\b"
    r"|\b(?:d'un certain age|plus toute? jeune|d'age mur|a l'age de la retraite"
    r"|l'age de (?:ma|sa) (?:mere|fille|grand-mere)|de ma generation|de sa generation"
    r"|tout juste majeure?|a peine majeure?|encore mineure?|pas encore majeure?"
    r"|en terminale|au lycee|au college)\b"
)
GENERIC_AGE = frozenset(["personne", "dame"])
OF = re.compile(r" ?(?:de la|de l'|de|du|d'un|d'une|d') ?")
TONGUES = "|".join(sorted(LANGUAGES))
RARE_TONGUES = "|".join(sorted(LANGUAGES - {"francais", "anglais"}))
SPEAKS = re.compile(
    r"\b(?:parl(?:e|ait|ant|er|ent|aient)|comprend|comprenait|comprend pas|parle pas"
    r"|maitris(?:e|ait)|discut(?:e|ait)|repond(?:u|ait)?|baragouin(?:e|ait)|s'exprim(?:e"
    r"|ait)|telephonait)"
    r"(?: (?:pas|mal|bien|peu|tres|tres mal|tres peu|uniquement|seulement|couramment|que"
    r"|pas bien|a peine|pas un mot de|pas un mot d'|qu'en|en|le|l'|juste|encore|toujours"
    r"|tout le temps|entre eux|entre elles)){0,3} ?(?:en |le |l'|d')?(" + TONGUES + r")\b"
)
SAID_IN = re.compile(rf"\ben ({RARE_TONGUES})\b")


def kin(reading: Reading, _roster: Roster) -> Iterator[Hit]:
    """Yield family: mine always, somebody's when it is told or when who is said."""
    for i, word in enumerate(reading.words):
        if word not in KIN or not reading.tied(i):
            continue
        owner = reading.word(i - 1)
        if owner in COUNTED:
            owner = reading.word(i - 2)
        if owner in {"beau", "belle", "petit", "petite", "ex", "grand", "demi", "futur", "future"}:
            owner = reading.word(i - 2)
        if _related(reading, i, owner):
            yield Hit(reading.starts[i - 1], reading.ends[i], Kind.FAMILY)


def _related(reading: Reading, i: int, owner: str) -> bool:
    """Tell whether a word of family says whose."""
    word = reading.words[i]
    if word in {"petit", "petite", "grand", "belle", "beau", "ex", "beaux", "grands", "demi"}:
        return False
    if reading.quoted[i] and not reading.told(i):
        return False
    if owner in {"mon", "ma", "mes"}:
        return True
    if owner in {"son", "sa", "ses"}:
        near = set(reading.before(i, 8))
        of_ours = bool(({"elle", "il"} | STAFF | NEWCOMERS) & near) and not reading.advised(i)
        return (
            reading.told(i)
            or of_ours
            or any(
                reading.marked(j)
                for j in range(max(0, i - 8), i)
                if reading.sentence[j] == reading.sentence[i]
            )
        )
    if word in PARENTS and reading.word(i + 1) in {"de", "d"}:
        return reading.word(i + 2) in COUNTED | {
            "jumeaux",
            "jumelles",
            "famille",
        } and not reading.advised(i)
    after = reading.low[reading.ends[i] : reading.ends[i] + 24]
    match = OF.match(after)
    if owner in {"le", "la", "l", "du", "au", "un", "une", "les"} and match:
        first = reading.word(i + len(match.group().replace("'", " ").split()) + 1)
        nearest = reading.first_at(reading.ends[i] + match.end())
        named = reading.capital(nearest) or reading.word(nearest) in PERSONS or first in PERSONS
        return (
            (named and word not in {"femme", "fille", "enfants", "enfant"})
            or (named and "de" in match.group())
            or (named and "du" in match.group())
        )
    return False


def ages(reading: Reading, _roster: Roster) -> Iterator[Hit]:
    """Yield ages and what stands for one."""
    for match in AGE.finditer(reading.low):
        i = reading.first_at(match.start())
        found = match.group()
        if (
            found.endswith(" ans")
            and not found.startswith("age")
            and not _age_of_somebody(reading, i)
        ):
            continue
        if not found[-1].isdigit() and "ans" not in found and _everybody(reading, i, found):
            continue
        yield Hit(match.start(), match.end(), Kind.AGE)


def _age_of_somebody(reading: Reading, i: int) -> bool:
    """Tell whether a number of years is an age, not a guarantee nor a limit."""
    before, after = reading.before(i, 3), reading.after(i, 4)
    if LONG & set(after) or {"garantie", "garanti", "depuis", "il"} & set(before):
        return False
    if not NOT_AGE & set(before[:2]) - {"a", "des", "dans", "y"}:
        return True
    return (
        before[1:2] in {("plus",), ("moins",)}
        and bool(PERSONS & set(reading.before(i, 5)))
        and reading.told(i)
    )


def _everybody(reading: Reading, i: int, found: str) -> bool:
    """Tell whether an age is that of all who have it, in advice."""
    if "genaire" in found or "aine" in found or "printemps" in found:
        return False
    if reading.told(i) or somebody(reading, i) or found.split(maxsplit=1)[0] in {"notre", "cette"}:
        return False
    return reading.advised(i) or "jeune" in found or "ancien" in found or "senior" in found


def origins(reading: Reading, _roster: Roster) -> Iterator[Hit]:
    """Yield countries and regions people come from, when they are said of people."""
    for i, word in enumerate(reading.words):
        if _demonym(word) and _of_people(reading, i):
            first = i - 1 if reading.word(i - 1) in PERSONS else i
            yield Hit(reading.starts[first], reading.ends[i], Kind.ORIGIN)


@lru_cache(maxsize=8192)
def _demonym(word: str) -> bool:
    """Tell whether a word is of a country, a region or a town of people."""
    if word in IRREGULAR or word in NATIONS or word in DEMONYMS:
        return True
    for ending in ENDINGS[1:]:
        if word.endswith(ending):
            stem = word[: -len(ending)]
            if stem in NATIONS or stem in DEMONYMS or (ending == "ne" and stem + "n" in DEMONYMS):
                return True
    return False


def _of_people(reading: Reading, i: int) -> bool:
    """Tell whether a word of origin is said of somebody."""
    before = reading.before(i, 2)
    if of_a_product(reading, i):
        return False
    if before and before[0] in PERSONS | KIN:
        many = bool(MANY & set(reading.before(i, 3)[1:]))
        any_one = many or (reading.advised(i) and not somebody(reading, i))
        return reading.told(i) or not any_one or before[0] in STAFF | NEWCOMERS
    if before and before[0] == "origine":
        return True
    if reading.marked(i):
        return bool(before) and before[0] in {
            "un",
            "une",
            "le",
            "la",
            "l",
            "des",
            "les",
            "cet",
            "cette",
            "jeune",
            "deux",
            "notre",
            "aux",
        }
    if before[:1] in {("est",), ("etait",), ("sont",), ("etaient",), ("suis",)}:
        return len(before) > 1 and (
            before[1] in {"il", "elle", "je", "ils", "elles", "qui"}
            or before[1] in PERSONS
            or reading.capital(i - 2)
        )
    return reading.word(i + 1) in PERSONS and before[:1] in {("un",), ("une",), ("le",), ("la",)}


def tongues(reading: Reading, _roster: Roster) -> Iterator[Hit]:
    """Yield the language somebody speaks."""
    for match in SPEAKS.finditer(reading.low):
        i = reading.first_at(match.start())
        if reading.told(i) or _one(reading, i):
            yield Hit(match.start(), match.end(), Kind.LANGUAGE)
    for match in SAID_IN.finditer(reading.low):
        i = reading.first_at(match.start())
        if reading.told(i) or _one(reading, i):
            yield Hit(match.start(), match.end(), Kind.LANGUAGE)


def _one(reading: Reading, i: int) -> bool:
    """Tell whether who speaks is one of us, not any client."""
    near = set(reading.before(i, 5))
    return (
        bool(
            near & {"elle", "il", "je", "notre", "ma", "mon", "ils", "elles"}
            or near & (STAFF | NEWCOMERS)
        )
        and "si" not in near
    ) or (any(reading.marked(j) for j in range(max(0, i - 3), i)))
