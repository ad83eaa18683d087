"""Units, towns, regions, landmarks and addresses."""

import re
from collections.abc import Iterator

from lms.quotes.rules.guard.detectors.goods import of_a_product
from lms.quotes.rules.guard.detectors.names import doubtful
from lms.quotes.rules.guard.findings import Hit, Kind
from lms.quotes.rules.guard.lexicon import lexicon, sizes
from lms.quotes.rules.guard.reading import Reading
from lms.quotes.rules.guard.rosters import Roster
from lms.quotes.rules.guard.vocabulary.common import (
    DETERMINERS,
    FUNCTION,
    MODERN,
    MONTHS,
    UNIT_WORDS,
)
from lms.quotes.rules.guard.vocabulary.people import NEWCOMERS, PERSONS, STAFF
from lms.quotes.rules.guard.vocabulary.places import (
    AREAS,
    COUNTRIES,
    LANDMARKS,
    PLACE_BEFORE,
    REGIONS,
    SURE_LANDMARKS,
)

LONGEST = 9
NOT_PLACES = MODERN | FUNCTION | STAFF | NEWCOMERS | PERSONS | UNIT_WORDS | frozenset(MONTHS)
ARTICLES = frozenset(("le", "la", "les", "l", "au", "aux", "du", "des"))
BEFORE_THINGS = frozenset(
    [
        "un",
        "une",
        "le",
        "la",
        "les",
        "du",
        "des",
        "ce",
        "cet",
        "cette",
        "mon",
        "ma",
        "notre",
        "nos",
        "votre",
        "vos",
        "son",
        "sa",
        "leur",
        "quel",
        "quelle",
    ]
)
LARGE, KNOWN, MIDDLE, SMALL = 40_000, 12_000, 4_000, 1_500
OF_A_TOWN = frozenset(
    [
        "magasin",
        "boutique",
        "equipe",
        "client",
        "cliente",
        "clients",
        "collegue",
        "collegues",
        "agence",
        "venu",
        "venue",
        "venait",
        "vient",
        "gens",
        "ville",
        "region",
        "magasins",
        "originaire",
        "habitants",
        "secteur",
        "stagiaire",
        "vendeur",
        "vendeuse",
    ]
)
MERGED = {"au": "le", "du": "le", "aux": "les", "des": "les", "st": "saint", "ste": "sainte"}
AREA_SIZES = sizes(dict.fromkeys(AREAS, 1))
AREA_SET = frozenset(AREAS)
LINKS = frozenset(
    [
        "de",
        "d",
        "du",
        "des",
        "en",
        "la",
        "le",
        "les",
        "l",
        "sur",
        "sous",
        "aux",
        "au",
        "et",
        "a",
        "lez",
        "saint",
        "sainte",
    ]
)
NEVER_TOWNS = frozenset(
    [
        "bonne",
        "bonnes",
        "signes",
        "contes",
        "salles",
        "angles",
        "cours",
        "publier",
        "changes",
        "mer",
        "montagne",
        "vue",
        "roche",
        "jardin",
        "plan",
        "four",
        "rue",
        "ville",
        "port",
        "pont",
        "bourg",
        "fontaine",
        "jury",
        "sales",
        "lent",
        "riez",
        "plaisir",
        "avion",
        "sens",
        "orange",
        "marquise",
        "gorges",
        "monnaie",
        "tresses",
        "charmes",
        "saintes",
        "croix",
        "persan",
        "drap",
        "brie",
        "grenade",
        "hanches",
        "pierres",
        "sauve",
        "avoine",
        "arches",
        "marine",
        "marines",
        "collegien",
        "santes",
        "abondance",
        "levier",
        "bras",
        "viviers",
        "rives",
        "mens",
        "oraison",
        "fort",
        "prix",
        "merci",
        "don",
        "arc",
        "passage",
        "barre",
        "montre",
        "bonneuil",
        "grace",
        "eau",
        "air",
        "feu",
        "fer",
    ]
)
WAYS = (
    "rue|avenue|av|boulevard|bd|bld|boul|allee|allees|impasse|place|chemin|route|quai|cours|square|"
    "passage|sentier|faubourg|fbg|esplanade|rond-point|zac|zone|residence|lotissement|lieu-dit|"
    "hameau|villa|ruelle|montee|promenade|mail|venelle|cite|parvis|traverse|voie|rocade"
)
STREETS = "rue|avenue|av|boulevard|bd|allee|impasse|chemin|quai"
NUMBERED = re.compile(
    rf"\b(?:\d{{1,4}}(?: ?(?:bis|ter|quater|[a-d])\b)?(?: ?[-/] ?\d{{1,4}})?,? {{0,2}}(?:{WAYS})"
    rf"|(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt),? (?:{STREETS}))\.? (?=[a-z])"
)
NAMED = re.compile(
    r"\b(?:[Rr]ue|[Aa]venue|[Aa]v\.|[Bb]oulevard|[Bb]d\.?|[Aa]llees?|[Ii]mpasse|[Pp]lace|[Qq]uai|[Rr]oute"
    r"|[Cc]hemin|[Cc]ours|[Ss]quare|[Pp]assage|[Ff]aubourg|[Ee]splanade|[Rr]ond-point|[Zz]one|ZAC|ZI|ZA"
    r"|[Rr]esidence|[Qq]uartier|[Cc]entre commercial|[Gg]alerie|[Gg]are|[Pp]arc|[Pp]ont|[Pp]orte|[Ss]tation"
    r"|[Mm]etro|[Hh]opital|[Ll]ycee|[Cc]ollege|[Cc]linique|[Cc]ite|[Rr]etail|[Pp]arvis|[Hh]alles?|[Cc]hateau"
    r"|[Cc]ampus|[Tt]our|[Cc]inema|[Ss]tade|[Ee]glise|[Mm]arche|[Ee]cole|[Hh]otel|[Ff]oire|[Ss]alon|[Ff]estival)"
    r" (?:(?:commerciale?|industrielle|artisanale|d'activites) )?"
    r"(?:de la |de l'|des |du |de |d'|la |le |les |l')?([A-Z][A-Za-z'-]{2,30})"
)
BESIDE = re.compile(
    r"\b(?:(?:en face|a cote|pres|proche|juste a cote|a deux pas|au pied|au bout|le long|non loin"
    r"|au-dessus|en bas) (?:de la|de l'|du|des|d'une?) ?|(?:derriere|devant|face|vers|apres|avant|entre)"
    r" (?:a )?(?:la|le|les|l'|au|aux) ?)"
    rf"(?:{'|'.join(LANDMARKS)})\b"
)
NEARBY = re.compile(
    rf"\b(?:la|le|l'|les|du|au|aux|notre) ?(?:{'|'.join(SURE_LANDMARKS)})\b"
    r"|\ben (?:plein )?centre[- ]ville\b|\b(?:du|le|au) centre[- ]ville\b|\b(?:en|la|de|une) banlieue\b|\b(?:quartier|cite) (?:sensible|populaire|chic|bourgeois|prioritaire|etudiant|d'affaires)\b"
    r"|\b(?:au|du|le) (?:premier|deuxieme|troisieme|rez-de-chaussee|dernier)(?: etage)? (?:de la galerie|du centre commercial|du centre|de la tour)\b"
    r"|\b(?:pres|proche|a cote|en face|au bord|le long|non loin|a deux pas|au pied|a la sortie|a l'entree) (?:de la|de l'|du|des|d'un|d'une) (?:mer|lac|plage|ecole|college|cinema|theatre|marche|port|metro|tram|bus|parc|pont|musee|fleuve|riviere|autoroute|ville|boulangerie|pharmacie|banque|hotel|bureau de poste|poste|tour|place|fontaine|monument|frontiere|usine|quai|casino|zoo|boite de nuit|supermarche|garage|station|halles?)\b"
    r"|\b(?:derriere|face a|devant|vers|sous) (?:la|le|l'|les) ?(?:ecole|college|cinema|theatre|marche couvert|port|metro|tram|musee|pont|boulangerie|pharmacie|banque|hotel|poste|tour|monument|usine|casino|zoo|supermarche|plage|halles?)\b"
    r"|\bdans le (?:0[1-9]|[1-9]\d|97\d|2a|2b)\b(?! ?(?:minutes|heures|jours|mois|e\b|%))|\bdans le (?:\d{1,2}e|[a-z]+ieme)\b(?= (?:[.,;]|$|a |on|les|arrond))|\bdu (?:9-?[1-5]|neuf-?trois|93|92|94|91|95|77|78|75)\b"
    r"|\b(?:le|la|notre|cette) (?:cote (?:ouest|est|normande|bretonne|basque|atlantique|d'azur|vermeille|sauvage|fleurie)|riviera|station balneaire|station thermale|capitale|metropole|prefecture|ville voisine|commune voisine|zone touristique|region voisine|frontiere)\b|\ba la frontiere\b"
    r"|\b(?:dans|sur) (?:le sud|le nord|l'ouest|l'est|la cote|l'ile|une ile|le littoral|la presqu'ile|le continent)\b|\ben (?:montagne|outre-mer|outre mer|province|altitude)\b|\bpied des pistes\b"
    r"|\b(?:rive (?:gauche|droite)|a (?:deux|trois|quelques|cent|dix|cinq) (?:rues|pas|metres|minutes|kilometres|km|stations) (?:de la|du|de l'|des) ?(?:[a-z]+))\b"
)
QUARTER = re.compile(
    r"\b\d{1,2}(?:e|er|eme|ieme) arrondissement\b|\b(?:Paris|Lyon|Marseille) \d{1,2}(?:e|er|eme)?\b"
)
HINT = re.compile(
    r"\b(?:(?:le|la|l'|notre|du|au|plus) ?(?:seule?|unique|plus petite?|plus grande?|plus ancienne?"
    r"|plus vieux|plus vieille|premiere?|derniere?|nouvelle?|nouveau|petite?|grande?|vieux|vieille|ancienne?) "
    r"(?:magasin|boutique|agence|hyper|hypermarche|supermarche|superette|pharmacie|librairie|concession)"
    r"(?: (?:du|de la|de l'|des|en|a|sur|au) ?[a-z'-]{2,20}(?: [a-z'-]{2,20})?)?"
    r"|(?:magasin|boutique|agence|point de vente|unite|hyper) (?:pilote|du centre[- ]ville|du port|de la plage"
    r"|de la gare|de l'aeroport|du village|du bord de mer|de montagne|du bas|du haut|du quartier|d'a cote"
    r"|d'en face|de la ville|du coin|de la zone|de la cote|voisine?))"
)


