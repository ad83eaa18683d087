"""Roles that only one person holds, or that say who it is: chiefs, newcomers, gender, rank."""

import re
from collections.abc import Iterator

from lms.quotes.rules.guard.findings import Hit, Kind
from lms.quotes.rules.guard.reading import Reading
from lms.quotes.rules.guard.rosters import Roster
from lms.quotes.rules.guard.vocabulary.common import FUNCTION
from lms.quotes.rules.guard.vocabulary.people import (
    CHIEF_HEADS,
    CHIEF_OF,
    CHIEFS,
    NEWCOMERS,
    PERSONS,
    PRESENT,
    SPECIAL,
    STAFF,
    STAFF_HER,
    STAFF_HIM,
)

THE = frozenset("le la l du au cette cet ce".split())
OURS = frozenset("notre mon ma".split())
THEIRS = frozenset("son sa leur ton ta votre".split())
HERS = frozenset("la une cette ma une".split())
BOTH = frozenset(
    """responsable libraire gestionnaire fleuriste cariste secretaire comptable receptionniste
    manager coach collegue titulaire vigile caviste binome animaliere aide soignante commerciale
    logisticienne telconseillere standardiste""".split()
)
NOT_STAFF = frozenset(
    "conseil securite aide chef visual traiteur primeur extra commerciale commercial agent hote coach binome manucure aide".split()
)
NEW = frozenset("nouveau nouvelle nouvel".split())
END = frozenset(". , ; : ! ?".split())
ONLY = re.compile(
    r"\b(?:le|la|notre|mon|ma|sa|son|leur|l') ?(?:seul|seule|unique) (?:homme|femme|garcon|fille|jeune|senior|a|qui|de|du|des|en|dans|"
    r"present|presente|disponible|titulaire|temps plein|temps partiel|salarie|salariee|referent|referente|personne (?:a|en|au|du|de|presente)|"
    r"mec|gars|dame|noir|noire|parmi|encore|membre|pour tout|[a-z]+(?:ier|iere|eur|euse|rice|ien|ienne|ant|ante|iste|aire))\b"
    r"|\b(?:l'un|l'une|une|un) (?:de nos|de mes|de ses|de leurs|de vos|des) (?:deux|trois) [a-z]+\b"
    r"|\b(?:le|la) (?:doyen|doyenne|benjamin|benjamine|cadet|cadette|petit dernier|petite derniere|dernier arrive|derniere arrivee|dernier embauche|derniere embauchee|dernier venu|derniere venue|dernier recrute|derniere recrutee)\b"
    r"|\b(?:le|la|notre|mon|ma|son|sa) plus (?:ancien|ancienne|jeune|vieux|vieille|age|agee|experimente|experimentee|recente?|gros|grosse|petit|petite|grand|grande)(?= (?:de l'equipe|du magasin|du rayon|de l'effectif|d'entre|de nous|vendeu|caissie|salarie|employe|collegue|collab|membre|n'|a |est |avait |etait |de la boutique|de tous|des vendeu|des caissie|des collegues|des salaries|en poste|des employe|ici|chez)|[.,;!?]|$)"
    r"|\b(?:meilleure?|premiere?|pire|dernier|derniere) (?:vendeur|vendeuse|caissier|caissiere|conseiller|conseillere|commercial|commerciale|employe|employee|collaborateur|collaboratrice)s?(?: (?:du mois|de l'annee|de france|de la region|du magasin|du reseau|de l'equipe))?\b"
    r"|\b(?:vendeur|vendeuse|employe|employee|salarie|salariee|conseiller|conseillere) (?:du mois|de l'annee)\b"
    r"|\b(?:celui|celle) (?:qui (?:tient|tenait|gere|gerait|s'occupe|s'occupait|fait|faisait|ouvre|ferme|travaille|est (?:au|en|a la))|du rayon|de la caisse|du sav|de l'accueil|du drive|du matin|du soir|au rayon|a la caisse|en caisse)\b"
)
ALONE = re.compile(
    r"\b(?:seul|seule) (?:au|en|a la|a l'|dans le|dans la|sur le|derriere|pour|ce|ce jour|le|toute la) ?(?:comptoir|rayon|magasin|boutique|caisse|ouvrir|fermer|fermeture|ouverture|reserve|accueil|matin|soir|jour|surface|journee|matinee)\b"
)
GRADES = re.compile(
    r"\b(?:(?:depuis|apres|pour|avec|a|fete|fetait) (?:(?:ses|mes|plus de|presque|bientot|environ) )?)?(?:\d{1,2}|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|vingt-cinq|vingt-deux|quarante) (?:ans?|annees?|mois|semaines?) (?:d'anciennete|de maison|de boite|de metier|d'experience|de carriere|de magasin|de service|dans (?:le|la|l'|notre|ce) ?(?:magasin|boutique|metier|entreprise|boite|equipe|maison|rayon|reseau|enseigne))\b"
    r"|\b(?:dans le magasin|dans la boutique|dans l'entreprise|dans la maison|chez nous|ici|en poste|la|parmi nous|vendeur|vendeuse|caissier|caissiere|dans l'equipe|au magasin) depuis (?:\d{1,2}|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|vingt-cinq|quarante|hier|peu|toujours|l'ouverture|longtemps|le debut|seulement|a peine|moins|plus)\b"
    r"|\bdepuis (?:son|mon|sa) (?:arrivee|embauche|entree|retour|mutation|promotion)\b"
    r"|\bdepuis (?:\d{1,2}|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|vingt-cinq) ans\b"
    r"|\b(?:arrivee?|embauchee?|recrutee?|entree?|nommee?|promue?|titularisee?|mutee?|formee?|transferee?) (?:il y a|depuis|en|le|au|a|ce|cette|debut|fin|recemment|chez|dans|comme|par) ?(?:mois|peu|juin|juillet|mai|mars|avril|septembre|octobre|novembre|decembre|janvier|fevrier|aout|debut|fin|nous|matin|semaine|chef|responsable|adjointe?|poste|caisse)\b"
    r"|\b(?:en|un|une|au|du|son|mon|sa|ma|notre|leur|premier|fin de|signe) ?(?:cdd|cdi|contrat pro|contrat d'apprentissage|contrat etudiant|contrat aide|periode d'essai|service civique|job etudiant|job d'ete|alternance|interim|mi-temps|temps partiel|contrat de professionnalisation)\b"
    r"|\bvient (?:juste )?d'(?:etre (?:embauche|nomme|promu|titularise|recrute|mute)e?|arriver (?:dans l'equipe|au magasin|chez nous|en rayon|en caisse|dans la|sur le poste)|integrer l'equipe)\b|\bvenait (?:juste )?d'(?:etre (?:embauche|nomme|promu|recrute|mute)e?|arriver (?:dans l'equipe|au magasin|chez nous|en rayon|en caisse|dans la|sur le poste)|integrer)\b"
    r"|\b(?:son|mon|sa|ma|leur) (?:premier|premiere|deuxieme|second|seconde|troisieme|tout premier|toute premiere) (?:jour|journee|semaine|matin|poste|emploi|samedi|lundi|prise de poste|stage|mois)\b"
    r"|\b(?:premier|premiere|deuxieme|dernier|derniere) (?:jour|journee|semaine) (?:de travail|en magasin|en caisse|au magasin|en poste|dans l'equipe|de stage|d'essai)\b"
    r"|\b(?:proche de|pres de|bientot a|avant|partait a|part a|part en|partie a|partir a|annee avant) la retraite\b|\bbientot (?:en )?retraite\b|\bpart en retraite\b|\bjeune retraitee?\b|\bpreretraite\b"
)
TEAM = re.compile(
    r"\b(?:nous (?:ne )?(?:sommes|etions) (?:que |plus que |seulement )?|on (?:n')?(?:est|etait) (?:que |plus que |seulement |toujours )?(?:a )?|ils (?:ne )?(?:sont|etaient) (?:que |seulement )|elles (?:ne )?(?:sont|etaient) (?:que |seulement )?)(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|\d{1,2})\b(?! (?:a pouvoir|pour cent|%|heures|minutes|jours|fois))"
    r"|\bequipe (?:de|a|reduite a) (?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|quinze|\d{1,2})\b(?! (?:heures|minutes))"
    r"|\b(?:les|nos|mes|ses|leurs) (?:deux|trois|quatre|cinq|2|3|4|5) (?:seule?s )?(?:vendeu|caissi|conseill|collegue|employe|salarie|hotesse|boulang|bouch|opticien|pharmacien|stagiaire|apprenti|alternant|chefs|responsable|preparat|collabor|fille|garcon|homme|femme|dames)[a-z]*\b"
    r"|\b(?:magasin|boutique|agence|rayon) (?:de|a) (?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|\d{1,2}) (?:personnes|salaries|vendeurs|employes|collaborateurs|m2|metres|caisses)\b"
    r"|\b(?:a deux|a trois) (?:en magasin|en caisse|au magasin|en boutique|sur le rayon|ce jour|dans l'equipe|ce matin|pour tout)\b"
    r"|\bles seule?s (?:a|de l'equipe|du magasin|presents|presentes)\b|\btoutes les deux\b|\btous les deux\b"
    r"|\bsur (?:trois|quatre|cinq|six|sept|huit|\d{1,2}) (?:vendeurs|vendeuses|salaries|employes|collegues|caissieres)\b"
)


