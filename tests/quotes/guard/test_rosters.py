"""Names of the network: variants, parts of units, and rosters written in JSON."""

from typing import Any

import pytest

from lms.quotes.rules.guard import Roster, check
from lms.quotes.rules.guard.given import roster_from
from lms.quotes.rules.guard.rosters import one_apart


def kinds(text: str, roster: Roster) -> set[str]:
    """Return the kinds found."""
    return {finding.kind.value for finding in check(text, roster)}


@pytest.mark.parametrize(
    ("a", "b", "near"),
    [
        ("lefevre", "lefebvre", True),
        ("dupont", "dupond", True),
        ("martin", "matrin", True),
        ("martin", "martin", False),
        ("martin", "marten", True),
        ("martin", "mertan", False),
        ("abc", "abcde", False),
    ],
)
def test_one_letter_apart(a: str, b: str, *, near: bool):
    assert (a != b and one_apart(a, b)) is near


@pytest.mark.parametrize("written", ["Quersaint", "Kersaint", "Kersin", "kerssaint", "Ker Saint"])
def test_a_surname_is_known_however_it_is_spelt(written: str):
    roster = Roster([("Anne", "Kersaint")], [])
    assert kinds(f"On a prévenu {written} de la suite", roster) & {"surname", "proper_name"}


@pytest.mark.parametrize(
    "text",
    [
        "à la Part-Dieu",
        "à la part dieu",
        "le magasin de Part Dieu",
        "chez LPD on manque de place",
        "l'équipe de St-Étienne",
        "l'équipe de SAINT ETIENNE",
        "à Saintetienne",
        "à Vélizy2",
    ],
)
def test_a_unit_is_known_by_a_part_of_its_name(text: str):
    roster = Roster([], ["Lyon Part-Dieu", "Saint-Étienne", "Vélizy 2"])
    assert kinds(text, roster) & {"unit", "town", "proper_name"}


@pytest.mark.parametrize(
    "text",
    [
        "La boutique est pleine",
        "au centre du rayon",
        "une grande place",
        "le marché du matin est loin",
    ],
)
def test_the_words_all_units_have_say_nothing(text: str):
    roster = Roster([], ["Boutique du Centre", "Marché Grande Place", "Magasin de la Gare"])
    assert check(text, roster) == []


@pytest.mark.parametrize(
    "said",
    [
        {"people": [{"given": "Karim", "family": "Benali"}], "units": ["Vélizy 2"]},
        {"people": ["Karim Benali"], "units": [{"name": "Vélizy 2"}]},
        {"people": ["BENALI Karim"], "units": ["Vélizy 2"]},
        {"people": [{"prenom": "Karim", "nom": "Benali"}], "units": ["Vélizy 2"]},
        {"people": [{"name": "Karim Benali"}], "units": ["Vélizy 2"]},
    ],
)
def test_a_roster_is_read_however_it_is_written(said: Any):
    roster = roster_from(said)
    assert kinds("karim et benali à vélizy", roster) == {"first_name", "surname", "unit"}


@pytest.mark.parametrize(
    "said", [[], "x", {"people": 3}, {"units": "x"}, {"people": [4]}, {"units": [None]}]
)
def test_what_is_no_roster_is_refused_in_one_sentence(said: Any):
    with pytest.raises(TypeError) as refused:
        roster_from(said)
    assert "\n" not in str(refused.value)
