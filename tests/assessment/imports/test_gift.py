"""GIFT: real files against their expected parse, then every form by hand."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from lms.assessment.imports.found import Found, Reading
from lms.assessment.imports.gift import read_gift
from lms.assessment.rules.questions import (
    FreeText,
    Kind,
    Matching,
    Multiple,
    Numeric,
    Question,
    ShortText,
    Single,
    TrueFalse,
)
from lms.core.markdown import plain
from tests.material import MATERIAL, needs

TYPES = {
    "MC": {Kind.SINGLE, Kind.MULTIPLE},
    "TF": {Kind.TRUE_FALSE},
    "Short": {Kind.SHORT_TEXT},
    "Numerical": {Kind.NUMERIC},
    "Matching": {Kind.MATCHING},
    "Essay": {Kind.FREE_TEXT},
}
FILES = sorted((MATERIAL / "questions" / "gift").glob("*.gift"))


def read(text: str) -> Reading:
    return read_gift(text, "essai.gift")


def one(text: str) -> Any:
    reading = read(text)
    assert reading.refused == []
    assert len(reading.found) == 1
    return reading.found[0].question


def _words(part: dict[str, Any] | None) -> str:
    """Return the words of an expected text, its HTML gone."""
    from lms.assessment.imports.markup import to_markdown

    return plain(to_markdown(part["text"], part["format"])) if part else ""


@needs("questions")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_real_file_gives_its_expected_parse(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text())
    reading = read_gift(path.read_text(), path.name)
    asked = [row for row in expected if row["type"] in TYPES]
    assert len(reading.found) == len(asked)
    assert len(reading.refused) == sum(row["type"] == "Description" for row in expected)
    for found, row in zip(reading.found, asked, strict=True):
        _same(found, row)


def _same(found: Found, row: dict[str, Any]) -> None:
    question = found.question
    assert question.kind in TYPES[row["type"]]
    assert question.name == (row["title"] or "").strip()
    stem = _words(row["stem"])
    assert plain(question.stem).replace("_____.", "_____ .") in {
        stem,
        stem.removesuffix(" _____ ."),
    }
    assert found.tags == tuple(row["tags"] or ())
    assert plain(question.general_feedback) == _words(row.get("globalFeedback"))
    _same_answers(question, row)


def _same_answers(question: Question, row: dict[str, Any]) -> None:
    choices = row.get("choices")
    if isinstance(question, Single | Multiple):
        for option, choice in zip(question.options, choices, strict=True):
            assert plain(option.text) == _words(choice["text"])
            assert plain(option.feedback) == _words(choice["feedback"])
            weight = choice["weight"] if choice["weight"] is not None else 100 * choice["isCorrect"]
            assert float(option.fraction) * 100 == pytest.approx(weight, abs=0.001)
    elif isinstance(question, ShortText):
        for accepted, choice in zip(question.accepted, choices, strict=True):
            assert accepted.pattern == " ".join(choice["text"]["text"].split())
    elif isinstance(question, TrueFalse):
        assert question.answer is row["isTrue"]
    elif isinstance(question, Matching):
        pairs = [p for p in row["matchPairs"] if p["subquestion"]["text"]]
        texts = {item.uid: item.text for item in question.answers}
        for pair, wanted in zip(question.pairs, pairs, strict=True):
            assert plain(pair.prompt) == _words(wanted["subquestion"])
            assert texts[pair.answer] == wanted["subanswer"]
        assert len(question.answers) == len({p["subanswer"] for p in row["matchPairs"]})
    elif isinstance(question, Numeric):
        _same_numbers(question, choices)


def _same_numbers(question: Numeric, choices: Any) -> None:
    rows = choices if isinstance(choices, list) else [{"text": choices}]
    for accepted, row in zip(question.accepted, rows, strict=True):
        wanted = row["text"]
        assert accepted.value is not None
        if "numberLow" in wanted:
            assert accepted.value - accepted.tolerance == Decimal(str(wanted["numberLow"]))
            assert accepted.value + accepted.tolerance == Decimal(str(wanted["numberHigh"]))
        else:
            assert accepted.value == Decimal(str(wanted["number"]))
            assert accepted.tolerance == Decimal(str(wanted.get("range", 0)))


@needs("questions")
@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        (
            "examples.txt",
            {
                "single": 16,
                "short_text": 9,
                "true_false": 5,
                "numeric": 8,
                "matching": 3,
                "multiple": 2,
            },
        ),
        (
            "questions.gift.txt",
            {
                "free_text": 1,
                "matching": 1,
                "single": 1,
                "multiple": 1,
                "numeric": 1,
                "short_text": 1,
                "true_false": 3,
            },
        ),
    ],
)
def test_moodles_own_examples_are_all_read(name: str, kinds: dict[str, int]) -> None:
    reading = read_gift((MATERIAL / "questions" / "moodle" / name).read_text(), name)
    assert reading.refused == []
    found: dict[str, int] = {}
    for row in reading.found:
        found[row.question.kind.value] = found.get(row.question.kind.value, 0) + 1
    assert found == kinds


def test_the_first_feedback_of_true_or_false_is_for_the_wrong_answer() -> None:
    """As Moodle's documentation says; other readers take it for the answer TRUE."""
    said = one("Vrai ?{TRUE#Non, relisez.#Oui.}")
    assert (said.feedback_true, said.feedback_false) == ("Oui.", "Non, relisez.")