def roles(reading: Reading, _roster: Roster) -> Iterator[Hit]:
    """Yield chiefs, newcomers, trades of one person, feminine forms."""
    for i, word in enumerate(reading.words):
        kind = _role(reading, i, word)
        if kind is not None:
            yield Hit(_start(reading, i), reading.ends[_role_end(reading, i, kind)], kind)
    for match in ALONE.finditer(reading.low):
        if reading.told(reading.first_at(match.start())):
            yield Hit(match.start(), match.end(), Kind.SOLE_ROLE)
    for pattern, kind in ((ONLY, Kind.SOLE_ROLE), (GRADES, Kind.SENIORITY), (TEAM, Kind.TEAM_SIZE)):
        for match in pattern.finditer(reading.low):
            if kind is not Kind.SENIORITY or _of_somebody(reading, match):
                yield Hit(match.start(), match.end(), kind)


def _start(reading: Reading, i: int) -> int:
    """Return where a role begins: at its article and what stands between."""
    first = i
    for step in (1, 2):
        word = reading.word(i - step)
        if not reading.tied(i - step + 1):
            break
        if word in THE | OURS | THEIRS | HERS or word in {"un", "une", "l", "d", "notre"}:
            first = i - step
            break
        if word not in {
            "jeune",
            "petite",
            "petit",
            "nouvelle",
            "nouveau",
            "jolie",
            "ancienne",
            "ancien",
            "seule",
            "seul",
            "unique",
            "autre",
            "premiere",
            "premier",
            "future",
            "futur",
        }:
            break
    return reading.starts[first]


