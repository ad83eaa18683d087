"""What may be seen of ratings: pots in which no store stands out, and nothing to subtract.

The coach reads *blocks*: closed quarters, in order, each merged with the next ones until it holds
5 ratings from 3 units. A block is published once and for good, with all units together. As blocks
share no rating and nothing else is shown (no filter, no running total), sums and differences of
what is shown are made of whole blocks. Head office reads distributions of a closed quarter, for the
network and its regions, with as many regions hidden as it takes.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from lms.coaching.rules.ratings import HIGHEST, LOWEST, QUESTIONS, Rating, counted
from lms.core.disclosure import FLOOR, suppress

RATINGS: Final = 5
UNITS: Final = 3
TENTHS: Final = 10


@dataclass(frozen=True, slots=True)
class Pool:
    """How many ratings, from how many units, make a pot; floors are never passed."""

    ratings: int = RATINGS
    units: int = UNITS

    def __post_init__(self) -> None:
        """Refuse a pot smaller than promised."""
        if self.ratings < max(FLOOR, RATINGS) or self.units < UNITS:
            message = "a pot holds at least 5 ratings from 3 units"
            raise ValueError(message)

    def holds(self, ratings: Iterable[Rating]) -> bool:
        """Tell whether ``ratings`` are enough, from enough units."""
        known = list(ratings)
        return len(known) >= self.ratings and len({one.unit for one in known}) >= self.units


POOL: Final = Pool()


@dataclass(frozen=True, slots=True)
class Block:
    """Ratings of one coach from quarter ``first`` to ``last``; means are in tenths."""

    first: str
    last: str
    n: int
    units: int
    means: Mapping[str, Fraction]


def blocks(
    ratings: Iterable[Rating], closed: Sequence[str], *, after: str = "", pool: Pool = POOL
) -> tuple[Block, ...]:
    """Return the blocks of one coach over ``closed`` quarters (keys in order).

    ``after``: last quarter published already; what comes late for it stays out for ever. A quarter
    that is not enough waits for the next.
    """
    known = counted(ratings)
    if len({one.coach for one in known}) > 1:
        message = "a block is of one coach"
        raise ValueError(message)
    made: list[Block] = []
    waiting: list[Rating] = []
    first = ""
    for quarter in sorted(key for key in closed if key > after):
        first = first or quarter
        waiting += [one for one in known if one.quarter == quarter]
        if pool.holds(waiting):
            made.append(_block(first, quarter, waiting))
            first, waiting = "", []
    return tuple(made)


def _block(first: str, last: str, ratings: Sequence[Rating]) -> Block:
    means = {
        question: tenths(Fraction(sum(one.answers[place] for one in ratings), len(ratings)))
        for place, question in enumerate(QUESTIONS)
    }
    return Block(first, last, len(ratings), len({one.unit for one in ratings}), means)


def tenths(value: Fraction) -> Fraction:
    """Return ``value`` to the nearest tenth, halves up: exact means of few say too much."""
    return Fraction((value * TENTHS * 2 + 1).__floor__() // 2, TENTHS)


@dataclass(frozen=True, slots=True)
class Distribution:
    """How many answered 1 to 5 to each question."""

    n: int
    units: int
    answers: Mapping[str, tuple[int, ...]]


NETWORK: Final = ""
"""Key of the whole network among regions."""


def distributions(
    ratings: Iterable[Rating], regions: Mapping[str, str], *, pool: Pool = POOL
) -> dict[str, Distribution]:
    """Return what head office reads of a closed quarter: ``NETWORK`` and the regions shown.

    ``regions``: unit to region, as it was on each day's date (one region per unit and quarter:
    the one of its last rating). Hidden regions together always hold a pot of their own.
    """
    known = counted(ratings)
    if not pool.holds(known):
        return {}
    by_region: dict[str, list[Rating]] = {}
    for one in known:
        by_region.setdefault(regions[one.unit], []).append(one)
    # A region of too few units weighs nothing: what is hidden with it must be a pot by itself.
    sizes = {key: len(own) if pool.holds(own) else 0 for key, own in by_region.items()}
    hidden = suppress(sizes, pool.ratings)
    shown = {key: _spread(own) for key, own in by_region.items() if key not in hidden}
    return {NETWORK: _spread(known), **shown}


def _spread(ratings: Sequence[Rating]) -> Distribution:
    answers = {}
    for place, question in enumerate(QUESTIONS):
        found = Counter(one.answers[place] for one in ratings)
        answers[question] = tuple(found[value] for value in range(LOWEST, HIGHEST + 1))
    return Distribution(len(ratings), len({one.unit for one in ratings}), answers)
