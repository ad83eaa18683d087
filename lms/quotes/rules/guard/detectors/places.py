"""Streets, landmarks, words that a capital makes a place, stores told by a trait."""

import re
from collections.abc import Iterator

from lms.quotes.rules.guard.detectors.about import of_anybody
from lms.quotes.rules.guard.findings import Hit, Kind
from lms.quotes.rules.guard.reading import Reading
from lms.quotes.rules.guard.rosters import Roster
from lms.quotes.rules.guard.vocabulary.grammar import (
    LINKS,
)
from lms.quotes.rules.guard.vocabulary.people import NEWCOMERS, PERSONS, STAFF
from lms.quotes.rules.guard.vocabulary.places import (
    LANDMARKS,
    SURE_LANDMARKS,
)
from lms.quotes.rules.guard.vocabulary.words import (
    FUNCTION,
    MODERN,
    MONTHS,
    UNIT_WORDS,
)

LONGEST = 9
NEAR = 25  # words around that say of whom a sentence speaks
NOT_PLACES = MODERN | FUNCTION | STAFF | NEWCOMERS | PERSONS | UNIT_WORDS | frozenset(MONTHS)
WAYS = (
    "rue|avenue|av|boulevard|bd|bld|boul|allee|allees|impasse|place|chemin|route|quai|cours|square|"
    "passage|sentier|faubourg|fbg|esplanade|rond-point|zac|zone|residence|lotissement|lieu-dit|"
    "hameau|villa|ruelle|montee|promenade|mail|venelle|cite|parvis|traverse|voie|rocade"
)
STREETS = "rue|avenue|av|boulevard|bd|allee|impasse|chemin|quai"
NUMBERED = re.compile(
    rf"\b(?:\d{{1,4}}(?: ?(?:bis|ter|quater|[a-d])\b)?(?: ?[-/] ?\d{{1,4}})?,? {{0,2}}(?:{WAYS})"
    r"|(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze"
    rf"|vingt),? (?:{STREETS}))\.? (?=[a-z])"
)
NAMED = re.compile(
    r"\b(?:[Rr]ue|[Aa]venue|[Aa]v\.|[Bb]oulevard|[Bb]d\.?|[Aa]llees?|[Ii]mpasse|[Pp]lace"
    r"|[Qq]uai|[Rr]oute"
    r"|[Cc]hemin|[Cc]ours|[Ss]quare|[Pp]assage|[Ff]aubourg|[Ee]splanade|[Rr]ond-point"
    r"|[Zz]one|ZAC|ZI|ZA"
    r"|[Rr]esidence|[Qq]uartier|[Cc]entre commercial|[Gg]alerie|[Gg]are|[Pp]arc|[Pp]ont"
    r"|[Pp]orte|[Ss]tation"
    r"|[Mm]etro|[Hh]opital|[Ll]ycee|[Cc]ollege|[Cc]linique|[Cc]ite|[Rr]etail|[Pp]arvis"
    r"|[Hh]alles?|[Cc]hateau"
    r"|[Cc]ampus|[Tt]our|[Cc]inema|[Ss]tade|[Ee]glise|[Mm]arche|[Ee]cole|[Hh]otel|[Ff]oire"
    r"|[Ss]alon|[Ff]estival)"
    r" (?:(?:commerciale?|industrielle|artisanale|d'activites) )?"
    r"(?:de la |de l'|des |du |de |d'|la |le |les |l')?([A-Z][A-Za-z'-]{2,30})"
)
BESIDE = re.compile(
    r"\b(?:(?:en face|a cote|pres|proche|juste a cote|a deux pas|au pied|au bout|le long|non loin"
    r"|au-dessus|en bas) (?:de la|de l'|du|des|d'une?) ?|(?:derriere|devant|face|vers"
    r"|apres|avant|entre)"
    r" (?:a )?(?:la|le|les|l'|au|aux) ?)"
    rf"(?:{'|'.join(LANDMARKS)})\b"
)
NEARBY = re.compile(
    rf"\b(?:la|le|l'|les|du|au|aux|notre) ?(?:{'|'.join(SURE_LANDMARKS)})\b"
    r"|\ben (?:plein )?centre[- ]ville\b|\b(?:du|le|au) centre[- ]ville\b|\b(?:en|la|de"
    r"|une) banlieue\b|\b(?:quartier|cite) (?:sensible|populaire|chic|bourgeois"
    r"|prioritaire|etudiant|d'affaires)\b"
    r"|\b(?:au|du|le) (?:premier|deuxieme|troisieme|rez-de-chaussee"
    r"|dernier)(?: etage)? (?:de la galerie|du centre commercial|du centre|de la tour)\b"
    r"|\b(?:pres|proche|a cote|en face|au bord|le long|non loin|a deux pas|au pied"
    r"|a la sortie|a l'entree) (?:de la|de l'|du|des|d'un|d'une) (?:fontaine|escalator"
    r"|hypermarche|tabac|bar|coiffeur|kebab|square|kiosque|manege|bibliotheque|creche"
    r"|maison de retraite|ehpad|caserne|jardin public|mer|lac|plage|ecole"
    r"|college|cinema|theatre|marche|port|metro|tram|bus|parc|pont|musee|fleuve|riviere"
    r"|autoroute|ville|boulangerie|pharmacie|banque|hotel|bureau de poste|poste|tour|place"
    r"|fontaine|monument|frontiere|usine|quai|casino|zoo|boite de nuit|supermarche|garage"
    r"|station|halles?)\b"
    r"|\b(?:derriere|face a|devant|vers|sous) (?:la|le|l'|les) ?(?:ecole|college|cinema"
    r"|theatre|marche couvert|port|metro|tram|musee|pont|boulangerie|pharmacie|banque"
    r"|hotel|poste|tour|monument|usine|casino|zoo|supermarche|plage|halles?)\b"
    r"|\bdans le (?:0[1-9]|[1-9]\d|97\d|2a|2b)\b(?! ?(?:minutes|heures|jours|mois|e\b|%))"
    r"|\bdans le (?:\d{1,2}e|[a-z]+ieme)\b(?= (?:[.,;]|$|a |on|les|arrond))"
    r"|\bdu (?:9-?[1-5]|neuf-?trois|93|92|94|91|95|77|78|75)\b"
    r"|\b(?:le|la|notre|cette) (?:cote (?:ouest|est|normande|bretonne|basque|atlantique"
    r"|d'azur|vermeille|sauvage|fleurie)|riviera|station balneaire|station thermale"
    r"|capitale|metropole|prefecture|ville voisine|commune voisine|zone touristique"
    r"|region voisine|frontiere)\b|\ba la frontiere\b"
    r"|\b(?:dans|sur) (?:le sud|le nord|l'ouest|l'est|la cote(?! de| d')|l'ile|une ile|le littoral"
    r"|la presqu'ile|le continent)\b|\ben (?:montagne(?! de)|outre-mer|outre mer|province"
    r"|altitude)\b|\bpied des pistes\b"
    r"|\b(?:sur|face a|devant|derriere|pres de|au bout de|le long de|de) la plage\b"
    r"|\bsur le port\b|\bport de (?:plaisance|peche)\b|\bfront de (?:mer|seine)\b"
    r"|\b(?:sortie|parking|eleves|etudiants|ouvriers|lyceens|collegiens|touristes|curistes"
    r"|supporters|militaires|infirmieres|infirmiers|avocats) (?:de l'|du|de la|des|d'une?"
    r"|de cette) ?(?:ecole|college|lycee|cinema|usine|chantier|stade|caserne|fac|campus"
    r"|theatre|salle|hopital|clinique|club|camping|cure|match|tribunal|entreprise)\b"
    r"|\b(?:rive (?:gauche|droite)|a (?:deux|trois|quelques|cent|dix|cinq) (?:rues|pas"
    r"|metres|minutes|kilometres|km|stations) (?:de la|du|de l'|des) ?(?:[a-z]+))\b"
)
QUARTER = re.compile(
    r"\b\d{1,2}(?:e|er|eme|ieme) arrondissement\b|\b(?:Paris|Lyon|Marseille) \d{1,2}(?:e|er|eme)?\b"
)
HINT = re.compile(
    r"\b(?:(?:le|la|l'|notre|du|au|plus) ?(?:seule?|unique|plus petite?|plus grande?|plus ancienne?"
    r"|plus vieux|plus vieille|premiere?|derniere?|nouvelle?|nouveau|petite?|grande?|vieux"
    r"|vieille|ancienne?) "
    r"(?:magasin|boutique|agence|hyper|hypermarche|supermarche|superette|pharmacie"
    r"|librairie|concession)"
    r"(?: (?:du|de la|de l'|des|en|a|sur|au) ?[a-z'-]{2,20}(?: [a-z'-]{2,20})?)?"
    r"|(?:magasin|boutique|agence|point de vente|unite|hyper) (?:pilote|du centre[- ]ville"
    r"|du port|de la plage"
    r"|de la gare|de l'aeroport|du village|du bord de mer|de montagne|du bas|du haut"
    r"|du quartier|d'a cote"
    r"|d'en face|de la ville|du coin|de la zone|de la cote|voisine?))"
)


