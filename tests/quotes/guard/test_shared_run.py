"""Words copied from the reporter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.quotes.rules.guard import copied_runs, shared_run


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        ("", "", 0),
        ("un client", "", 0),
        ("Un client a crié", "un CLIENT à crie", 4),
        ("c’était toujours pareil", "c'etait toujours pareil", 4),
        ("a b c d e f", "x a b c y d e f", 3),
        ("le le le le", "le le", 2),
    ],
)
def test_the_longest_run_is_counted_without_accents_nor_case(a: str, b: str, words: int):
    assert shared_run(a, b) == words


def test_a_run_of_six_words_is_shown_where_it_is():
    told = "La cliente m'a lancé son ticket au visage devant toute la file"
    card = "Parfois, on lance un ticket : « m'a LANCÉ son ticket au visage » puis plus rien."
    (run,) = copied_runs(card, [told])
    assert card[run.start : run.end] == "m'a LANCÉ son ticket au visage"
    assert run.words == 7


def test_five_words_are_not_copied_and_two_sources_are_read():
    card = "elle a posé le sac puis on a repris la parole en souriant au client"
    assert copied_runs(card, ["elle a posé le sac"]) == []
    (run,) = copied_runs(card, ["rien", "a repris la parole en souriant"])
    assert card[run.start : run.end] == "a repris la parole en souriant"


def test_runs_that_touch_are_one():
    card = "un deux trois quatre cinq six sept huit neuf"
    runs = copied_runs(card, ["un deux trois quatre cinq six", "quatre cinq six sept huit neuf"])
    assert [(run.start, run.end, run.words) for run in runs] == [(0, len(card), 9)]


def test_canary_with_a_longer_least_nothing_is_copied():
    card = "un deux trois quatre cinq six"
    assert copied_runs(card, [card], least=7) == []


@given(st.lists(st.sampled_from(["le", "client", "a", "dit"]), max_size=12), st.integers(0, 5))
def test_what_is_cut_out_of_a_text_is_its_longest_run(words: list[str], skip: int):
    text = " ".join(words)
    assert shared_run(text, " ".join(words[skip:])) == len(words[skip:])
    assert shared_run(text, text) == len(words)