def units(reading: Reading, roster: Roster) -> Iterator[Hit]:
    """Yield units of the network by their name, two words of it or the one that tells it."""
    i = 0
    while i < len(reading):
        size = _longest(reading, i, roster)
        if size:
            kind = roster.phrases[_joined(reading, i, size)]
            yield Hit(reading.starts[i], reading.ends[i + size - 1], kind)
        elif _loose(reading, i, roster):
            yield Hit(reading.starts[i], reading.ends[i], Kind.UNIT)
        elif _loose_pair(reading, i, roster):
            yield Hit(reading.starts[i], reading.ends[i + 1], Kind.UNIT)
        i += max(1, size)


def _joined(reading: Reading, i: int, size: int) -> str:
    """Return ``size`` words from word ``i``, ``St`` spelt out."""
    return " ".join(reading.keys[i : i + size])


def _longest(reading: Reading, i: int, roster: Roster) -> int:
    """Return how many words from word ``i`` are the longest name of the roster there."""
    first = reading.keys[i]
    for size in roster.sizes.get(first, ()):
        if i + size > len(reading) or _joined(reading, i, size) not in roster.phrases:
            continue
        if all(len(reading.gap(j)) <= SPACED for j in range(i + 1, i + size)):
            return size
    return 0


SPACED = 3


