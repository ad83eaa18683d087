"""What ties somebody to others or tells them apart: kin, age, country, tongue, looks by number."""

import re
from collections.abc import Iterator
from functools import lru_cache

from lms.quotes.rules.guard.detectors.about import apposed, of_one, the_person
from lms.quotes.rules.guard.detectors.goods import of_a_product
from lms.quotes.rules.guard.detectors.phrases import somebody
from lms.quotes.rules.guard.findings import Hit, Kind
from lms.quotes.rules.guard.reading import Reading
from lms.quotes.rules.guard.rosters import Roster
from lms.quotes.rules.guard.vocabulary.grammar import ANYBODY, LONG, NOT_AGE
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
CHILDREN = frozenset(("enfant", "enfants", "fille", "filles", "fils", "garcon", "garcons", "bebe"))
CHILDREN |= {"jumeaux", "jumelles", "bebes", "gosses"}
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
HALF_KIN = frozenset(
    ("petit", "petite", "petits", "grand", "belle", "beau", "ex", "beaux", "grands", "demi")
)
BETWEEN_KIN = COUNTED | HALF_KIN | {"futur", "future", "ancien", "ancienne", "nouveau", "nouvelle"}
LEADING = 3
PARENT_OWNERS = frozenset(("", "un", "une", "la", "le", "l", "notre", "cette", "est", "etait"))
FOR = {("pour",), ("a",), ("de",)}
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
    rf"{YOUNG}|\b(?:mineure?|retraitee?|quinquagenaire|adolescente?|lyceenne?)\b(?=, (?:elle|il"
    rf"|je|j'|notre|la) ?)|"
    r"\b(?:est|etait) (?:encore |toujours |trop )?(?:mineure?|trop jeune|trop vieux|trop vieille)\b|"
    r"\btrop (?:vieux|vieille|jeune) pour (?:ce|cet|cette|le|la)\b|"
    r"\b(?:a son|vu son|malgre son|a cause de son|a mon|vu mon|malgre mon|a leur) age\b|"
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
        if word not in KIN:
            continue
        step = 1
        while step <= LEADING and reading.word(i - step) in BETWEEN_KIN:
            step += 1
        owner = reading.word(i - step) if reading.tied(i) else ""
        if _related(reading, i, owner):
            first = i - step if owner and reading.tied(i - step + 1) else i
            yield Hit(reading.starts[first], reading.ends[i], Kind.FAMILY)


def _related(reading: Reading, i: int, owner: str) -> bool:
    """Tell whether a word of family says whose."""
    word = reading.words[i]
    if word in HALF_KIN and not (
        word in {"petit", "petite"} and reading.word(i + 1)[:5] == "derni"
    ):
        return False
    if reading.quoted[i] and not reading.told(i):
        return False
    if owner in {"mon", "ma", "mes"}:
        return True
    if (
        word in CHILDREN
        and reading.word(i - 1) in COUNTED
        and owner in {"a", "avait", "eleve", "avec"}
    ):
        return of_one(reading, i, i)
    if owner in {"son", "sa", "ses", "leur", "leurs"}:
        return _of_a_colleague(reading, i)
    if reading.before(i, 2)[1:] == ("dont",) and owner in {"le", "la", "les"}:
        return of_one(reading, i, i) or reading.told(i)
    if word in PARENTS and owner in PARENT_OWNERS | PERSONS and reading.word(i + 1) in {"de", "d"}:
        return reading.word(i + 2) in COUNTED | {
            "jumeaux",
            "jumelles",
            "famille",
        } and (not reading.advised(i) or reading.opening[i])
    after = reading.low[reading.ends[i] : reading.ends[i] + 24]
    match = OF.match(after)
    if owner in {"le", "la", "l", "du", "au", "un", "une", "les"} and match:
        first = reading.word(i + len(match.group().replace("'", " ").split()) + 1)
        nearest = reading.first_at(reading.ends[i] + match.end())
        theirs = PERSONS if reading.told(i) or of_one(reading, i, i) else PERSONS - ANYBODY
        named = reading.capital(nearest) or reading.word(nearest) in theirs or first in theirs
        return (
            (named and word not in {"femme", "fille", "enfants", "enfant"})
            or (named and "de" in match.group())
            or (named and "du" in match.group())
        )
    return False


def _of_a_colleague(reading: Reading, i: int) -> bool:
    """Tell whether "son fils" is of one who works here, not of a client one sells to."""
    near = set(reading.before(i, 12))
    if reading.told(i) or any(
        reading.words[j] == "personne" and the_person(reading, j) for j in range(max(0, i - 12), i)
    ):
        return True
    if near & ANYBODY or "si" in near or reading.before(i, 2)[1:] in FOR:
        return of_one(reading, i, i)
    return not reading.advised(i) or of_one(reading, i, i)


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
        minor = "mineur" in found and of_one(reading, i, i)
        if minor or apposed(reading, i, i):
            yield Hit(match.start(), match.end(), Kind.AGE)
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
    last = i + 2 if reading.after(i, 2) == ("d", "origine") else i
    if apposed(reading, i, last):
        return True
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


LOOKS = re.compile(
    r"\b(?:le|la|du|au|ce|cette|un|une) (?:petite? |grande? |grosse? |vieux |vieille |jeune "
    r"|jolie? )?"
    r"(?:rouquin|rouquine|barbu|barbue|chauve|moustachu|blondinette?|brunette|tatouee?|costaud"
    r"|maigrichonne?"
    r"|balafree?|binoclarde?|frisee?|noiraude?|obese|boiteuse?|bossue?|asperge|colosse|geant)"
    r"(?= (?:aux|a|au|avec|qui|du|de|m'|l'|ne|n'|est|la-bas|la bas|d'en|en|et|me|lui|nous|vous"
    r"|a)\b| ?[\".,;:!?]|$)"
    r"|\b(?:le|la|du|au|ce|cette) (?:petite? |grande? |grosse? |vieille |jeune |jolie? )?"
    r"(?:rousse|roux|blonde?|brune?|petite?|grande?|grosse?|maigre|ronde|vieux|vieille)"
    r" (?:aux (?:cheveux|yeux|lunettes|tatouages|boucles|nattes|tresses|dents|mains|talons|ongles)"
    r"|a (?:lunettes|moustache|barbe|casquette|la barbe|la moustache|la casquette"
    r"|la queue de cheval)|aux lunettes|au (?:chapeau"
    r"|piercing|foulard|chignon|bonnet|nez|tatouage)|la-bas|de (?:l'accueil|la caisse)|du rayon"
    r"|du comptoir)\b"
)


def looks(reading: Reading, _roster: Roster) -> Iterator[Hit]:
    """Yield somebody called by looks alone: "la rousse aux lunettes", "le gros chauve"."""
    for match in LOOKS.finditer(reading.low):
        if (
            not reading.advised(reading.first_at(match.start()))
            or reading.quoted[reading.first_at(match.start())]
        ):
            yield Hit(match.start(), match.end(), Kind.APPEARANCE)


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
