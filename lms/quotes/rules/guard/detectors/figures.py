"""What is written with figures and signs: ways to reach somebody, sums, numbers of things."""

import re
from collections.abc import Iterator

from lms.quotes.rules.guard.findings import Hit, Kind
from lms.quotes.rules.guard.reading import Reading
from lms.quotes.rules.guard.rosters import Roster

PHONES = [
    re.compile(r"(?<![\d.,])(?:\+|00|\() ?\d{1,3}\)? ?(?:\(0\) ?)?\d(?:[ .-]{0,2}\d){6,11}(?!\d)"),
    re.compile(r"(?<![\d.,+])[0o] ?[1-9](?:[ ./-]{0,2}[\do]{2}){4}(?![\do])"),
    re.compile(r"(?<![\d.,+])[0o][1-9](?:[ ./-]?[\do]){8}(?![\do])"),
    re.compile(
        r"\b(?:tel|telephone|portable|mobile|fax|poste|standard|numero)\b\.? ?:? ?(?:du |est le |le |au |: ?)?\+?\d[\d .-]{2,18}\d"
    ),
]
EMAIL = re.compile(
    r"(?<![a-z0-9.+_-])[a-z0-9][a-z0-9.+_-]{0,63} ?(?:@|\[at\]|\(at\)|\barobase\b| at ) ?[a-z0-9-]{1,60}(?:(?:\.| ?point | ?dot )[a-z0-9-]{2,24}){1,4}"
)
URL = re.compile(
    r"\bhttps?://[^\s<>\"]{1,300}|\bwww\.[^\s<>\"]{2,300}"
    r"|(?<![a-z0-9.@-])[a-z0-9][a-z0-9-]{1,60}\.(?:fr|com|net|org|eu|be|ch|io|shop|store|app|info|biz|bzh|corsica|re|paris)\b(?:/[^\s<>\"]{0,200})?"
)
HANDLE = re.compile(
    r"(?<![a-z0-9.@])@[a-z0-9_][a-z0-9_.]{1,38}|(?<![a-z0-9&])#[a-z][a-z0-9_]{2,38}"
    r"|\b(?:insta|instagram|tiktok|snap|snapchat|facebook|twitter|linkedin|pseudo|discord) ?(?::|est|c'est) ?[a-z0-9_.]{3,38}"
)
WORDED = (
    "un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente|quarante|"
    "cinquante|soixante|cent|cents|mille|soixante-dix|quatre-vingts?|quatre-vingt-dix|dix-sept|dix-huit|dix-neuf"
)
AMOUNTS = [
    re.compile(
        r"(?<![\d.,])\d{1,3}(?:[ .]\d{3})*(?:[.,]\d{1,2})? ?(?:€|euros?\b|eur\b|euro\b|k€|ke\b|centimes?\b|balles\b|\$|£|francs?\b)(?: ?\d{2}\b)?"
    ),
    re.compile(r"(?<![\d.,])\d{4,8}(?:[.,]\d{1,2})? ?(?:€|euros?\b|eur\b|k€)"),
    re.compile(r"(?:€|\$|£) ?\d{1,6}(?:[.,]\d{1,2})?"),
    re.compile(
        rf"\b(?:{WORDED})(?:[ -](?:et |{WORDED})){{0,4}}[ -]?(?:{WORDED})? ?(?:euros?|centimes|balles)\b"
    ),
    re.compile(rf"\b(?:{WORDED}) ?(?:euros?|centimes|balles)\b"),
]
THINGS = (
    "commande|ticket|facture|dossier|sav|devis|reservation|colis|suivi|carte|fidelite|bon|avoir|contrat|reclamation|"
    "bl|cde|cmd|fact|client|matricule|badge|serie|reference|ref|lot|numero|num|no|n°|incident|litige|livraison|ordre|"
    "transaction|compte|adherent|abonnement|imei|siret|siren|iban|code|ipp|nda|recu|billet|casier"
)
REFERENCES = [
    re.compile(
        rf"\b(?:{THINGS})s?(?: (?:client|fidelite|cadeau|de (?:commande|caisse|serie|suivi|fidelite|livraison|retour|reduction)|d'achat))?"
        r"(?: ?(?:numero|num\.?|no|n°|#))? ?[:.#]? ?[a-z]{0,5}[- ]?(?:[a-z]{0,3}\d[a-z0-9]{2,20}(?:-[a-z0-9]{1,12})?)"
    ),
    re.compile(r"(?<![a-z0-9])(?:n° ?|#|no\.? )[a-z]{0,4}[- ]?\d{1,12}(?:[-/ ]\d{1,12})?\b"),
    re.compile(
        r"\b[a-z]{2,5}-\d{3,12}\b(?!-[a-z]{2}\b)|\b[a-z]{1,4}\d{4,14}\b|\b\d{2,6}-[a-z]{1,4}-?\d{2,8}\b"
    ),
    re.compile(
        r"\b(?:caisse|magasin|boutique|agence|store|pdv|poste|porte|bureau|vestiaire|casier|quai|ligne|bus|tablette|terminal|rayon|allee|cabine|box|guichet|secteur)s? (?:numero |n° ?|no ?)?\d{1,5}\b"
    ),
    re.compile(r"\bfr\d{2}(?: ?[a-z0-9]{4}){4,6} ?[a-z0-9]{0,3}\b"),
    re.compile(r"(?<![\d.,])[12](?: ?\d){12}(?: ?\d\d)?(?!\d)"),
    re.compile(r"(?<![\d.,])(?:\d{4}[ -]){3}\d{1,4}(?!\d)"),
    re.compile(r"(?<![\d.,a-z])\d{5,24}(?!\d|,\d|[a-z%€])"),
    re.compile(r"\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b"),
    re.compile(r"(?<![\d.,])\d(?: ?[. ] ?\d){5,20}(?![\d,])"),
]
PLATES = [
    re.compile(r"\b[a-z]{2}-\d{3}-[a-z]{2}\b"),
    re.compile(
        r"\b(?:immatriculee?|plaque|plaques)(?: d'immatriculation)? ?:? ?(?=[a-z0-9 -]{0,4}\d)[a-z0-9][a-z0-9 -]{3,10}[a-z0-9]\b"
    ),
]
PLATES_AS_WRITTEN = [
    re.compile(r"\b[A-Z]{2} \d{3} [A-Z]{2}\b"),
    re.compile(r"\b[A-Z]{2}\d{3}[A-Z]{2}\b"),
    re.compile(r"\b\d{2,4} [A-Z]{2,3} (?:\d{2}|2[AB])\b"),
]
EVERYWHERE = frozenset({"15", "17", "18", "112", "114", "115", "119", "3939"})


