"""What coaches and managers of the demo write about a visit."""

from typing import Final

GOALS: Final = (
    "Le rituel du matin, un samedi.",
    "L’accueil au comptoir entre 17 h et 19 h.",
    "Relire les irritants avec l’équipe, en choisir deux.",
    "La file de retrait : qui prévient, quand, avec quels mots.",
    "Observer deux personnes, parler avec chacune.",
    "Où en est la première action ; ce qui la retient.",
    "La semaine de référence : compter trois heures ensemble.",
)
OBSTACLES: Final = (
    "",
    "",
    "Le samedi, la caisse ouvre en même temps que le rituel.",
    "Deux personnes nouvelles : le rituel repose sur une seule.",
    "Le téléphone sonne au moment de la pointe.",
    "La réserve prend vingt minutes à chaque livraison.",
    "Personne ne sait qui tient l’action depuis le départ de Lucas.",
)
STEPS: Final = (
    "Tenir le rituel du matin le samedi, à 9 h 40.",
    "Afficher le délai au retrait dès trois personnes.",
    "Compter les clients trois mardis de suite, à 18 h.",
    "Faire le parcours sensoriel à deux, avant l’ouverture.",
    "Dire à la dernière personne de la file quand ce sera son tour.",
    "Choisir qui prend la première action.",
)
SIGNED: Final = (
    "Merci d’avoir pris la caisse avec nous pendant la pointe.",
    "L’équipe a reparlé de l’échange toute la semaine.",
    "Merci d’être resté jusqu’à la fermeture.",
    "Votre question sur le retrait nous a fait changer l’étiquette.",
)
CONFIDENTIAL: Final = (
    "La visite tombait un jour d’inventaire : à éviter.",
    "Bonne journée, un peu courte : deux heures de plus auraient servi.",
    "Le point de la dernière fois n’a pas été repris.",
)
CALLED_OFF: Final = (
    "Inventaire avancé d’une semaine.",
    "Neige : la route était fermée.",
    "Deux absences le même jour, la visite est remise.",
)
