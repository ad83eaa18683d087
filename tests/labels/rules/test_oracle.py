"""Ten thousand grids of any shape against a second, naive evaluation in floats."""

import random
from fractions import Fraction

import pytest

from lms.labels.rules import counting
from lms.labels.rules.scoring import evaluate
from tests.labels.rules.building import random_answers, random_grid
from tests.labels.rules.oracle import look

NEAR = 1e-8
"""Nearer than this to a threshold floats may say anything: exact vectors cover those."""


def differences(count: int, seed: str) -> tuple[int, int]:
    """Return how many grids were compared, and how many did not agree."""
    rng = random.Random(seed)
    compared = wrong = 0
    for _ in range(count):
        grid = random_grid(rng)
        answers, held = random_answers(rng, grid), rng.randint(0, 4)
        seen = look(grid, answers, held)
        if seen.nearest < NEAR:
            continue
        compared += 1
        result = evaluate(grid, answers, years_held=held)
        shares = {level: float(score.share or 0) for level, score in result.scores.items()}
        same = result.level is seen.level and all(
            abs(shares[level] - seen.shares[level]) < 1e-9
            and list(result.scores[level].knocked_out) == seen.knocked_out[level]
            for level in shares
        )
        wrong += not same
    return compared, wrong


def test_a_thousand_grids_agree_with_the_oracle():
    compared, wrong = differences(1000, "a thousand")
    assert (wrong, compared > 500) == (0, True)


@pytest.mark.slow
def test_ten_thousand_grids_agree_with_the_oracle():
    compared, wrong = differences(10_000, "ten thousand")
    assert (wrong, compared > 5000) == (0, True)


def test_canary_what_is_set_aside_kept_in_the_denominator_is_seen(monkeypatch):
    monkeypatch.setattr(counting, "NA", 0)
    assert differences(200, "canary")[1] > 0


def test_canary_an_interval_a_little_too_kind_is_seen(monkeypatch):
    from lms.labels.rules import bars

    monkeypatch.setattr(bars, "Z_SQUARED", Fraction("1.2"))
    assert differences(1000, "canary")[1] > 0


def test_canary_knock_outs_ignored_are_seen(monkeypatch):
    whole = counting.Line.__init__

    def planted(self, criterion, weight, width):
        whole(self, criterion, weight, width)
        self.knockouts = 0
        self.added = self._additions(width)

    monkeypatch.setattr(counting.Line, "__init__", planted)
    assert differences(200, "canary")[1] > 0