def _loose(reading: Reading, i: int, roster: Roster) -> bool:
    """Tell whether one word of a unit's name, which is also a word, stands for the unit here."""
    word = reading.keys[i]
    if (
        reading.marked(i)
        and word in roster.landmarks
        and reading.word(i - 1) in {"au", "aux", "la", "les", "du", "des"}
    ):
        return not reading.capital(i + 1) or not reading.tied(i + 1)
    strange = word not in MODERN and not lexicon().is_word(word)
    led = reading.marked(i) or reading.word(i - 1) in {"a", "chez", "de"}
    if strange and led and roster.unit_shortened(word):
        return True
    if (
        reading.capitals(i)
        and len(word) > 2
        and not reading.loud(i)
        and word in roster.loose
        and word not in MODERN
    ):
        return True
    if word not in roster.loose or len(word) < len("Nice") or word in MODERN:
        return False
    before = reading.before(i, 2)
    of_unit = bool(before) and bool(
        set(before) & {"magasin", "boutique", "agence", "chez", "equipe", "unite"}
    )
    if reading.marked(i):
        return True
    if (
        not reading.capital(i)
        and before[:1] in {("a",), ("chez",)}
        and word not in FUNCTION
        and _ends(reading, i)
    ):
        return reading.folded.text[reading.folded.origin(reading.starts[i - 1])] != "a"
    return (
        of_unit
        and before[0] in {"de", "d", "du", "a", "magasin", "boutique"}
        and not lexicon().is_word(word)
    )


