"""The vectors of the specification, and each rule of scoring by an example."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from lms.labels.rules.bars import Reading
from lms.labels.rules.counting import Answer, Counter
from lms.labels.rules.freezing import from_plain, to_plain
from lms.labels.rules.grid import LEVELS, Criterion, Kind, Scale, level_of, rank
from lms.labels.rules.scoring import Flip, Status, evaluate, favourable
from tests.labels.rules.building import (
    BRONZE,
    GOLD,
    REFERENCE,
    SILVER,
    counted,
    criterion,
    grid,
    said,
)

FIRST = said(welcome=80, nps=30, training=60, callback=90, drive=None)
SECOND = said(welcome=80, nps=30, training=60, callback=90, na=["drive"])
THIRD = said(welcome=70, nps=50, training=95, callback=95, drive=1)


def shares(result):
    return [result.scores[level].share for level in LEVELS]


@pytest.mark.parametrize(
    ("answers", "level", "silver", "failed"),
    [
        (FIRST, BRONZE, Fraction(7, 10), ()),
        (SECOND, SILVER, Fraction(7, 9), ()),
        (THIRD, BRONZE, Fraction(7, 10), ("welcome",)),
    ],
    ids=["drive unknown", "drive set aside", "knock-out failed"],
)
def test_the_vectors_of_the_specification(answers, level, silver, failed):
    result = evaluate(REFERENCE, answers)
    assert result.level is level
    assert result.scores[BRONZE].share == 1
    assert result.scores[SILVER].share == silver
    assert result.scores[SILVER].knocked_out == failed


def test_canary_a_rounded_share_would_win_silver():
    """0.746 is not 3/4, whatever it is once rounded."""
    near = grid(
        criterion("a", 746, silver=1, bronze=1, gold=1),
        criterion("b", 254, silver=1, bronze=1, gold=1),
    )
    result = evaluate(near, said(a=1, b=0))
    assert result.level is BRONZE
    assert round(float(result.scores[SILVER].share), 2) == 0.75


def test_a_share_equal_to_the_quota_wins():
    thirds = grid(
        *(criterion(c, bronze=1, silver=1, gold=1) for c in "abc"),
        quotas={"bronze": "1/3", "silver": "2/3", "gold": 1},
    )
    assert [evaluate(thirds, said(**dict.fromkeys("abc"[:n], 1))).level for n in range(4)] == [
        None,
        *LEVELS,
    ]


def test_levels_are_cumulative():
    odd = grid(criterion("a", bronze=10), criterion("b", 9, silver=1, gold=1))
    result = evaluate(odd, said(a=5, b=1))
    assert result.level is None
    assert result.scores[GOLD].reached


def test_unknown_is_not_met_and_never_dropped():
    one = grid(
        criterion("a", bronze=1, silver=1, gold=1), criterion("b", bronze=1, silver=1, gold=1)
    )
    assert shares(evaluate(one, said(a=1))) == [Fraction(1, 2)] * 3
    assert evaluate(one, said(a=1, b=None)).statuses["b"] == dict.fromkeys(LEVELS, Status.NOT_MET)


def test_set_aside_only_where_the_criterion_allows_it():
    one = grid(
        criterion("a", 9, bronze=1, silver=1, gold=1), criterion("b", bronze=1, silver=1, gold=1)
    )
    assert shares(evaluate(one, said(a=1, na=["b"]))) == [Fraction(9, 10)] * 3


def test_over_a_fifth_set_aside_is_not_assessable():
    def of(weight):
        return grid(
            criterion("a", 8, bronze=1, silver=1, gold=1), criterion("b", weight, bronze=1, na=True)
        )

    at = evaluate(of(2), said(a=1, na=["b"]))
    assert (at.assessable, at.level, at.na_share) == (True, GOLD, Fraction(1, 5))
    over = evaluate(of("2.01"), said(a=1, na=["b"]))
    assert (over.assessable, over.level, over.deciding) == (False, None, ())


def test_a_level_that_looks_at_nothing_is_not_won():
    assert evaluate(grid(criterion("a", silver=1, gold=1)), said(a=1)).level is None


def test_years_held_raise_the_quota():
    loyal = grid(
        criterion("a", 6, bronze=1, silver=1, gold=1),
        criterion("b", 4, bronze=1, silver=1, gold=1),
        quota_by_tenure={1: Fraction(1, 20), 5: Fraction(1, 10)},
    )
    assert [evaluate(loyal, said(a=1), years_held=y).level for y in (0, 1, 9)] == [
        BRONZE,
        None,
        None,
    ]
    assert evaluate(loyal, said(a=1), years_held=9).scores[BRONZE].quota == Fraction("0.7")
    assert evaluate(loyal, said(a=1, b=1), years_held=9).scores[GOLD].quota == 1


def performance(**more):
    return criterion(
        "nps",
        bronze=0,
        silver=20,
        gold=40,
        scale=Scale.POINTS,
        kind=Kind.PERFORMANCE,
        n_min=30,
        **more,
    )


def test_too_few_answers_are_insufficient_and_not_met():
    result = evaluate(grid(performance()), {"nps": counted(20, 29)})
    assert result.insufficient == ("nps",)
    assert result.statuses["nps"][GOLD] is Status.INSUFFICIENT
    assert (result.level, result.assessable) == (None, True)
    assert evaluate(grid(performance()), {"nps": counted(20, 30)}).level is GOLD


def test_a_unit_of_one_person_is_read_with_its_cluster():
    alone = Answer(counted(1, 1).reading, pooled=counted(30, 60).reading)
    result = evaluate(grid(performance()), {"nps": alone})
    assert (result.level, result.pooled, result.insufficient) == (GOLD, ("nps",), ())
    enough = Answer(counted(0, 30).reading, pooled=counted(30, 60).reading)
    assert evaluate(grid(performance()), {"nps": enough}).pooled == ()


def test_a_measure_that_is_na_is_no_figure():
    result = evaluate(grid(performance()), {"nps": counted(0, 0)})
    assert result.insufficient == ("nps",)


def test_the_criteria_that_decide_alone_are_named_both_ways():
    assert evaluate(REFERENCE, FIRST).deciding == (
        Flip("training", True, SILVER),
        Flip("drive", True, SILVER),
    )
    holding = evaluate(REFERENCE, SECOND).deciding
    assert holding == tuple(Flip(c, False, BRONZE) for c in ("welcome", "nps", "callback"))
    assert evaluate(REFERENCE, THIRD).deciding == (Flip("welcome", True, GOLD),)


def test_every_flip_does_what_it_says():
    for answers in (FIRST, SECOND, THIRD):
        for flip in evaluate(REFERENCE, answers).deciding:
            one = REFERENCE.find(flip.uid)
            assert isinstance(one, Criterion)
            won = evaluate(REFERENCE, answers).level
            below = level_of(rank(won) - 1)
            value = one.thresholds[GOLD] if flip.met else one.thresholds.get(below, Fraction(-1))
            assert (
                evaluate(REFERENCE, answers | {flip.uid: Answer(Reading(value))}).level
                is flip.level
            )


def test_after_an_erratum_each_unit_gets_the_better_result():
    softer = replace(REFERENCE, minor=1, quotas=REFERENCE.quotas | {SILVER: Fraction("0.7")})
    strict, soft = evaluate(REFERENCE, FIRST), evaluate(softer, FIRST)
    assert favourable(strict, soft) is soft
    assert favourable(soft, strict) is soft
    assert favourable(strict, strict) is strict


def test_a_counter_gives_what_its_grid_gives():
    counter = Counter(REFERENCE)
    assert all(evaluate(counter, a) == evaluate(REFERENCE, a) for a in (FIRST, SECOND, THIRD))


def test_a_result_is_read_back_as_it_was_kept():
    for answers in (FIRST, SECOND, THIRD, {}):
        result = evaluate(REFERENCE, answers)
        assert from_plain(json.loads(json.dumps(to_plain(result)))) == result


def test_a_draft_that_is_not_sound_yet_is_still_scored():
    """The editor shows effects while one types: no criterion, a weight below 0."""
    assert evaluate(grid(), {}).level is None
    odd = grid(
        criterion("a", bronze=1, silver=1, gold=1), criterion("b", -5, bronze=1, knockout="gold")
    )
    assert evaluate(odd, said(a=1)).scores[BRONZE].share == 1
