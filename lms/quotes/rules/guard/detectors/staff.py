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

THE = frozenset(["le", "la", "l", "du", "au", "cette", "cet", "ce"])
OURS = frozenset(["notre", "mon", "ma"])
THEIRS = frozenset(["son", "sa", "leur", "ton", "ta", "votre"])
HERS = frozenset(["la", "une", "cette", "ma", "une"])
USUAL_HIM = frozenset(
    [
        "vendeur",
        "conseiller",
        "collaborateur",
        "employe",
        "salarie",
        "equipier",
        "agent",
        "commercial",
        "manager",
        "responsable",
        "collegue",
        "coequipier",
        "technicien",
        "operateur",
        "chef",
        "coach",
        "binome",
        "serveur",
    ]
)
BOTH = frozenset(
    [
        "responsable",
        "libraire",
        "gestionnaire",
        "fleuriste",
        "cariste",
        "secretaire",
        "comptable",
        "receptionniste",
        "manager",
        "coach",
        "collegue",
        "titulaire",
        "vigile",
        "caviste",
        "binome",
        "animaliere",
        "aide",
        "soignante",
        "commerciale",
        "logisticienne",
        "telconseillere",
        "standardiste",
    ]
)
NOT_STAFF = frozenset(
    [
        "conseil",
        "securite",
        "aide",
        "chef",
        "visual",
        "traiteur",
        "primeur",
        "extra",
        "commerciale",
        "commercial",
        "agent",
        "hote",
        "coach",
        "binome",
        "manucure",
        "aide",
    ]
)
NEW = frozenset(["nouveau", "nouvelle", "nouvel"])
THINGS = frozenset(
    [
        "existe",
        "existent",
        "produit",
        "marque",
        "recette",
        "modele",
        "fabrique",
        "garanti",
        "magasin",
        "enseigne",
        "reseau",
        "vend",
    ]
)
END = frozenset([".", ",", ";", ":", "!", "?"])
NUMBER = (
    r"(?:\d{1,2}|(?:vingt|trente|quarante|cinquante|soixante)(?:[ -](?:et[ -])?(?:une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze))?"
    r"|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|dix-sept|dix-huit|dix-neuf"
    r"|une (?:dizaine|quinzaine|vingtaine|trentaine) d')"
)
FEW = r"(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|[2-9]|1[0-2])"
TRADES = r"(?:vendeu|caissi|conseill|collegue|employe|salarie|hotesse|hote|boulang|bouch|opticien|pharmacien|stagiaire|apprenti|alternant|chef|responsable|preparat|collabor|technicien|commercia|equipi|magasini|titulaire|cdi|temps plein)[a-z]*"
WHERE = r"(?:au|en|a la|a l'|dans le|dans la|sur le|du|de la|de l'|d'ici)"
ONLY = re.compile(
    rf"\b(?:le|la|l'|notre|mon|ma|leur) ?(?:seul|seule|unique) (?:homme|femme|garcon|fille|mec|gars|dame|noire?|blanche?|titulaire|temps plein|temps partiel|salariee?|referente?|{TRADES}|presente?|personne (?:en|au|du|de|presente|a|qui))\b"
    r"|\b(?:l'un|l'une) de (?:nos|mes|ses|leurs) (?:deux|trois|quatre) [a-z]+\b"
    r"|\b(?:le|la|notre|mon|ma) (?:doyen|doyenne|benjamin|benjamine|cadet|cadette|petit dernier|petite derniere|dernier arrive|derniere arrivee|dernier embauche|derniere embauchee|dernier venu|derniere venue|derniere recrue|dernier recrute|derniere recrutee|veteran|veterane|pilier|mascotte|petit jeune|petite jeune)\b"
    r"|\b(?:meilleure?|premiere?|pire|derniere?) (?:vendeur|vendeuse|caissier|caissiere|conseiller|conseillere|commercial|commerciale|employe|employee|collaborateur|collaboratrice)s?(?: (?:du mois|de l'annee|de france|de la region|du magasin|du reseau|de l'equipe))?\b"
    r"|\b(?:vendeur|vendeuse|employee?|salariee?|conseiller|conseillere|collaborateur|collaboratrice) (?:du mois|de l'annee)\b"
    rf"|\b(?:celui|celle) (?:qui (?:tient|tenait|gere|gerait|s'occupe|s'occupait|travaille|travaillait|fait les|faisait les|remplace|remplacait|ouvre le|ferme le|est (?:au|en|a la|a l'))|{WHERE} ?(?:rayon|caisse|sav|accueil|drive|matin|soir|comptoir|reserve|stock|poissonnerie|boucherie|week-end))\b"
    rf"|\b(?:la|le|une|un|cette|ce|notre) (?:dame|fille|femme|monsieur|gars|mec|type|petite|petit|jeune) {WHERE} ?(?:accueil|rayon|caisse|sav|drive|comptoir|reserve|stock|poissonnerie|boucherie|menage|securite|boulangerie|parfumerie|textile)\b"
    r"|\b(?:c'est|c'etait|je suis|elle est|il est|elle etait|il etait) (?:la seule?|le seul) (?:a|qui|de|du|dans|en)\b"
    r"|\b(?:un|une) (?:seul|seule) (?:vendeu|caissi|conseill|opticien|pharmacien|boulang|bouch|hotesse)[a-z]*\b"
)
TOLD_ONLY = re.compile(
    r"\b(?:le|la) seule? (?:a|qui|de|du|en|dans|au|disponible)\b"
    rf"|\bseule? {WHERE} ?(?:comptoir|rayon|magasin|boutique|caisse|ouverture|fermeture|reserve|accueil|surface|journee|matinee)\b"
    r"|\bseule? (?:ce jour|ce matin|ce soir|toute la|pour tout|pour ouvrir|pour fermer)\b"
)
MOST = re.compile(
    r"\b(?:le|la|notre|mon|ma) plus (?:ancien|ancienne|jeune|vieux|vieille|agee?|experimentee?|recente?)\b"
    r"(?! (?:possible|gamme|modele|produit|version|collection|edition|recette|methode|technique|enfant|maison|marque|magasin|boutique|age))"
)
SINCE = rf"depuis (?:plus de |pres de |presque |bientot |environ |a peine |moins de )?{NUMBER} ?"
GRADES = re.compile(
    rf"\b(?:(?:depuis|apres|pour|avec|a|ses|fete) )?(?:(?:ses|mes|plus de|presque|bientot|environ|pres de) )?{NUMBER} ?(?:ans?|annees?|mois|semaines?) (?:d'anciennete|de maison|de boite|de metier|d'experience|de carriere|de magasin|de service|de presence|de poste|de caisse|de vente|dans (?:le|la|l'|notre|ce|cette) ?(?:magasin|boutique|metier|entreprise|boite|equipe|maison|rayon|reseau|enseigne|poste|vente|commerce)|chez nous|en caisse|en rayon|au magasin)\b"
    rf"|\b(?:dans le magasin|dans la boutique|dans l'entreprise|dans la maison|dans la boite|chez nous|ici|en poste|la|parmi nous|vendeur|vendeuse|caissier|caissiere|dans l'equipe|au magasin|en caisse|au rayon|en rayon|a l'accueil) depuis (?:{NUMBER}|hier|peu|toujours|l'ouverture|longtemps|le debut|seulement|a peine|moins|plus|la creation|des annees|sa majorite|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|la rentree|noel|l'ete)\b"
    r"|\bdepuis (?:son|mon|sa) (?:arrivee|embauche|entree|retour|mutation|promotion|titularisation|prise de poste)\b"
    rf"|\b{SINCE}(?:ans|annees)\b"
    r"|\b(?:embauchee?|recrutee?|promue?|titularisee?|mutee?|transferee?) (?:il y a|depuis|en|le|au|a|ce|cette|debut|fin|recemment|chez|dans|comme|par|avec)\b"
    r"|\bnommee? (?:chef|cheffe|responsable|adjointe?|directeur|directrice|gerante?|manager|il y a|depuis|en)\b|\b(?:arrivee?|entree?) (?:dans (?:l'equipe|le magasin|la boite|l'entreprise|la maison)|chez nous|(?:il y a|depuis) (?:\d|un|une|deux|trois|quatre|cinq|six|dix|peu)|en (?:cdi|cdd|poste|alternance|renfort|stage|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre))\b"
    r"|\b(?:fraichement|nouvellement|recemment|tout juste|a peine) (?:arrivee?|embauchee?|recrutee?|nommee?|promue?|titularisee?|diplomee?|formee?|muteee?|sortie?)\b"
    r"|\b(?:en|un|une|au|du|son|mon|sa|ma|notre|leur|premier|fin de|signe un|signer un) ?(?:cdd|cdi|contrat pro|contrat d'apprentissage|contrat etudiant|contrat aide|contrat saisonnier|contrat court|contrat de professionnalisation|periode d'essai|service civique|job etudiant|job d'ete|alternance|interim|mi-temps|temps partiel|preavis|contrat de \d+ ?(?:h|heures))\b"
    r"|\b(?:fin|bout|renouvellement|rupture|terme) de (?:son|mon|leur|sa|ma|la) ?(?:contrat|cdd|mission|stage|periode d'essai|essai)\b|\b(?:son|mon|sa) (?:contrat|cdd|mission|stage|essai) (?:se termine|se terminait|finit|finissait|s'arrete|s'arretait|touche|arrive|arrivait|n'a pas)\b"
    r"|\bvien(?:t|nent|s) (?:juste )?d'(?:etre (?:embauche|nomme|promu|titularise|recrute|mute)e?|arriver (?:dans l'equipe|au magasin|chez nous|en rayon|en caisse|dans la|sur le poste)|integrer l'equipe)\b"
    r"|\bvenait (?:juste )?(?:d'(?:etre (?:embauche|nomme|promu|recrute|mute)e?|arriver|integrer|entrer)|de (?:commencer|debuter|rejoindre|signer|prendre son poste))\b"
    r"|\b(?:a|avait|vient de|venait de) (?:rejoint|rejoindre|integre|integrer) (?:l'equipe|le magasin|notre|la boutique|l'enseigne)\b|\b(?:a|avait) (?:commence|debute) (?:chez nous|ici|comme|il y a|en|au|dans (?:le|la|l'))\b"
    r"|\b(?:son|mon|sa|ma|leur|tout|toute) (?:premier|premiere|deuxieme|second|seconde|troisieme|quatrieme|tout premier|toute premiere|dernier|derniere) (?:jour|journee|semaine|matin|matinee|poste|emploi|samedi|lundi|prise de poste|stage|mois|boulot|contrat|saison|annee|client|cliente|encaissement|ouverture|fermeture)\b"
    r"|\b(?:premier|premiere|deuxieme|dernier|derniere) (?:jour|journee|semaine|mois) (?:de travail|en magasin|en caisse|au magasin|en poste|dans l'equipe|de stage|d'essai|chez nous|de contrat|au rayon)\b"
    r"|\b(?:proche de|pres de|bientot a|bientot|avant|partait a|part a|part en|partait en|partie a|partir a|partir en|partira a|prendre|annee avant|mois de|ans de|prend|prenait|veille de|depart a|depart en) (?:la |sa |ma )?retraite\b|\bjeune retraitee?\b|\bpreretraite\b|\bfutur retraite\b|\bfuture retraitee\b"
    r"|\b(?:une?|le|la|notre|des|les) (?:ancien|ancienne|vieux|vieille|anciens|anciennes) (?:de la maison|de l'equipe|du magasin|du rayon|de la boite|de la vieille|d'ici|routard|briscard)\b|\bvieux de la vieille\b"
    r"|\b(?:sortie?|frais emoulu|fraiche emoulue) (?:de l'ecole|d'ecole|du lycee|du bac|de formation)\b|\b(?:debutante?|novice|junior)\b(?= (?:en caisse|au rayon|du rayon|de l'equipe|n'|a |ne |s'|etait))"
    rf"|\b{NUMBER} ?(?:ans|annees|mois) (?:que|qu') ?(?:je|j'|il|elle|on|nous)\b"
    r"|\b(?:vient|venait|viens) de (?:commencer|debuter|demarrer|signer|prendre son poste|finir sa formation|terminer son stage|passer (?:chef|responsable|adjointe?))\b|\b(?:a|avait) demarre (?:chez|en|au|comme|ici|il)\b|\b(?:en formation initiale|encore en formation|en cours de formation|en reconversion|en remplacement de)\b"
    r"|\b(?:a|avait|fete|fetait|fetera) (?:fete )?(?:ses|mes) "
    + NUMBER
    + r" ?ans (?:de|d'|dans|chez)\b"
)
TEAM = re.compile(
    rf"\b(?:nous (?:ne )?(?:sommes|etions|serons) (?:que |plus que |seulement |toujours )?|on (?:n')?(?:est|etait|sera) (?:que |plus que |seulement |toujours |tous les |toutes les )?(?:a )?|ils (?:ne )?(?:sont|etaient) (?:que |seulement |plus que )|elles (?:ne )?(?:sont|etaient) (?:que |seulement |plus que )?){FEW}\b(?! (?:a pouvoir|pour cent|%|heures|minutes|jours|fois|a la maison|a table))"
    rf"|\bequipe (?:de|a|reduite a) {FEW}\b(?! (?:heures|minutes))"
    rf"|\b(?:les|nos|mes|ses|leurs|des) (?:deux|trois|quatre|cinq|[2-5]) (?:seule?s )?(?:{TRADES}|filles?|garcons?|hommes|femmes|dames|freres|soeurs)\b"
    rf"|\b(?:magasin|boutique|agence|rayon|effectif) (?:de|a) (?:{FEW}|\d{{1,3}}) (?:personnes|salaries|vendeurs|employes|collaborateurs|m2|metres|caisses)\b"
    r"|\b(?:a deux|a trois) (?:en magasin|en caisse|au magasin|en boutique|sur le rayon|ce jour|dans l'equipe|ce matin|pour tout)\b"
    r"|\bles seule?s (?:a|de l'equipe|du magasin|presents|presentes)\b"
    rf"|\bsur (?:{FEW}|\d{{1,2}}) (?:vendeurs|vendeuses|salaries|employes|collegues|caissieres)\b"
)


