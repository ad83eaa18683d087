"""What a learner follows: enrolments, states, bookmarks, and where that leaves them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.courses.queries.outlines import outline
from lms.courses.rules.progress import DONE, Outline, OutlineCourse, OutlineLesson, Standing, stand


@dataclass(frozen=True, slots=True)
class OnPath:
    """A person on a path: the enrolment's row, the outline, where they stand."""

    enrolment_id: UUID
    state: str
    progress: int
    due_on: date | None
    enrolled_at: datetime
    completed_at: datetime | None
    moved_at: datetime | None
    outline: Outline
    states: dict[UUID, str]
    days: dict[UUID, date]
    bookmarks: dict[UUID, tuple[int, int]]
    standing: Standing
    voided: dict[UUID, datetime] = field(default_factory=dict)
    """Lessons that a new version asks again, and since when."""


# One statement for a learner's pages. What is known of lessons comes as text, read once whatever
# the number of paths.
_LEARNER = text(
    """
    WITH known AS (
        SELECT coalesce(json_agg(json_build_array(
                   s.lesson_uid, s.state, s.completed_on, b.step, b.second,
                   s.voided_at)), '[]')::text AS lessons
          FROM courses_lesson_state s
          LEFT JOIN courses_bookmark b
            ON b.person_id = s.person_id AND b.lesson_uid = s.lesson_uid
         WHERE s.person_id = :person)
    SELECT e.id, e.path_version_id, e.state, e.progress, e.due_on, e.enrolled_at, e.completed_at,
           e.moved_at, known.lessons, tried.id AS try_id, tried.title AS try_title,
           tried.chosen_at AS try_chosen_at
      FROM courses_enrolment e CROSS JOIN known
      LEFT JOIN LATERAL (
           SELECT t.id, t.title, t.chosen_at FROM courses_try t
            WHERE t.person_id = :person AND t.state IN ('chosen', 'not_yet')
            ORDER BY t.chosen_at DESC LIMIT 1) tried ON true
     WHERE e.person_id = :person AND e.withdrawn_at IS NULL
     ORDER BY (e.state = 'complete'), e.due_on NULLS LAST, e.enrolled_at
    """
)


@dataclass(frozen=True, slots=True)
class OpenTry:
    """The gesture a person chose to attempt and has not done yet."""

    id: UUID
    title: str
    chosen_at: datetime


def list_paths_of(person_id: UUID) -> list[OnPath]:
    """Return the paths a person follows, the most pressing first: one statement."""
    return _on_paths(session.execute(_LEARNER, {"person": person_id}).all())


def get_at_home(person_id: UUID) -> tuple[list[OnPath], OpenTry | None]:
    """Return the paths of :func:`list_paths_of` with the open try: one statement still.

    The try is told beside a path only: somebody on no path has none to be reminded of.
    """
    rows = session.execute(_LEARNER, {"person": person_id}).all()
    tried = next((OpenTry(r.try_id, r.try_title, r.try_chosen_at) for r in rows if r.try_id), None)
    return _on_paths(rows), tried


