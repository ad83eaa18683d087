"""A year or more of lessons: who was given what, who went how far, when."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from lms.core import ids
from lms.core.ids import Chance
from lms.courses.rules import progress as rules
from lms.courses.rules.progress import Outline, OutlineLesson, stand
from lms.demo.network import Worker, World

COLUMNS: dict[str, tuple[str, ...]] = {
    "courses_assignment": (
        "id",
        "path_uid",
        "actor_id",
        "created_at",
        "due_on",
        "unit_ids",
        "person_count",
    ),
    "courses_enrolment": (
        "id",
        "person_id",
        "path_uid",
        "path_version_id",
        "assignment_id",
        "unit_id",
        "due_on",
        "enrolled_at",
        "state",
        "progress",
        "done",
        "total",
        "started_at",
        "completed_at",
        "moved_at",
        "withdrawn_at",
    ),
    "courses_enrolment_entry": (
        "id",
        "enrolment_id",
        "number",
        "person_id",
        "path_uid",
        "path_version_id",
        "state",
        "due_on",
        "source",
        "occurred_at",
        "occurred_on",
        "received_at",
        "unit_id",
    ),
    "courses_completion": (
        "id",
        "person_id",
        "element_kind",
        "element_uid",
        "version_id",
        "state",
        "source",
        "score_num",
        "score_den",
        "occurred_at",
        "occurred_on",
        "received_at",
        "unit_id",
    ),
    "courses_lesson_state": (
        "person_id",
        "lesson_uid",
        "state",
        "version_id",
        "started_at",
        "completed_on",
        "score_num",
        "score_den",
    ),
    "courses_bookmark": ("person_id", "lesson_uid", "version_id", "step", "second", "updated_at"),
}

SECOND = 2
"""Fewest steps of a lesson one can stop in the middle of."""

ROUTES = 24
"""Different ways through the free sets of a path."""

LATER_PATHS = 0.3
"""Share of people who were given the paths after the first one."""

ZEAL = (0.48, 1.0)
"""How eager the least and the most eager stores are."""

DUE_AFTER = 60
WITH_DATE = 0.8
POSTPONED = (-9, -4, -2, 3, 6, 9, 12, 15, 18, 21, 25, 30, 34, 40)
"""Days from today at which the unfinished are now expected: a few are already past."""
OPENING = time(8)
HOURS_OPEN = 11
SCORES = ((5, 5), (5, 5), (4, 5), (4, 5), (3, 5))


@dataclass(frozen=True, slots=True)
class Way:
    """An order through a path, with the state of the enrolment after each lesson."""

    lessons: tuple[OutlineLesson, ...]
    standings: tuple[tuple[str, int, int, int], ...]


def draw_ways(chance: Chance, outline: Outline) -> list[Way]:
    """Draw valid orders through a path: locks respected, free sets in any order."""
    return [_draw_way(chance, outline) for _rank in range(ROUTES)]


def _draw_way(chance: Chance, outline: Outline) -> Way:
    states: dict[UUID, str] = {}
    lessons: list[OutlineLesson] = []
    standings = [_figures(outline, states)]
    while True:
        standing = stand(outline, states)
        if standing.tally.is_done:
            break
        open_now = [
            x
            for group, tally in zip(outline.sets, standing.set_tallies, strict=True)
            if not tally.is_done and group.rule != "optional"
            for course in group.courses
            for x in course.lessons
            if x.uid not in standing.locks and states.get(x.uid) not in rules.DONE
        ]
        started = [c for c in open_now if _goes_on(c, outline, states)]
        lesson = started[0] if started else chance.choice(open_now)
        states[lesson.uid] = rules.PASSED if lesson.quiz_uid else rules.COMPLETE
        lessons.append(lesson)
        standings.append(_figures(outline, states))
    return Way(tuple(lessons), tuple(standings))


def _goes_on(lesson: OutlineLesson, outline: Outline, states: dict[UUID, str]) -> bool:
    """Tell whether the lesson continues a course already begun."""
    for group in outline.sets:
        for course in group.courses:
            uids = [x.uid for x in course.lessons]
            if lesson.uid in uids:
                return any(states.get(uid) in rules.DONE for uid in uids)
    return False


def _figures(outline: Outline, states: dict[UUID, str]) -> tuple[str, int, int, int]:
    standing = stand(outline, states)
    state = rules.enrolment_state(standing, states, outline)
    return state, standing.progress, standing.tally.done, standing.tally.total


def follow(
    world: World,
    chance: Chance,
    outlines: list[Outline],
    author: UUID,
    apart: set[UUID],
) -> None:
    """Enrol every worker but those ``apart``, and let a believable part of the lessons happen."""
    ways = {o.version_id: draw_ways(chance, o) for o in outlines}
    zeal = {store.id: chance.uniform(*ZEAL) for store in world.stores}
    for rank, outline in enumerate(outlines):
        given = world.start if rank == 0 else world.today - timedelta(days=90)
        assignment = ids.new_id()
        reached = [
            w for w in world.workers if w.id not in apart and _is_reached(w, given, rank, chance)
        ]
        world.add(
            "courses_assignment",
            assignment,
            outline.path_uid,
            author,
            _at(given, 480),
            None,
            "[]",
            len(reached),
        )
        for worker in reached:
            begin = max(given, worker.since) + timedelta(days=chance.randrange(1, 10))
            if begin < min(worker.left_on or world.today, world.today):
                _follow_one(
                    world,
                    chance,
                    worker,
                    outline=outline,
                    ways=ways[outline.version_id],
                    assignment=assignment,
                    begin=begin,
                    zeal=zeal.get(worker.unit_id, 0.8),
                )


def _is_reached(worker: Worker, given: date, rank: int, chance: Chance) -> bool:
    if worker.left_on and worker.left_on <= given:
        return False
    return rank == 0 or chance.random() < LATER_PATHS


def _follow_one(
    world: World,
    chance: Chance,
    worker: Worker,
    *,
    outline: Outline,
    ways: list[Way],
    assignment: UUID,
    begin: date,
    zeal: float,
) -> None:
    end = min(worker.left_on or world.today, world.today)
    way = chance.choice(ways)
    pace = chance.uniform(1.5, 9) / zeal
    reach = chance.random() ** (0.3 / zeal)
    wanted = (
        0
        if chance.random() > 0.68 + 0.32 * zeal
        else round(len(way.lessons) * min(1, reach * 1.25))
    )
    moments: list[datetime] = []
    day = begin
    for _rank in range(wanted):
        day += timedelta(days=max(0, int(chance.gauss(pace, pace / 2))))
        if day >= end:
            break
        moments.append(_at(day, chance.randrange(HOURS_OPEN * 60)))
    moments.sort()
    _write_ledger(world, worker, outline, way=way, moments=moments, chance=chance)
    state, progress, done, total = way.standings[len(moments)]
    due = _due(world, chance, begin, state)
    gone = worker.left_on is not None
    enrolment = ids.new_id()
    world.add(
        "courses_enrolment",
        enrolment,
        worker.id,
        outline.path_uid,
        outline.version_id,
        assignment,
        None if gone else worker.unit_id,
        due,
        _at(begin, 0),
        state,
        progress,
        done,
        total,
        moments[0] if moments else None,
        moments[-1] if state == rules.COMPLETE else None,
        moments[-1] if moments else None,
        None,
    )
    steps = [(rules.NOT_STARTED, _at(begin, 0))]
    steps += [(rules.STARTED, moments[0])] if moments else []
    steps += [(rules.COMPLETE, moments[-1])] if state == rules.COMPLETE else []
    _enter(world, worker, outline, enrolment, due=due, steps=steps)


def _enter(
    world: World,
    worker: Worker,
    outline: Outline,
    enrolment: UUID,
    *,
    due: date | None,
    steps: list[tuple[str, datetime]],
) -> None:
    """Write the ledger of an enrolment: given, begun, finished."""
    for number, (state, at) in enumerate(steps, 1):
        world.add(
            "courses_enrolment_entry",
            ids.new_id(),
            enrolment,
            number,
            worker.id,
            outline.path_uid,
            outline.version_id,
            state,
            due,
            "player" if number > 1 else "assignment",
            at,
            at.date(),
            at,
            _unit_on(worker, at.date()),
        )


def _due(world: World, chance: Chance, begin: date, state: str) -> date | None:
    """Return a believable due date: kept for the finished, moved ahead for most of the others."""
    if chance.random() > WITH_DATE:
        return None
    if state == rules.COMPLETE or begin + timedelta(days=DUE_AFTER) > world.today:
        return begin + timedelta(days=DUE_AFTER)
    return world.today + timedelta(days=chance.choice(POSTPONED))


def _write_ledger(
    world: World,
    worker: Worker,
    outline: Outline,
    *,
    way: Way,
    moments: list[datetime],
    chance: Chance,
) -> None:
    for lesson, at in zip(way.lessons, moments, strict=False):
        _write_lesson(world, worker, lesson, at, chance.choice(SCORES))
    if len(moments) == len(way.lessons):
        path = (outline.path_uid, outline.version_id)
        _tell(world, worker, "path", *path, state=rules.COMPLETE, at=moments[-1])
    elif moments and len(moments) % 3 == 0:
        _stop_midway(world, worker, way.lessons[len(moments)], moments[-1])


def _write_lesson(
    world: World, worker: Worker, lesson: OutlineLesson, at: datetime, score: tuple[int, int]
) -> None:
    """Write a lesson begun and finished: two rows of the ledger, one state."""
    asked = lesson.quiz_uid is not None
    state = rules.PASSED if asked else rules.COMPLETE
    marks = score if asked else (None, None)
    before = at - timedelta(minutes=lesson.minutes)
    which = (lesson.uid, lesson.version_id)
    _tell(world, worker, "lesson", *which, state=rules.STARTED, at=before)
    _tell(world, worker, "lesson", *which, state=state, at=at, score=marks)
    row = (worker.id, lesson.uid, state, lesson.version_id, before, at.date(), *marks)
    world.add("courses_lesson_state", *row)


def _tell(
    world: World,
    worker: Worker,
    kind: str,
    uid: UUID,
    version: UUID,
    *,
    state: str,
    at: datetime,
    score: tuple[int | None, int | None] = (None, None),
) -> None:
    source = "quiz" if score[1] else "player"
    head = (ids.new_id(), worker.id, kind, uid, version, state, source)
    world.add("courses_completion", *head, *score, at, at.date(), at, _unit_on(worker, at.date()))


def _stop_midway(world: World, worker: Worker, lesson: OutlineLesson, at: datetime) -> None:
    """Leave one lesson begun, at its second step: people are interrupted."""
    if lesson.steps < SECOND or _is_known(world, worker, lesson):
        return
    later = at + timedelta(minutes=2)
    which = (lesson.uid, lesson.version_id)
    _tell(world, worker, "lesson", *which, state=rules.STARTED, at=later)
    state = (worker.id, lesson.uid, rules.STARTED, lesson.version_id, later, None, None, None)
    world.add("courses_lesson_state", *state)
    world.add("courses_bookmark", worker.id, lesson.uid, lesson.version_id, 1, 0, later)


def _is_known(world: World, worker: Worker, lesson: OutlineLesson) -> bool:
    """Tell whether the person has this lesson already (two paths may share a course)."""
    rows = world.rows.get("courses_lesson_state", [])
    return any(row[0] == worker.id and row[1] == lesson.uid for row in rows[-80:])


def _unit_on(worker: Worker, day: date) -> UUID:
    for unit_id, _job, (start, end) in worker.jobs:
        if start <= day and (end is None or day < end):
            return unit_id
    return worker.unit_id


def _at(day: date, minutes: int) -> datetime:
    return datetime.combine(day, OPENING, UTC) + timedelta(minutes=minutes)