def contacts(reading: Reading, _roster: Roster) -> Iterator[Hit]:
    """Yield phones, addresses of mail and of pages, names on networks."""
    low = reading.low
    if "@" in low or "arobase" in low or " at " in low or "at]" in low or "(at)" in low:
        yield from _all(EMAIL, low, Kind.EMAIL)
    for pattern in PHONES:
        yield from _all(pattern, low, Kind.PHONE)
    yield from _all(URL, low, Kind.URL)
    yield from _all(HANDLE, low, Kind.HANDLE)


def amounts(reading: Reading, _roster: Roster) -> Iterator[Hit]:
    """Yield sums of money."""
    for pattern in AMOUNTS:
        yield from _all(pattern, reading.low, Kind.AMOUNT)


def references(reading: Reading, _roster: Roster) -> Iterator[Hit]:
    """Yield numbers of orders, cards, tills, and any long one; plates of cars."""
    for pattern in REFERENCES:
        for hit in _all(pattern, reading.low, Kind.REFERENCE):
            if reading.low[hit.start : hit.end] not in EVERYWHERE:
                yield hit
    for pattern in PLATES:
        yield from _all(pattern, reading.low, Kind.PLATE)
    for pattern in PLATES_AS_WRITTEN:
        yield from _all(pattern, reading.flat, Kind.PLATE)


def _all(pattern: "re.Pattern[str]", text: str, kind: Kind) -> Iterator[Hit]:
    """Yield what a pattern finds, without the spaces around."""
    for match in pattern.finditer(text):
        found = match.group()
        lead = len(found) - len(found.lstrip())
        yield Hit(match.start() + lead, match.start() + len(found.rstrip()), kind)
