"""What a person does with lessons: go on, finish, acknowledge; states come from the ledger."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from lms.core import clock
from lms.core.db import session
from lms.core.errors import Refused
from lms.core.facts import record
from lms.core.i18n import _
from lms.courses import queries
from lms.courses.events import LessonCompleted
from lms.courses.models import Bookmark
from lms.courses.rules import progress as rules
from lms.courses.rules.ledger import Cause
from lms.courses.services.ledger import NOWHERE, Place, rebuild_states, tell
from lms.courses.services.standing import LEARNING, refresh_enrolments

__all__ = [
    "NOWHERE",
    "Place",
    "acknowledge",
    "finish_lesson",
    "finish_quiz",
    "rebuild_states",
    "record_step",
    "refresh_enrolments",
    "save_second",
]

QUIZ = Cause("quiz")
LONGEST_FILM = 24 * 3600
"""Seconds; no film nor recording of a lesson is longer."""


def record_step(*, person_id: UUID, lesson_uid: UUID, step: int, place: Place) -> None:
    """Note that a person goes on to ``step`` (from 0) of a lesson; opens the lesson if need be.

    Raises NotFound for a lesson on none of the person's paths, Refused for a locked one.
    """
    at = _open_lesson(person_id, lesson_uid)
    now = clock.now()
    last = max(at.lesson.steps - 1, 0)
    _set_bookmark(person_id, at.lesson, step=min(max(step, 0), last), now=now)
    _begin(person_id, at, place=place, now=now)


def _begin(person_id: UUID, at: queries.AtLesson, *, place: Place, now: datetime) -> None:
    if at.state == rules.NOT_STARTED:
        tell(person_id, at.lesson, rules.STARTED, cause=LEARNING, place=place, now=now)
        refresh_enrolments(person_id=person_id, lesson_uid=at.lesson.uid)


def save_second(*, person_id: UUID, lesson_uid: UUID, second: int, place: Place) -> None:
    """Keep the second of a film where the person stopped: who plays it has begun the lesson.

    Raises NotFound, Refused.
    """
    at = _open_lesson(person_id, lesson_uid)
    now = clock.now()
    kept = min(max(second, 0), LONGEST_FILM)
    _set_bookmark(person_id, at.lesson, second=kept, now=now)
    _begin(person_id, at, place=place, now=now)


def _open_lesson(person_id: UUID, lesson_uid: UUID) -> queries.AtLesson:
    at = queries.get_at_lesson(person_id, lesson_uid)
    if at.lock:
        raise Refused(_("This lesson is not open yet: finish what comes before."))
    return at


def _set_bookmark(
    person_id: UUID,
    lesson: rules.OutlineLesson,
    *,
    now: datetime,
    step: int | None = None,
    second: int | None = None,
) -> None:
    values = {
        "person_id": person_id,
        "lesson_uid": lesson.uid,
        "version_id": lesson.version_id,
        "step": step or 0,
        "second": second or 0,
        "updated_at": now,
    }
    changed = {"version_id": lesson.version_id, "updated_at": now}
    if step is not None:
        changed["step"] = step
    if second is not None:
        changed["second"] = second
    session.execute(
        insert(Bookmark)
        .values(values)
        .on_conflict_do_update(index_elements=["person_id", "lesson_uid"], set_=changed)
    )


def finish_lesson(
    *, person_id: UUID, lesson_uid: UUID, place: Place, device_at: datetime | None = None
) -> queries.AtLesson:
    """Complete a lesson whose last step was read and which asks no question.

    Raises Refused when it ends with questions or asks for an acknowledgement.
    """
    at = _open_lesson(person_id, lesson_uid)
    if at.lesson.quiz_version_id:
        raise Refused(_("This lesson ends with questions: answer them to finish it."))
    if at.lesson.kind == "acknowledgement":
        raise Refused(_("Read the text, then say that you have."))
    _complete(
        person_id, at.lesson, rules.COMPLETE, cause=LEARNING, place=place, device_at=device_at
    )
    return at


def acknowledge(*, person_id: UUID, lesson_uid: UUID, version_id: UUID, place: Place) -> None:
    """Record that a person read and accepted this very version.

    Raises Refused when another version was published since the page was opened.
    """
    at = _open_lesson(person_id, lesson_uid)
    if at.lesson.version_id != version_id:
        raise Refused(_("The text changed since you opened it. Read it again, then confirm."))
    _complete(person_id, at.lesson, rules.COMPLETE, cause=Cause("acknowledgement"), place=place)


def finish_quiz(
    *,
    person_id: UUID,
    lesson_uid: UUID,
    passed: bool,
    exhausted: bool,
    score: tuple[int, int] | None,
    place: Place,
    at: datetime | None = None,
    cause: Cause = QUIZ,
) -> None:
    """Write the outcome of a lesson's questions: passed, tried, or failed with no try left."""
    found = queries.get_at_lesson(person_id, lesson_uid)
    if passed:
        _complete(
            person_id,
            found.lesson,
            rules.PASSED,
            cause=cause,
            place=place,
            device_at=at,
            score=score,
        )
        return
    state = rules.FAILED if exhausted else rules.STARTED
    if state == rules.STARTED and found.state != rules.NOT_STARTED:
        return
    tell(
        person_id,
        found.lesson,
        state,
        cause=cause,
        place=place,
        now=clock.now(),
        device_at=at,
        score=score,
    )
    refresh_enrolments(person_id=person_id, lesson_uid=lesson_uid, cause=cause)


def _complete(
    person_id: UUID,
    lesson: rules.OutlineLesson,
    state: str,
    *,
    cause: Cause,
    place: Place,
    device_at: datetime | None = None,
    score: tuple[int, int] | None = None,
) -> None:
    row = tell(
        person_id,
        lesson,
        state,
        cause=cause,
        place=place,
        now=clock.now(),
        device_at=device_at,
        score=score,
    )
    if row is None:
        return
    record(
        LessonCompleted(
            person_id=person_id,
            lesson_uid=lesson.uid,
            version_id=lesson.version_id,
            unit_id=place.unit_id,
            occurred_on=row.occurred_on,
        ),
        source=row.id,
        at=row.received_at,
    )
    refresh_enrolments(person_id=person_id, lesson_uid=lesson.uid, cause=cause)
