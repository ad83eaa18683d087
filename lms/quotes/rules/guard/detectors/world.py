"""What happened that all remember, and houses that everybody knows."""

import re
from collections.abc import Iterator

from lms.quotes.rules.guard.detectors.about import of_anybody, of_one
from lms.quotes.rules.guard.findings import Hit, Kind
from lms.quotes.rules.guard.lexicon import lexicon
from lms.quotes.rules.guard.reading import Reading
from lms.quotes.rules.guard.rosters import Roster
from lms.quotes.rules.guard.vocabulary.grammar import SUPPOSED, VAGUE, WEAK
from lms.quotes.rules.guard.vocabulary.world import (
    ALWAYS_EVENTS,
    BRANDS,
    EVENTS,
    NO_EVENT,
    PARTNERS,
)

DAY_OF = re.compile(
    r"\b(?:le jour|la semaine|le soir|le matin|la veille|le lendemain|la nuit|au moment"
    r"|lors|le week-end|l'annee|la periode|l'ete|l'hiver|l'epoque)"
    r" (?:de l'|de la |du |des |de notre |de nos |de son |de sa |d'un |d'une "
    r"|de )(?:grande? |grosse? |fameu[sx]e? )?([a-z-]{3,})"
)
SINCE = re.compile(
    r"\b(?:pendant|depuis|apres|avant|durant|suite a|a cause de|avec|il y a eu|y avait eu"
    r"|il y avait|a subi|a connu|quand|jusqu'a) "
    r"?(?:le |la |l'|les |notre |un |une |des |de l'|du |a la |de la )(?:grande? |grosse? "
    r"|fameu[sx]e? |derniere? )?([a-z-]{3,})"
)
CLOSED = re.compile(
    r"\b(?:le magasin|la boutique|l'agence|le centre commercial|le parking|le plafond"
    r"|le toit|la reserve|la vitrine|l'entrepot) "
    r"(?:a|avait|ont|etait|est) (?:ete )?(?:inonde|brule|evacue|cambriole|braque|vandalise"
    r"|rachete|demenage|detruit|explose|pris feu|effondre|saccage|incendie|devalise|taggue"
    r"|tague)e?\b"
    r"|\b(?:son|mon|notre|leur|sa|ma) (?:mariage|demenagement|enterrement|divorce"
    r"|licenciement|pot de depart|accident)\b"
    r"|\b(?:les|des|en) travaux\b(?= (?:du|de la|de l'|dans|devant|en|sur|ont|avaient))"
)
LIVED = frozenset(("accident", "panne", "alerte", "vol", "crue", "orage"))
FAMILY_DAYS = frozenset(("mariage", "anniversaire", "bapteme", "communion"))


def events(reading: Reading, _roster: Roster) -> Iterator[Hit]:
    """Yield what happened once somewhere, and the days that are told by it."""
    for match in DAY_OF.finditer(reading.low):
        i = reading.first_at(match.start(1))
        word = reading.word(i)
        if word in FAMILY_DAYS or word in NO_EVENT or word in VAGUE:
            continue
        if word in EVENTS or (reading.told(i) and word not in WEAK):
            yield Hit(match.start(), match.end(), Kind.EVENT)
    for match in SINCE.finditer(reading.low):
        word = reading.word(reading.first_at(match.start(1)))
        if word in EVENTS - WEAK | LIVED and (
            word in ALWAYS_EVENTS
            or reading.told(reading.first_at(match.start(1)))
            or _leads(reading, match)
            or (
                match.group().startswith(("pendant le", "pendant la", "pendant l'"))
                and not reading.advised(reading.first_at(match.start(1)))
            )
        ):
            yield Hit(match.start(1), match.end(), Kind.EVENT)
    for match in CLOSED.finditer(reading.low):
        i = reading.first_at(match.start())
        if not SUPPOSED & set(reading.before(i, 4)) and not of_anybody(reading, i):
            yield Hit(match.start(), match.end(), Kind.EVENT)
    for i, word in enumerate(reading.words):
        if (word in ALWAYS_EVENTS and not SUPPOSED & set(reading.before(i, 4))) or (
            word in EVENTS and _that_one(reading, i)
        ):
            yield Hit(reading.starts[i], reading.ends[i], Kind.EVENT)


def _leads(reading: Reading, match: "re.Match[str]") -> bool:
    """Tell whether what happened leads to one person: "depuis l'accident, la personne"."""
    i, last = reading.first_at(match.start()), reading.first_at(match.start(1))
    return match.group().startswith(("depuis", "apres")) and of_one(reading, i, last)


def _that_one(reading: Reading, i: int) -> bool:
    """Tell whether an event that may be any is the one that was lived: told, with "the"."""
    if reading.words[i] in WEAK:
        return False
    before = reading.before(i, 2)
    return (
        reading.told(i)
        and before[:1] in {("la",), ("l",), ("le",), ("les",), ("une",), ("un",), ("d",)}
        and not SUPPOSED & set(reading.before(i, 4))
    )


def brands(reading: Reading, _roster: Roster) -> Iterator[Hit]:
    """Yield houses everybody knows, when their name is not a word here."""
    for i, word in enumerate(reading.words):
        if word in BRANDS and word not in PARTNERS:
            common = lexicon().is_word(word)
            after_chez = reading.before(i)[:1] == ("chez",)
            if after_chez or (
                reading.marked(i) if common else reading.capital(i) or len(word) > len("Lidl")
            ):
                yield Hit(reading.starts[i], reading.ends[i], Kind.BRAND)
