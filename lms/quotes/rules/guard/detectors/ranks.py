"""Who is the only one, the oldest, the newest; how long somebody has been there; how few they are."""

import re
from collections.abc import Iterator

from lms.quotes.rules.guard.findings import Hit, Kind
from lms.quotes.rules.guard.reading import Reading
from lms.quotes.rules.guard.rosters import Roster
from lms.quotes.rules.guard.vocabulary.grammar import THINGS

NUMBER = (
    r"(?:\d{1,2}|(?:vingt|trente|quarante|cinquante|soixante)(?:[ -](?:et[ -])?(?:une?"
    r"|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze))?"
    r"|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze"
    r"|quinze|seize|dix-sept|dix-huit|dix-neuf"
    r"|une (?:dizaine|quinzaine|vingtaine|trentaine) d')"
)
FEW = r"(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|[2-9]|1[0-2])"
TRADES = (
    r"(?:vendeu|caissi|conseill|collegue|employe|salarie|hotesse|hote|boulang|bouch"
    r"|opticien|pharmacien|stagiaire|apprenti|alternant|chef|responsable|preparat|collabor"
    r"|technicien|commercia|equipi|magasini|titulaire|cdi|temps plein)[a-z]*"
)
WHERE = r"(?:au|en|a la|a l'|dans le|dans la|sur le|du|de la|de l'|d'ici)"
ONLY = re.compile(
    r"\b(?:le|la|l'|notre|mon|ma|leur) ?(?:seul|seule|unique) (?:homme|femme|garcon|fille"
    r"|mec|gars|dame|noire?|blanche?|titulaire|temps plein|temps partiel|salariee?"
    rf"|referente?|{TRADES}|presente?|personne (?:en|au|du|presente))\b"
    r"|\b(?:l'un|l'une) de (?:nos|mes|ses|leurs) (?:deux|trois|quatre) [a-z]+\b"
    r"|\b(?:le|la|notre|mon|ma) (?:doyen|doyenne|benjamin|benjamine|cadet|cadette"
    r"|petit dernier|petite derniere|dernier arrive|derniere arrivee|dernier embauche"
    r"|derniere embauchee|dernier venu|derniere venue|derniere recrue|dernier recrute"
    r"|derniere recrutee|veteran|veterane|pilier|mascotte|petit jeune|petite jeune)\b"
    r"(?! (?:dans|de|sur) (?:la|le|notre|votre) (?:file|gamme|rayon|carte|liste|collection|queue))"
    r"|\b(?:meilleure?|premiere?|pire|derniere?)"
    r"(?! [a-z]+ (?:disponible|libre|venue?|que|croisee?)) (?:vendeur|vendeuse|caissier|caissiere"
    r"|conseiller|conseillere|commercial|commerciale|employe|employee|collaborateur"
    r"|collaboratrice)s?(?: (?:du mois|de l'annee|de france|de la region|du magasin"
    r"|du reseau|de l'equipe))?\b"
    r"|\b(?:vendeur|vendeuse|employee?|salariee?|conseiller|conseillere|collaborateur"
    r"|collaboratrice) (?:du mois|de l'annee)\b"
    r"|\b(?:celui|celle) (?:qui (?:tient|tenait|gere|gerait|s'occupe|s'occupait|travaille"
    r"|travaillait|fait les|faisait les|remplace|remplacait|ouvre le|ferme le|est (?:au|en"
    rf"|a la|a l'))|{WHERE} ?(?:rayon|caisse|sav|accueil|drive|comptoir|reserve"
    r"|stock|poissonnerie|boucherie))\b"
    r"|\b(?:la|le|une|un|cette|ce|notre) (?:dame|fille|femme|homme|garcon|monsieur|gars"
    r"|mec|type|petite"
    rf"|petit|jeune) {WHERE} ?(?:accueil|rayon|caisse|sav|drive|comptoir|reserve|stock"
    r"|poissonnerie|boucherie|menage|securite|equipe|magasin|boulangerie|parfumerie|textile)\b"
    r"|\b(?:c'est|c'etait|je suis|elle est|il est|elle etait|il etait) (?:la seule?"
    r"|le seul) (?:a|qui|de|du|dans|en)\b"
    r"|\b(?:un|une) (?:seul|seule) (?:vendeu|caissi|conseill|opticien|pharmacien|boulang"
    r"|bouch|hotesse)[a-z]*\b"
)
SOLE = re.compile(
    r"\b(?:celui|celle|la personne(?= qui)|la seule personne|le seul|la seule|l'unique personne)"
    r" (?:qui|a|pour|capable de|sachant|pouvant|a savoir) ?(?:a|avait|garde|gardait|detient"
    r"|possede|connait|sait|savait"
    r"|sache|detenait|parler|savoir|connaitre|pouvoir|ouvre|ouvrait|ferme|fermait"
    r"|fait|faisait|forme"
    r"|formait|tient|tenait|prepare|signe|valide|commande|repare|decoupe|encadre|remplace|anime"
    r"|gere|s'occupe|conduit|livre|coupe|coud|grave|soude|monte|programme|detenir|tenir|ouvrir"
    r"|fermer) ?"
    r"(?:le|la|les|l'|des|du|un|une|de|au|aux|couper|decouper|reparer|ouvrir|lire|parler|faire"
    r"|conduire|coudre|anglais"
    r"|espagnol|arabe|allemand|chinois|russe|italien|portugais) ?[a-z]+"
    r"|\b(?:la personne|l'employee?|le collegue|la collegue|le salarie|la salariee|celle"
    r"|celui) (?:chargee?|responsable"
    r"|en charge|referente?|dediee?|affectee?|preposee?) (?:de|des|du|d'|a|au|aux)\b ?[a-z]*"
    r"|\b(?:le|la|l'|notre) (?:vendeur|vendeuse|collegue|caissier|caissiere|conseiller"
    r"|conseillere|salariee?|employee?"
    r"|equipier|equipiere) (?:le|la) (?:plus|moins) [a-z]+"
    r"|\b(?:le|la|notre) (?:numero (?:un|deux|trois|1|2)(?! fois)|bras droit)\b"
    r"|\b(?:le|la|notre|un|une) seconde? de (?:cuisine|rayon|caisse|salle|magasin)\b"
    r"|\bnotre (?:expert|experte|specialiste|referent|referente|champion|championne|monsieur"
    r"|madame|pro|as)\b"
    r"|\b(?:un|une|l'un|l'une) de (?:nos|mes|ses|leurs|ces) (?:deux|trois|quatre|cinq) [a-z]+"
    r"|\b(?:le|la|l'|notre) (?:binome|trio|duo|tandem|equipe|quatuor) (?:de (?:l'|la )|du "
    r"|des )?(?:accueil|caisse|rayon|matin"
    r"|soir|nuit|week-end|sav|drive|comptoir|reserve)\b"
    r"|\b(?:l'|notre |un |une )(?:ancien|ancienne|ex) ?-?(?:directeur|directrice|responsable"
    r"|chef|cheffe|gerante?|patron|patronne"
    r"|collegue|manager|adjointe?|vendeur|vendeuse)\b"
    rf"|\b(?:l'|le |la )(?:unique|seule?) (?:electricien|plombier|menuisier|boulanger|{TRADES}"
    rf"|[a-z]+(?:ier|iere|ien|ienne|eur|euse|trice|iste))\b"
)
TOLD_ONLY = re.compile(
    r"\b(?:le|la) seule? (?:a|qui|de|du|en|dans|au|disponible)\b"
    rf"|\bseule? {WHERE} ?(?:comptoir|rayon|magasin|boutique|caisse|ouverture|fermeture"
    r"|reserve|accueil|surface|journee|matinee)\b"
    r"|\bseule? (?:ce jour|ce matin|ce soir|toute la|pour tout|pour ouvrir|pour fermer)\b"
)
MOST = re.compile(
    r"\b(?:le|la|notre|mon|ma) plus (?:ancien|ancienne|jeune|vieux|vieille|agee?"
    r"|experimentee?|recente?)\b"
    r"(?! (?:des|de nos|de vos|de la gamme|de la carte)\b)(?= (?:de|du|d'|a|est|etait|n'|ne|s'"
    r"|qui|en|au|avait|l'a|m'a|lui)\b| ?[.,;:!?]|$)"
)
SINCE = rf"depuis (?:plus de |pres de |presque |bientot |environ |a peine |moins de )?{NUMBER} ?"
GRADES = re.compile(
    # Each branch begins at a word: said once, the other places are left at once.
    r"\b(?:"
    r"\b(?:(?:depuis|apres|pour|avec|a|ses|fete) )?(?:(?:ses|mes|plus de|presque|bientot"
    rf"|environ|pres de) )?{NUMBER} ?(?:ans?|annees?|mois|semaines?) (?:d'anciennete"
    r"|de maison|de boite|de metier|d'experience|de carriere|de magasin|de service"
    r"|de presence|de poste|de caisse|de vente|dans (?:le|la|l'|notre|ce"
    r"|cette) ?(?:magasin|boutique|metier|entreprise|boite|equipe|maison|rayon|reseau"
    r"|enseigne|poste|vente|commerce)|chez nous|en caisse|en rayon|au magasin)\b"
    r"|\b(?:dans le magasin|dans la boutique|dans l'entreprise|dans la maison"
    r"|dans la boite|chez nous|ici|en poste|la|parmi nous|vendeur|vendeuse|caissier"
    r"|caissiere|dans l'equipe|au magasin|en caisse|au rayon|en rayon"
    rf"|a l'accueil) depuis (?:{NUMBER}|hier|peu|toujours|l'ouverture|longtemps|le debut"
    r"|seulement|a peine|moins|plus|la creation|des annees|sa majorite|janvier|fevrier"
    r"|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|la rentree"
    r"|noel|l'ete)\b"
    r"|\bdepuis (?:son|mon|sa) (?:arrivee|embauche|entree|retour|mutation|promotion"
    r"|titularisation|prise de poste)\b"
    rf"|\b{SINCE}(?:ans|annees)\b"
    r"|\b(?:embauchee?|recrutee?|promue?|titularisee?|mutee?|transferee?) (?:il y a|depuis"
    r"|en|le|au|a|ce|cette|debut|fin|recemment|chez|dans|comme|par|avec)\b"
    r"|\bnommee? (?:chef|cheffe|responsable|adjointe?|directeur|directrice|gerante?"
    r"|manager|il y a|depuis|en)\b|\b(?:arrivee?|entree?) (?:dans (?:l'equipe|le magasin"
    r"|la boite|l'entreprise|la maison)|chez nous|(?:il y a|depuis) (?:\d|un|une|deux"
    r"|trois|quatre|cinq|six|dix|peu)|en (?:cdi|cdd|poste|alternance|renfort|stage|janvier"
    r"|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre))\b"
    r"|\b(?:fraichement|nouvellement|recemment|tout juste|a peine) (?:arrivee?|embauchee?"
    r"|recrutee?|nommee?|promue?|titularisee?|diplomee?|formee?|muteee?|sortie?)\b"
    r"|\b(?:en|un|une|au|du|son|mon|sa|ma|notre|leur|premier|fin de|signe un"
    r"|signer un) ?(?:cdd|cdi|contrat pro|contrat d'apprentissage|contrat etudiant"
    r"|contrat aide|contrat saisonnier|contrat court|contrat de professionnalisation"
    r"|periode d'essai|service civique|job etudiant|job d'ete|alternance|interim|mi-temps"
    r"|temps partiel|preavis|contrat de \d+ ?(?:h|heures))\b"
    r"|\b(?:fin|bout|renouvellement|rupture|terme) de (?:son|mon|leur|sa|ma"
    r"|la) ?(?:contrat|cdd|mission|stage|periode d'essai|essai)\b|\b(?:son|mon"
    r"|sa) (?:contrat|cdd|mission|stage|essai) (?:se termine|se terminait|finit|finissait"
    r"|s'arrete|s'arretait|touche|arrive|arrivait|n'a pas)\b"
    r"|\b(?:personne|collegue|quelqu'un|vendeu[a-z]+|employee?|elle|il"
    r"|jeune) (?:qui )?(?:debute|debutait|demarre|demarrait)\b"
    r"|\bvien(?:t|nent|s) (?:juste )?d'(?:etre (?:embauche|nomme|promu|titularise|recrute"
    r"|mute)e?|arriver (?:dans l'equipe|au magasin|chez nous|en rayon|en caisse|dans la"
    r"|sur le poste)|integrer l'equipe)\b"
    r"|\bvenait (?:juste )?(?:d'(?:etre (?:embauche|nomme|promu|recrute|mute)e?|arriver"
    r"|integrer|entrer)|de (?:commencer|debuter|rejoindre|signer|prendre son poste))\b"
    r"|\b(?:a|avait|vient de|venait de) (?:rejoint|rejoindre|integre|integrer) (?:l'equipe"
    r"|le magasin|notre|la boutique|l'enseigne)\b|\b(?:a|avait) (?:commence"
    r"|debute) (?:chez nous|ici|comme|il y a|en|au|dans (?:le|la|l'))\b"
    r"|\b(?:son|mon|sa|ma|leur) [a-z]{3,10}ieme (?:jour|semaine|mois|annee|saison|stage|contrat)\b"
    r"|\b(?:son|mon|leur|longue|peu d'|forte) ?anciennete\b|\bdepuis (?:sa"
    r"|ma) sortie d'ecole\b|\bdepuis ses debuts\b"
    r"|\b(?:son|mon|sa|ma|leur|tout|toute) (?:premier|premiere|deuxieme|second|seconde"
    r"|troisieme|quatrieme|tout premier|toute premiere|dernier|derniere) (?:jour|journee"
    r"|semaine|matin|matinee|poste|emploi|samedi|lundi|prise de poste|stage|mois|boulot"
    r"|contrat|saison|annee|client|cliente|encaissement|ouverture|fermeture)\b"
    r"|\b(?:premier|premiere|deuxieme|dernier|derniere) (?:jour|journee|semaine"
    r"|mois) (?:de travail|en magasin|en caisse|au magasin|en poste|dans l'equipe|de stage"
    r"|d'essai|chez nous|de contrat|au rayon)\b"
    r"|\b(?:proche de|pres de|bientot a|bientot|avant|partait a|part a|part en|partait en"
    r"|partie a|partir a|partir en|partira a|prendre|annee avant|mois de|ans de|prend"
    r"|prenait|veille de|depart a|depart en) (?:la |sa |ma )?retraite\b"
    r"|\bjeune retraitee?\b|\bpreretraite\b|\bfutur retraite\b|\bfuture retraitee\b"
    r"|\b(?:une?|le|la|notre|des|les) (?:ancien|ancienne|vieux|vieille|anciens"
    r"|anciennes) (?:de la maison|de l'equipe|du magasin|du rayon|de la boite"
    r"|de la vieille|d'ici|routard|briscard)\b|\bvieux de la vieille\b"
    r"|\b(?:sortie?|frais emoulu|fraiche emoulue) (?:de l'ecole|d'ecole|du lycee|du bac"
    r"|de formation)\b|\b(?:debutante?|novice|junior)\b(?= (?:en caisse|au rayon|du rayon"
    r"|de l'equipe|n'|a |ne |s'|etait))"
    rf"|\b{NUMBER} ?(?:ans|annees) (?:dans|derriere|au|en|a) (?:le |la |l'|ce |cette |son "
    r"|sa )?(?:meme )?(?:comptoir|rayon|caisse|magasin|boutique|accueil|poste|vente|metier"
    r"|maison|boite|enseigne|sav)\b"
    r"|\btoute (?:sa|ma) carriere\b|\b(?:son|mon|un|ce) premier (?:emploi|job|boulot|poste"
    r"|travail)\b|\bjeune diplomee?\b|\ba l'essai\b|\bnouvelle recrue\b"
    r"|\bnouvel arrivant\b|\bnouvelle arrivante\b"
    rf"|\b{NUMBER} ?(?:ans|annees|mois) (?:que|qu') ?(?:je|j'|il|elle|on|nous)\b"
    r"|\b(?:vient|venait|viens) de (?:commencer|debuter|demarrer|signer|prendre son poste"
    r"|finir sa formation|terminer son stage|passer (?:chef|responsable|adjointe?))\b"
    r"|\b(?:a|avait) demarre (?:chez|en|au|comme|ici|il)\b|\b(?:en formation initiale"
    r"|encore en formation|en cours de formation|en reconversion|en remplacement de)\b"
    r"|(?:^|(?<=[.!?] ))(?:revenue?|arrivee?|partie?|rentree?|embauchee?|recrutee?|promue?|formee?|mutee?"
    r"|nommee?|passee?|entree?)"
    r"(?: [a-z0-9'-]+){1,7}(?=, (?:elle|il|je|j'|notre))"
    r"|\b(?:a|avait|fete|fetait|fetera) (?:fete )?(?:ses|mes) "
    + NUMBER
    + r" ?ans (?:de|d'|dans|chez)\b"
    r")"
)
TEAM = re.compile(
    r"\b(?:nous (?:ne )?(?:sommes|etions|serons) (?:que |plus que |seulement |toujours )?"
    r"|on (?:n')?(?:est|etait|sera) (?:que |plus que |seulement |toujours |tous les "
    r"|toutes les )?(?:a )?|ils (?:ne )?(?:sont|etaient) (?:que |seulement |plus que )"
    r"|elles (?:ne )?(?:sont|etaient) (?:que |seulement "
    rf"|plus que )?){FEW}\b(?! (?:a pouvoir|pour cent|%|heures|minutes|jours|fois"
    r"|doigts|a la maison|a table))"
    rf"|\bequipe (?:de|a|reduite a) {FEW}\b(?! (?:heures|minutes))"
    r"|\b(?:les|nos|mes|ses|leurs|des) (?:deux|trois|quatre|cinq"
    rf"|[2-5]) (?:seule?s )?(?:{TRADES}|filles?|garcons?|hommes|femmes|dames|freres"
    r"|soeurs)\b"
    rf"|\b(?:magasin|boutique|agence|rayon|effectif) (?:de|a) (?:{FEW}"
    rf"|\d{{1,3}}) (?:personnes|salaries|vendeurs|employes|collaborateurs|m2|metres"
    r"|caisses)\b"
    r"|\b(?:a deux|a trois) (?:en magasin|en caisse|au magasin|en boutique|sur le rayon"
    r"|ce jour|dans l'equipe|ce matin|pour tout)\b"
    r"|\bles seule?s (?:a|de l'equipe|du magasin|presents|presentes)\b"
    rf"|\bsur (?:{FEW}|\d{{1,2}}) (?:vendeurs|vendeuses|salaries|employes|collegues|caissieres)\b"
)


PATTERNS = (
    (ONLY, Kind.SOLE_ROLE),
    (SOLE, Kind.SOLE_ROLE),
    (MOST, Kind.SOLE_ROLE),
    (GRADES, Kind.SENIORITY),
    (TEAM, Kind.TEAM_SIZE),
)


def ranks(reading: Reading, _roster: Roster) -> Iterator[Hit]:
    """Yield ranks, times in a trade, sizes of teams."""
    for match in TOLD_ONLY.finditer(reading.low):
        if reading.told(reading.first_at(match.start())):
            yield Hit(match.start(), match.end(), Kind.SOLE_ROLE)
    for pattern, kind in PATTERNS:
        for match in pattern.finditer(reading.low):
            if kind is not Kind.SENIORITY or _of_somebody(reading, match):
                yield Hit(match.start(), match.end(), kind)


def _of_somebody(reading: Reading, match: "re.Match[str]") -> bool:
    """Tell whether a time in a trade is somebody's, not a product's."""
    if not (match.group().startswith("depuis") and match.group().endswith(("ans", "annees"))):
        return True
    return not THINGS & set(reading.before(reading.first_at(match.start()), 8))
