"""Dates, days of the week, days told from today, hours."""

import re
from collections.abc import Iterator

from lms.quotes.rules.guard.detectors.about import of_one, the_person
from lms.quotes.rules.guard.findings import Hit, Kind
from lms.quotes.rules.guard.reading import Reading
from lms.quotes.rules.guard.rosters import Roster
from lms.quotes.rules.guard.vocabulary.grammar import ANYBODY, LASTS
from lms.quotes.rules.guard.vocabulary.words import MONTHS

MONTH = "|".join([*MONTHS, "janv", "fevr", "fev", "avr", "juil", "sept", "oct", "nov", "dec"])
DAY = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
COUNT = (
    "une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|"
    "dix-sept|dix-huit|dix-neuf|vingt|vingt et une?|vingt-deux|vingt-trois|trente"
    "|quarante|\\d{1,3}|"
    "quelques|plusieurs"
)
ANY_DAY = re.compile(rf"\b(?:{DAY})s?(?:,| ou) (?:le |un )?(?:{DAY})")
BARE_MONTH = re.compile(
    r"(?:en|debut|fin|mi|courant|depuis|des|mois d[e'] ?|jusqu'en|jusqu'a) ?-?"
    rf"(?:{'|'.join(MONTHS)})$"
)
DAY_SHORT = re.compile(
    r"\b(?:lun|mar|mer|jeu|ven|vend|sam|dim)\.(?= ?(?:\d|dernier|matin|soir|on|le|un|a |il"
    r"|elle|,))|\b(?:lun|mer|jeu|ven|vend|sam|dim) (?:dernier|matin|soir|\d{1,2})\b"
)
DATES = [
    re.compile(pattern)
    for pattern in (
        # le samedi 14 mars 2025, du 3 au 5 mai, 1er dec.
        (
            rf"\b(?:(?:le |du |au |ce |des )?(?:{DAY}) )?(?:le |du |au |des )?(?:\d{{1,2}}(?:er)?"
            r"|premier|deux|trois|quatre"
            r"|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|dix-sept"
            r"|dix-huit|dix-neuf|vingt|trente"
            rf"|trente et un|vingt et un)(?: (?:et|au) \d{{1,2}})? ?(?:{MONTH})\b\.?(?: (?:19"
            r"|20)\d\d| \d\d\b)?"
        ),
        rf"\b(?:entre|du) (?:le )?\d{{1,2}}(?:er)? (?:et|au) (?:le )?\d{{1,2}} (?:{MONTH})\b",
        r"(?:^|[.!?] )le (?:[1-9]|[12]\d|3[01])(?:er)?(?=, )",
        # 14/03/2025, 14-3, 14.03.25, 22|8|1923
        (
            r"(?<![\d/.,-])(?:le )?(?:0?[1-9]|[12]\d|3[01]) ?([/.|-]) ?(?:0?[1-9]"
            r"|1[0-2]) ?\1 ?(?:(?:19|20)\d\d|\d\d)(?![\d/])"
        ),
        r"(?<![\d/.,-])(?:le |du |au )?(?:0?[1-9]|[12]\d|3[01])/(?:0[1-9]|1[0-2])(?![\d/%])",
        r"\b(?:le|du|au|depuis le|des le) (?:0?[1-9]|[12]\d|3[01])[/-](?:[1-9]|1[0-2])(?![\d/%])",
        r"\b(?:19|20)\d\d[-/](?:0?[1-9]|1[0-2])(?:[-/](?:0?[1-9]|[12]\d|3[01]))?\b",
        # en mars 2024, debut mai, fin decembre, mi-juin
        (
            r"\b(?:(?:en|debut|fin|mi|courant|de|depuis|des|mois de|jusqu'en|avant|apres|le"
            rf"|ce) ?-?)?(?:{MONTH})\.? (?:19|20)\d\d\b"
        ),
        (
            r"\b(?:en|debut|fin|mi|courant|depuis|des|mois d[e'] ?|jusqu'en"
            rf"|jusqu'a) ?-?(?:{'|'.join(MONTHS)})\b"
        ),
        (
            r"\b(?:en|depuis|de|annee|ete|hiver|automne|printemps|noel|rentree|debut|fin|avant"
            r"|apres|millesime) (?:19|20)\d\d\b"
        ),
        # le samedi 14, le 3 au matin
        rf"\b\d{{1,2}} ?(?:{MONTH}) ?(?:19|20)\d\d\b",
        r"(?<![\d/.,-])(?:0[1-9]|1[0-2])[ /.-](?:19|20)\d\d(?![\d/])",
        (
            r"(?<![\d.,/-])(?:19[5-9]\d|20[0-3]\d)(?![\d/%€-]|[.,]\d| ?(?:€|euros?|g|kg|ml|l|cm|mm"
            r"|m|m2|w|watts|pieces|articles"
            r"|references|clients?|pas|fois|pages|points|personnes|calories|litres|metres"
            r"|exemplaires|magasins)\b)"
        ),
        rf"\b(?:le |ce |du |au )?(?:{DAY}) (?:\d{{1,2}}|premier|1er)\b(?! ?(?:h|heure))",
        (
            r"\ble (?:[1-9]|[12]\d|3[01])(?:er)? (?:au|dans la|en fin|en debut|a) (?:matin|soir"
            r"|midi|soiree|matinee|nuit|journee)"
        ),
        (
            r"\b(?:la )?(?:saint|st)[- ](?:jean|michel|martin|nicolas|sylvestre"
            r"|patrick)\b(?= (?:dernier|derniere|20))"
        ),
        r"\b(?:deux|trois) mille (?:dix|vingt)[a-z -]{0,12}\b",
    )
]
WEEKDAY = re.compile(
    r"\b(?:la nuit (?:de|du) )?(?:(?:le|les|ce|cet|du|au|un|des|chaque|tous les|tout le|de"
    rf"|d') ?)?(?:{DAY})s?\b"
    r"(?: (?:derniere?|passee?|prochaine?|matin|soir|apres[- ]?midi|midi|suivant|precedent"
    r"|en fin|en debut|meme))?"
    r"(?: (?:de|en) (?:matinee|journee|soiree))?"
)
HABIT = re.compile(r"^(?:le |les |chaque |tous les |des |du |au |l')")
USUAL = re.compile(r"^(?:les|chaque|tous les|des|un) ")
RELATIVE = re.compile(
    r"\bavant[- ]?hier(?: (?:soir|matin|apres[- ]?midi|midi))?\b|\bhier(?: (?:soir|matin"
    r"|apres[- ]?midi|midi))?\b"
    r"|\b(?:ce|cette|cet) (?:matin|soir|midi|apres[- ]?midi|nuit|semaine|mois(?:[- ]ci)?"
    r"|annee|trimestre|ete|hiver"
    r"|automne|printemps|week[- ]?end|mois)(?:[- ]?ci|[- ]?la)?\b"
    r"|\b(?:la |le |l'|les |au |du |lors du |lors de la )?(?:semaine|mois|an|annee|ete"
    r"|hiver|automne|printemps|week[- ]?end"
    r"|trimestre|semestre|noel|rentree|soldes|fetes|jour|jours|nuit|saison|matin|vacances)s? "
    r"(?:derniere?s?|passee?s?|prochaine?s?|precedente?s?|d'avant|suivante?s?)\b"
    r"|\bil y a(?: (?:a peine|environ|presque|tout juste|moins de|plus de|bientot"
    rf"|deja))? (?:{COUNT}) ?"
    r"(?:jour|semaine|mois|an|annee|heure|nuit|week[- ]?end|trimestre|quinzaine|dizaine"
    r"|vingtaine)(?:e|s)?\b(?: de jours)?"
    r"|\bil y a (?:longtemps|peu|quelque temps)\b|\b(?:l'avant-veille|l'autre (?:jour|soir"
    r"|matin|fois|semaine|apres-midi|nuit|samedi|dimanche|mois))\b"
    rf"|\b(?:depuis|dans) (?:{COUNT}) (?:jours?|semaines?|mois)\b"
    r"|\b(?:demain|apres[- ]demain) (?:matin|soir|midi|apres[- ]?midi)\b|\bapres[- ]demain\b"
    r"|\b(?:la veille|le lendemain|le surlendemain|la semaine d'avant|l'avant-veille"
    r"|le jour meme)\b"
    r"|\b(?:le|la) (?:jour|semaine|mois|veille|lendemain) (?:ou|de (?:mon|ma|son|sa|notre|leur))\b"
    r"|\b(?:tout a l'heure|en ce moment meme|ces derniers jours|ces dernieres semaines"
    r"|ces derniers temps|ces jours[- ]ci)\b"
    r"|\b(?:au debut|a la fin|debut|fin|en debut|en fin|mi) ?-?(?:du|de|de la)? (?:mois"
    r"|semaine|annee) (?:derniere?|passee?|prochaine?)\b"
    rf"|\b(?:{COUNT}) (?:jours?|semaines?|mois|ans?|annees?|heures?) (?:plus tot|plus tard"
    r"|avant|apres|auparavant)\b"
    r"|\b(?:recemment|dernierement|naguere|l'avant-derniere (?:semaine|fois)"
    r"|la derniere fois|la quinzaine (?:passee|derniere)|depuis (?:hier|ce matin|lundi"
    r"|mardi|mercredi|jeudi|vendredi|samedi|dimanche|peu|quelque temps))\b"
    r"|\b(?:en|au|a la) (?:debut|fin|milieu) (?:de |d'|du |de la )(?:semaine|mois|matinee"
    r"|journee|apres-midi|soiree|annee|trimestre|week-end|saison|service)\b"
    r"|\b(?:aujourd'? ?hui|demain)\b"
    r"|\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) en huit\b|\bhuit jours apres\b"
    r"|\b(?:cet|l'|cette) ?(?:aprem|aprm|apm)\b|\b(?:ce|le) (?:we|w-e|wk)\b(?: (?:dernier"
    r"|prochain|passe))?|\bla sem(?:aine)?\.? (?:der|derniere|passee|pro|prochaine)\b"
    r"|\b(?:yesterday|last (?:week|month|year|night|monday|tuesday|wednesday|thursday"
    r"|friday|saturday|sunday))\b"
)
ONLY_TOLD = re.compile(
    r"la veille|le lendemain|le surlendemain|l'autre|dans |le jour (?:ou|meme)"
    r"|la semaine ou|semaine suivante|mois suivant"
    r"|jours? suivant|prochain|tout a l'heure|il y a (?:longtemps|peu)|ce (?:mois"
    r"|trimestre)|cette (?:semaine|annee)"
    r"|plus t|auparavant|jours? avant|jours? apres|mois avant|mois apres"
    r"|semaines? (?:avant|apres)|ans? (?:avant|apres)|annees? (?:avant|apres)"
    r"|recemment|dernierement|naguere|derniere fois|depuis peu|depuis quelque|(?:debut|fin"
    r"|milieu) d|aujourd'? ?hui|demain$|huit jours"
    r"|heures?$|d'avant|suivant|precedent"
)
NUMBER = (
    "une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|"
    "dix-sept|dix-huit|dix-neuf|vingt|vingt et une|vingt-deux|vingt-trois"
)
LEAD = (
    r"(?:(?:vers|a|avant|apres|des|jusqu'a|entre|de|depuis|environ|sur les|pile"
    r"|aux alentours de) (?:les )?)?"
)
CLOCK = re.compile(
    rf"\b{LEAD}(?:[01]?\d|2[0-3]) ?(?:h|heures?) ?(?:[0-5]\d|et demie|et quart"
    r"|moins le quart|moins dix|pile|moins vingt)\b"
    rf"|(?<![\d:.,])(?:vers |a )?(?:[01]?\d|2[0-3]):[0-5]\d(?![\d:])"
    r"|\b(?:vers|a|avant|apres|des|jusqu'a|entre|depuis|sur les|de) (?:les )?(?:[01]?\d"
    r"|2[0-3]) ?(?:h|heures?)\b(?! ?/|\d)"
    r"|\b(?:[01]?\d|2[0-3]) ?(?:h|heures?) ?[-/] ?(?:[01]?\d|2[0-3]) ?(?:h|heures?)\b"
    r"|\b(?:[01]?\d|2[0-3]) ?(?:h|heures?) (?:du (?:matin|soir)|de l'apres-midi|pile|tapantes?)\b"
    r"|\b(?:vers|a|avant|apres|des|jusqu'a|sur les"
    rf"|depuis) (?:les )?(?:{NUMBER}) heures?(?: (?:et demie|et quart|moins le quart"
    r"|du (?:matin|soir)|pile))?\b"
    rf"|\b(?:{NUMBER}) heures (?:et demie|et quart|moins le quart|du (?:matin|soir)"
    r"|de l'apres-midi|pile|trente|quinze)\b"
    r"|\bentre midi et (?:deux|treize|quatorze|1[34]) ?(?:heures?|h)?\b|\b(?:peu avant"
    r"|peu apres|sur le coup de|juste avant|juste apres|des) (?:midi|minuit)\b"
    rf"|\bil (?:est|etait) (?:deja |presque |a peine )?(?:\d{{1,2}}|{NUMBER}) ?(?:h|heures?)\b"
    r"|\b(?:vers|a|avant|apres) (?:midi|minuit)(?: (?:moins (?:le quart|cinq|dix|vingt)"
    r"|et demie?|et quart|pile|trente|dix))?\b"
    r"|\b(?:midi|minuit) (?:et (?:demie?|quart|cinq|dix|vingt)|moins (?:le quart|cinq|dix|vingt))\b"
    rf"|\b(?:{NUMBER}) heures (?:moins )?(?:cinq|dix|vingt|vingt-cinq|quarante|quarante-cinq"
    rf"|cinquante)\b"
    r"|\b(?:[1-9]|1[0-2]) ?(?:am|pm)\b"
)
BARE_HOUR = re.compile(r"(?<![\d.,/])(?:[01]?\d|2[0-3]) ?h\b(?! ?/|\d| ?\d)")
OF_TIME = re.compile(r" d(?:'|e )(?!l'?a|la |ce |cet)")
NOON = re.compile(r"(?:vers|a) (?:midi|minuit)$")


