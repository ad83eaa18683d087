"""What the demo's regions write: their own project, pilots, decisions."""

from typing import Final

FAILED: Final = "Le magasin a commencé trois mois de travaux."
LIFTED: Final = "Deux magasins seulement, sans équipe d’appui sur place."
CHANGES: Final = (
    "Je préviens de mes visites une semaine avant, et je viens aussi le samedi.",
    "J’appelle avant d’écrire : trois notes de moins par semaine.",
    "Je pose une question au rayon avant de parler de chiffres.",
)
TEAM_CHANGES: Final = (
    "Une visite annoncée par mois et par magasin, tenue. Moins de notes, plus d’appels. Chaque"
    " visite finit par un échange avec une personne du rayon."
)
MEANING: Final = "Tenir pour nos magasins ce que nous leur demandons pour leurs clients."
METRIC: Final = "Visites tenues au jour annoncé"
PARTS: Final = {
    "owe": "Une réponse le jour même à ce qu’un magasin ne peut pas régler seul, et une visite"
    " annoncée chaque mois.",
    "cooperate": "Le service paie, la logistique et l’équipe régionale se parlent le lundi, quinze"
    " minutes, sur les demandes des magasins encore ouvertes.",
    "visits": "Nous venons aux heures où les clients sont là. Nous observons avant de parler, et"
    " nous repartons avec une chose à faire pour le magasin.",
    "testimony": "Nous avons vécu le projet du magasin pilote : une visite, une observation, un"
    " échange chacun. Ce qui a changé est écrit ici.",
}
ACTIONS: Final = (
    ("owe", "Quand un magasin appelle avant 16 h", "nous rappelons le jour même"),
    ("visits", "Quand une visite est annoncée", "nous la tenons, ou nous prévenons la veille"),
)
"""Part it answers, when, what then."""
EFFECT: Final = "On nous rappelle, et la même personne suit jusqu’au bout."
KEPT: Final = "Le point du lundi, et les visites annoncées."
REASONS: Final = {
    "go": "Les équipes ont compris à quoi cela sert, et le magasin pilote le raconte lui-même.",
    "no_go": "Deux magasins n’ont pas encore vécu d’observation : nous attendons qu’ils y soient.",
}
CHECKS: Final[dict[str, tuple[tuple[str, str, int, int, str], ...]]] = {
    "go": (
        ("understood", "", 5, 5, "Cinq personnes du magasin pilote"),
        ("help", "entry", 6, 6, "Appels notés par l’équipe régionale"),
        ("help", "lesson", 3, 4, "Appels notés par l’équipe régionale"),
    ),
    "no_go": (
        ("understood", "", 3, 5, "Cinq personnes de deux magasins"),
        ("help", "tablet", 2, 5, "Appels notés par l’équipe régionale"),
    ),
}
"""Check, cause, how many, out of how many, where it comes from."""