def _on_paths(rows: Sequence[Row[Any]]) -> list[OnPath]:
    if not rows:
        return []
    states: dict[UUID, str] = {}
    days: dict[UUID, date] = {}
    bookmarks: dict[UUID, tuple[int, int]] = {}
    voided: dict[UUID, datetime] = {}
    for lesson, state, day, step, second, void in json.loads(rows[0].lessons):
        uid = UUID(lesson)
        states[uid] = state
        if day:
            days[uid] = date.fromisoformat(day)
        if step is not None:
            bookmarks[uid] = (step, second)
        if void:
            voided[uid] = datetime.fromisoformat(void)
    found = []
    for row in rows:
        shape = outline(row.path_version_id)
        found.append(
            OnPath(
                row.id,
                row.state,
                row.progress,
                row.due_on,
                row.enrolled_at,
                row.completed_at,
                row.moved_at,
                shape,
                states,
                days,
                bookmarks,
                stand(shape, states),
                voided,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class AtLesson:
    """A person in front of a lesson: on which path, open or locked, where to resume."""

    path: OnPath
    lesson: OutlineLesson
    course: OutlineCourse
    place: int
    count: int

    @property
    def state(self) -> str:
        """Return the lesson's state."""
        return self.path.states.get(self.lesson.uid, "not_started")

    @property
    def step(self) -> int:
        """Return the step to resume at, from 0."""
        return self.path.bookmarks.get(self.lesson.uid, (0, 0))[0]

    @property
    def second(self) -> int:
        """Return the second of the film to resume at."""
        return self.path.bookmarks.get(self.lesson.uid, (0, 0))[1]

    @property
    def since(self) -> datetime | None:
        """Return since when the lesson is asked again, None once done again or never."""
        return None if self.state in DONE else self.path.voided.get(self.lesson.uid)

    @property
    def lock(self) -> str | None:
        """Return why the lesson is not open, or None."""
        return self.path.standing.locks.get(self.lesson.uid)


def get_at_lesson(person_id: UUID, lesson_uid: UUID) -> AtLesson:
    """Return a lesson of one of the person's paths; raises NotFound for any other."""
    candidates = [
        AtLesson(path, lesson, course, place, len(course.lessons))
        for path in list_paths_of(person_id)
        for group in path.outline.sets
        for course in group.courses
        for place, lesson in enumerate(course.lessons, 1)
        if lesson.uid == lesson_uid
    ]
    for found in candidates:
        if found.lock is None:
            return found
    if candidates:
        return candidates[0]
    raise NotFound(_("This lesson does not exist, or it is not on your paths."))


def get_on_path(person_id: UUID, path_uid: UUID) -> OnPath:
    """Return one of the person's paths; raises NotFound."""
    for found in list_paths_of(person_id):
        if found.outline.path_uid == path_uid:
            return found
    raise NotFound(_("This path does not exist, or it is not one of yours."))


_QUIZ_LESSON = text("SELECT uid FROM courses_lesson WHERE quiz_uid = :quiz")


_lesson_of: dict[UUID, UUID] = {}


def find_lesson_of_quiz(quiz_uid: UUID) -> UUID | None:
    """Return the lesson whose questions are this quiz, or None.

    A quiz never changes its lesson: what was found once is kept.
    """
    found = _lesson_of.get(quiz_uid)
    if found is None:
        found = session.execute(_QUIZ_LESSON, {"quiz": quiz_uid}).scalar()
        if found is not None:
            _lesson_of[quiz_uid] = found
    return found


_OPEN_TRY = text(
    """
    SELECT id, title, chosen_at FROM courses_try
     WHERE person_id = :person AND state IN ('chosen', 'not_yet')
     ORDER BY chosen_at DESC LIMIT 1
    """
)


def find_open_try(person_id: UUID) -> Row[Any] | None:
    """Return the gesture the person chose to attempt and has not done yet, or None."""
    return session.execute(_OPEN_TRY, {"person": person_id}).first()


@dataclass(frozen=True, slots=True)
class Notebook:
    """What a person keeps: lessons done by path, gestures tried, a count for the head."""

    paths: list[OnPath]
    tries: list[Row[Any]]
    done: int


_TRIES = text(
    """
    SELECT id, title, state, chosen_at, answered_at FROM courses_try
     WHERE person_id = :person AND state <> 'dropped' ORDER BY chosen_at DESC LIMIT 50
    """
)


def get_notebook(person_id: UUID) -> Notebook:
    """Return what a person learnt and tried."""
    paths = list_paths_of(person_id)
    tries = session.execute(_TRIES, {"person": person_id}).all()
    done = len(paths[0].days) if paths else 0
    return Notebook(paths, list(tries), done)
