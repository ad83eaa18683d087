"""A key is corrected and nothing else: words, options and feedback stay as they are."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest

from lms.assessment.rules.flaws import check
from lms.assessment.rules.grading import grade
from lms.assessment.rules.keys import KeyFault, KeyFaultError, has_key, key_of, with_key
from lms.assessment.rules.questions import (
    AcceptedNumber,
    AcceptedText,
    ChoiceGap,
    Cloze,
    FreeText,
    Item,
    Matching,
    Multiple,
    NumberGap,
    Numeric,
    Option,
    Ordering,
    Pair,
    Question,
    Scale,
    ShortText,
    Single,
    TextGap,
    TrueFalse,
)
from lms.assessment.rules.responses import Chosen, Written

UID = UUID("6f1c1f0e-6b9b-5d0a-9c55-6c6d7a1f2b10")
ONE = Fraction(1)
A, B, C = (
    Option(uid="a", text="A", fraction=ONE, feedback="Oui."),
    Option(uid="b", text="B", feedback="Presque."),
    Option(uid="c", text="C"),
)
SINGLE = Single(uid=UID, stem="?", options=(A, B, C))
MULTIPLE = Multiple(uid=UID, stem="?", options=(A, replace(B, fraction=-ONE), C))
WORDS = ShortText(
    uid=UID,
    stem="?",
    accepted=(
        AcceptedText(uid="x", pattern="bonjour", feedback="Oui."),
        AcceptedText(uid="y", pattern="salut", fraction=Fraction(1, 2)),
    ),
)
NUMBER = Numeric(uid=UID, stem="?", accepted=(AcceptedNumber(uid="x", value=Decimal(3)),))
PAIRS = Matching(
    uid=UID,
    stem="?",
    pairs=(Pair(uid="p", prompt="un", answer="x"), Pair(uid="q", prompt="deux", answer="y")),
    answers=(Item(uid="x", text="one"), Item(uid="y", text="two")),
)
ORDER = Ordering(uid=UID, stem="?", items=(Item(uid="x", text="1"), Item(uid="y", text="2")))
CLOZE = Cloze(
    uid=UID,
    stem="[[g]] [[h]] [[i]]",
    gaps=(
        ChoiceGap(uid="g", options=(A, B)),
        TextGap(uid="h", accepted=(AcceptedText(uid="x", pattern="oui"),)),
        NumberGap(uid="i", accepted=(AcceptedNumber(uid="x", value=Decimal(1)),)),
    ),
)
TRUTH = TrueFalse(uid=UID, stem="?", answer=True)
SCALE = Scale(uid=UID, stem="?", options=(A, B, C), scored=True)
EVERY = (SINGLE, MULTIPLE, WORDS, NUMBER, PAIRS, ORDER, CLOZE, TRUTH, SCALE)


def present(question: Question) -> dict[str, Sequence[str]]:
    return {
        part.field: ["\n".join(part.chosen)] if part.kind == "words" else part.chosen
        for part in key_of(question)
    }


@pytest.mark.parametrize("question", EVERY, ids=lambda q: q.kind)
def test_the_key_it_has_is_the_same_question(question: Question) -> None:
    assert with_key(question, present(question)) == question


CHANGES: list[tuple[Question, Mapping[str, Sequence[str]]]] = [
    (SINGLE, {"right": ["b"]}),
    (MULTIPLE, {"right": ["a", "c"]}),
    (WORDS, {"words": ["bonjour\nbonsoir"]}),
    (NUMBER, {"number": ["4"], "tolerance": ["0,5"]}),
    (PAIRS, {"pair-p": ["y"], "pair-q": ["x"]}),
    (ORDER, {"item-x": ["2"], "item-y": ["1"]}),
    (CLOZE, {"gap-g-right": ["b"]}),
    (CLOZE, {"gap-h-words": ["non"]}),
    (CLOZE, {"gap-i-number": ["2"], "gap-i-tolerance": ["0"]}),
    (TRUTH, {"right": ["false"]}),
    (SCALE, {"right": ["c"]}),
]


@pytest.mark.parametrize(("question", "given"), CHANGES)
def test_a_corrected_key_holds_and_keeps_the_rest(
    question: Question, given: Mapping[str, Sequence[str]]
) -> None:
    changed = with_key(question, {**present(question), **given})
    assert changed != question
    assert (changed.uid, changed.stem, check(changed)) == (question.uid, question.stem, ())


def test_the_other_option_earns_the_mark_and_keeps_its_feedback() -> None:
    changed = with_key(SINGLE, {"right": ["b"]})
    assert (grade(changed, Chosen(("b",))).fraction, grade(changed, Chosen(("a",))).fraction) == (
        1,
        0,
    )
    assert isinstance(changed, Single)
    assert [option.feedback for option in changed.options] == ["Oui.", "Presque.", ""]


def test_words_worth_a_part_stay_unless_they_are_now_right() -> None:
    kept = with_key(WORDS, {"words": ["bonsoir"]})
    assert grade(kept, Written("salut")).fraction == Fraction(1, 2)
    raised = with_key(WORDS, {"words": ["bonjour\nsalut"]})
    assert grade(raised, Written("salut")).fraction == 1


@pytest.mark.parametrize(
    ("question", "given", "fault"),
    [
        (SINGLE, {"right": []}, KeyFault.MISSING),
        (SINGLE, {"right": ["a", "b"]}, KeyFault.ONE_ONLY),
        (SINGLE, {"right": ["z"]}, KeyFault.UNKNOWN),
        (MULTIPLE, {}, KeyFault.MISSING),
        (TRUTH, {"right": ["maybe"]}, KeyFault.MISSING),
        (WORDS, {"words": [" \n "]}, KeyFault.MISSING),
        (NUMBER, {"number": ["x"], "tolerance": ["0"]}, KeyFault.NOT_A_NUMBER),
        (NUMBER, {"number": ["1"], "tolerance": ["-1"]}, KeyFault.NOT_A_NUMBER),
        (PAIRS, {"pair-p": ["z"], "pair-q": ["x"]}, KeyFault.MISSING),
        (ORDER, {"item-x": ["1"], "item-y": ["1"]}, KeyFault.NOT_A_PLACE),
    ],
)
def test_what_cannot_be_a_key_is_said(
    question: Question, given: Mapping[str, Sequence[str]], fault: KeyFault
) -> None:
    with pytest.raises(KeyFaultError) as refused:
        with_key(question, given)
    assert set(refused.value.faults.values()) == {fault}


def test_free_words_and_opinions_have_no_key() -> None:
    assert not has_key(FreeText(uid=UID, stem="?"))
    assert not has_key(replace(SCALE, scored=False))
    with pytest.raises(KeyFaultError):
        with_key(FreeText(uid=UID, stem="?"), {})
