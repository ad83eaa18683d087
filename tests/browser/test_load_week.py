"""A week of screen of who runs a store of nine people: pure arithmetic on the table of taps."""

from dataclasses import replace

import pytest

from tests.browser.counting_taps import BUDGETS, over
from tests.browser.load_week import BESIDE, MEDIANS, READ, effort, minutes, week_of

STORE = 9
MOST = 25
"""Minutes of screen a week."""


def test_a_week_of_nine_people_costs_at_most_twenty_five_minutes():
    assert 10 < minutes(week_of(STORE)) <= MOST


def test_one_observation_of_each_person_a_day_would_not_fit():
    """The planted bug: what the rule "one a day, never nine" keeps away."""
    assert minutes(week_of(STORE, watched_a_day=STORE)) > 2 * MOST


@pytest.mark.parametrize("act", ["ritual", "observe", "try"])
def test_an_act_of_each_day_that_grows_breaks_the_week(act: str):
    """The planted bug: a page and its five taps more in what is done each day."""
    grown = {**BUDGETS, act: replace(BUDGETS[act], taps=BUDGETS[act].taps + 20)}
    assert minutes(week_of(STORE), grown) > MOST


@pytest.mark.parametrize("act", list(BUDGETS))
def test_one_tap_or_one_field_more_is_caught(act: str):
    most = BUDGETS[act]
    assert over(act, most) == []
    assert over(act, replace(most, taps=most.taps + 1)) == [
        f"{act}: {most.taps + 1} taps, at most {most.taps}"
    ]
    assert over(act, replace(most, typed=most.typed + 1)) == [
        f"{act}: {most.typed + 1} typed, at most {most.typed}"
    ]


@pytest.mark.parametrize("act", list(MEDIANS))
def test_hands_leave_time_to_think_in_the_medians_that_are_asked(act: str):
    """The call is nothing but hands: its median is theirs, to a second or two."""
    assert effort(act).seconds <= 1.2 * MEDIANS[act]


def test_each_act_of_the_week_is_counted_once():
    assert set(READ) == set(BUDGETS)
    assert not set(BESIDE) & set(BUDGETS)
    assert set(week_of(STORE)) <= set(READ) | set(BESIDE)
