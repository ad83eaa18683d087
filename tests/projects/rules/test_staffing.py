"""Erlang C against its closed form, the fewest people, and who could hold what at a peak."""

import math
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.projects.rules.flows.reference import Cell, Origin
from lms.projects.rules.staffing import (
    Function,
    Need,
    Peak,
    erlang_c,
    needs,
    peaks,
    people_needed,
    served_within,
    shortage,
)

TILL = Function("till", 180)


def closed_form(load: float, people: int) -> float:
    """Return Erlang C by its definition, with factorials: another way to the same figure."""
    last = load**people / math.factorial(people) * people / (people - load)
    return last / (sum(load**k / math.factorial(k) for k in range(people)) + last)


def test_the_published_vector_10_erlangs_12_people():
    assert erlang_c(10, 12) == pytest.approx(0.4494, abs=5e-5)


@pytest.mark.parametrize(("load", "people"), [(0.5, 1), (2, 3), (4.5, 6), (10, 12), (30, 33)])
def test_it_is_the_closed_form(load, people):
    assert erlang_c(load, people) == pytest.approx(closed_form(load, people), rel=1e-12)


def test_one_person_waits_as_they_are_busy_and_nobody_keeps_up_with_too_much():
    assert erlang_c(0.3, 1) == pytest.approx(0.3)
    assert erlang_c(3, 3) == erlang_c(4, 3) == 1
    assert erlang_c(0, 0) == 0


def test_90_customers_an_hour_of_3_minutes_ask_for_6():
    assert people_needed(Fraction(90), TILL) == 6
    assert served_within(4.5, 6, 180, 120) >= 0.8 > served_within(4.5, 5, 180, 120)


@pytest.mark.parametrize(
    ("flow", "handling", "people"),
    [(0, 180, 0), (1, 180, 1), (6, 180, 1), (7, 180, 2), (17, 180, 2), (40, 90, 2), (200, 60, 4)],
)
def test_small_and_large_flows(flow, handling, people):
    assert people_needed(Fraction(flow), Function("f", handling)) == people


FLOWS = st.integers(0, 400).map(Fraction)
HANDLING = st.integers(20, 600)


def staffing_faults(compute, flow: Fraction, function: Function) -> bool:
    """Tell whether it breaks a promise, or one person fewer would have kept them all."""

    def keeps(people: int) -> bool:
        load = flow * function.handling / 3600
        busy = load > people * function.occupancy
        served = served_within(float(load), people, function.handling, function.within)
        return people > load and not busy and served >= function.served

    found = compute(flow, function)
    if not flow:
        return found != 0
    return not keeps(found) or (found > 1 and keeps(found - 1))


@given(FLOWS, HANDLING)
def test_the_fewest_people_who_keep_the_promise(flow, handling):
    assert not staffing_faults(people_needed, flow, Function("f", handling))


@given(FLOWS, HANDLING)
def test_more_customers_never_ask_for_fewer_people(flow, handling):
    function = Function("f", handling)
    assert people_needed(flow + 1, function) >= people_needed(flow, function)


def test_canary_a_staffing_on_load_alone_is_seen():
    planted = lambda flow, function: math.ceil(flow * function.handling / 3600)  # noqa: E731
    assert staffing_faults(planted, Fraction(90), TILL)


@pytest.mark.parametrize(
    "bad",
    [{"handling": 0}, {"share": Fraction(0)}, {"served": Fraction(1)}, {"occupancy": Fraction(2)}],
)
def test_figures_nobody_could_answer_are_refused(bad):
    with pytest.raises(ValueError, match="till"):
        Function(**{"code": "till", "handling": 180, **bad})


def cell(p80: int, origin: Origin = Origin.COUNTED) -> Cell:
    return Cell(Fraction(p80, 2), Fraction(p80), 4, origin)


def test_the_need_is_of_the_p80_of_a_half_hour_and_of_those_who_need_the_function():
    week = {(6, 34): cell(45), (6, 35): cell(0, Origin.ESTIMATED)}
    assert needs(week, TILL) == {
        (6, 34): Need(6, Origin.COUNTED),
        (6, 35): Need(0, Origin.ESTIMATED),
    }
    half = Function("till", 180, share=Fraction(1, 2))
    assert needs(week, half)[6, 34].people == people_needed(Fraction(45), TILL)


def asked(*people: int, weekday: int = 6) -> dict:
    return {(weekday, 20 + n): Need(one, Origin.COUNTED) for n, one in enumerate(people)}


def test_a_peak_is_half_hours_in_a_row_above_the_functions_own_median():
    week = {**asked(1, 1, 3, 4, 1, 1, 1, 2), **asked(1, 1, 1, weekday=7)}
    assert peaks(week) == (Peak(6, 22, 23, 4), Peak(6, 27, 27, 2))
    assert peaks(asked(2, 2, 2)) == ()
    assert peaks({}) == ()
    assert peaks(asked(0, 0)) == ()


def test_two_half_hours_on_two_days_are_two_peaks():
    week = {(1, 47): Need(3, Origin.COUNTED), (2, 0): Need(3, Origin.COUNTED)}
    week |= asked(1, 1, 1, 1)
    assert peaks(week) == (Peak(1, 47, 47, 3), Peak(2, 0, 0, 3))


def test_nobody_holds_two_functions_at_once():
    able = {"till": {"alice"}, "floor": {"alice"}}
    assert sum(shortage({"till": 1, "floor": 1}, able).values()) == 1


def test_people_move_to_what_else_they_hold():
    able = {"floor": {"alice", "nora"}, "till": {"alice"}}
    assert shortage({"floor": 1, "till": 1}, able) == {}
    assert shortage({"floor": 2, "till": 1}, able) in ({"till": 1}, {"floor": 1})
    assert shortage({"pickup": 2}, able) == {"pickup": 2}


def least_missing(need: dict[str, int], able: dict[str, set[str]], people: str) -> int:
    """Return the fewest missing, by trying every assignment of every person."""
    best = sum(need.values())
    for posts in product([None, *need], repeat=len(people)):
        placed = dict.fromkeys(need, 0)
        for person, post in zip(people, posts, strict=True):
            if post and person in able.get(post, ()):
                placed[post] += 1
        best = min(best, sum(max(0, need[post] - placed[post]) for post in need))
    return best


SMALL = st.fixed_dictionaries({code: st.integers(0, 3) for code in ("till", "floor", "pickup")})
ABLE = st.fixed_dictionaries({code: st.sets(st.sampled_from("abcd")) for code in ("till", "floor", "pickup")})  # fmt: skip


@given(SMALL, ABLE)
def test_the_total_missing_is_the_least_possible(need, able):
    assert sum(shortage(need, able).values()) == least_missing(need, able, "abcd")