def _determiner(reading: Reading, i: int) -> str:
    """Return the article of word ``i``, an adjective between or not."""
    for word in reading.before(i, 2):
        if word in THE | OURS | THEIRS | HERS | {
            "un",
            "nos",
            "les",
            "des",
            "aux",
            "vos",
            "d",
            "de",
            "chaque",
            "aucun",
        }:
            return word
    return ""


def _role(reading: Reading, i: int, word: str) -> Kind | None:
    """Return what kind of role word ``i`` betrays here, or None."""
    if word in NEW:
        return Kind.NEWCOMER if _new_person(reading, i) else None
    if word in NEWCOMERS:
        return Kind.NEWCOMER if _newcomer(reading, i) else None
    if word in CHIEFS:
        return Kind.CHIEF if _chief(reading, i) else None
    if word in CHIEF_HEADS:
        return Kind.CHIEF if _chief_of(reading, i) else None
    if word in STAFF and word not in NOT_STAFF:
        return _trade(reading, i, word)
    return None


def _chief(reading: Reading, i: int) -> bool:
    """Tell whether one director, one deputy is meant."""
    determiner = _determiner(reading, i)
    if determiner in {
        "les",
        "des",
        "aux",
        "nos",
        "vos",
        "chaque",
        "aucun",
        "",
    } and not reading.told(i):
        return reading.word(i - 1) in {"madame", "monsieur", "mme"}
    if determiner in {"votre", "un", "ton", "proprietaire"}:
        return reading.told(i) and reading.word(i) != "proprietaire"
    if reading.word(i) in {"proprietaire", "titulaire", "franchise"}:
        return determiner in OURS or (reading.told(i) and determiner in THE)
    return determiner not in {"les", "des", "aux", "nos", "vos", "d", "de", ""}


def _chief_of(reading: Reading, i: int) -> bool:
    """Tell whether one head of something, or "my manager", is meant."""
    word, determiner = reading.word(i), _determiner(reading, i)
    after = [w for w in reading.after(i, 3) if w not in {"de", "du", "la", "l", "d", "des", "le"}]
    of_something = bool(after) and after[0] in CHIEF_OF and reading.tied(i + 1)
    if word in {"sous", "second", "seconde"}:
        return word == "sous" and reading.word(i + 1) in {
            "chef",
            "cheffe",
            "directeur",
            "directrice",
        }
    if determiner in {"les", "des", "aux", "nos", "vos", "chaque", "aucun", "", "d", "de"}:
        return False
    if of_something and (determiner in THE | OURS | HERS or reading.told(i)):
        return determiner not in {"votre", "un"} or reading.told(i)
    if determiner in OURS or word in {"cheffe", "manageuse"}:
        return True
    return (
        reading.told(i)
        and determiner in THE | THEIRS | HERS
        and not (word == "responsable" and reading.word(i - 1) in {"est", "etait"})
    )


