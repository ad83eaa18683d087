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
    re.compile(r"(?<![\d.,+])\(?0[1-9]\)?(?:[ ._/-]{1,3}(?:\d\d|xx|\*\*)){2,4}(?!\d)"),
    re.compile(r"(?<![\d.,+])0[1-9]\d?[ .]\d{3}[ .]\d{3}(?:[ .]\d{1,3})?(?!\d)"),
    re.compile(
        r"\bzero (?:un|deux|trois|quatre|cinq|six|sept|huit|neuf)\b(?:[ ,.-]{1,2}[a-z]{2,9}){2,14}"
    ),
    re.compile(
        r"\b(?:numero|06|07|portable|mobile|telephone)s? (?:qui )?(?:commence|commencant|finit"
        r"|finissant|se termine|se terminant|termine) (?:par|en) \d{2,6}\b"
    ),
    re.compile(r"\b(?:son|mon|sa|ma|leur|au|le) 0[67]\b"),
    re.compile(
        r"\b(?:tel|telephone|portable|mobile|fax|poste|standard|numero)\b\.? ?:? ?(?:du "
        r"|est le |le |au |: ?)?\+?\d[\d .-]{2,18}\d"
    ),
]
EMAIL = re.compile(
    r"(?<![a-z0-9.+_-])[a-z0-9][a-z0-9.+_-]{0,63}(?: ?@ ?[a-z0-9-]{1,60}(?:(?: ?\. ?"
    r"| point )[a-z0-9-]{2,24}){0,4}"
    r"| ?(?:\bchez\b| at ) ?[a-z0-9-]{1,60}(?: ?\. ?"
    r"| point | dot )[a-z]{2,4}\b"
    r"| ?(?:\[at\]|\(at\)|\(a\)|\barobase\b) ?[a-z0-9-]{1,60}(?:(?: ?\. ?| point "
    r"| dot )[a-z]{2,12}){0,3})"
)
MAILBOX = re.compile(
    r"(?:[a-z0-9.+_-]{1,64} (?:chez|sur|at|a) )?\b(?:gmail|hotmail|yahoo|outlook|icloud"
    r"|protonmail|laposte\.net|wanadoo|free\.fr|orange\.fr|sfr\.fr)(?:(?:\.| point "
    r"| ?dot ?)[a-z]{2,4})?\b"
)
URL = re.compile(
    r"\bhttps?://[^\s<>\"]{1,300}|\bwww\.[^\s<>\"]{2,300}"
    r"|(?<![a-z0-9.@-])[a-z0-9][a-z0-9-]{1,60}\.(?:fr|com|net|org|eu|be|ch|io|shop|store"
    r"|app|info|biz|bzh|corsica|re|paris|ly|me|tv|co|be|gg|site|online|pro|alsace"
    r"|app)\b(?:/[^\s<>\"]{0,200})?"
)
HANDLE = re.compile(
    r"(?<![a-z0-9.@])@[a-z0-9_][a-z0-9_.]{1,38}|(?<![a-z0-9&])#[a-z][a-z0-9_]{2,38}"
    r"|\b(?:insta|instagram|tiktok|tik tok|snap|snapchat|facebook|fb|twitter|linkedin"
    r"|pseudo|discord|youtube|twitch|telegram|whatsapp|messenger)(?: ?:| est"
    r"| c'est)? ?\"?[a-z0-9.]*[0-9_.][a-z0-9_.]*[a-z0-9]"
    r"|\b(?:insta|instagram|tiktok|snap|snapchat|facebook|fb|twitter|linkedin|pseudo"
    r"|discord|youtube|twitch|telegram) ?(?::|est|c'est|au nom d[eu']|sous le nom"
    r"|du nom d[eu']|nomme|s'appelle|intitulee?) ?\"?[a-z0-9_.]{3,38}"
    r"|\b(?:sa|son|ma|mon|notre|leur|la|le|une?) (?:page|profil|compte|groupe|chaine|story"
    r"|post|publication|live|commentaire|avis)(?: (?:prive|public|perso"
    r"|personnel))? (?:facebook|fb|insta|instagram|tiktok|tik tok|snap|snapchat|twitter"
    r"|linkedin|youtube|twitch|google|trustpilot|tripadvisor|x)\b"
    r"|(?<![a-z0-9_@])[a-z0-9]+_[a-z0-9_]*[a-z0-9](?![a-z0-9_@])"
    r"|\b[a-z0-9-]{3,40} point (?:fr|com|net|org)\b"
    r"|(?<![a-z0-9@._-])[a-z]{2,20}\.[a-z]{2,20}\d{1,4}(?![a-z0-9])"
)
WORDED = (
    "un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze"
    "|seize|vingt|trente|quarante|"
    "cinquante|soixante|cent|cents|mille|soixante-dix|quatre-vingts?|quatre-vingt-dix"
    "|dix-sept|dix-huit|dix-neuf"
)
AMOUNTS = [
    re.compile(
        rf"\ba (?:(?:{WORDED})[ -])*(?:mille|cents?)(?:[ -](?:{WORDED}))*"
        r"(?= ?[.,;:!?]| (?:a|est|sans|qui|avec|n')\b)(?! pour)"
    ),
    re.compile(
        rf"\b(?:manque|manquait|manquaient) (?:{WORDED}|\d+)(?:[ -](?:{WORDED}))*"
        r"(?= (?:au|dans|en|a la)\b)"
    ),
    re.compile(
        r"(?<![\d.,])\d{1,3}(?:[ .]\d{3})*(?:[.,]\d{1,2})? ?(?:€|euros?\b|eur\b|euro\b|k€|ke\b"
        r"|centimes?\b|balles\b|\$|£|francs?\b)(?: ?\d{2}\b)?"
    ),
    re.compile(
        r"(?<![\d.,])\d{4,8}(?:[.,]\d{1,2})? ?(?:€|euros?\b|eur\b|k€|balles\b|francs?\b|\$|£)"
    ),
    re.compile(r"(?:€|\$|£) ?\d{1,6}(?:[.,]\d{1,2})?"),
    re.compile(
        rf"\b(?:{WORDED})(?:[ -](?:et |{WORDED})){{0,4}}[ -]?(?:{WORDED})? ?(?:euros?|centimes"
        r"|balles)\b"
    ),
    re.compile(rf"\b(?:{WORDED}) ?(?:euros?|centimes|balles)\b"),
    re.compile(
        r"\b(?:une? )?(?:dizaine|quinzaine|vingtaine|trentaine|quarantaine|cinquantaine"
        r"|soixantaine|centaine|millier)s? (?:d'euros?|d'€|de balles)"
    ),
    re.compile(
        r"\b(?:billets?|coupure|cheque|bon d'achat|carte cadeau|remise|remboursement"
        r"|ecart(?: de caisse)?|caution|acompte|prime|salaire|addition|total|ristourne|panier"
        r"|trou|fond de caisse|chiffre d'affaires|ca|avoir|cagnotte) (?:moyen )?(?:de|a|est de"
        r"|etait de) ?\d{2,6}(?:[., ]\d{2,3})?\b(?! ?(?:%|pour|articles|pieces|produits"
        r"|minutes|ans|jours|points|clients|secondes|heures|lignes))"
    ),
    re.compile(
        r"(?<![\d.,])(?!0[.,])\d{1,5}[.,]\d\d(?!\d|[.,]\d|%| ?(?:kg|g|m|cm|l|cl|ml|pour|%|metres|litres|h"
        r"|heures|v|a|w)\b)"
    ),
    re.compile(r"\b\d{1,4}(?:[.,]\d)? ?(?:k|m€|millions?|mille|milliards?)\b(?: d'euros)?"),
    re.compile(r"\b\d{1,5}(?:[.,]\d{1,2})? ?€uros?"),
    re.compile(
        r"\b\d{1,6} ?(?:cts?|boules|roros|uros?|eurs?|eruos?|euors?|euos?|eu)\b"
        r"|\b\d{1,5} e\b(?! ?[a-z])"
    ),
    re.compile(
        r"(?<![\d.,])\d[\d .]{2,9} de (?:chiffre|ca\b|caisse|recette|vente|panier|marge|perte|trou)"
    ),
    re.compile(
        rf"\b(?:{WORDED}|\d[\d ]{{0,6}})(?:[ -](?:et |{WORDED})){{0,4}} (?:francs?|dollars?"
        rf"|livres? sterling"
        r"|dirhams?|dinars?|roubles?|yens?|couronnes?)(?: suisses?| cfa)?\b"
    ),
    re.compile(
        r"\b(?:prime|salaire|acompte|cheque|facture|remise|avoir|ecart|panier|vente|bague|montre"
        r"|bijou"
        r"|collier|sac|manteau|canape|telephone|ticket|commande|panier|recette|journee|montant"
        r"|somme"
        r"|devis|article|cadeau|caution|loyer|payee?|paye|coute|coutait|vaut|valait|rendu|vendue?"
        rf"|encaisse|depense|remboursee?) (?:de |a |pour |moyen de )?(?:{WORDED})(?:[ -](?:{WORDED})){{1,4}}"
        r"(?= ?[.,;:!?]|$| (?:n'|est|etait|a |avait|qui|sans|avec|et |ou |au|en |pour|dans))"
    ),
    re.compile(
        r"\b(?:payee?|payer|paye|coute|coutait|couter|vendue?|vendre|vaut|valait|rendu|rendre"
        r"|facturee?|rembourse|rembourser|encaisse|encaisser|verse"
        r"|montant de|somme de|erreur de(?: caisse de)?|trop-percu de|prix de|tarif de"
        r"|au lieu de|passe a|affiche(?:e?s?)? a|etiquetee?s? a|propose a) "
        r"\d{2,5}\b(?! ?(?:%|ans|jours|minutes|heures|points|clients|articles|fois|pieces"
        r"|produits|secondes|exemplaires|g\b|kg|ml|cl|h\b|personnes|pour|mois|semaines|metres"
        r"|cm|m\b|[/-]))"
    ),
    re.compile(
        r"\b\d{2,5} (?:de trop|en liquide|en especes|en cash|au lieu de \d+|de reduction|d'ecart)\b"
    ),
]
THINGS = (
    "commande|ticket|facture|dossier|sav|devis|reservation|colis|suivi|carte|fidelite|bon"
    "|avoir|contrat|reclamation|"
    "bl|cde|cmd|fact|client|matricule|badge|serie|reference|ref|lot|numero|num|no|n°"
    "|incident|litige|livraison|ordre|"
    "transaction|compte|adherent|abonnement|imei|siret|siren|iban|code|ipp|nda|recu|billet|casier"
)
REFERENCES = [
    re.compile(
        r"\b(?:colis|suivi|dossier|commande|carte|bon)s? [a-z0-9]{1,4}(?: \d{2,5}){2,5}(?: \d)?\b"
    ),
    re.compile(
        rf"\b(?:{THINGS})s?(?: (?:client|fidelite|cadeau|de (?:commande|caisse|serie|suivi"
        r"|fidelite|livraison|retour|reduction)|d'achat))?"
        r"(?: ?(?:numero|num\.?|no|n°"
        r"|#))? ?[:.#]? ?[a-z]{0,5}[- ]?(?:[a-z]{0,3}\d[a-z0-9]{2,20}(?:-[a-z0-9]{1,12})?)"
    ),
    re.compile(r"(?<![a-z0-9])(?:n° ?|#|no\.? )[a-z]{0,4}[- ]?\d{1,12}(?:[-/ ]\d{1,12})?\b"),
    re.compile(r"\bnumero (?:de |du |d')?(?:[a-z]{3,12} )?:? ?[a-z]{0,3}-?\d{2,12}\b"),
    re.compile(
        r"\b(?:commande|ticket|facture|dossier|colis|carte|client|avoir|bon|reclamation|sav"
        r"|devis|suivi|contrat|livraison|finissant|terminant|terminee?"
        r"|commencant)s?(?: [a-z']{1,12}){1,3} \d{3,12}\b(?! ?(?:€|euros?|clients?|articles"
        r"|fois|%))"
    ),
    re.compile(r"(?<![\d.,/-])(?:\d{3,8}[/-]\d{2,8}|\d{2,8}[/-]\d{3,8})(?:[/-]\d{1,8})?(?![\d/])"),
    re.compile(
        r"(?<![\d.,/-])\d{4}(?= ?(?:[;:!?)]|,(?!\d)|\.(?!\d)|$| (?:n'|a |est |etait |ne |qui "
        r"|reste |a ete )))"
    ),
    re.compile(
        r"\b[a-z]{2,5}-\d{3,12}\b(?!-[a-z]{2}\b)|\b[a-z]{1,4}\d{4,14}\b"
        r"|\b\d{2,6}-[a-z]{1,4}-?\d{2,8}\b"
    ),
    re.compile(
        r"\b(?:caisse|magasin|boutique|agence|store|pdv|poste|porte|bureau|vestiaire|casier"
        r"|quai|ligne|bus|tablette|terminal|rayon|allee|cabine|box|guichet"
        r"|secteur)s? (?:numero |n° ?|no ?)?\d{1,5}\b"
    ),
    re.compile(r"\bfr\d{2}(?: ?[a-z0-9]{4}){4,6} ?[a-z0-9]{0,3}\b"),
    re.compile(r"(?<![\d.,])[12](?: ?\d){12}(?: ?\d\d)?(?!\d)"),
    re.compile(r"(?<![\d.,])(?:\d{4}[ -]){3}\d{1,4}(?!\d)"),
    re.compile(r"(?<![\d.,a-z])\d{5,24}(?!\d|,\d|[a-z%€])"),
    re.compile(r"\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b"),
    re.compile(r"(?<![\d.,])\d(?: ?[. ] ?\d){5,20}(?![\d,])"),
]
PLATES = [
    re.compile(
        r"(?<![\d.,])\d{3,4} (?!(?:sur|par|pour|ans|fois|km|kg|ml|cl|mm|cm|au|de|et|ou|en|la|le|les|des|pas|du"
        r"|un)\b)[a-z]{2,3} \d{2}(?!\d)"
    ),
    re.compile(r"\b[a-z]{2}(?:-\d{3}-|\d{3})[a-z]{2}\b"),
    re.compile(
        r"(?<![a-z0-9-])(?!(?:de|la|le|au|en|un|et|ou|du|ce|se|sa|on|il|ne|je) )[a-z]{2} \d{3} "
        r"(?!(?:ml|kg|cl|cm|mm|km|ou|et|de|en|au|ne|on|il|la|le|je|ca)\b)[a-z]{2}(?![a-z0-9-])"
    ),
    re.compile(
        r"\b(?:immatriculee?s?|immatriculation|plaques?(?! (?:fait|mesure|de|pese|dure|a"
        r"|chauffe)))(?: [a-z]{1,5}){0,3} (?:\d{2,3}|belge"
        r"|suisse|allemande|espagnole"
        r"|italienne|etrangeres?|anglaises?|luxembourgeoises?|polonaises?|allemandes"
        r"|espagnoles|belges|suisses|provisoires?|[a-z]{3,12}(?:aises?|iennes?|oises?)"
        r"|allemagne|espagne|belgique"
        r"|italie)\b"
    ),
    re.compile(
        r"\b(?:immatriculee?|plaque"
        r"|plaques)(?: d'immatriculation)? ?:? ?(?=[a-z0-9 -]{0,4}\d)[a-z0-9][a-z0-9 -]{3,10}[a-z0-9]\b"
    ),
]
CODES_AS_WRITTEN = [
    re.compile(
        r"(?<![A-Za-z0-9-])[A-Z]{1,6}[-/. ]?\d{3,12}(?:[-/.]?[A-Z0-9]{1,12}){0,4}(?![A-Za-z0-9])"
    ),
    re.compile(
        r"(?<![A-Za-z0-9-])[A-Z]{2,6}[-/](?:\d{1,12}"
        r"|[A-Z0-9]{1,6}-\d{1,12})(?:[-/.][A-Z0-9]{1,12}){0,3}(?![A-Za-z0-9])"
    ),
    re.compile(r"(?<![A-Za-z0-9.,-])\d{2,12}[-/.]?[A-Z]{1,6}[-/.]?\d{2,12}(?![A-Za-z0-9])"),
    re.compile(r"(?<![A-Za-z0-9.,-])\d{3,12}-?[A-Z]{1,3}(?![A-Za-z0-9])"),
    re.compile(
        r"(?<![A-Za-z0-9.,-])(?!\d{1,2}[HJ]\d{0,2}\b)(?=[A-Z0-9]{0,11}\d)(?=[A-Z0-9]{0,11}[A-Z])[A-Z0-9]{5,12}(?![A-Za-z0-9])"
    ),
]
VEHICLES = re.compile(
    r"\b(?:une?|sa|son|la|le|cette|ce|en|leur) (?:petite? |grosse? |vieille "
    r"|vieux )?(?:voiture|camionnette|berline|4x4|break|scooter|moto|fourgon|fourgonnette"
    r"|utilitaire"
    r"|cabriolet|coupe|clio|twingo|kangoo|megane|scenic|captur|zoe|golf|polo|tesla|porsche"
    r"|ferrari|bmw|audi|mercedes|fiat|mini|smart|panda|c3|berlingo|partner|208|308|2008"
    r"|3008) "
    r"(?:de sport |electrique |sans permis )?(?:blanc(?:he)?|noire?|rouge|bleue?|verte?|grise?"
    r"|jaune|orange|marron|clair|foncee?|metallisee?|cabossee?|immatricul[a-z]*|de sport"
    r"|de fonction|sans permis)\b"
)
PLATES_AS_WRITTEN = [
    re.compile(
        r"\b(?:[Pp]laques?(?! (?:fait|mesure|de|pese|dure))|[Ii]mmat[a-z]*)\b[^.\n]{0,30}?(?:\b[A-Z]{2}\b|\b\d{2,4}\b)"
    ),
    re.compile(r"\b[A-Z]{2}[ .-]?\d{3}[ .-]?[A-Z]{2}\b"),
    re.compile(r"\b[A-Z]{2} \d{3} [A-Z]{2}\b"),
    re.compile(r"\b[A-Z]{2}-(?=[A-Z]{0,2}\d)[A-Z0-9]{3}-[A-Z]{2}\b"),
    re.compile(r"(?<![A-Za-z0-9-])\d{2,3}-[A-Z]{2}\b(?!-)"),
    re.compile(r"\b[A-Z]{2}\d{3}[A-Z]{2}\b"),
    re.compile(r"\b\d{2,4} [A-Z]{2,3} (?:\d{2}|2[AB])\b"),
]
EVERYWHERE = frozenset({"15", "17", "18", "112", "114", "115", "119", "3939"})


def contacts(reading: Reading, _roster: Roster) -> Iterator[Hit]:
    """Yield phones, addresses of mail and of pages, names on networks."""
    low = reading.low
    if "@" in low or "arobase" in low or " at " in low or "at]" in low or "(at)" in low:
        yield from _all(EMAIL, low, Kind.EMAIL)
    yield from _all(MAILBOX, low, Kind.EMAIL)
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
    for pattern in CODES_AS_WRITTEN:
        yield from _all(pattern, reading.flat, Kind.REFERENCE)
    yield from _all(VEHICLES, reading.low, Kind.PLATE)
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
