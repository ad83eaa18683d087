"""Grids and answers in few words, for the tests of rules."""

import random
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from lms.labels.rules.bars import Reading
from lms.labels.rules.counting import Answer
from lms.labels.rules.grid import (
    LEVELS,
    Criterion,
    Decision,
    Direction,
    EvidenceRule,
    EvidenceType,
    Grid,
    Kind,
    Level,
    NaRule,
    Scale,
)

BRONZE, SILVER, GOLD = LEVELS
USUAL = {"bronze": "0.6", "silver": "0.75", "gold": "0.9"}


def criterion(
    code: str, weight: Any = 1, *, na: bool = False, knockout: str = "", **more: Any
) -> Criterion:
    """Make a criterion: ``bronze=60, silver=75`` are thresholds, ``knockout="silver gold"``."""
    asked = {
        level: Fraction(more.pop(level)) for level in ("bronze", "silver", "gold") if level in more
    }
    return Criterion(
        uid=more.pop("uid", code),
        code=code,
        weight=Fraction(weight),
        thresholds={Level(level): value for level, value in asked.items()},
        knockouts=frozenset(Level(word) for word in knockout.split()),
        na=NaRule(na),
        **more,
    )


def grid(*criteria: Criterion, quotas: dict[str, Any] = USUAL, **more: Any) -> Grid:
    """Make a grid of 2026."""
    asked = {Level(level): Fraction(value) for level, value in quotas.items()}
    return Grid(more.pop("program", "service"), more.pop("year", 2026), criteria, asked, **more)


def said(na: Iterable[str] = (), **values: Any) -> dict[str, Answer]:
    """Make answers: a value on one answer, None when unknown; ``na`` are set aside."""
    found = {uid: Answer(None if v is None else Reading(Fraction(v))) for uid, v in values.items()}
    return found | {uid: Answer(na=True) for uid in na}


def counted(num: int, den: int, n: int | None = None) -> Answer:
    """Make an answer that counts: 12 of 15."""
    return Answer(Reading(Fraction(num), Fraction(den), den if n is None else n))


REFERENCE = grid(
    criterion("welcome", 3, bronze=60, silver=75, gold=90, knockout="silver gold"),
    criterion("nps", 2, bronze=0, silver=20, gold=40),
    criterion("training", 2, bronze=50, silver=70, gold=90),
    criterion("drive", 1, silver=1, gold=1, na=True),
    criterion("callback", 2, bronze=50, silver=70, gold=85),
)
"""The grid of the vectors of the specification."""


def random_grid(rng: random.Random) -> Grid:
    """Make a grid of any shape: levels not looked at, knock-outs, exemptions, odd weights."""
    return grid(
        *(random_criterion(rng, f"c{n}") for n in range(rng.randint(1, 9))),
        quotas=dict(zip(("bronze", "silver", "gold"), _quotas(rng), strict=True)),
        quota_by_tenure={2: Fraction(rng.randint(0, 5), 20)} if rng.random() < 0.2 else {},
    )


def _quotas(rng: random.Random) -> list[Fraction]:
    return sorted(Fraction(rng.randint(1, 20), 20) for _ in range(3))


def random_criterion(rng: random.Random, code: str) -> Criterion:
    """Make a criterion of a random grid."""
    scale = rng.choice([Scale.NUMBER, Scale.PERCENT, Scale.POINTS, Scale.YES_NO])
    down = scale is not Scale.YES_NO and rng.random() < 0.2
    if scale is Scale.YES_NO:
        asked = [Fraction(1)] * 3
    else:
        asked = sorted((Fraction(rng.randint(0, 200), 2) for _ in range(3)), reverse=down)
    kept = [level for level in LEVELS if rng.random() < 0.9] or [GOLD]
    bound = scale in {Scale.PERCENT, Scale.POINTS} and rng.random() < 0.4
    return Criterion(
        code,
        code,
        kind=rng.choice(list(Kind)),
        scale=scale,
        direction=Direction.DOWN if down else Direction.UP,
        thresholds={
            level: value for level, value in zip(LEVELS, asked, strict=True) if level in kept
        },
        weight=Fraction(rng.choice([1, 1, 2, 3, 5, Fraction(1, 2), Fraction(5, 4)])),
        knockouts=frozenset(level for level in kept if rng.random() < 0.15),
        na=NaRule(rng.random() < 0.3),
        decision=dict.fromkeys(LEVELS[rng.randint(0, 2) :], Decision.LOWER_BOUND) if bound else {},
        n_min=rng.choice([0, 0, 10, 30]),
        evidence=EvidenceRule((EvidenceType.PHOTO,), 365, 1),
    )


def random_answer(rng: random.Random, one: Criterion) -> Answer:
    """Make an answer: a figure, nothing, or set aside."""
    luck = rng.random()
    if luck < 0.06:
        return Answer(na=True)
    if luck < 0.12:
        return Answer()
    den = rng.randint(0, 120)
    if one.scale is Scale.YES_NO:
        return Answer(Reading(Fraction(rng.randint(0, 1))))
    if one.scale is Scale.NUMBER:
        return Answer(Reading(Fraction(rng.randint(0, 240), 2), Fraction(1), rng.randint(0, 60)))
    least = -den if one.scale is Scale.POINTS else 0
    pooled = counted(rng.randint(0, 90), 90).reading if rng.random() < 0.2 else None
    return Answer(counted(rng.randint(least, den), den).reading, pooled=pooled)


def random_answers(rng: random.Random, of: Grid) -> dict[str, Answer]:
    """Make the answers of a unit; some criteria have none."""
    return {one.uid: random_answer(rng, one) for one in of.criteria if rng.random() < 0.95}