def addresses(reading: Reading, _roster: Roster) -> Iterator[Hit]:
    """Yield streets, named places, what stands beside a landmark, and stores told by a trait."""
    for match in NUMBERED.finditer(reading.low):
        yield Hit(match.start(), _trimmed(reading, match.end()), Kind.ADDRESS)
    for match in NAMED.finditer(reading.flat):
        i = reading.first_at(match.start(1))
        word = reading.words[i]
        counted = word in FUNCTION and reading.capital(i + 1) and reading.tied(i + 1)
        if reading.loud(i) or word in MODERN or (word in FUNCTION and not counted):
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
        i = reading.first_at(match.start())
        if reading.told_to(i) and not (reading.told(i) or _ours(reading, i)):
            continue
        if (
            of_anybody(reading, i)
            or _toy(reading, match.end())
            or reading.low.startswith((" comme", " ou "), match.end())
        ):
            continue
        yield Hit(match.start(), match.end(), Kind.PLACE)
    for match in QUARTER.finditer(reading.flat):
        yield Hit(match.start(), match.end(), Kind.PLACE)
    for match in HINT.finditer(reading.low):
        yield Hit(match.start(), match.end(), Kind.UNIT_HINT)


def _ours(reading: Reading, i: int) -> bool:
    """Tell whether the sentence says "notre", "chez nous", "on est"."""
    own = {"notre", "nos", "nous", "on", "mon", "ma", "je", "j", "elle"}
    return any(
        reading.words[j] in own
        and reading.sentence[j] == reading.sentence[i]
        and not reading.quoted[j]
        for j in range(max(0, i - NEAR), min(len(reading), i + NEAR))
    )