def _loose_pair(reading: Reading, i: int, roster: Roster) -> bool:
    """Tell whether two words of a unit's name, one of them a small one, stand for it here."""
    if (
        i + 1 >= len(reading)
        or _joined(reading, i, 2) not in roster.loose
        or not reading.tied(i + 1)
    ):
        return False
    capital = i if reading.words[i] not in FUNCTION else i + 1
    word = reading.words[capital]
    sure = len(word) > len("Nic") and not lexicon().is_word(word)
    return sure or (reading.marked(capital) and word not in MODERN)


def towns(reading: Reading, _roster: Roster) -> Iterator[Hit]:
    """Yield towns, regions and countries."""
    i = 0
    while i < len(reading):
        size = 0
        if reading.words[i] in AREA_SIZES and (size := _area_size(reading, i)):
            yield Hit(reading.starts[i], reading.ends[i + size - 1], Kind.PLACE)
        elif reading.words[i] in REGIONS | COUNTRIES and _region(reading, i):
            yield Hit(reading.starts[i], reading.ends[i], Kind.PLACE)
        elif size := _town_size(reading, i):
            yield Hit(reading.starts[i], reading.ends[i + size - 1], Kind.TOWN)
        i += max(1, size)


def _town_size(reading: Reading, i: int) -> int:
    """Return how many words from word ``i`` are a town's name here, or 0."""
    known = lexicon()
    word = reading.words[i]
    for first in {word, MERGED.get(word, word)}:
        for size in known.town_sizes.get(first, ()):
            if i + size > len(reading) or size > LONGEST:
                continue
            rest = _joined(reading, i + 1, size - 1)
            people = known.towns.get(f"{first} {rest}" if rest else first)
            if people is not None and _is_town(reading, i, size, people):
                return size
    return 0


def _is_town(reading: Reading, i: int, size: int, people: int) -> bool:
    """Tell whether words that make a town's name are the town here."""
    if any(not reading.tied(j) for j in range(i + 1, i + size)):
        return False
    if of_a_product(reading, i) or (
        reading.words[i] not in ARTICLES and reading.word(i - 1) in BEFORE_THINGS
    ):
        return False
    return _one_word_town(reading, i, people) if size == 1 else _long_town(reading, i, size, people)


def _one_word_town(reading: Reading, i: int, people: int) -> bool:
    """Tell whether a word is a town here."""
    word = reading.words[i]
    if len(word) < len("Pau") or word in MODERN or word in FUNCTION or word in MONTHS:
        return reading.marked(i) and word == "y" and reading.before(i)[:1] == ("a",)
    before = reading.before(i)[:1]
    led = bool(before) and before[0] in PLACE_BEFORE
    if doubtful(word):
        if not reading.marked(i):
            here = reading.before(i, 2)
            bare = bool(here) and (
                here[0] in {"a", "sur", "vers"}
                or (here[0] in {"de", "d"} and here[-1] in OF_A_TOWN)
            )
            low = reading.loud(i) or not reading.capital(i)
            return (
                bare and people >= KNOWN and low and word not in NEVER_TOWNS and _ends(reading, i)
            )
        if word in STAFF | NEWCOMERS:
            return False
        return led or (
            people >= LARGE
            and word not in NEVER_TOWNS
            and not (before and before[0] in DETERMINERS)
        )
    if reading.capital(i) and not reading.loud(i):
        return not reading.opening[i] or people >= MIDDLE
    return len(word) > len("Pau") and (people >= LARGE or (led and people >= SMALL))


def _ends(reading: Reading, i: int) -> bool:
    """Tell whether nothing hangs on the word: what a place may be, what a thing seldom is."""
    after = reading.word(i + 1)
    return (
        not reading.tied(i + 1)
        or after in FUNCTION
        or reading.sentence[i + 1] != reading.sentence[i]
    )


