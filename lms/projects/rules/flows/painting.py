"""Painting the week in shades, and a few sampled hours that give the shades their numbers."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from typing import Final

from lms.projects.rules.flows.reference import Cell, Origin, Place

SAMPLES: Final = 3


class Shade(IntEnum):
    """How busy a half hour is; the number is its weight beside the others."""

    CLOSED = 0
    CALM = 1
    NORMAL = 2
    BUSY = 3
    PEAK = 4


@dataclass(frozen=True, slots=True)
class Sample:
    """Customers counted over painted half hours (an hour: two of them)."""

    shades: tuple[Shade, ...]
    count: int

    def __post_init__(self) -> None:
        """Refuse a sample of nothing, or of closed hours."""
        if not self.shades or Shade.CLOSED in self.shades or self.count < 0:
            message = "a sample counts customers over open half hours"
            raise ValueError(message)


def calibrate(samples: Iterable[Sample], least: int = SAMPLES) -> Fraction | None:
    """Return customers for one point of shade in half an hour, or None when it cannot be known.

    All customers sampled over all points sampled; three hours at least, not all of one shade.
    """
    known = list(samples)
    shades = {shade for one in known for shade in one.shades}
    if len(known) < least or len(shades) < 2:  # noqa: PLR2004 - one shade says nothing of others
        return None
    points = sum(shade for one in known for shade in one.shades)
    return Fraction(sum(one.count for one in known), points)


def estimated(painted: Mapping[Place, Shade], per_point: Fraction | None) -> dict[Place, Cell]:
    """Return the painted week in customers; nothing where no sample gives it numbers."""
    if per_point is None:
        return {}
    return {
        place: Cell(per_point * shade, per_point * shade, 0, Origin.ESTIMATED)
        for place, shade in painted.items()
    }


def as_sampled(samples: Iterable[tuple[Collection[Place], int]]) -> dict[Place, Cell]:
    """Return half hours as somebody counted them: the mean of what was counted over each."""
    found: dict[Place, list[Fraction]] = {}
    for places, count in samples:
        for place in places:
            found.setdefault(place, []).append(Fraction(count, len(places)))
    means = {place: sum(known, Fraction()) / len(known) for place, known in found.items()}
    return {
        place: Cell(mean, mean, len(found[place]), Origin.ESTIMATED)
        for place, mean in means.items()
    }


def filled_in(counted: Mapping[Place, Cell], painted: Mapping[Place, Cell]) -> dict[Place, Cell]:
    """Return the week to work with: what was counted, and what was painted where nothing was."""
    return {**painted, **counted}
