"""Observations that count, skills and their plan, tries of the day."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.coaching.rules.goals import Agreed, Answered, Goal, kept, may_answer, proposal
from lms.coaching.rules.observing import (
    Right,
    in_time,
    left_today,
    may_hold,
    right_to_observe,
    window,
)
from lms.coaching.rules.skills import By, Measure, Standing, StepKind, focus, plan, standings

TODAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


def test_an_exchange_counts_up_to_the_48th_hour():
    assert in_time(AT, AT + timedelta(hours=48))
    assert not in_time(AT, AT + timedelta(hours=48, microseconds=1))
    assert not in_time(AT, None)


@pytest.mark.parametrize(
    "case",
    [
        (True, False, False, Right.OPEN, True, True),
        (False, True, True, Right.OPEN, True, True),
        (False, True, False, Right.BESIDE, False, True),
        (False, False, True, Right.PATH, False, False),
        (False, False, False, Right.PATH, False, False),
    ],
)
def test_observing_opens_after_the_path_and_once_beside_the_coach(case):
    coach, path, beside, right, alone, with_coach = case
    found = right_to_observe(is_coach=coach, path_done=path, held_beside=beside)
    assert found is right
    assert may_hold(found, beside_a_coach=False) is alone
    assert may_hold(found, beside_a_coach=True) is with_coach


def test_the_window_is_28_days_with_today():
    first, after = window(TODAY)
    assert (first, after) == (date(2026, 10, 24), date(2026, 11, 21))


def test_one_observation_a_day_is_proposed_and_never_nine():
    assert [left_today(n) for n in (0, 1, 9)] == [1, 0, 0]


def measure(skill: str, by: By, level: int, day: int = 0, number: int = 0) -> Measure:
    return Measure(TODAY + timedelta(days=day), number, skill, by, level)


def test_the_last_measure_of_each_kind_holds_whatever_the_order():
    known = [
        measure("smile", By.SELF, 3),
        measure("smile", By.OBSERVER, 0),
        measure("smile", By.OBSERVER, 1, day=1),
        measure("smile", By.OBSERVER, 2, day=1, number=1),
    ]
    for order in permutations(known):
        (found,) = standings(["smile"], order, {"smile": 3})
        assert (found.own, found.observed, found.gap, found.blind_spot) == (3, 2, 1, 1)


def test_a_gap_is_not_guessed_and_more_than_asked_is_no_debt():
    assert Standing("s", 2).gap is None
    assert Standing("s", 2, own=3).blind_spot is None
    assert Standing("s", 2, observed=3).gap == 0
    assert Standing("s", 2, own=0, observed=2).blind_spot == -2


def test_a_level_off_the_scale_is_refused():
    with pytest.raises(ValueError, match="0 to 3"):
        measure("smile", By.SELF, 4)


def told(steps) -> list[tuple[str, str]]:
    return [(step.kind.value, step.what) for step in steps]


def test_the_plan_goes_by_gap_then_blind_spot_courses_first_and_unseen_skills_last():
    where = [
        Standing("calm", 2, own=1, observed=1),
        Standing("unseen", 2, own=0),
        Standing("smile", 3, own=3, observed=0),
        Standing("name", 2, own=3, observed=1),
        Standing("good", 2, observed=2),
    ]
    lessons = {"smile": ["l1", "l2"], "name": ["l2", "l3"], "calm": ["l4"], "good": ["l9"]}
    assert told(plan(where, lessons, done={"l4"})) == [
        ("course", "l1"),
        ("course", "l2"),
        ("observation", "smile"),
        ("course", "l3"),
        ("observation", "name"),
        ("observation", "calm"),
        ("observation", "unseen"),
    ]


STANDINGS = st.lists(
    st.builds(
        Standing,
        st.sampled_from("abcdef"),
        st.integers(0, 3),
        st.none() | st.integers(0, 3),
        st.none() | st.integers(0, 3),
    ),
    unique_by=lambda one: one.skill,
)


def order_faults(steps, lessons) -> bool:
    """Tell whether a wider gap comes after a narrower one, or an observation before its course."""
    gaps = [step.gap for step in steps if step.gap is not None]
    first_seen: dict[str, int] = {}
    for place, step in enumerate(steps):
        if step.kind is StepKind.OBSERVATION:
            first_seen[step.skill] = place
    early = any(
        step.kind is StepKind.COURSE and place > first_seen[step.skill]
        for place, step in enumerate(steps)
    )
    return early or gaps != sorted(gaps, reverse=True)


@given(STANDINGS)
def test_every_plan_is_in_order_and_asks_nothing_twice(where):
    lessons = {one.skill: [f"l {one.skill}", "shared"] for one in where}
    steps = plan(where, lessons)
    assert not order_faults(steps, lessons)
    assert len(told(steps)) == len(set(told(steps)))
    assert {step.skill for step in steps} >= {one.skill for one in where if one.gap}


def test_canary_observation_before_the_course_is_seen():
    steps = plan([Standing("a", 2, observed=0)], {"a": ["l"]})
    assert order_faults(steps[::-1], {})


def test_three_skills_a_month_where_most_people_are_short():
    team = [
        [Standing("a", 2, observed=0), Standing("b", 2, observed=1), Standing("c", 2, observed=2)],
        [Standing("a", 2, observed=2), Standing("b", 2, observed=1), Standing("d", 3, observed=0)],
        [Standing("e", 3, observed=2)],
    ]
    assert focus(team) == ("b", "d", "a")
    assert focus([]) == ()


def test_the_last_try_agreed_is_proposed_for_two_weeks():
    agreed = [Agreed(TODAY - timedelta(days=3), "old"), Agreed(TODAY, "look up")]
    assert proposal(TODAY, [], agreed) == "look up"
    assert proposal(TODAY + timedelta(days=14), [], agreed) == "look up"
    assert proposal(TODAY + timedelta(days=15), [], agreed) is None
    assert proposal(TODAY - timedelta(days=1), [], agreed) == "old"


def test_nothing_is_proposed_over_what_was_taken_nor_once_done():
    agreed = [Agreed(TODAY, "look up")]
    assert proposal(TODAY, [Goal(TODAY, "mine")], agreed) is None
    tomorrow = TODAY + timedelta(days=1)
    assert proposal(tomorrow, [Goal(TODAY, "look up", Answered.DONE)], agreed) is None
    assert proposal(tomorrow, [Goal(TODAY, "look up", Answered.PARTLY)], agreed) == "look up"


def test_a_try_is_answered_on_its_day_or_the_next():
    goal = Goal(TODAY, "look up")
    days = [may_answer(goal, TODAY + timedelta(days=n)) for n in (-1, 0, 1, 2)]
    assert days == [False, True, True, False]
    assert not may_answer(Goal(TODAY, "look up", Answered.NO), TODAY)


def test_a_day_nobody_opened_counts_nowhere():
    goals = [Goal(TODAY, "a", answer) for answer in (*Answered, None)]
    after = TODAY + timedelta(days=1)
    assert kept(goals, TODAY, after) == (2, 3)
    assert kept([], TODAY, after) == (0, 0)
    assert kept(goals, after, after) == (0, 0)
