"""What is shown after an answer, and what is kept back."""

from dataclasses import replace
from fractions import Fraction

import pytest

from lms.assessment.rules.public import option_tokens
from lms.assessment.rules.questions import Kind, Single
from lms.assessment.rules.responses import Chosen, Ordered, Written, read_response
from lms.assessment.rules.sheet import Outcome, build_sheet, chosen_tokens
from tests.assessment.samples import one_of_each, right_form, single

SEED = "seed"


@pytest.mark.parametrize("kind", list(Kind))
def test_the_right_answer_is_told_right(kind: Kind) -> None:
    question = one_of_each()[kind]
    response = read_response(question, right_form(question, SEED), SEED)
    outcome = build_sheet(question, response, SEED).outcome
    expected = {Kind.FREE_TEXT: Outcome.WAITING, Kind.SCALE: Outcome.NEUTRAL}
    assert outcome is expected.get(kind, Outcome.RIGHT)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_saved_answer_fills_the_form_again(kind: Kind) -> None:
    question = one_of_each()[kind]
    form = right_form(question, SEED)
    given = chosen_tokens(question, read_response(question, form, SEED), SEED)
    if kind is Kind.ORDERING:
        assert given == {}
        return
    told = {value for values in form.values() for value in values}
    assert set(given.values()) == told


def test_a_wrong_answer_shows_which_helps_and_its_own_feedback_only() -> None:
    question = replace(single(), general_feedback="En général.", wrong="Presque.")
    sheet = build_sheet(question, Chosen(("a",)), SEED)
    tokens = option_tokens(question, SEED)
    assert sheet.outcome is Outcome.WRONG
    assert (sheet.marks[tokens["a"]].mine, sheet.marks[tokens["a"]].right) == (True, False)
    assert sheet.marks[tokens["b"]].right
    assert not sheet.marks[tokens["c"]].right
    assert sheet.texts == ("Le client attend.", "Presque.", "En général.")


def test_without_solutions_nothing_right_is_shown() -> None:
    question = replace(single(), general_feedback="En général.", wrong="Presque.")
    sheet = build_sheet(question, Chosen(("a",)), SEED, solutions=False)
    assert (sheet.marks, sheet.solution) == ({}, ())
    assert sheet.texts == ("Le client attend.", "Presque.")


@pytest.mark.parametrize(
    ("kind", "response", "solution"),
    [
        (Kind.SHORT_TEXT, Written("non"), ("bonjour*",)),
        (Kind.NUMERIC, Written("9"), ("3.5",)),
        (
            Kind.ORDERING,
            Ordered(("2", "1", "4", "3")),
            ("Étape 7", "Étape 14", "Étape 21", "Étape 28"),
        ),
    ],
)
def test_what_was_right_is_written_where_no_choice_shows_it(
    kind: Kind, response: object, solution: tuple[str, ...]
) -> None:
    question = one_of_each()[kind]
    assert build_sheet(question, response, SEED).solution == solution  # type: ignore[arg-type]


def test_a_reviewed_text_has_the_mark_of_its_reader() -> None:
    question = one_of_each()[Kind.FREE_TEXT]
    sheet = build_sheet(question, Written("Un regard."), SEED, reviewed=Fraction(1, 2))
    assert (sheet.outcome, sheet.fraction) == (Outcome.PARTIAL, Fraction(1, 2))


def test_no_answer_is_told_wrong_and_what_was_right() -> None:
    question = single()
    assert isinstance(question, Single)
    sheet = build_sheet(question, None, SEED)
    assert sheet.outcome is Outcome.WRONG
    assert any(mark.right for mark in sheet.marks.values())
