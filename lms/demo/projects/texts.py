"""What the demo's teams write in their projects."""

from typing import Final

from lms.projects.rules.walks import Sense

MEANING: Final = (
    "Que chaque client se sente attendu, même quand nous sommes trois en rayon et que la file"
    " avance mal."
)
METRIC: Final = "Clients salués dans les dix premières secondes"

BEGINNING: Final = "Que personne ne reparte sans avoir parlé à l’un de nous."
"""What a store wrote that has no objective yet."""

POINTS: Final = (
    ("attente", "On attend sans savoir qui passe après qui", 14,
     "Je ne savais pas si j’étais dans la bonne file."),
    ("entree", "Personne ne lève les yeux à l’ouverture des cartons", 9,
     "J’ai fait le tour deux fois avant de croiser un regard."),
    ("coince", "Un retour sans ticket se raconte trois fois", 6,
     "J’ai tout redit à la troisième personne."),
    ("conseil", "On montre avant d’avoir écouté", 5,
     "On m’a sorti huit modèles, j’en voulais un simple."),
)  # fmt: skip
"""Moment, point, times heard, a customer's words."""

SYNTHESIS: Final = (
    "Nos clients ne se plaignent pas de l’accueil, ils se plaignent de l’attente : être vu, et"
    " savoir quand viendra leur tour."
)
EFFORTS: Final = (
    "La deuxième caisse ouvre dès que quelqu’un le demande",
    "Le sapin de Noël est monté avec les clients du quartier",
)
ZONES: Final = ("Vitrine et porte", "Entrée", "Rayons", "Espace conseil", "Caisse")
NOTES: Final = {
    Sense.SIGHT: (
        "La lumière tombe juste sur la table du fond",
        "Trois affiches se disputent la vitrine",
    ),
    Sense.TOUCH: ("Le tapis de l’entrée accroche", "Les poignées des paniers sont poisseuses"),
    Sense.SMELL: ("Ça sent le carton près de la réserve", "Le café du matin donne envie de rester"),
    Sense.HEARING: (
        "La musique couvre la voix à la caisse",
        "On entend les palettes jusqu’au conseil",
    ),
}
"""What is noticed on a walk, by the sense one walks with."""
ACTIONS: Final = (
    ("attente", "Quand trois personnes attendent", "j’annonce à voix haute l’ordre de passage",
     "On nous remercie d’avoir dit qui passait"),
    ("entree", "Quand je déballe un carton à l’ouverture", "je me place face à la porte",
     "Les premiers clients disent bonjour en premier"),
    ("coince", "Quand quelqu’un revient sans ticket", "je garde le dossier jusqu’au bout", ""),
)  # fmt: skip
"""Moment, when, what then, what changed once somebody else saw it."""

RITUALS: Final = (
    ("Brief du matin", 3, frozenset({1, 2, 3, 4, 5, 6})),
    ("Retour du samedi soir", 10, frozenset({6})),
)
SKIPPED: Final = ("Livraison en avance", "Deux absents", "Ouverture retardée")
FUNCTIONS: Final = (("Caisse", 170, 100), ("Conseil en rayon", 420, 35), ("Retrait", 150, 12))
KEPT: Final = "L’ordre de passage annoncé, et le brief du matin."
CHANGED: Final = "Le brief du samedi passe à 9 h 40, avant l’ouverture des caisses."
WAIVED: Final = "Équipe de trois personnes pendant les travaux : les parcours se feront en mai."