def dates(reading: Reading, _roster: Roster) -> Iterator[Hit]:
    """Yield calendar dates, months and years."""
    for pattern in DATES:
        for match in pattern.finditer(reading.low):
            if not _is_fraction(reading, match) and not _season(reading, match):
                yield Hit(match.start(), match.end(), Kind.DATE)


def _is_fraction(reading: Reading, match: "re.Match[str]") -> bool:
    """Tell whether what looks like a date counts something: 2 mars too, never "de 2000 clients"."""
    found = match.group()
    if found.startswith(("de ", "avant ", "apres ", "depuis ")) and found[-4:].isdigit():
        after = reading.low[match.end() : match.end() + 4].strip()
        return (
            bool(after)
            and after[:1].isalpha()
            and found.split()[1].isdigit()
            and after[:2] not in {"et", "a ", "j", "no", "qu", "le", "la", "on"}
        )
    return False


def _season(reading: Reading, match: "re.Match[str]") -> bool:
    """Tell whether a month without a day or a year is that of all years: "en avril, proposez"."""
    if reading.low[max(0, match.start() - 7) : match.end()].startswith(("depuis", "jusqu")):
        return False
    if match.group().startswith(("depuis", "jusqu")):
        return False
    if any(letter.isdigit() for letter in match.group()) or not BARE_MONTH.match(match.group()):
        return False
    i = reading.first_at(match.start())
    return not (reading.told(i) or _ours(reading, i) or of_one(reading, i, i + 1))