def test_options_are_worth_what_is_written() -> None:
    question = one("Q{~%33.33333%a ~%33.33333%b ~%33.33333%c ~%-100%d}")
    assert isinstance(question, Multiple)
    assert [o.fraction for o in question.options] == [Fraction(1, 3)] * 3 + [Fraction(-1)]


def test_a_missing_word_leaves_a_blank() -> None:
    question = one("Le client {~attend =est salué} en entrant.")
    assert plain(question.stem) == "Le client _____ en entrant."


def test_a_number_may_be_a_range_and_have_an_answer_for_the_rest() -> None:
    question = one("Combien ?{#=%100%1..5#Oui =%50%6:0.5 ~#Relisez.}")
    first, second, other = question.accepted
    assert (first.value, first.tolerance, first.feedback) == (3, 2, "Oui")
    assert (second.value, second.tolerance, second.fraction) == (6, Decimal("0.5"), Fraction(1, 2))
    assert (other.value, other.fraction, other.feedback) == (None, 0, "Relisez.")


def test_an_empty_line_between_braces_does_not_cut_a_question() -> None:
    question = one("Q{\n=a\n\n~b\n}")
    assert len(question.options) == 2


def test_an_unclosed_brace_takes_one_question_and_not_the_rest() -> None:
    reading = read("Q1{=a ~b\n\nQ2{=a ~b}\n\nQ3{T}")
    assert [(row.line, row.name) for row in reading.refused] == [(1, "Q1")]
    assert [plain(found.question.stem) for found in reading.found] == ["Q2", "Q3"]


def test_categories_follow_their_questions() -> None:
    reading = read("$CATEGORY: $course$/top/Accueil/Regard\n\nQ1{T}\n\n$CATEGORY: Accueil\nQ2{T}")
    assert [found.category for found in reading.found] == ["Accueil / Regard", "Accueil"]
    assert reading.categories == ["Accueil / Regard", "Accueil"]


@pytest.mark.parametrize(
    ("text", "field", "reason"),
    [
        ("Lisez ceci.", "kind", "description"),
        ("Q{~a ~b}", "options", "less than 100"),
        ("Q{=a ~}", "options", "no text"),
        ("Q{=a ~%200%b}", "fraction", "beyond 100"),
        ("Q{=a ~%abc%b}", "fraction", "not a percentage"),
        ("Q{#douze}", "accepted", "not a number"),
        ("Q{#5..1}", "accepted", "ends before"),
        ("Q{=a -> b =c}", "pairs", "no “->”"),
        ("Q{=a", "answers", "never closed"),
        ("Q=a}", "answers", "no “{”"),
        ("{T}", "stem", "no text"),
        ("Q{a ~b =c}", "options", "stands before"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(text: str, field: str, reason: str) -> None:
    reading = read(f"Avant{{T}}\n\n{text}\n\nAprès{{F}}")
    assert [plain(found.question.stem) for found in reading.found] == ["Avant", "Après"]
    (refusal,) = reading.refused
    assert (refusal.line, refusal.field) == (3, field)
    assert reason in refusal.reason


def test_the_same_file_gives_the_same_uids_and_answers_take_no_part() -> None:
    first = read("::A::Q{=a ~b}\n\nQ{T}\n\nQ{T}").found
    again = read("::A::Q{~a =b}\n\nQ{T}\n\nQ{T}").found
    assert [f.question.uid for f in first] == [f.question.uid for f in again]
    assert len({f.question.uid for f in first}) == 3
    other = read_gift("::A::Q{=a ~b}", "autre.gift").found
    assert other[0].question.uid != first[0].question.uid


def test_html_is_cleaned_to_markdown() -> None:
    question = one(
        '[html]<p onclick\\="x()">Un <b>mot</b><script>alert(1)</script></p>{=[plain]5 * 5 ~b}'
    )
    assert question.stem == "Un **mot**"
    assert plain(question.options[0].text) == "5 * 5"


def test_an_essay_is_read() -> None:
    assert isinstance(one("// [id:7] [tag:accueil]\nRacontez.{}"), FreeText)
