"""T04: nothing sent before answering tells the answer."""

import json
from collections import Counter
from dataclasses import asdict, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.rules import public
from lms.assessment.rules.public import PublicQuestion, public_view
from lms.assessment.rules.questions import (
    AcceptedNumber,
    AcceptedText,
    ChoiceGap,
    Cloze,
    FreeText,
    Gap,
    Kind,
    Matching,
    Multiple,
    Numeric,
    Ordering,
    Question,
    ShortText,
    Single,
    TextGap,
    content_hash,
)
from tests.assessment.samples import one_of_each, questions

SEED = "seed-of-the-attempt"


def sent(view: PublicQuestion) -> str:
    """Every byte the view can put in a page."""
    return json.dumps(asdict(view), default=str, ensure_ascii=False)


def marked(question: Any) -> Any:
    """Mark everything of the question that must stay on the server."""
    secret: dict[str, Any] = {
        "name": "SECRET",
        "general_feedback": "SECRET",
        "right": "SECRET",
        "partial": "SECRET",
        "wrong": "SECRET",
    }
    question = replace(question, **secret)
    if isinstance(question, ShortText):
        return replace(question, accepted=(AcceptedText(uid="SECRET1", pattern="SECRET"),))
    if isinstance(question, Numeric):
        hidden = AcceptedNumber(uid="SECRET", value=Decimal("98765.4321"), feedback="SECRET")
        return replace(question, accepted=(hidden,))
    if isinstance(question, Cloze):
        return _marked_cloze(question)
    if isinstance(question, FreeText):
        return replace(question, guidance="SECRET")
    if isinstance(question, Matching):
        return replace(
            question,
            pairs=tuple(replace(p, uid=f"SECRET{p.uid}") for p in question.pairs),
        )
    if isinstance(question, Ordering):
        items = tuple(replace(item, uid=f"SECRET{item.uid}") for item in question.items)
        return replace(question, items=items)
    options = getattr(question, "options", None)
    if options:
        hidden_options = tuple(
            replace(o, uid=f"SECRET{o.uid}", feedback="SECRET", fraction=Fraction(1, 7919))
            for o in options
        )
        return replace(question, options=hidden_options)
    return replace(question, feedback_true="SECRET", feedback_false="SECRET")


def _marked_cloze(question: Cloze) -> Cloze:
    gaps: list[Gap] = []
    for gap in question.gaps:
        if isinstance(gap, ChoiceGap):
            options = tuple(
                replace(o, uid=f"SECRET{o.uid}", feedback="SECRET") for o in gap.options
            )
            gaps.append(replace(gap, options=options))
        elif isinstance(gap, TextGap):
            gaps.append(replace(gap, accepted=(AcceptedText(uid="s", pattern="SECRET"),)))
        else:
            gaps.append(
                replace(
                    gap,
                    accepted=(AcceptedNumber(uid="s", value=Decimal("98765.4321")),),
                )
            )
    return replace(question, gaps=tuple(gaps))


def leaks(question: Question, text: str) -> list[str]:
    """List what must not be in a page and is."""
    needles = ["SECRET", "7919", "98765", SEED, content_hash(question)]
    return [needle for needle in needles if needle in text]


@pytest.mark.parametrize("kind", list(Kind))
def test_the_public_view_holds_no_part_of_the_answer(kind: Kind) -> None:
    question = marked(one_of_each()[kind])
    assert leaks(question, sent(public_view(question, SEED))) == []


@pytest.mark.parametrize("field", ["starter", "stem"])
def test_a_planted_leak_is_seen(field: str) -> None:
    question = marked(one_of_each()[Kind.FREE_TEXT])
    told: dict[str, Any] = {field: question.guidance}
    planted = replace(public_view(question, SEED), **told)
    assert leaks(question, sent(planted)) == ["SECRET"]


def test_a_planted_token_made_of_the_uid_is_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    question = marked(one_of_each()[Kind.SINGLE])
    monkeypatch.setattr(public, "_token", lambda _seed, name: name.rsplit("/", 1)[-1])
    assert leaks(question, sent(public_view(question, SEED))) == ["SECRET"]


@pytest.mark.parametrize("kind", list(Kind))
def test_two_questions_that_differ_only_by_the_answer_look_the_same(kind: Kind) -> None:
    """Twin worlds: with the answer moved, the same bytes go out."""
    question = one_of_each()[kind]
    assert sent(public_view(question, SEED)) == sent(public_view(_answer_moved(question), SEED))


def _answer_moved(question: Any) -> Any:
    if isinstance(question, Single | Multiple):
        worth = [option.fraction for option in question.options]
        moved = zip(question.options, worth[1:] + worth[:1], strict=True)
        return replace(question, options=tuple(replace(o, fraction=f) for o, f in moved))
    if isinstance(question, Matching):
        swapped = [pair.answer for pair in reversed(question.pairs)]
        pairs = zip(question.pairs, swapped, strict=True)
        return replace(question, pairs=tuple(replace(p, answer=a) for p, a in pairs))
    if question.kind is Kind.TRUE_FALSE:
        return replace(question, answer=False)
    return marked(question) if isinstance(question, ShortText | Numeric | FreeText) else question


@given(questions(), st.text(min_size=1, max_size=8))
def test_the_same_seed_gives_the_same_page(question: Question, seed: str) -> None:
    assert public_view(question, seed) == public_view(question, seed)


@given(questions())
def test_shuffling_loses_and_invents_nothing(question: Question) -> None:
    one, two = public_view(question, "one"), public_view(question, "two")
    assert Counter(c.text for c in one.choices) == Counter(c.text for c in two.choices)
    assert not {c.token for c in one.choices} & {c.token for c in two.choices}


def test_the_right_option_stands_anywhere() -> None:
    question = one_of_each()[Kind.SINGLE]
    places = Counter(
        [c.text for c in public_view(question, str(n)).choices].index("Je lève les yeux")
        for n in range(300)
    )
    assert set(places) == {0, 1, 2}
    assert min(places.values()) > 60
