"""The sentences of the reference prototype, found and left alone as it says."""

import pytest

from lms.quotes.rules.guard import Roster, check, shared_run

GIVEN = [
    "karim",
    "lea",
    "rose",
    "pierre",
    "sophie",
    "jean",
    "zoe",
    "marie",
    "kevin",
    "claire",
    "thi",
]
FAMILY = ["dubois", "nguyen", "petit", "benali", "lefevre", "marchand"]
UNITS = ["Lyon Part-Dieu", "Confluence", "Rouen", "Saint-Étienne", "Vélizy 2"]

POINTING = [
    "Karim n'arrivait pas à proposer la carte",
    "kévin a oublié le bonjour",
    "Madame Lefèvre voulait un échange",
    "au magasin de Rouen",
    "à la Part-Dieu on manque de place",
    "le samedi 14 mars vers 17h30",
    "mardi dernier un client a crié",
    "le client de la commande n° 45821",
    "notre seule caissière du matin",
    "la stagiaire n'osait pas",
    "une cliente enceinte attendait",
    "elle a rendu 350 € par erreur",
    "appeler le 06 12 34 56 78",
    "K. Benali a demandé",
    "l'équipe de St Etienne",
    "Mme D. du rayon",
    "avec Rose en caisse",
    "la directrice adjointe",
    "le chef boucher du Rouen 2",
    "Jean-Pierre était seul",
    "Zoé hésitait devant le client",
    "chez Vélizy 2 la file bloque",
    "dit à son gérant",
    "Mlle T. revenait",
    "le 3 décembre au matin",
    "l'apprenti boulanger",
    "M. Nguyen attendait",
    "l'équipe de Saint Etienne",
    "la cliente voilée",
    "le client habitait au 12 rue Pasteur",
    "le jour de l'inondation du magasin",
    "le maire de la ville est venu",
    "Lefebvre a relancé",
    "notre vendeur en fauteuil roulant",
    "facture 88213 erronée",
    "la veille de l'ouverture du magasin de la Part Dieu",
]
CLEAN = [
    "Un client offre une rose rouge à sa femme",
    "La pierre naturelle est lourde à porter",
    "Soyez clair : une réponse claire rassure",
    "Prendre un petit moment pour écouter",
    "Le marchand de sommeil",
    "La personne n'arrivait pas à proposer la carte",
    "Commencez par saluer, puis observez",
    "Une rue piétonne attire le passage",
    "Un collaborateur a oublié de dire bonjour",
    "Reformulez avant de proposer une solution",
    "Proposer l'échange ou le remboursement",
    "Noël est une période chargée",
    "L'huile d'olive se vend avec un conseil",
    "Marie les produits entre eux",
    "Pierre angulaire de l'accueil : le regard",
    "Valentin ou pas, proposez l'emballage",
    "Le client revient quand il se sent reconnu",
    "Jean délavé ou brut : montrez les deux",
    "Proposez deux solutions puis laissez choisir",
    "Saluer dans les cinq secondes",
    "À l'aurore les rayons sont pleins",
    "Le responsable écoute sans interrompre",
    "Au centre commercial le flux varie",
    "Une grande place laissée au sourire",
    "Regarder, saluer, nommer",
]


@pytest.fixture(scope="module")
def roster() -> Roster:
    """Give the names of the prototype."""
    people = [(given, "") for given in GIVEN] + [("", family) for family in FAMILY]
    return Roster(people, UNITS)


@pytest.mark.parametrize("text", POINTING)
def test_what_points_at_somebody_is_found(text: str, roster: Roster):
    assert check(text, roster)


@pytest.mark.parametrize("text", CLEAN)
def test_what_points_at_nobody_is_left_alone(text: str, roster: Roster):
    assert check(text, roster) == []


def test_canary_without_the_roster_a_surname_a_letter_away_is_not_known():
    unknown = {finding.kind.value for finding in check("Lefebvre a relancé", Roster())}
    known = {f.kind.value for f in check("Lefebvrre a relancé", Roster([("Zoé", "Lefebvre")]))}
    assert "surname" in known
    assert check("lefebvrre a relancé", Roster()) == []
    assert unknown <= {"surname", "proper_name"}


def test_the_run_of_the_prototype():
    told = "il a crié que c’était toujours pareil chez nous et il est parti furieux"
    written = "Le client a crié que c'était toujours pareil chez nous et il est parti"
    assert shared_run(written, told) == 13