def weekdays(reading: Reading, _roster: Roster) -> Iterator[Hit]:
    """Yield days of the week, but for what happens every week of everybody."""
    for match in WEEKDAY.finditer(reading.low):
        end = match.end() - (len(match.group()) - len(match.group().rstrip()))
        if not _habitual(reading, match.group().strip(), reading.first_at(match.start())):
            yield Hit(match.start(), end, Kind.WEEKDAY)
    for match in DAY_SHORT.finditer(reading.low):
        yield Hit(match.start(), match.end(), Kind.WEEKDAY)


def _habitual(reading: Reading, found: str, i: int) -> bool:
    """Tell whether a day is one of all weeks: advice, not a story."""
    if reading.quoted[min(i, len(reading) - 1)] and not reading.told(i):
        return True
    if not reading.told(i) and ANY_DAY.search(_around(reading, i)):
        return not _hers(reading, i) and not _ours(reading, i)
    if any(word in found for word in ("dernier", "passe", "prochain", "suivant", "precedent")):
        return False
    if reading.told(i) or _ours(reading, i):
        return bool(USUAL.match(found)) and not _ours(reading, i) and not reading.told(i)
    if ANYBODY & set(reading.after(i - 1, 10)) and HABIT.match(found) and not _hers(reading, i):
        return True
    part = found.endswith(
        ("matin", "soir", "midi", "matinee", "journee", "soiree")
    ) and not reading.advised(i)
    return bool(HABIT.match(found)) and not _hers(reading, i) and not part


