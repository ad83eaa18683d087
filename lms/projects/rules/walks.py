"""The sensory walk: four walks, one sense each, scored before seeing anybody else's.

Who has not scored a sense sees nothing of it until the section is validated, and nobody walks after
that: no score was ever given by somebody who had seen the others'.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

LOWEST, HIGHEST = -2, 2
SPREAD: Final = 2
WALKERS: Final = 2


class Sense(StrEnum):
    """What one walks with."""

    SIGHT = "sight"
    TOUCH = "touch"
    SMELL = "smell"
    HEARING = "hearing"


@dataclass(frozen=True, slots=True)
class Perception:
    """What a walker felt in a zone, from -2 to +2."""

    walker: str
    sense: Sense
    zone: str
    score: int

    def __post_init__(self) -> None:
        """Refuse a score off the scale."""
        if not LOWEST <= self.score <= HIGHEST:
            message = f"a zone is scored from -2 to +2, not {self.score}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Cell:
    """A zone through one sense."""

    mean: Fraction
    n: int
    spread: int
    to_discuss: bool


def sees(viewer: str, sense: Sense, scored: Collection[tuple[str, Sense]], *, done: bool) -> bool:
    """Tell whether ``viewer`` sees what others scored with ``sense``.

    ``scored``: the walks given in; ``done``: the section is validated.
    """
    return done or (viewer, sense) in scored


def may_walk(
    walker: str, sense: Sense, scored: Collection[tuple[str, Sense]], *, done: bool
) -> bool:
    """Tell whether ``walker`` may (still) score ``sense``: once, and before anybody showed it."""
    return not done and (walker, sense) not in scored


def heat_map(
    perceptions: Iterable[Perception],
    scored: Collection[tuple[str, Sense]],
    viewer: str,
    *,
    done: bool,
    spread: int = SPREAD,
) -> dict[tuple[str, Sense], Cell]:
    """Return zone and sense to cell, with what ``viewer`` may see only; walks under way are out."""
    found: dict[tuple[str, Sense], list[int]] = {}
    for one in perceptions:
        if (one.walker, one.sense) in scored and sees(viewer, one.sense, scored, done=done):
            found.setdefault((one.zone, one.sense), []).append(one.score)
    return {place: _cell(scores, spread) for place, scores in found.items()}


def _cell(scores: list[int], spread: int) -> Cell:
    apart = max(scores) - min(scores)
    return Cell(Fraction(sum(scores), len(scores)), len(scores), apart, apart >= spread)


def walkers_missing(
    scored: Collection[tuple[str, Sense]], staff: int, walkers: int = WALKERS
) -> Mapping[Sense, int]:
    """Return how many walkers each sense still needs: two, or one where one person works."""
    needed = max(1, min(walkers, staff))
    done = {sense: sum(of is sense for _, of in scored) for sense in Sense}
    return {sense: needed - n for sense, n in done.items() if n < needed}
