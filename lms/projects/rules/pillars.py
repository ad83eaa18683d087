"""A unit's progress: seven shares defined once, their weighted mean, and what is out of it.

Not among them, ever: the number of difficulties, the level of a satisfaction score, anything of one
person. The same function feeds the page, the export, the label and the interface for programs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final

TENURE_DAYS: Final = 30
HELP_DAYS: Final = 14


class Pillar(StrEnum):
    """What a unit's progress is made of."""

    TRAINING = "training"
    DIAGNOSTIC = "diagnostic"
    ACTIONS = "actions"
    RITUALS = "rituals"
    OBSERVATIONS = "observations"
    LOOP = "loop"
    READINESS = "readiness"


MEASURE_OF: Final[Mapping[Pillar, str]] = {
    Pillar.TRAINING: "courses.required_share",
    Pillar.DIAGNOSTIC: "projects.diagnostic_done",
    Pillar.ACTIONS: "projects.actions_verified",
    Pillar.RITUALS: "projects.rituals_held",
    Pillar.OBSERVATIONS: "coaching.observations_debriefed",
    Pillar.LOOP: "voice.cases_closed",
    Pillar.READINESS: "labels.next_level_share",
}
"""Asked by code: one that nobody registered is not applicable, and listed."""


@dataclass(frozen=True, slots=True)
class Share:
    """A pillar's figure; ``den`` 0 is not applicable."""

    num: Fraction
    den: Fraction

    def __post_init__(self) -> None:
        """Refuse a share out of 0 to 1."""
        if self.den < 0 or not 0 <= self.num <= self.den:
            message = f"{self.num}/{self.den} is no share"
            raise ValueError(message)

    @property
    def value(self) -> Fraction | None:
        """Return num/den, or None for "n/a"."""
        return self.num / self.den if self.den else None


@dataclass(frozen=True, slots=True)
class Part:
    """A pillar that counts, with the weight it has."""

    pillar: Pillar
    share: Share
    value: Fraction
    weight: int


@dataclass(frozen=True, slots=True)
class Progress:
    """The whole, what it is made of, and what does not apply; ``value`` None: nothing applies."""

    value: Fraction | None
    parts: tuple[Part, ...]
    not_applicable: tuple[Pillar, ...]


def progress(shares: Mapping[Pillar, Share | None], weights: Mapping[Pillar, int]) -> Progress:
    """Return the weighted mean of the pillars that apply; a weight of 0 takes one out.

    Raises ValueError for a weight below 0.
    """
    if any(weight < 0 for weight in weights.values()):
        message = "a weight is 0 or more"
        raise ValueError(message)
    parts, out = [], []
    for pillar in Pillar:
        share = shares.get(pillar)
        value = share.value if share else None
        weight = weights.get(pillar, 1)
        if share is None or value is None or not weight:
            out.append(pillar)
        else:
            parts.append(Part(pillar, share, value, weight))
    total = sum(part.weight for part in parts)
    mean = sum((part.value * part.weight for part in parts), Fraction())
    return Progress(mean / total if total else None, tuple(parts), tuple(out))


@dataclass(frozen=True, slots=True)
class Trainee:
    """A person employed at the date of the figure, and their required steps."""

    since: date
    done: int
    required: int


def training(people: Iterable[Trainee], as_of: date, tenure: int = TENURE_DAYS) -> Share:
    """Return the mean over people of done/required: each weighs 1, whatever they have to do.

    People here for less than ``tenure`` days, or with nothing required, are not counted.
    """
    known = [one for one in people if (as_of - one.since).days >= tenure and one.required]
    done = sum((Fraction(min(one.done, one.required), one.required) for one in known), Fraction())
    return Share(done, Fraction(len(known)))


def diagnostic(validated: Iterable[str], sections: Sequence[str]) -> Share:
    """Return sections validated over sections; a waived one is not done, it is no longer asked."""
    done = sum(code in sections for code in set(validated))
    return Share(Fraction(done), Fraction(len(sections)))


def pooled(shares: Iterable[Share]) -> Share:
    """Return several rituals, or several units, in one pot."""
    known = list(shares)
    num = sum((one.num for one in known), Fraction())
    return Share(num, sum((one.den for one in known), Fraction()))


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as its region sees it: progress now and then, days since the last visit."""

    code: str
    now: Fraction | None
    before: Fraction | None
    days_since_visit: int | None
    """None: never visited."""

    @property
    def trend(self) -> Fraction | None:
        """Return now minus its own past."""
        return None if self.now is None or self.before is None else self.now - self.before


def who_to_help(units: Iterable[Unit], days: int = HELP_DAYS) -> tuple[Unit, ...]:
    """Return the units to help this week: going down, or not visited for ``days`` days.

    First those that lost the most against their own past, then the longest without a visit. Units
    doing well are not in it: this is no ranking.
    """
    never = 10**6
    asked = [
        one
        for one in units
        if (one.trend is not None and one.trend < 0)
        or one.days_since_visit is None
        or one.days_since_visit >= days
    ]

    def need(one: Unit) -> tuple[Fraction, int, str]:
        visit = never if one.days_since_visit is None else one.days_since_visit
        return min(one.trend or Fraction(), Fraction()), -visit, one.code

    return tuple(sorted(asked, key=need))