def _long_town(reading: Reading, i: int, size: int, people: int) -> bool:
    """Tell whether several words are a town here: a capital, a dash, or words of no other use."""
    words = reading.words[i : i + size]
    own = [
        j
        for j in range(i, i + size)
        if reading.words[j] not in LINKS and reading.words[j] not in FUNCTION
    ]
    if not own:
        return False
    strange = any(not lexicon().is_word(reading.words[j]) for j in own)
    dashed = any(reading.gap(j) == "-" for j in range(i + 1, i + size))
    if reading.loud(i) or not any(reading.capital(j) for j in own):
        return strange and (people >= MIDDLE or dashed) and len("".join(words)) > len("le mans")
    if strange:
        return True
    return all(reading.capital(j) for j in own) and any(reading.marked(j) for j in own)


def _area_size(reading: Reading, i: int) -> int:
    """Return how many words from word ``i`` are a region or a country here, or 0."""
    for size in AREA_SIZES[reading.words[i]]:
        if _joined(reading, i, size) in AREA_SET and i + size <= len(reading):
            last = i + size - 1
            if reading.words[i] in {"dans", "la"} and not reading.capital(last):
                continue
            if not of_a_product(reading, i):
                return size
    return 0


def _region(reading: Reading, i: int) -> bool:
    """Tell whether a word that may be a region or a country is one here."""
    word = reading.words[i]
    if of_a_product(reading, i) or (reading.before(i)[:1] == ("fabrique",)):
        return False
    if reading.marked(i):
        before = reading.before(i)[:1]
        return not lexicon().is_word(word) or (
            bool(before) and before[0] in PLACE_BEFORE | {"l", "la", "le"}
        )
    return not lexicon().is_word(word) and (
        reading.capital(i) or reading.before(i)[:1] in {("en",), ("au",), ("de",)}
    )


def addresses(reading: Reading, _roster: Roster) -> Iterator[Hit]:
    """Yield streets, named places, what stands beside a landmark, and stores told by a trait."""
    for match in NUMBERED.finditer(reading.low):
        yield Hit(match.start(), _trimmed(reading, match.end()), Kind.ADDRESS)
    for match in NAMED.finditer(reading.flat):
        i = reading.first_at(match.start(1))
        word = reading.words[i]
        if reading.loud(i) or word in MODERN or word in FUNCTION:
            continue
        street = match.group()[:3].lower() in {
            "rue",
            "ave",
            "bou",
            "all",
            "imp",
            "pla",
            "qua",
            "che",
            "fau",
        }
        yield Hit(match.start(), match.end(), Kind.ADDRESS if street else Kind.PLACE)
    for match in BESIDE.finditer(reading.low):
        yield Hit(match.start(), match.end(), Kind.PLACE)
    for match in NEARBY.finditer(reading.low):
        yield Hit(match.start(), match.end(), Kind.PLACE)
    for match in QUARTER.finditer(reading.flat):
        yield Hit(match.start(), match.end(), Kind.PLACE)
    for match in HINT.finditer(reading.low):
        yield Hit(match.start(), match.end(), Kind.UNIT_HINT)


def capital_places(reading: Reading, _roster: Roster) -> Iterator[Hit]:
    """Yield words of every day that a capital and a preposition make a place: "dans le Marais"."""
    for i, word in enumerate(reading.words):
        if (
            not reading.marked(i)
            or word in NOT_PLACES
            or not word.isalpha()
            or len(word) <= len("Pau")
        ):
            continue
        before = reading.before(i, 3)
        bare = bool(before) and before[0] in {"sur", "vers", "a", "quartier", "cote"}
        with_article = (
            len(before) > 1
            and before[0] in {"le", "la", "les", "l"}
            and before[1] in {"sur", "dans", "vers", "quartier"}
        )
        dashed = (
            reading.gap(i + 1) == "-"
            and reading.capital(i + 1)
            and reading.word(i + 1) not in NOT_PLACES
        )
        if dashed and not reading.capitals(i):
            yield Hit(reading.starts[i], reading.ends[i + 1], Kind.PLACE)
        elif (bare or with_article) and not reading.capitals(i):
            yield Hit(reading.starts[i], reading.ends[i], Kind.PLACE)


def _trimmed(reading: Reading, end: int) -> int:
    """Return where an address ends: after the capital words that follow, or after two words."""
    first = reading.first_at(end)
    last = first
    while last < first + LONGEST and reading.tied(last + 1):
        after = reading.words[last + 1]
        if not (reading.capital(last + 1) or reading.words[last] in LINKS or after in LINKS):
            break
        last += 1
    while last > first and reading.words[last] in LINKS:
        last -= 1
    return reading.ends[min(last, len(reading) - 1)]