PATTERNS = (
    (ONLY, Kind.SOLE_ROLE),
    (MOST, Kind.SOLE_ROLE),
    (GRADES, Kind.SENIORITY),
    (TEAM, Kind.TEAM_SIZE),
)


def roles(reading: Reading, _roster: Roster) -> Iterator[Hit]:
    """Yield chiefs, newcomers, trades of one person, feminine forms."""
    for i, word in enumerate(reading.words):
        kind = _role(reading, i, word)
        if kind is not None:
            yield Hit(_start(reading, i), reading.ends[_role_end(reading, i, kind)], kind)
    for match in TOLD_ONLY.finditer(reading.low):
        if reading.told(reading.first_at(match.start())):
            yield Hit(match.start(), match.end(), Kind.SOLE_ROLE)
    for pattern, kind in PATTERNS:
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
    if (word in STAFF or word[:-1] in STAFF_HER) and word not in NOT_STAFF:
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
    if before and before[0] in {"petite", "petit", "toute", "tout", "jeune"}:
        before = reading.before(i, 2)[1:]
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
    told = reading.told(i)
    if reading.word(i - 1) in {"seul", "seule", "unique"} and determiner in THE | OURS | THEIRS:
        return Kind.SOLE_ROLE
    if reading.quoted[i] and not told:
        return None
    if determiner in OURS:
        return Kind.GENDERED_ROLE if _her(word, determiner) else Kind.SOLE_ROLE
    if determiner in {"les", "des", "aux", "nos", "vos"}:
        return Kind.GENDERED_ROLE if told and word[:-1] in STAFF_HER - BOTH else None
    if determiner in {"chaque", "aucun", "votre", "ton", "d", "de", ""}:
        return Kind.GENDERED_ROLE if not determiner and word in STAFF_HER - BOTH else None
    if _her(word, determiner):
        weak = determiner == "une" and (word in BOTH or reading.advised(i))
        return None if weak and not told else Kind.GENDERED_ROLE
    if word in SPECIAL and determiner in THE | THEIRS:
        return Kind.SOLE_ROLE if told else None
    if word in STAFF_HIM - USUAL_HIM and determiner in {"le", "du", "au", "ce", "cet"} and told:
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
    """Tell whether a time in a trade is somebody's, not a product's."""
    if not (match.group().startswith("depuis") and match.group().endswith(("ans", "annees"))):
        return True
    return not THINGS & set(reading.before(reading.first_at(match.start()), 8))
