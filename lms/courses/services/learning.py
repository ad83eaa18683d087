"""What a person does with lessons: go on, finish, acknowledge; states come from the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert

from lms.core import clock, ids
from lms.core.db import session
from lms.core.errors import Refused
from lms.core.facts import record
from lms.core.i18n import _
from lms.courses import queries
from lms.courses.events import EnrolmentChanged, LessonCompleted, PathCompleted
from lms.courses.models import Bookmark, Completion, Enrolment, LessonState
from lms.courses.rules import progress as rules
from lms.courses.rules.progress import clamp_moment

LONGEST_FILM = 24 * 3600
"""Seconds; no film nor recording of a lesson is longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a person works on that day: fixed in the ledger at writing."""

    unit_id: UUID | None
    zone: str


NOWHERE = Place(unit_id=None, zone="Europe/Paris")


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
        _tell(person_id, at.lesson, rules.STARTED, source="player", place=place, now=now)
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
        person_id, at.lesson, rules.COMPLETE, source="player", place=place, device_at=device_at
    )
    return at


def acknowledge(*, person_id: UUID, lesson_uid: UUID, version_id: UUID, place: Place) -> None:
    """Record that a person read and accepted this very version.

    Raises Refused when another version was published since the page was opened.
    """
    at = _open_lesson(person_id, lesson_uid)
    if at.lesson.version_id != version_id:
        raise Refused(_("The text changed since you opened it. Read it again, then confirm."))
    _complete(person_id, at.lesson, rules.COMPLETE, source="acknowledgement", place=place)


def finish_quiz(
    *,
    person_id: UUID,
    lesson_uid: UUID,
    passed: bool,
    exhausted: bool,
    score: tuple[int, int] | None,
    place: Place,
    at: datetime | None = None,
) -> None:
    """Write the outcome of a lesson's questions: passed, tried, or failed with no try left."""
    found = queries.get_at_lesson(person_id, lesson_uid)
    if passed:
        _complete(
            person_id,
            found.lesson,
            rules.PASSED,
            source="quiz",
            place=place,
            device_at=at,
            score=score,
        )
        return
    state = rules.FAILED if exhausted else rules.STARTED
    if state == rules.STARTED and found.state != rules.NOT_STARTED:
        return
    now = clock.now()
    _tell(
        person_id,
        found.lesson,
        state,
        source="quiz",
        place=place,
        now=now,
        device_at=at,
        score=score,
    )
    refresh_enrolments(person_id=person_id, lesson_uid=lesson_uid)


def waive_lesson(
    *, person_id: UUID, lesson_uid: UUID, actor_id: UUID, reason: str, place: Place
) -> None:
    """Free a person from a lesson, with the reason; it counts as done."""
    if not reason.strip():
        raise Refused(_("Say why this lesson is not needed."))
    at = queries.get_at_lesson(person_id, lesson_uid)
    _complete(
        person_id,
        at.lesson,
        rules.WAIVED,
        source="manager",
        place=place,
        actor_id=actor_id,
        reason=reason.strip(),
    )


