"""When one may try, until when, and what a quiz is worth."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.rules import codec
from lms.assessment.rules.questions import Kind, Scale
from lms.assessment.rules.quiz import (
    AttemptState,
    Feedback,
    GradeMethod,
    Override,
    Past,
    QuizSettings,
    QuizSpec,
    RetryRefusal,
    Solutions,
    Standing,
    check_spec,
    deadline_of,
    is_late,
    may_retry,
    may_show_outcome,
    may_show_solutions,
    order_of,
    score_of,
    settings_from_json,
    spec_hash,
    standing_of,
    storable,
)
from tests.assessment.samples import one_of_each

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
ALL = tuple(one_of_each().values())


def past(number: int, score: Fraction | None = None, *, passed: bool | None = None) -> Past:
    return Past(number, AttemptState.SUBMITTED, NOW, score, passed)


SHARES = st.lists(st.fractions(0, 1, max_denominator=60), min_size=len(ALL), max_size=len(ALL))


@given(SHARES)
def test_a_score_is_between_0_and_1_and_grows_with_what_is_earned(shares: list[Fraction]) -> None:
    asked = ALL
    earned = {question.uid: share for question, share in zip(asked, shares, strict=True)}
    score = score_of(asked, earned)
    assert 0 <= score <= 1
    more = score_of(asked, {uid: Fraction(1) for uid in earned})
    assert more == 1
    assert score <= more
    assert abs(storable(score) - score) < Fraction(1, 10**8)


def test_a_scale_that_is_not_scored_weighs_nothing() -> None:
    scale = one_of_each()[Kind.SCALE]
    assert isinstance(scale, Scale)
    assert score_of([scale], {}) == 1
    assert score_of([replace(scale, scored=True)], {}) == 0


@given(st.text(max_size=6))
def test_an_order_is_stable_and_complete(seed: str) -> None:
    spec = QuizSpec(title="T", questions=ALL, settings=QuizSettings(shuffle_questions=True))
    assert order_of(spec, seed) == order_of(spec, seed)
    assert sorted(map(id, order_of(spec, seed))) == sorted(map(id, ALL))
    assert order_of(replace(spec, settings=QuizSettings()), seed) == ALL


def test_the_hash_of_a_quiz_follows_its_content() -> None:
    spec = QuizSpec(title="T", questions=ALL)
    assert spec_hash(spec) == spec_hash(QuizSpec(title="T", questions=ALL))
    others = [
        replace(spec, title="U"),
        replace(spec, questions=ALL[::-1]),
        replace(spec, settings=QuizSettings(max_attempts=1)),
        replace(spec, lang="en"),
    ]
    assert len({spec_hash(other) for other in (spec, *others)}) == 5


def test_settings_come_back_from_json() -> None:
    settings = QuizSettings(
        pass_mark=Fraction(4, 5), max_attempts=3, time_limit=600, feedback=Feedback.NEVER
    )
    assert settings_from_json(codec.encode(settings)) == settings


@pytest.mark.parametrize(
    ("spec", "problem"),
    [
        (QuizSpec(title="T", questions=()), "at least one"),
        (QuizSpec(title="T", questions=ALL + ALL), "twice"),
        (QuizSpec(title="T", questions=ALL, settings=QuizSettings(max_attempts=0)), "attempt"),
        (QuizSpec(title="T", questions=ALL, settings=QuizSettings(time_limit=0)), "limit"),
        (QuizSpec(title="T", questions=ALL, settings=QuizSettings(retry_delay=-1)), "negative"),
    ],
)
def test_a_quiz_that_cannot_be_published_says_why(spec: QuizSpec, problem: str) -> None:
    assert problem in " ".join(check_spec(spec))


def test_the_deadline_is_the_first_of_limit_and_window() -> None:
    closes = (NOW + HOUR).isoformat()
    settings = QuizSettings(time_limit=7200, closes_at=closes, grace=30)
    assert deadline_of(settings, NOW) == NOW + HOUR
    later = Override(extra_time=600, closes_at=NOW + 9 * HOUR)
    assert deadline_of(settings, NOW, later) == NOW + 2 * HOUR + timedelta(minutes=10)
    assert deadline_of(QuizSettings(), NOW) is None
    assert not is_late(settings, NOW, NOW + timedelta(seconds=30))
    assert is_late(settings, NOW, NOW + timedelta(seconds=31))
    assert not is_late(settings, None, NOW)


@pytest.mark.parametrize(
    ("settings", "made", "refusal"),
    [
        (QuizSettings(), 50, None),
        (QuizSettings(max_attempts=2), 1, None),
        (QuizSettings(max_attempts=2), 2, RetryRefusal.NONE_LEFT),
        (QuizSettings(retry_delay=60), 1, RetryRefusal.TOO_SOON),
        (QuizSettings(retry_delay=60), 0, None),
        (QuizSettings(opens_at=(NOW + HOUR).isoformat()), 0, RetryRefusal.NOT_YET_OPEN),
        (QuizSettings(closes_at=NOW.isoformat()), 0, RetryRefusal.CLOSED),
    ],
)
def test_trying_again_follows_the_settings(
    settings: QuizSettings, made: int, refusal: RetryRefusal | None
) -> None:
    assert may_retry(settings, [past(n) for n in range(made)], NOW).refusal is refusal


def test_standing_is_the_best_or_the_last_marked_attempt() -> None:
    attempts = [
        past(1, Fraction(1, 2), passed=True),
        past(2, Fraction(1, 4), passed=False),
        past(3),
    ]
    assert standing_of(GradeMethod.BEST, attempts) == Standing(Fraction(1, 2), True, 1)
    assert standing_of(GradeMethod.LAST, attempts) == Standing(Fraction(1, 4), False, 2)
    assert standing_of(GradeMethod.BEST, [past(1)]) == Standing()


@pytest.mark.parametrize("feedback", list(Feedback))
@pytest.mark.parametrize("solutions", list(Solutions))
@pytest.mark.parametrize("state", list(AttemptState))
@pytest.mark.parametrize("checked", [True, False])
@pytest.mark.parametrize("over", [True, False])
def test_nothing_is_told_of_an_open_answer_that_may_still_change(
    feedback: Feedback, solutions: Solutions, state: AttemptState, *, checked: bool, over: bool
) -> None:
    settings = QuizSettings(feedback=feedback, solutions=solutions)
    told = may_show_outcome(settings, state, checked=checked)
    solved = may_show_solutions(settings, state, over=over)
    if state is AttemptState.OPEN:
        assert told is (checked and feedback is Feedback.IMMEDIATE)
    if feedback is Feedback.NEVER:
        assert not told
        assert not solved
    if solutions is Solutions.WHEN_OVER and not over:
        assert not solved