def _around(reading: Reading, i: int) -> str:
    """Return what stands around word ``i``."""
    start = reading.starts[min(i, len(reading) - 1)]
    return reading.low[max(0, start - 40) : start + 40]


def _hers(reading: Reading, i: int) -> bool:
    """Tell whether the sentence is of one person: "le samedi, elle ouvre seule"."""
    here = reading.sentence[min(i, len(reading) - 1)]
    near = range(max(0, i - 12), min(len(reading), i + 12))
    return any(
        reading.sentence[j] == here
        and not reading.quoted[j]
        and (
            reading.words[j] in {"elle", "seule", "seul"}
            or (reading.words[j] == "personne" and the_person(reading, j))
            or (reading.words[j] == "est" and reading.word(j - 1) == "on")
        )
        for j in near
    )


def _ours(reading: Reading, i: int) -> bool:
    """Tell whether the sentence speaks of those who write: our, my, we."""
    here = reading.sentence[min(i, len(reading) - 1)]
    own = {"notre", "nos", "mon", "ma", "mes", "je", "j", "nous"}
    near = range(max(0, i - 25), min(len(reading), i + 25))
    return any(
        reading.sentence[j] == here and reading.words[j] in own and not reading.quoted[j]
        for j in near
    )


def relative_days(reading: Reading, _roster: Roster) -> Iterator[Hit]:
    """Yield days told from today: yesterday, last week, two days ago."""
    for match in RELATIVE.finditer(reading.low):
        i = reading.first_at(match.start())
        if ONLY_TOLD.search(match.group()) and not (reading.told(i) or _ours(reading, i)):
            continue
        if reading.quoted[min(i, len(reading) - 1)] and not reading.told(i):
            continue
        yield Hit(match.start(), match.end(), Kind.RELATIVE_DAY)


def hours(reading: Reading, _roster: Roster) -> Iterator[Hit]:
    """Yield hours of the day, not durations."""
    for match in CLOCK.finditer(reading.low):
        i = reading.first_at(match.start())
        if match.group().startswith("entre midi") and not (reading.told(i) or _ours(reading, i)):
            continue
        if (NOON.search(match.group()) or reading.quoted[i]) and not reading.told(i):
            continue
        if match.group()[0].isdigit() and reading.word(i - 1) in LASTS:
            continue
        if OF_TIME.match(reading.low[match.end() : match.end() + 12]):
            continue
        yield Hit(match.start(), match.end(), Kind.HOUR)
    for match in BARE_HOUR.finditer(reading.low):
        i = reading.first_at(match.start())
        if not LASTS & set(reading.before(i, 2)) and reading.word(i - 1) not in {"de", "d"}:
            yield Hit(match.start(), match.end(), Kind.HOUR)
