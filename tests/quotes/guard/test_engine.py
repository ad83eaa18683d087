"""Where findings are, whatever was typed; what they propose; how long they take to be found."""

import itertools
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.quotes.rules.guard import Kind, Roster, Severity, check
from lms.quotes.rules.guard.findings import severity
from lms.quotes.rules.guard.folding import Folded
from lms.quotes.rules.guard.suggestions import suggestion
from lms.quotes.rules.guard.vocabulary.tone import BLAME
from tests.quotes.guard.measuring import common_roster, lines

ROSTER = Roster([("Karim", "Benali"), ("Zoé", "Lefèvre")], ["Lyon Part-Dieu", "Vélizy 2"])


def found(text: str, roster: Roster = ROSTER) -> dict[str, str]:
    """Return what was found, by kind, as it is written in the text."""
    return {
        finding.kind.value: text[finding.start : finding.end] for finding in check(text, roster)
    }


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("😊😊 Karim n’osait pas", "first_name", "Karim"),
        ("👩‍🍳 merci Karim", "first_name", "Karim"),
        ("Zoe\u0301 a refusé", "first_name", "Zoe\u0301"),
        ("ZOÉ A REFUSÉ DE RÉPONDRE AU CLIENT", "first_name", "ZOÉ"),
        ("zoe a refusé", "first_name", "zoe"),
        ("Il est arrivé à\u00a017\u202fh\u202f30", "hour", "à\u00a017\u202fh\u202f30"),
        ("Le lieu\u00ad : à la Part\u2011Dieu", "unit", "Part\u2011Dieu"),
        ("œuf, cœur, Karim", "first_name", "Karim"),
        ("<p>Karim&nbsp;: <b>oui</b></p>", "first_name", "Karim"),
        ("K\u0430rim n'osait pas", "first_name", "K\u0430rim"),
        ("Ka\u200brim n'osait pas", "first_name", "Ka\u200brim"),
        ("au\tmagasin\nde Vélizy 2", "unit", "Vélizy 2"),
        ("rappeler le ０６ １２ ３４ ５６ ７８", "phone", "０６ １２ ３４ ５６ ７８"),
    ],
)
def test_places_are_counted_in_the_text_as_typed(text: str, kind: str, words: str):
    assert found(text)[kind] == words


def test_findings_come_in_order_and_do_not_overlap():
    text = " ".join(row["text"] for row in lines("tuning.jsonl"))
    betraying = [f for f in check(text, common_roster()) if f.severity is not Severity.TONE]
    assert all(a.end <= b.start for a, b in itertools.pairwise(betraying))


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_every_kind_proposes_something_to_write(locale: str):
    for kind in Kind:
        assert isinstance(suggestion(kind, "elle n'a pas su", locale), str)
        assert "—" not in suggestion(kind, "x", locale)
    assert all(said.strip() for _, said in BLAME)


def test_blame_is_a_matter_of_tone_and_a_name_betrays_alone():
    by_kind = {finding.kind: finding for finding in check("Elle n'a pas su, dit Karim.", ROSTER)}
    assert by_kind[Kind.BLAME].severity is Severity.TONE
    assert by_kind[Kind.BLAME].suggestion == "il a été difficile de"
    assert severity(Kind.FIRST_NAME) is Severity.DIRECT
    assert severity(Kind.WEEKDAY) is Severity.CLUE


def test_what_is_quoted_as_advice_blames_nobody():
    assert "blame" not in found("Évitez de dire « vous auriez dû lire la notice ».")


def test_an_empty_text_holds_nothing():
    assert check("", ROSTER) == []
    assert check("   \n", ROSTER) == []


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_and_places_are_within_it(text: str):
    for finding in check(text, ROSTER):
        assert 0 <= finding.start < finding.end <= len(text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=120))
def test_the_plain_text_keeps_the_way_back(text: str):
    folded = Folded(text)
    assert len(folded.low) == len(folded.flat)
    assert folded.flat.isascii() or set(folded.flat) - set(map(chr, range(128))) <= set("€°£")
    places = [folded.origin(i) for i in range(len(folded.flat))]
    assert places == sorted(places)


SEEDS = [
    "a",
    "1",
    "1 ",
    "a@",
    "a.",
    "A ",
    "a-",
    "<p>",
    "le ",
    "saint ",
    "1 rue ",
    "rue A ",
    '"',
    "😊",
    "é",
    "un ",
    "AB ",
    "zero un ",
    "elle n'a ",
    "commande ",
    "plaque ",
    "a_",
    "Jean ",
    "depuis ",
    "il y a ",
    "06 ",
    "3 mars ",
    "12h",
    "Xqzw ",
    "a0",
    "cent ",
    "mille et ",
    "A1-",
    "Lefebvr ",
    "lundj ",
    "elle est ",
    "vingt-",
    "numero ",
    "client a ",
    "a at ",
    "a point ",
    "http://",
    "www.",
    "#a",
    "((",
    "(",
]


@pytest.mark.parametrize("seed", SEEDS)
def test_twice_the_text_takes_twice_the_time(seed: str):
    check("warm", ROSTER)
    tried = []
    for _again in range(3):  # a busy machine spoils a measure, never three in a row
        tried.append((spent(seed, 15_000), spent(seed, 30_000)))
        if tried[-1][1] < 3.2 * tried[-1][0] + 0.3:
            return
    raise AssertionError([f"{half:.2f} s then {whole:.2f} s" for half, whole in tried])


def spent(seed: str, size: int) -> float:
    """Return the seconds of processor a text of one thing repeated takes."""
    text = (seed * (size // len(seed) + 1))[:size]
    start = time.process_time()
    check(text, ROSTER)
    return time.process_time() - start


@pytest.mark.slow
def test_a_megabyte_is_read_in_bounded_time():
    sentences = [row["text"] for row in lines("tuning.jsonl")]
    draw = random.Random(3)
    text = " ".join(draw.choice(sentences) for _ in range(21_000))[:1_000_000]
    start = time.process_time()
    assert len(check(text, ROSTER)) > 1000
    assert time.process_time() - start < 60