def _newcomer(reading: Reading, i: int) -> bool:
    """Tell whether one trainee, one temporary worker is meant."""
    word, determiner = reading.word(i), _determiner(reading, i)
    if word in {"extra", "recrue"} and determiner not in OURS and not reading.told(i):
        return False
    if word == "extra":
        return determiner in OURS | {"l", "une", "un"}
    if word in {"etudiant", "etudiante", "remplacante", "remplacant"} and not reading.told(i):
        return determiner in OURS | {"la", "le"}
    if determiner in THE | OURS | THEIRS | {"une"}:
        return determiner != "votre" or reading.told(i)
    return reading.told(i) and determiner == "un"


def _new_person(reading: Reading, i: int) -> bool:
    """Tell whether "le nouveau" is somebody, not a new product."""
    before = reading.before(i)[:1]
    if not before or before[0] not in THE | OURS | THEIRS | {"un", "une"}:
        return False
    after = reading.word(i + 1)
    if after in STAFF | NEWCOMERS or after in {
        "arrivant",
        "arrivante",
        "venu",
        "venue",
        "embauche",
        "salarie",
    }:
        return True
    if before[0] in {"un", "une", "cet"} or before[0] in THEIRS:
        return False
    if not reading.tied(i + 1) or reading.sentence[i + 1] != reading.sentence[i]:
        return reading.told(i) or before[0] in OURS or reading.word(i - 2) not in {"a", "comme"}
    if after in {"de", "du", "en", "au", "a"}:
        return reading.told(i) or reading.word(i + 3) in {"equipe", "caisse"} or after == "du"
    pronoun = {"n", "s", "ne", "se", "est", "avait", "etait", "qui", "m", "lui"}
    return (
        after in pronoun
        or (after in PRESENT & FUNCTION and after not in {"y", "en"})
        or after.endswith("ait")
    )


def _trade(reading: Reading, i: int, word: str) -> Kind | None:
    """Return whether a trade is of one person, or says a woman, or nothing."""
    determiner = _determiner(reading, i)
    here_told = reading.told(i)
    if reading.word(i - 1) in {"seul", "seule", "unique"} and determiner in THE | OURS | THEIRS:
        return Kind.SOLE_ROLE
    if determiner in OURS:
        return Kind.GENDERED_ROLE if _her(word, determiner) else Kind.SOLE_ROLE
    if determiner in {"les", "des", "aux", "nos", "vos", "chaque", "aucun", ""}:
        return None
    if word == "collegue":
        return Kind.GENDERED_ROLE if determiner in {"une", "la"} and here_told else None
    if _her(word, determiner) and determiner not in {"votre", "ton", "d", "de"}:
        return Kind.GENDERED_ROLE if here_told or determiner != "une" or word not in BOTH else None
    if word in SPECIAL and determiner in THE | THEIRS:
        return Kind.SOLE_ROLE if here_told and determiner != "votre" else None
    if word in STAFF_HIM and determiner in {"le", "du", "au", "ce", "cet"} and here_told:
        return Kind.GENDERED_ROLE
    return None


def _her(word: str, determiner: str) -> bool:
    """Tell whether a role says a woman: by its ending, or by its article."""
    return word in STAFF_HER and (word not in BOTH or determiner in HERS)


def _role_end(reading: Reading, i: int, kind: Kind) -> int:
    """Return the last word of a role: with what it is the chief of, or who is new."""
    if kind is Kind.NEWCOMER and reading.word(i) in NEW and reading.word(i + 1) in PERSONS:
        return i + 1
    if kind is Kind.CHIEF:
        for step in (1, 2, 3):
            if reading.word(i + step) in CHIEF_OF and reading.tied(i + step):
                return i + step
    return i


def _of_somebody(reading: Reading, match: "re.Match[str]") -> bool:
    """Tell whether an age in a trade is somebody's, not a product's."""
    i = reading.first_at(match.start())
    found = match.group()
    if "cdi" in found or "cdd" in found or "temps" in found or "alternance" in found:
        return True
    if found.startswith("depuis") and found.endswith("ans"):
        return (
            reading.told(i)
            or bool(PERSONS & set(reading.before(i, 8)) & STAFF)
            or "travaille" in reading.before(i, 4)
        )
    return True
