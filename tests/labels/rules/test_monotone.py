"""Doing better never costs: a better value never lowers a level, a criterion met never a share."""

import random
from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.labels.rules.bars import Reading
from lms.labels.rules.counting import Answer
from lms.labels.rules.grid import LEVELS, Direction, Grid, Scale, rank
from lms.labels.rules.scoring import evaluate
from tests.labels.rules.building import random_answers, random_criterion, random_grid

seeds = st.integers(0, 2**32)


def better(grid: Grid, answers: dict[str, Answer], rng: random.Random) -> dict[str, Answer]:
    """Return the answers with one figure a little or much better, on as many answers."""
    known = [one for one in grid.criteria if answers.get(one.uid, Answer()).reading]
    if not known:
        return answers
    one = rng.choice(known)
    reading = answers[one.uid].reading
    assert reading
    step = Fraction(rng.choice([1, 1, 5, 20]))
    num = reading.num + (-step if one.direction is Direction.DOWN else step)
    if one.scale in {Scale.PERCENT, Scale.POINTS}:
        least = -reading.den if one.scale is Scale.POINTS else Fraction()
        num = min(max(num, least), reading.den)
    return answers | {one.uid: replace(answers[one.uid], reading=replace(reading, num=num))}


def loses_by_doing_better(seed: int) -> bool:
    rng = random.Random(seed)
    grid = random_grid(rng)
    answers = random_answers(rng, grid)
    before, after = evaluate(grid, answers), evaluate(grid, better(grid, answers, rng))
    return rank(after.level) < rank(before.level) or any(
        (after.scores[level].share or 0) < (before.scores[level].share or 0) for level in LEVELS
    )


@given(seeds)
@settings(deadline=None, max_examples=150)
def test_a_better_value_never_lowers_a_level_nor_a_share(seed):
    assert not loses_by_doing_better(seed)


@given(seeds)
@settings(deadline=None, max_examples=80)
def test_one_more_criterion_that_is_met_never_lowers_a_share(seed):
    rng = random.Random(seed)
    grid = random_grid(rng)
    answers = random_answers(rng, grid)
    more = replace(random_criterion(rng, "more"), scale=Scale.NUMBER, decision={}, n_min=0)
    best = Fraction(-1000) if more.direction is Direction.DOWN else Fraction(1000)
    larger = replace(grid, criteria=(*grid.criteria, more))
    before = evaluate(grid, answers)
    after = evaluate(larger, answers | {"more": Answer(Reading(best))})
    for level in LEVELS:
        was, now = before.scores[level].share, after.scores[level].share
        assert (now or 0) >= (was or 0)


@given(seeds)
@settings(deadline=None, max_examples=80)
def test_a_stricter_grid_never_raises_a_level(seed):
    rng = random.Random(seed)
    grid = random_grid(rng)
    answers = random_answers(rng, grid)
    stricter = replace(
        grid,
        quotas={
            level: min(quota + Fraction(1, 20), Fraction(1)) for level, quota in grid.quotas.items()
        },
    )
    assert rank(evaluate(stricter, answers).level) <= rank(evaluate(grid, answers).level)


@given(seeds, st.integers(1, 9))
@settings(deadline=None, max_examples=60)
def test_weights_only_count_by_their_proportions(seed, times):
    rng = random.Random(seed)
    grid = random_grid(rng)
    answers = random_answers(rng, grid)
    scaled = replace(
        grid, criteria=tuple(replace(one, weight=one.weight * times / 7) for one in grid.criteria)
    )
    assert evaluate(scaled, answers).level is evaluate(grid, answers).level


def test_canary_a_comparison_turned_round_is_seen(monkeypatch):
    from lms.labels.rules.bars import Bar

    def planted(self, figure):
        return figure.p * self.den <= self.num * figure.q

    monkeypatch.setattr(Bar, "cleared", planted)
    assert any(loses_by_doing_better(seed) for seed in range(100))
