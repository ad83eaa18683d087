"""The shrunken score of a coach, in exact fractions; shown with its n, never ranked, never paid.

``S = (m C + sum w (r - leniency)) / (m + sum w)``

- ``r``: mean of a rating's four answers; ``C``: mean of all ratings of the period, everybody's;
- ``m`` = 5: how many average ratings a coach starts with, so that one kind word changes little;
- ``leniency`` of a rater: what they give *other* coaches above ``C``, shrunk the same way
  (``sum (r - C) / (m + n)``), 0 under 3 such ratings;
- ``w``: 1 each, less where one unit would weigh more than a quarter of ``m + sum w``.

Ratings between people who declared a conflict are nowhere in it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from lms.coaching.rules.ratings import QUESTIONS, Rating, counted

PRIOR: Final = 5
SHARE: Final = Fraction(1, 4)
LENIENCY_FROM: Final = 3


@dataclass(frozen=True, slots=True)
class Settings:
    """Numbers of the score: policies."""

    prior: int = PRIOR
    share: Fraction = SHARE
    leniency_from: int = LENIENCY_FROM

    def __post_init__(self) -> None:
        """Refuse numbers with which the score has no meaning."""
        if self.prior < 1 or not 0 < self.share < 1:
            message = "the score needs a prior, and a share of a unit under 1"
            raise ValueError(message)


SETTINGS: Final = Settings()


@dataclass(frozen=True, slots=True)
class Score:
    """A coach's score and what it rests on."""

    value: Fraction
    n: int
    units: int
    centre: Fraction
    weights: Mapping[str, Fraction]
    """Of each unit, all its ratings together."""


def centre_of(ratings: Iterable[Rating]) -> Fraction | None:
    """Return the mean of all ratings, or None when there is none."""
    known = counted(ratings)
    total = sum(sum(one.answers) for one in known)
    return Fraction(total, len(QUESTIONS) * len(known)) if known else None


def leniency(
    rater: str, coach: str, ratings: Iterable[Rating], centre: Fraction, settings: Settings
) -> Fraction:
    """Return how far above ``centre`` ``rater`` rates coaches other than ``coach``, shrunk."""
    gaps = [
        one.mean - centre for one in counted(ratings) if one.rater == rater and one.coach != coach
    ]
    if len(gaps) < settings.leniency_from:
        return Fraction()
    return sum(gaps, Fraction()) / (settings.prior + len(gaps))


def capped(sizes: Mapping[str, int], prior: int, share: Fraction = SHARE) -> dict[str, Fraction]:
    """Return each unit's weight: its number of ratings, held to ``share`` of prior + all weights.

    The largest units are held one after the other; the level at which they are held solves
    ``level = share (prior + rest + held level)``, which has one solution as the prior counts too.
    """
    order = sorted(sizes, key=lambda unit: (-sizes[unit], unit))
    rest = Fraction(sum(sizes.values()))
    for held, unit in enumerate(order):
        room = 1 - share * held
        if room <= 0 or sizes[unit] <= share * (prior + rest) / room:
            break
        rest -= sizes[unit]
    else:
        held = len(order)
    if not held:
        return {unit: Fraction(size) for unit, size in sizes.items()}
    level = share * (prior + rest) / (1 - share * held)
    return {unit: min(Fraction(size), level) for unit, size in sizes.items()}


def score(coach: str, ratings: Iterable[Rating], settings: Settings = SETTINGS) -> Score | None:
    """Return the score of ``coach`` among ``ratings`` of everybody, or None without any of theirs.

    Who may read it is not decided here: below a pot of ``pooling``, nobody but the lead.
    """
    known = counted(ratings)
    own = [one for one in known if one.coach == coach]
    centre = centre_of(known)
    if not own or centre is None:
        return None
    sizes = Counter(one.unit for one in own)
    weights = capped(sizes, settings.prior, settings.share)
    given: dict[str, list[Rating]] = {one.rater: [] for one in own}
    for one in known:
        if one.rater in given:
            given[one.rater].append(one)
    gentle = {
        rater: leniency(rater, coach, theirs, centre, settings) for rater, theirs in given.items()
    }
    pulled = sum(
        (weights[one.unit] / sizes[one.unit] * (one.mean - gentle[one.rater]) for one in own),
        settings.prior * centre,
    )
    total = settings.prior + sum(weights.values(), Fraction())
    return Score(pulled / total, len(own), len(sizes), centre, weights)
