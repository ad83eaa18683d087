"""Questions as values: JSON, hash, flaws."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given

from lms.assessment.rules.codec import UnreadableError, canonical
from lms.assessment.rules.flaws import check
from lms.assessment.rules.questions import (
    AcceptedNumber,
    Cloze,
    Kind,
    Matching,
    Numeric,
    Option,
    Question,
    Single,
    content_hash,
    even_fractions,
    from_json,
    to_json,
)
from tests.assessment.samples import one_of_each, questions, single


@given(questions())
def test_a_question_comes_back_the_same_from_json(question: Question) -> None:
    again = from_json(to_json(question))
    assert again == question
    assert canonical(to_json(again)) == canonical(to_json(question))


def test_the_samples_cover_every_kind_and_are_ready() -> None:
    made = one_of_each()
    assert set(made) == set(Kind)
    for question in made.values():
        assert check(question) == ()


def test_the_hash_changes_with_any_word_and_only_then() -> None:
    question = single(UUID(int=1))
    assert content_hash(question) == content_hash(single(UUID(int=1)))
    assert content_hash(question) != content_hash(replace(question, lang="en"))
    other = replace(question.options[0], feedback="Autre")
    assert content_hash(replace(question, options=(other, *question.options[1:]))) != content_hash(
        question
    )


def test_two_writings_of_a_number_make_one_hash() -> None:
    made = [
        Numeric(
            uid=UUID(int=2),
            stem="?",
            accepted=(AcceptedNumber(uid="1", value=Decimal(text)),),
        )
        for text in ("3.10", "3.1")
    ]
    assert content_hash(made[0]) == content_hash(made[1])


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ({"kind": "single", "uid": "x", "stem": "?", "options": []}, "uid"),
        ({"kind": "sing"}, "value"),
        (
            {
                "kind": "true_false",
                "uid": str(UUID(int=1)),
                "stem": "?",
                "answer": "yes",
            },
            "answer",
        ),
        ({"kind": "true_false", "uid": str(UUID(int=1)), "stem": "?"}, "answer"),
        (
            {"kind": "true_false", "uid": str(UUID(int=1)), "stem": "?", "a": 1},
            "unknown field",
        ),
        (
            {
                "kind": "single",
                "uid": str(UUID(int=1)),
                "stem": "?",
                "options": [{"uid": "a"}],
            },
            r"options\[0\].text",
        ),
    ],
)
def test_an_unreadable_question_names_the_place(data: dict[str, object], place: str) -> None:
    with pytest.raises(UnreadableError, match=place):
        from_json(data)


def _flaws(question: Question) -> str:
    return " ".join(map(str, check(question)))


def test_flaws_are_named() -> None:
    base = single()
    assert "no text" in _flaws(replace(base, stem="  "))
    assert "fully right" in _flaws(replace(base, options=base.options[::2]))
    assert "at least two" in _flaws(replace(base, options=base.options[1:2]))
    assert "twice" in _flaws(replace(base, options=(*base.options, base.options[0])))
    assert "letters" in _flaws(replace(base, options=(*base.options, Option(uid="a b", text="x"))))
    assert "weight" in _flaws(replace(base, weight=Fraction(0)))
    kinds = one_of_each()
    cloze = kinds[Kind.CLOZE]
    assert isinstance(cloze, Cloze)
    assert "exactly once" in _flaws(replace(cloze, stem="[[g1]] [[g1]] [[g2]] [[g3]]"))
    matching = kinds[Kind.MATCHING]
    assert isinstance(matching, Matching)
    assert "does not exist" in _flaws(replace(matching, answers=matching.answers[1:]))


def test_options_marked_only_right_or_wrong_share_one() -> None:
    assert even_fractions((True, False, True)) == (
        Fraction(1, 2),
        Fraction(-1, 2),
        Fraction(1, 2),
    )
    assert even_fractions((False,)) == (Fraction(0),)


def test_a_single_choice_needs_exactly_its_fields() -> None:
    with pytest.raises(TypeError):
        Single(uid=UUID(int=1), stem="?")  # type: ignore[call-arg]
