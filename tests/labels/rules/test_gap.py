"""The distance to the next level, and the cheapest way there against every other way."""

import random
from dataclasses import replace
from fractions import Fraction
from itertools import chain, combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.labels.rules import gap as gaps
from lms.labels.rules.bars import Reading, bar_of
from lms.labels.rules.counting import Answer
from lms.labels.rules.gap import cheapest, gap, how_many_more
from lms.labels.rules.grid import Decision, Direction, Grid, Level, Scale, rank
from lms.labels.rules.scoring import evaluate
from tests.labels.rules.building import (
    BRONZE,
    GOLD,
    REFERENCE,
    SILVER,
    counted,
    criterion,
    grid,
    random_answers,
    random_grid,
    said,
)

FIRST = said(welcome=80, nps=30, training=60, callback=90, drive=None)


def subsets(items):
    """Return every set of items."""
    return chain.from_iterable(combinations(items, size) for size in range(len(items) + 1))


items_of = st.lists(st.tuples(st.integers(1, 9), st.fractions(0, 9, max_denominator=4)), max_size=6)


@given(items_of, st.integers(0, 40))
@settings(deadline=None, max_examples=100)
def test_no_set_is_cheaper_than_the_one_given(pairs, needed):
    items = [gaps._Item(place, *pair) for place, pair in enumerate(pairs)]
    costs = [
        sum(i.cost for i in some)
        for some in subsets(items)
        if sum(i.weight for i in some) >= needed
    ]
    chosen = cheapest(items, needed)
    if chosen is None:
        assert costs == []
    else:
        assert sum(items[place].weight for place in chosen) >= needed
        assert sum(items[place].cost for place in chosen) == min(costs)


def test_canary_taking_the_best_value_first_is_not_cheapest():
    """Greedy takes 6 for 6, then needs 5 more; the other two fill 10 for 10."""
    items = [
        gaps._Item(0, 7, Fraction(6)),
        gaps._Item(1, 5, Fraction(5)),
        gaps._Item(2, 5, Fraction(5)),
    ]
    assert cheapest(items, 10) == (1, 2)


def won(of: Grid, answers: dict[str, Answer], uids) -> dict[str, Answer]:
    """Return the answers once the criteria of ``uids`` are met wherever they are looked at."""
    best = {}
    for uid in uids:
        one = of.find(uid)
        assert one
        value = Fraction(-10_000 if one.direction is Direction.DOWN else 10_000)
        if one.scale.factor == 100:
            value = Fraction(-1 if one.scale is Scale.POINTS else 0) if value < 0 else Fraction(1)
        best[uid] = Answer(Reading(value, Fraction(1), 10**9))
    return answers | best


@given(st.integers(0, 2**32))
@settings(deadline=None, max_examples=80)
def test_meeting_the_steps_wins_the_level_and_no_smaller_set_of_them_does(seed):
    rng = random.Random(seed)
    of = random_grid(rng)
    of = replace(of, criteria=tuple(replace(one, decision={}) for one in of.criteria))
    answers = random_answers(rng, of)
    found = gap(of, answers)
    now = evaluate(of, answers)
    assert found.now is now.level
    if found.next is None or not found.reachable:
        return
    assert rank(found.next) == rank(now.level) + 1
    uids = [step.uid for step in found.steps]
    assert rank(evaluate(of, won(of, answers, uids)).level) >= rank(found.next)
    for uid in uids:
        fewer = [one for one in uids if one != uid]
        assert rank(evaluate(of, won(of, answers, fewer)).level) < rank(found.next)


def test_the_gap_of_the_vectors_is_one_criterion():
    found = gap(REFERENCE, FIRST)
    assert (found.now, found.next, found.share, found.quota) == (
        BRONZE,
        SILVER,
        Fraction(7, 10),
        Fraction(3, 4),
    )
    assert [step.uid for step in found.steps] == ["training"]
    assert (found.steps[0].value, found.steps[0].threshold, found.steps[0].missing) == (60, 70, 10)
    assert [step.uid for step in found.others] == ["drive"]
    assert found.deficit == 1


def test_costs_change_what_comes_first():
    found = gap(REFERENCE, FIRST, costs={"training": Fraction(40), "drive": Fraction(3)})
    assert [step.uid for step in found.steps] == ["drive"]
    assert found.cost == 3


def test_a_failed_knock_out_comes_first_whatever_it_costs():
    answers = said(welcome=70, nps=50, training=95, callback=95, drive=1)
    found = gap(REFERENCE, answers, costs={"welcome": Fraction(1000)})
    assert [(step.uid, step.knock_out) for step in found.steps] == [("welcome", True)]


def test_nothing_is_left_to_do_at_gold():
    best = said(welcome=95, nps=50, training=95, callback=95, drive=1)
    assert (gap(REFERENCE, best).now, gap(REFERENCE, best).next) == (GOLD, None)


def test_what_cannot_be_reached_says_so():
    one = grid(criterion("a", 8, bronze=1, silver=1, gold=1), criterion("b", 3, bronze=1, na=True))
    assert not gap(one, said(na=["b"])).reachable
    silent = grid(criterion("a", silver=1, gold=1))
    assert not gap(silent, said(a=1)).reachable


def calls(threshold, **more):
    return criterion("calls", gold=threshold, scale=Scale.PERCENT, **more)


def test_a_share_is_told_in_things_to_do():
    """86 % of 50 call-backs: 4 points to 90 %, that is 2 call-backs."""
    only = grid(
        calls(90),
        criterion("a", 9, bronze=1, silver=1),
        quotas={"bronze": 1, "silver": 1, "gold": 1},
    )
    (step,) = gap(only, said(a=1) | {"calls": counted(43, 50)}).steps
    assert (step.value, step.missing, step.more) == (86, 4, 2)


def test_a_typed_percentage_counts_nothing():
    only = grid(
        calls(90), criterion("a", bronze=1, silver=1), quotas={"bronze": 1, "silver": 1, "gold": 1}
    )
    typed = Answer(Reading(Fraction(86), Fraction(100)))
    (step,) = gap(only, said(a=1) | {"calls": typed}).steps
    assert (step.missing, step.more) == (4, None)


def test_answers_that_are_missing_are_counted():
    only = grid(
        calls(90, n_min=30),
        criterion("a", bronze=1, silver=1),
        quotas={"bronze": 1, "silver": 1, "gold": 1},
    )
    (step,) = gap(only, said(a=1) | {"calls": counted(10, 10)}).steps
    assert (step.missing, step.answers_short) == (0, 20)


@given(
    st.integers(1, 80).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    st.integers(0, 99),
    st.booleans(),
    st.booleans(),
)
@settings(deadline=None)
def test_how_many_more_is_the_least_that_does(kn, t, down, bound):
    k, n = kn
    decision = {GOLD: Decision.LOWER_BOUND} if bound else {}
    one = calls(t, direction=Direction.DOWN if down else Direction.UP, decision=decision)
    bar = bar_of(one, Level.GOLD)
    reading = Reading(Fraction(k), Fraction(n), n)
    assert bar
    more = how_many_more(bar, reading)
    step = -1 if down else 1
    does = [
        m
        for m in range(n + 1)
        if 0 <= k + step * m <= n and bar.cleared(reading.figure._replace(p=k + step * m))
    ]
    assert more == (min(does) if does else None)
