"""The demo's cards: many, kind, short, tagged with its referential, pointing at nobody."""

import re
from collections import Counter

import pytest
import yaml

from lms.demo.publishing import FOLDER
from lms.demo.quotes.texts import Written, read_cards, read_library
from lms.demo.words import FAMILY, GIVEN, QUARTERS, TOWNS
from lms.network.rules import CHANNELS
from lms.quotes.rules.guard import Roster, check, copied_runs
from lms.quotes.services.drafting import LONGEST

FEWEST, MOST = 60, 110
COPIED = 6
SCOLDING = (
    "votre faute",
    "erreur de votre part",
    "auriez dû",
    "malheureusement",
    "il faut absolument",
)


def every_card() -> list[Written]:
    apart = [one for name in ("reserve", "signed", "reports") for one in read_cards(name)]
    return [*read_library(), *apart]


def texts_of(card: Written) -> dict[str, str]:
    return {name: getattr(card.words, name) for name in LONGEST}


@pytest.fixture(scope="module")
def roster() -> Roster:
    """Everybody and every store that a demo may draw."""
    most = max(len(GIVEN), len(FAMILY))
    people = [(GIVEN[n % len(GIVEN)], FAMILY[n % len(FAMILY)]) for n in range(most)]
    cities = [town for towns in TOWNS.values() for town, _postcode in towns]
    return Roster(people, [f"{city} {quarter}" for city in cities for quarter in QUARTERS])


def test_it_holds_what_was_promised() -> None:
    assert 115 <= len(read_library()) <= 130
    assert len(read_cards("reserve")) == 20
    assert len(read_cards("signed")) == 3
    titles = Counter(one.words.title for one in every_card())
    assert set(titles.values()) == {1}


def test_facets_are_those_of_the_referential_and_varied() -> None:
    referential = yaml.safe_load((FOLDER / "referential.yml").read_text())
    spoken = {"magasin": "store", "telephone": "phone", "en-ligne": "online"}
    lived: dict[str, set[str]] = {}
    for channel in referential["channels"]:
        for moment in channel["moments"]:
            lived.setdefault(moment, set()).add(spoken[channel["code"]])
    themes = {one["code"] for one in referential["skills"]}
    for card in every_card():
        assert card.moment in lived
        assert card.theme in themes
        assert card.channel in {None, *CHANNELS}
    assert {one.moment for one in read_library()} == set(lived)
    assert {one.theme for one in read_library()} == themes


def test_each_is_short_and_whole() -> None:
    for card in every_card():
        texts = texts_of(card)
        words = re.findall(r"\w+(?:['’]\w+)?", " ".join(texts.values()))
        assert FEWEST <= len(words) <= MOST, (card.words.title, len(words))
        assert all(texts.values()), card.words.title
        assert all(len(texts[name]) <= most for name, most in LONGEST.items()), card.words.title
        assert texts["say"][-1] in ".?!", card.words.title
        assert "«" not in texts["say"]


def test_no_word_scolds_and_no_dash_punctuates() -> None:
    for card in every_card():
        for text in texts_of(card).values():
            assert "—" not in text
            assert not [word for word in SCOLDING if word in text.lower()], text


def test_the_guard_finds_nobody_in_them(roster: Roster) -> None:
    found = [
        (card.words.title, one.kind, text[one.start : one.end])
        for card in every_card()
        for text in texts_of(card).values()
        for one in check(text, roster)
    ]
    assert found == []


def test_the_guard_would_find_a_name_or_a_town_planted_in_one(roster: Roster) -> None:
    text = read_library()[0].words.situation
    for planted in (f" {GIVEN[3]} {FAMILY[5]} l'a vu.", " C'était à Quimper, mardi."):
        assert check(text + planted, roster)


def test_no_card_repeats_what_its_reporter_told() -> None:
    for card in read_cards("reports"):
        assert card.told
        for text in texts_of(card).values():
            assert copied_runs(text, [card.told], COPIED) == []
    told = read_cards("reports")[0].told
    assert copied_runs(f"On voit que {told}", [told], COPIED)