def _toy(reading: Reading, end: int) -> bool:
    """Tell whether a landmark is a part of what is sold: "la gare du coffret"."""
    first = reading.first_at(end)
    near = {reading.word(j) for j in range(first, first + 5) if reading.tied(j)}
    return bool(
        near & {"coffret", "jouet", "puzzle", "maquette", "miniature", "noel", "jeu", "carton"}
    )


def capital_places(reading: Reading, _roster: Roster) -> Iterator[Hit]:
    """Yield words of every day that a capital and a preposition make a place: "dans le Marais"."""
    for i, word in enumerate(reading.words):
        if _after_an_article(reading, i):
            yield Hit(reading.starts[i - 1], reading.ends[i], Kind.PROPER_NAME)
            continue
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
        if _named(reading, i):
            yield Hit(reading.starts[i], reading.ends[i + 1], Kind.PROPER_NAME)
        elif dashed and not reading.capitals(i):
            yield Hit(reading.starts[i], reading.ends[i + 1], Kind.PLACE)
        elif (bare or with_article) and not reading.capitals(i):
            yield Hit(reading.starts[i], reading.ends[i], Kind.PLACE)


def _after_an_article(reading: Reading, i: int) -> bool:
    """Tell whether a capital word follows an article that has one: "Les Quatre Temps"."""
    article = reading.marked(i - 1) and reading.word(i - 1) in {"le", "la", "les"}
    return article and reading.marked(i) and reading.gap(i) == " " and reading.word(i) not in MODERN


def _named(reading: Reading, i: int) -> bool:
    """Tell whether two words in a row have a capital that nothing asks for: Les Quatre Temps."""
    after = reading.word(i + 1)
    if reading.gap(i + 1) != " " or not reading.marked(i + 1) or len(after) <= len("Pau"):
        return False
    return after not in NOT_PLACES and not (reading.capitals(i) or reading.capitals(i + 1))


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
