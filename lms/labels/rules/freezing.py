"""A result as plain data, to keep with a decision and read back years later."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from lms.labels.rules.grid import LEVELS, Level
from lms.labels.rules.numbers import plain_number
from lms.labels.rules.scoring import Flip, LevelScore, Result, Status


def to_plain(result: Result) -> dict[str, Any]:
    """Return a result as JSON says it; ``from_plain`` gives the same result back."""
    return {
        "level": result.level,
        "assessable": result.assessable,
        "na_share": plain_number(result.na_share),
        "scores": {level.value: score_plain(result.scores[level]) for level in LEVELS},
        "statuses": {
            uid: {level.value: status.value for level, status in by_level.items()}
            for uid, by_level in result.statuses.items()
        },
        "deciding": [
            {"uid": flip.uid, "met": flip.met, "level": flip.level} for flip in result.deciding
        ],
        "insufficient": list(result.insufficient),
        "pooled": list(result.pooled),
    }


def score_plain(score: LevelScore) -> dict[str, Any]:
    """Return how a unit stands for one level as JSON says it."""
    return {
        "met": plain_number(score.met),
        "applicable": plain_number(score.applicable),
        "quota": plain_number(score.quota),
        "knocked_out": list(score.knocked_out),
    }


def from_plain(plain: Mapping[str, Any]) -> Result:
    """Return the result that was kept."""
    return Result(
        level=_level(plain["level"]),
        assessable=plain["assessable"],
        na_share=Fraction(plain["na_share"]),
        scores={level: _score(level, plain["scores"][level.value]) for level in LEVELS},
        statuses={
            uid: {Level(level): Status(status) for level, status in by_level.items()}
            for uid, by_level in plain["statuses"].items()
        },
        deciding=tuple(
            Flip(one["uid"], one["met"], _level(one["level"])) for one in plain["deciding"]
        ),
        insufficient=tuple(plain["insufficient"]),
        pooled=tuple(plain["pooled"]),
    )


def _level(word: str | None) -> Level | None:
    return Level(word) if word else None


def _score(level: Level, plain: Mapping[str, Any]) -> LevelScore:
    return LevelScore(
        level,
        Fraction(plain["met"]),
        Fraction(plain["applicable"]),
        Fraction(plain["quota"]),
        tuple(plain["knocked_out"]),
    )
