"""Where a person stands on a path: pure functions of the outline and of lesson states.

Only required lessons count. A set "at least N" counts its N most advanced courses. A set weighs the
required lessons of its first N (or all) courses whatever is chosen, and progress is the floor of
100 x the weighted mean of what is done, so it never falls when a lesson is done, and 100 means
everything is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

NOT_STARTED = "not_started"
STARTED = "started"
COMPLETE = "complete"
PASSED = "passed"
FAILED = "failed"
WAIVED = "waived"
EXPIRED = "expired"
WITHDRAWN = "withdrawn"
"""An enrolment taken back, in its ledger."""

LESSON_STATES = (NOT_STARTED, STARTED, COMPLETE, PASSED, FAILED, WAIVED, EXPIRED)
ENROLMENT_STATES = (NOT_STARTED, STARTED, COMPLETE)
DONE = frozenset({COMPLETE, PASSED, WAIVED})


class Lock(StrEnum):
    """Why something is not open yet."""

    PREVIOUS_SET = "previous_set"
    PREVIOUS_COURSE = "previous_course"
    PREVIOUS_LESSON = "previous_lesson"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineLesson:
    """A lesson as the path shows it."""

    uid: UUID
    version_id: UUID
    title: str
    kind: str
    minutes: int
    required: bool
    steps: int
    quiz_version_id: UUID | None = None
    quiz_uid: UUID | None = None
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineCourse:
    """A course as the path shows it."""

    uid: UUID
    version_id: UUID
    title: str
    language: str
    level: str
    rule: str
    at_least: int
    lessons: tuple[OutlineLesson, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineSet:
    """Courses under one rule."""

    title: str
    rule: str
    at_least: int
    courses: tuple[OutlineCourse, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A whole path version, as pages need it; never changes, so it is kept in memory."""

    path_uid: UUID
    version_id: UUID
    title: str
    language: str
    level: str
    brand: str
    summary: str
    minutes: int
    skills: tuple[str, ...]
    sets: tuple[OutlineSet, ...]
    practice: str = ""

    @property
    def lessons(self) -> Iterable[OutlineLesson]:
        """Yield every lesson in reading order."""
        return (x for s in self.sets for c in s.courses for x in c.lessons)


@dataclass(frozen=True, slots=True)
class Tally:
    """Required lessons done and to do, with the minutes that remain."""

    done: int
    total: int
    minutes_left: int

    @property
    def is_done(self) -> bool:
        """Tell whether nothing required remains."""
        return self.done >= self.total

    def __add__(self, other: "Tally") -> "Tally":
        """Return both together."""
        return Tally(
            self.done + other.done,
            self.total + other.total,
            self.minutes_left + other.minutes_left,
        )


NOTHING = Tally(0, 0, 0)


@dataclass(slots=True)
class Standing:
    """Where a person stands: totals, what is locked and why, the next lesson."""

    tally: Tally
    locks: dict[UUID, Lock] = field(default_factory=dict)
    next_lesson: OutlineLesson | None = None
    set_tallies: tuple[Tally, ...] = ()
    set_locks: tuple[bool, ...] = ()
    progress: int = 0


def course_tally(course: OutlineCourse, states: Mapping[UUID, str]) -> Tally:
    """Return what is done and remains of a course's required lessons."""
    counted = [x for x in course.lessons if x.required] or list(course.lessons)
    if course.rule == "optional":
        return NOTHING
    if course.rule == "at_least":
        counted.sort(key=lambda x: states.get(x.uid) not in DONE)
        counted = counted[: course.at_least]
    done = [x for x in counted if states.get(x.uid) in DONE]
    left = sum(x.minutes for x in counted if states.get(x.uid) not in DONE)
    return Tally(len(done), len(counted), left)


def set_tally(group: OutlineSet, states: Mapping[UUID, str]) -> Tally:
    """Return what is done and remains of a set."""
    if group.rule == "optional":
        return NOTHING
    return sum(_chosen(group, states), NOTHING)


def _chosen(group: OutlineSet, states: Mapping[UUID, str]) -> list[Tally]:
    """Return the tallies of the courses that count: all, or the N most advanced."""
    tallies = [course_tally(course, states) for course in group.courses]
    if group.rule == "at_least":
        tallies.sort(key=_ratio, reverse=True)
        return tallies[: group.at_least]
    return tallies


