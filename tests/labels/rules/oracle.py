"""A second, naive evaluation: floats, loops, the interval's formula written out. Only for tests."""

import math
from dataclasses import dataclass, field

from lms.labels.rules.counting import Answer
from lms.labels.rules.grid import LEVELS, Criterion, Decision, Direction, Grid, Level, Scale

Z = 1.2815515655446004


@dataclass
class Seen:
    """What the oracle found, and how near it came to any threshold."""

    level: Level | None = None
    shares: dict[Level, float] = field(default_factory=dict)
    knocked_out: dict[Level, list[str]] = field(default_factory=dict)
    nearest: float = math.inf


def wilson(share: float, n: int, sign: int) -> float:
    """Return the lower (-1) or upper (1) end of Wilson's interval at 80 %."""
    den = 1 + Z * Z / n
    middle = share + Z * Z / (2 * n)
    return (middle + sign * Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))) / den


def value_at(one: Criterion, answer: Answer, level: Level) -> float | None:
    """Return what is compared with the threshold, None for nothing."""
    for reading in (answer.reading, answer.pooled):
        if reading is not None and reading.den and reading.n >= max(one.n_min, 1):
            break
    else:
        return None
    value = float(reading.num) / float(reading.den)
    if one.decision.get(level) is Decision.LOWER_BOUND:
        sign = 1 if one.direction is Direction.DOWN else -1
        if one.scale is Scale.POINTS:
            value = 2 * wilson((value + 1) / 2, reading.n, sign) - 1
        else:
            value = wilson(value, reading.n, sign)
    return value * (100 if one.scale in {Scale.PERCENT, Scale.POINTS} else 1)


def look(grid: Grid, answers: dict[str, Answer], years_held: int = 0) -> Seen:
    """Return what a unit earns."""
    seen = Seen()
    aside = {
        one.uid for one in grid.criteria if one.na.allowed and answers.get(one.uid, Answer()).na
    }
    total = sum(float(one.weight) for one in grid.criteria)
    out = sum(float(one.weight) for one in grid.criteria if one.uid in aside)
    seen.nearest = abs(out / total - float(grid.na_limit))
    going = out / total <= float(grid.na_limit) + 1e-12
    for level in LEVELS:
        num = den = 0.0
        seen.knocked_out[level] = []
        for one in grid.criteria:
            asked = one.thresholds.get(level)
            if one.uid in aside or asked is None:
                continue
            value = value_at(one, answers.get(one.uid, Answer()), level)
            met = False
            if value is not None:
                gap = value - float(asked)
                met = gap <= 0 if one.direction is Direction.DOWN else gap >= 0
                seen.nearest = min(seen.nearest, abs(gap))
            den += float(one.weight)
            num += float(one.weight) * met
            if not met and level in one.knockouts:
                seen.knocked_out[level].append(one.uid)
        quota = float(grid.quotas[level])
        quota += max(
            (float(e) for y, e in grid.quota_by_tenure.items() if y <= years_held), default=0
        )
        quota = min(quota, 1)
        share = num / den if den else 0
        seen.shares[level] = share
        seen.nearest = min(seen.nearest, abs(share - quota))
        going = going and den > 0 and share >= quota and not seen.knocked_out[level]
        if going:
            seen.level = level
    return seen
