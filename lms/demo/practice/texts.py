"""What people of the demo see, praise, try and thank for."""

from typing import Final

SEEN: Final[dict[str, tuple[tuple[str, str, str], ...]]] = {
    "voir-et-saluer": (
        (
            "Trois clients sur quatre regardés avant d’arriver au comptoir. « Bonjour, je suis là. »",
            "Vous levez les yeux avant de finir votre geste. Les clients ralentissent et viennent.",
            "Quand la porte s’ouvre, je lève les yeux même si je compte.",
        ),
        (
            "À 11 h, deux personnes sont entrées pendant le rangement. Un regard, un mot, pas plus.",
            "Votre bonjour laisse les gens libres, et ils reviennent vers vous.",
            "Quand je range, je me place face à l’allée.",
        ),
    ),
    "donner-un-delai-vrai": (
        (
            "« Je suis à vous dans deux minutes. » Deux minutes plus tard, vous y étiez.",
            "Vous annoncez un délai et vous le tenez. La file reste calme.",
            "Quand trois personnes attendent, je dis un délai à la dernière.",
        ),
        (
            "Le monsieur aux étagères a attendu sans savoir, puis il est parti.",
            "Dès que vous avez parlé à la suivante, elle est restée.",
            "Quand je pars en réserve, j’annonce quatre minutes et je reviens avant.",
        ),
    ),
    "questionner": (
        (
            "« C’est pour un canapé ou pour un lit ? » Elle a raconté la chambre de sa fille.",
            "Une seule question, suivie d’un silence, et tout est venu.",
            "Quand un client s’arrête, je pose une seule question et je me tais.",
        ),
    ),
    "reformuler": (
        (
            "« Si je comprends bien, il faut que cela tienne sans percer. » Il a dit oui trois fois.",
            "Vous redites avec les mots du client, et il précise sans que vous demandiez.",
            "Quand un client hésite entre deux produits, je reformule ce qu’il cherche.",
        ),
    ),
    "proposer": (
        (
            "Deux fauteuils proposés, chacun avec son pourquoi. La cliente s’est assise.",
            "Vos deux propositions répondent à ce qui vient d’être dit.",
            "Quand je propose, je dis pour chacun pourquoi, avec les mots du client.",
        ),
    ),
    "conclure": (
        (
            "« L’ampoule est dans le petit carton, à droite. » Elle a souri en partant.",
            "Votre au revoir contient un détail utile.",
            "Quand je rends la carte, je dis une chose utile pour la maison.",
        ),
    ),
    "apaiser": (
        (
            "Le monsieur parlait fort. Vous avez baissé la voix, il a baissé la sienne.",
            "Vous avez repris ses mots, « troisième fois », et il a pu raconter.",
            "Quand quelqu’un parle fort, je baisse le volume et je redis son fait.",
        ),
    ),
}
ANSWERS: Final = (
    "Merci, je ne m’en étais pas rendu compte.",
    "Je veux bien qu’on regarde la file samedi.",
    "C’est vrai pour le délai. J’essaie dès demain.",
    "Merci. Est-ce qu’on peut refaire un samedi matin ?",
)
OWN_TRIES: Final = (
    "Quand je réponds au téléphone, je souris avant de décrocher.",
    "Quand la file dépasse trois personnes, j’appelle un renfort tout de suite.",
    "Quand un client cherche seul, je m’approche de côté, pas de face.",
    "Quand je ne sais pas, je le dis et je vais chercher.",
    "Quand un enfant attend, je lui dis bonjour aussi.",
)
THANKS: Final = (
    "Tu as accompagné la dame jusqu’à sa voiture sous la pluie. Elle en a parlé en caisse.",
    "Merci d’avoir pris ma file sans que je demande, samedi à 16 h.",
    "Ta façon d’annoncer le délai a calmé tout le monde. Je te la pique.",
    "Tu as laissé le monsieur raconter jusqu’au bout. Il est reparti avec le sourire.",
    "Merci d’avoir montré le retrait au nouveau, en prenant ton temps.",
    "Ton bonjour de ce matin à l’équipe a changé la journée.",
)
