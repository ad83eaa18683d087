"""What answers are worth."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lms.assessment.rules.grading import grade
from lms.assessment.rules.questions import (
    AcceptedText,
    Credit,
    Kind,
    Multiple,
    Numeric,
    OrderCredit,
    Ordering,
    Question,
    ShortText,
    Single,
)
from lms.assessment.rules.responses import (
    Chosen,
    Filled,
    Ordered,
    Problem,
    UnreadableResponseError,
    Written,
    fits,
    from_json,
    read_number,
    read_response,
    to_json,
)
from tests.assessment.samples import forms, one_of_each, questions, right_form, view_of


@given(st.data())
def test_a_mark_is_always_between_0_and_1(data: st.DataObject) -> None:
    question = data.draw(questions())
    form = data.draw(forms(view_of(question)))
    try:
        response = read_response(question, form, "seed")
    except UnreadableResponseError:
        return
    mark = grade(question, response)
    assert 0 <= mark.fraction <= 1
    assert fits(question, response)
    assert from_json(to_json(response)) == response


@given(st.data(), questions(), questions())
def test_an_answer_to_another_question_earns_nothing_and_breaks_nothing(
    data: st.DataObject, question: Question, other: Question
) -> None:
    assume(question.kind is not other.kind)
    form = data.draw(forms(view_of(other)))
    try:
        response = read_response(other, form, "seed")
    except UnreadableResponseError:
        return
    assert 0 <= grade(question, response).fraction <= 1


@pytest.mark.parametrize("kind", list(Kind))
def test_the_right_answer_earns_everything(kind: Kind) -> None:
    question = one_of_each()[kind]
    mark = grade(question, read_response(question, right_form(question, "seed"), "seed"))
    if kind is Kind.FREE_TEXT:
        assert mark.needs_review
    elif kind is not Kind.SCALE:
        assert mark.fraction == 1
        assert mark.is_right


@pytest.mark.parametrize("kind", list(Kind))
def test_no_answer_earns_nothing(kind: Kind) -> None:
    question = one_of_each()[kind]
    assert grade(question, None).fraction == 0
    with pytest.raises(UnreadableResponseError):
        read_response(question, {}, "seed")


def test_wrong_options_take_back_but_never_below_nothing() -> None:
    question = one_of_each()[Kind.MULTIPLE]
    assert isinstance(question, Multiple)
    assert grade(question, Chosen(("a",))).fraction == Fraction(1, 2)
    assert grade(question, Chosen(("a", "b", "c"))).fraction == 0
    strict = replace(question, credit=Credit.ALL_OR_NOTHING)
    assert grade(strict, Chosen(("a",))).fraction == 0
    assert grade(strict, Chosen(("a", "b"))).fraction == 1


def test_three_thirds_written_with_decimals_make_one() -> None:
    question = one_of_each()[Kind.MULTIPLE]
    assert isinstance(question, Multiple)
    third = Fraction("0.3333333")
    thirds = tuple(replace(option, fraction=third) for option in question.options)
    assert grade(replace(question, options=thirds), Chosen(("a", "b", "c"))).fraction == 1


def _short(pattern: str, *, case: bool = False, accents: bool = False) -> ShortText:
    question = one_of_each()[Kind.SHORT_TEXT]
    assert isinstance(question, ShortText)
    accepted = (AcceptedText(uid="1", pattern=pattern),)
    return replace(question, accepted=accepted, match_case=case, match_accents=accents)


@pytest.mark.parametrize(
    ("pattern", "text", "right"),
    [
        ("élan", "ELAN", True),
        ("Bonjour", "  bonjour ", True),
        ("l'accueil", "l\u2019accueil", True),
        ("cœur", "coeur", True),
        ("bon*", "bonjour madame", True),
        ("*jour*dame", "bonjour madame", True),
        ("a*a", "a", False),
        ("5 \\* 5", "5 * 5", True),
        ("5 \\* 5", "5 x 5", False),
        ("*", "tout", True),
        ("oui", "", False),
        ("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaa!", False),
    ],
)
def test_short_texts_are_compared_with_kindness(pattern: str, text: str, *, right: bool) -> None:
    assert (grade(_short(pattern), Written(text)).fraction == 1) is right


def test_case_and_accents_count_when_asked() -> None:
    assert grade(_short("Élan", case=True), Written("élan")).fraction == 0
    assert grade(_short("élan", accents=True), Written("elan")).fraction == 0
    assert grade(_short("élan", accents=True), Written("e\u0301lan")).fraction == 1


def test_a_pattern_full_of_stars_answers_at_once() -> None:
    question = _short("*a" * 60 + "b")
    assert grade(question, Written("a" * 300)).fraction == 0


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 234,5", "1234.5"),
        ("1\u202f234,5", "1234.5"),
        ("\u22123", "-3"),
        ("+33", "33"),
        ("1e3", "1000"),
        (".5", "0.5"),
        ("3.", "3"),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, value: str) -> None:
    found = read_number(text)
    assert found is not None
    assert found[0] == Decimal(value)


@pytest.mark.parametrize("text", ["", "abc", "1,2,3", "NaN", "Infinity", "1e999999", "1_0", "٣"])
def test_what_is_no_number_is_refused(text: str) -> None:
    assert read_number(text) is None


def test_tolerance_includes_its_bounds_and_units_convert() -> None:
    question = one_of_each()[Kind.NUMERIC]
    assert isinstance(question, Numeric)
    assert grade(question, Written("4 m")).fraction == 1
    assert grade(question, Written("4,01 m")).fraction == 0
    assert grade(question, Written("4,01 m")).notes[0].text == "Relisez."
    assert grade(question, Written("350 cm")).fraction == 1
    assert grade(question, Written("3.5")).fraction == Fraction(1, 2)


def test_order_counts_by_followers_places_or_all() -> None:
    question = one_of_each()[Kind.ORDERING]
    assert isinstance(question, Ordering)
    moved = Ordered(("4", "1", "2", "3"))
    assert grade(question, moved).fraction == Fraction(2, 3)
    by_place = replace(question, credit=OrderCredit.POSITION)
    assert grade(by_place, moved).fraction == 0
    assert grade(by_place, Ordered(("1", "2", "4", "3"))).fraction == Fraction(1, 2)
    strict = replace(question, credit=OrderCredit.ALL_OR_NOTHING)
    assert grade(strict, Ordered(("1", "2", "4", "3"))).fraction == 0


def test_a_draft_may_be_incomplete_and_a_final_answer_may_not() -> None:
    question = one_of_each()[Kind.CLOZE]
    form = right_form(question, "seed")
    form.popitem()
    draft = read_response(question, form, "seed", draft=True)
    assert isinstance(draft, Filled)
    assert grade(question, draft).fraction == Fraction(2, 3)
    with pytest.raises(UnreadableResponseError) as caught:
        read_response(question, form, "seed")
    assert list(caught.value.problems.values()) == [Problem.INCOMPLETE]


def test_tokens_of_another_attempt_are_refused() -> None:
    question = one_of_each()[Kind.SINGLE]
    with pytest.raises(UnreadableResponseError) as caught:
        read_response(question, right_form(question, "other"), "seed")
    assert caught.value.problems == {"answer": Problem.UNKNOWN_CHOICE}


def test_two_radios_are_refused() -> None:
    question = one_of_each()[Kind.SINGLE]
    assert isinstance(question, Single)
    tokens = [choice.token for choice in view_of(question).choices]
    with pytest.raises(UnreadableResponseError) as caught:
        read_response(question, {"answer": tokens}, "seed")
    assert caught.value.problems == {"answer": Problem.ONE_ONLY}