def _ratio(tally: Tally) -> Fraction:
    return Fraction(tally.done, tally.total) if tally.total else Fraction(1)


def progress_of(outline: Outline, states: Mapping[UUID, str]) -> int:
    """Return 0 to 100: the weighted mean of the sets, rounded down."""
    done, weights = Fraction(), 0
    for group in outline.sets:
        if group.rule == "optional":
            continue
        chosen = _chosen(group, states)
        if group.rule != "at_least":
            weight = sum(t.total for t in chosen)
            ratio = _ratio(sum(chosen, NOTHING))
        else:
            first = group.courses[: group.at_least]
            weight = sum(course_tally(course, {}).total for course in first)
            ratio = sum(map(_ratio, chosen), Fraction()) / max(len(chosen), 1)
        weights += weight
        done += weight * ratio
    return 100 * done.numerator // (done.denominator * weights) if weights else 100


def stand(outline: Outline, states: Mapping[UUID, str]) -> Standing:
    """Return where a person stands whose lessons are in ``states`` (absent: not started)."""
    locks: dict[UUID, Lock] = {}
    following: list[OutlineLesson] = []
    spare: list[OutlineLesson] = []
    tallies = tuple(set_tally(group, states) for group in outline.sets)
    set_locks: list[bool] = []
    closed = False
    for group, tally in zip(outline.sets, tallies, strict=True):
        optional = group.rule == "optional"
        locked = closed and not optional
        set_locks.append(locked)
        found = _walk_set(group, states, locks, locked=locked)
        (spare if optional or tally.is_done else following).extend(found)
        closed = closed or (not optional and not tally.is_done)
    total = sum(tallies, NOTHING)
    first = following or ([] if not total.is_done else spare)
    first = sorted(first, key=lambda x: states.get(x.uid) not in {STARTED, FAILED})
    return Standing(
        total,
        locks,
        first[0] if first and not total.is_done else (spare[0] if spare and not first else None),
        tallies,
        tuple(set_locks),
        progress_of(outline, states),
    )


def _walk_set(
    group: OutlineSet, states: Mapping[UUID, str], locks: dict[UUID, Lock], *, locked: bool
) -> list[OutlineLesson]:
    """Fill ``locks`` for a set and return its open lessons that are not done."""
    found: list[OutlineLesson] = []
    waiting = False
    for course in group.courses:
        why = Lock.PREVIOUS_SET if locked else (Lock.PREVIOUS_COURSE if waiting else None)
        before = False
        for lesson in course.lessons:
            done = states.get(lesson.uid) in DONE
            reason = why or (Lock.PREVIOUS_LESSON if before and not done else None)
            if reason and not done:
                locks[lesson.uid] = reason
            elif not done:
                found.append(lesson)
            if course.rule == "all_in_order" and lesson.required and not done:
                before = True
        if group.rule == "all_in_order" and not course_tally(course, states).is_done:
            waiting = True
    return found


def enrolment_state(standing: Standing, states: Mapping[UUID, str], outline: Outline) -> str:
    """Return not_started, started or complete."""
    if standing.tally.is_done and standing.tally.total:
        return COMPLETE
    touched = any(states.get(x.uid, NOT_STARTED) != NOT_STARTED for x in outline.lessons)
    return STARTED if touched else NOT_STARTED


_RANK = {NOT_STARTED: 0, STARTED: 1, FAILED: 2, EXPIRED: 2, COMPLETE: 3, PASSED: 4, WAIVED: 3}


def next_state(before: str, told: str) -> str:
    """Return the state after a row of the ledger says ``told``.

    A lesson once done stays done (reading it again starts nothing over); only ``expired`` undoes
    it, and ``passed`` is kept over ``complete``.
    """
    if told == EXPIRED:
        return EXPIRED if before in DONE else before
    if before in DONE:
        return told if _RANK[told] > _RANK[before] else before
    if before in {FAILED, EXPIRED} and told == STARTED:
        return before
    return told


def replay(told: Iterable[str]) -> str:
    """Return the state that a lesson's ledger rows give, oldest first."""
    state = NOT_STARTED
    for word in told:
        state = next_state(state, word)
    return state
