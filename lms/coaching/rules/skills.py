"""Skills from 0 to 3: the gap to the target, the blind spot, and what to do in which order."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

LEVELS: Final = range(4)
TARGET: Final = 2
FOCUS: Final = 3


class By(StrEnum):
    """Who measured."""

    SELF = "self"
    OBSERVER = "observer"


@dataclass(frozen=True, slots=True, order=True)
class Measure:
    """One measure; the last of its kind is the one that holds (``number`` between equal days)."""

    on: date
    number: int
    skill: str
    by: By
    level: int

    def __post_init__(self) -> None:
        """Refuse a level off the scale."""
        if self.level not in LEVELS:
            message = f"a skill is measured from 0 to 3, not {self.level}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person is on a skill; None where nobody measured."""

    skill: str
    target: int = TARGET
    own: int | None = None
    observed: int | None = None

    @property
    def gap(self) -> int | None:
        """Return target minus what was observed; never below 0, as more than asked is no debt."""
        return None if self.observed is None else max(0, self.target - self.observed)

    @property
    def blind_spot(self) -> int | None:
        """Return self minus observer: above 0 one sees oneself better than one is seen."""
        if self.own is None or self.observed is None:
            return None
        return self.own - self.observed


def standings(
    skills: Sequence[str], measures: Iterable[Measure], targets: Mapping[str, int]
) -> tuple[Standing, ...]:
    """Return where a person is on each of ``skills``, in their order, from the last measures."""
    last = {(one.skill, one.by): one.level for one in sorted(measures)}
    return tuple(
        Standing(
            skill,
            targets.get(skill, TARGET),
            last.get((skill, By.SELF)),
            last.get((skill, By.OBSERVER)),
        )
        for skill in skills
    )


class StepKind(StrEnum):
    """What a step of the plan asks."""

    COURSE = "course"
    OBSERVATION = "observation"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do; ``what`` is the lesson for a course, the skill for an observation."""

    skill: str
    kind: StepKind
    what: str
    gap: int | None


def plan(
    where: Sequence[Standing],
    lessons: Mapping[str, Sequence[str]],
    done: Collection[str] = (),
) -> tuple[Step, ...]:
    """Return the training plan: widest gap first; for each, lessons not done, then observation.

    Equal gaps: the larger blind spot first, then the referential's order. Skills nobody observed
    come last, with their observation only: a gap is not guessed. A lesson is proposed once.
    """
    open_gaps = [(place, one) for place, one in enumerate(where) if one.gap]
    open_gaps.sort(key=lambda each: (-(each[1].gap or 0), -(each[1].blind_spot or 0), each[0]))
    steps: list[Step] = []
    told = set(done)
    for _, one in open_gaps:
        for lesson in lessons.get(one.skill, ()):
            if lesson not in told:
                told.add(lesson)
                steps.append(Step(one.skill, StepKind.COURSE, lesson, one.gap))
        steps.append(Step(one.skill, StepKind.OBSERVATION, one.skill, one.gap))
    unseen = [one.skill for one in where if one.gap is None]
    return (*steps, *(Step(skill, StepKind.OBSERVATION, skill, None) for skill in unseen))


def focus(team: Iterable[Sequence[Standing]], count: int = FOCUS) -> tuple[str, ...]:
    """Return the skills proposed for the month: where the most people are short, then by gap.

    For those who read the names already: manager and assigned coach.
    """
    short: dict[str, int] = {}
    missing: dict[str, int] = {}
    place: dict[str, int] = {}
    for person in team:
        for one in person:
            place.setdefault(one.skill, len(place))
            if one.gap:
                short[one.skill] = short.get(one.skill, 0) + 1
                missing[one.skill] = missing.get(one.skill, 0) + one.gap
    order = sorted(short, key=lambda skill: (-short[skill], -missing[skill], place[skill]))
    return tuple(order[:count])