def _complete(
    person_id: UUID,
    lesson: rules.OutlineLesson,
    state: str,
    *,
    source: str,
    place: Place,
    device_at: datetime | None = None,
    score: tuple[int, int] | None = None,
    actor_id: UUID | None = None,
    reason: str | None = None,
) -> None:
    row = _tell(
        person_id,
        lesson,
        state,
        source=source,
        place=place,
        now=clock.now(),
        device_at=device_at,
        score=score,
        actor_id=actor_id,
        reason=reason,
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
    refresh_enrolments(person_id=person_id, lesson_uid=lesson.uid)


def _tell(
    person_id: UUID,
    lesson: rules.OutlineLesson,
    state: str,
    *,
    source: str,
    place: Place,
    now: datetime,
    device_at: datetime | None = None,
    actor_id: UUID | None = None,
    reason: str | None = None,
    score: tuple[int, int] | None = None,
) -> Completion | None:
    """Add a ledger row and move the lesson's state; None when the row would say nothing new."""
    held = session.execute(
        select(LessonState)
        .where(LessonState.person_id == person_id, LessonState.lesson_uid == lesson.uid)
        .with_for_update()
    ).scalar_one_or_none()
    before = held.state if held else rules.NOT_STARTED
    after = rules.next_state(before, state)
    better = bool(score and held and held.score_den and _better(score, held))
    if after == before and not better and held is not None:
        return None
    occurred_at = clamp_moment(device_at, now)
    row = Completion(
        id=ids.new_id(),
        person_id=person_id,
        element_kind="lesson",
        element_uid=lesson.uid,
        version_id=lesson.version_id,
        state=state,
        source=source,
        actor_id=actor_id,
        reason=reason,
        score_num=score[0] if score else None,
        score_den=score[1] if score else None,
        occurred_at=occurred_at,
        occurred_on=clock.business_date(occurred_at, place.zone),
        received_at=now,
        unit_id=place.unit_id,
    )
    session.add(row)
    session.flush()
    _move_state(row, before, after)
    return row


def _better(score: tuple[int, int], held: LessonState) -> bool:
    return score[0] * (held.score_den or 1) > (held.score_num or 0) * score[1]


def _move_state(row: Completion, before: str, after: str) -> None:
    done_on = row.occurred_on if after in rules.DONE and before not in rules.DONE else None
    values = {
        "person_id": row.person_id,
        "lesson_uid": row.element_uid,
        "state": after,
        "version_id": row.version_id,
        "started_at": row.occurred_at,
        "completed_on": done_on,
        "score_num": row.score_num,
        "score_den": row.score_den,
    }
    changed: dict[str, Any] = {"state": after, "version_id": row.version_id}
    if done_on:
        changed["completed_on"] = done_on
    if row.score_den:
        changed |= {"score_num": row.score_num, "score_den": row.score_den}
    session.execute(
        insert(LessonState)
        .values(values)
        .on_conflict_do_update(index_elements=["person_id", "lesson_uid"], set_=changed)
    )


def refresh_enrolments(*, person_id: UUID, lesson_uid: UUID | None = None) -> None:
    """Recompute the person's enrolments from lesson states (all, or those holding a lesson)."""
    for path in queries.list_paths_of(person_id):
        if lesson_uid and all(x.uid != lesson_uid for x in path.outline.lessons):
            continue
        _refresh(person_id, path)


def _refresh(person_id: UUID, path: queries.OnPath) -> None:
    state = rules.enrolment_state(path.standing, path.states, path.outline)
    tally = path.standing.tally
    now = clock.now()
    values = {
        "state": state,
        "progress": path.standing.progress,
        "done": tally.done,
        "total": tally.total,
        "moved_at": now,
    }
    if state != rules.NOT_STARTED and path.state == rules.NOT_STARTED:
        values["started_at"] = now
    completed = state == rules.COMPLETE and path.state != rules.COMPLETE
    if completed:
        values["completed_at"] = now
    elif state != rules.COMPLETE:
        values["completed_at"] = None
    unit_id = session.execute(
        update(Enrolment)
        .where(Enrolment.id == path.enrolment_id)
        .values(values)
        .returning(Enrolment.unit_id)
    ).scalar()
    if state != path.state:
        record(
            EnrolmentChanged(
                enrolment_id=path.enrolment_id, path_uid=path.outline.path_uid, unit_id=unit_id
            )
        )
    if completed:
        _finish_path(person_id, path, unit_id, now)


def _finish_path(
    person_id: UUID, path: queries.OnPath, unit_id: UUID | None, now: datetime
) -> None:
    day = max(
        (path.days[x.uid] for x in path.outline.lessons if x.uid in path.days), default=now.date()
    )
    session.add(
        Completion(
            id=ids.new_id(),
            person_id=person_id,
            element_kind="path",
            element_uid=path.outline.path_uid,
            version_id=path.outline.version_id,
            state=rules.COMPLETE,
            source="player",
            occurred_at=now,
            occurred_on=day,
            received_at=now,
            unit_id=unit_id,
        )
    )
    record(
        PathCompleted(
            person_id=person_id,
            path_uid=path.outline.path_uid,
            version_id=path.outline.version_id,
            unit_id=unit_id,
            occurred_on=day,
        )
    )


def rebuild_states(person_ids: Iterable[UUID]) -> int:
    """Rebuild lesson states from the ledger; return how many rows were written."""
    people = list(person_ids)
    session.execute(
        text("DELETE FROM courses_lesson_state WHERE person_id = ANY(:people)"), {"people": people}
    )
    rows = session.scalars(
        select(Completion)
        .where(Completion.person_id.in_(people), Completion.element_kind == "lesson")
        .order_by(Completion.person_id, Completion.element_uid, Completion.received_at)
    )
    seen: dict[tuple[UUID, UUID], str] = {}
    for row in rows:
        key = (row.person_id, row.element_uid)
        before = seen.get(key, rules.NOT_STARTED)
        after = rules.next_state(before, row.state)
        _move_state(row, before, after)
        seen[key] = after
    return len(seen)
