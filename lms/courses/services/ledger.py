"""Writing the ledger of completions, and the states of lessons that follow from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from lms.core import clock, ids
from lms.core.db import session
from lms.core.facts import record
from lms.courses.events import LessonVoided
from lms.courses.models import Bookmark, Completion, LessonState
from lms.courses.rules import progress as rules
from lms.courses.rules.ledger import VERSION, VOID, Cause, standing_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a person works on that day: fixed in the ledger at writing."""

    unit_id: UUID | None
    zone: str
    day_cut: time = time(0)


NOWHERE = Place(unit_id=None, zone="Europe/Paris")


def tell(
    person_id: UUID,
    lesson: rules.OutlineLesson,
    state: str,
    *,
    cause: Cause,
    place: Place,
    now: datetime,
    device_at: datetime | None = None,
    score: tuple[int, int] | None = None,
) -> Completion | None:
    """Add a ledger row and move the lesson's state; None when the row would say nothing new."""
    held = _held(person_id, lesson.uid)
    before = held.state if held else rules.NOT_STARTED
    after = rules.next_state(before, state)
    better = bool(score and held and held.score_den and _better(score, held))
    if after == before and not better and held is not None:
        return None
    occurred_at = clock.clamped(device_at, now)
    row = Completion(
        id=ids.new_id(),
        person_id=person_id,
        element_kind="lesson",
        element_uid=lesson.uid,
        version_id=lesson.version_id,
        state=state,
        source=cause.source,
        actor_id=cause.actor_id,
        reason=cause.reason,
        score_num=score[0] if score else None,
        score_den=score[1] if score else None,
        occurred_at=occurred_at,
        occurred_on=clock.business_date(occurred_at, place.zone, place.day_cut),
        received_at=now,
        unit_id=place.unit_id,
    )
    session.add(row)
    session.flush()
    _move_state(row, before, after)
    return row


def _held(person_id: UUID, lesson_uid: UUID) -> LessonState | None:
    return session.execute(
        select(LessonState)
        .where(LessonState.person_id == person_id, LessonState.lesson_uid == lesson_uid)
        .with_for_update()
    ).scalar_one_or_none()


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


def take_back(
    rows: Iterable[Completion], *, cause: Cause, places: Mapping[UUID, Place], now: datetime
) -> list[UUID]:
    """Take rows back, each by a row of its own; rebuild the lessons; return what was written.

    ``places`` tells where each person works today. Taking back what took back gives the first
    rows their say again, with their own days.
    """
    made = []
    touched: set[tuple[UUID, UUID]] = set()
    for row in rows:
        place = places.get(row.person_id, NOWHERE)
        taker = _taker(row, cause, place, now)
        session.add(taker)
        made.append(taker.id)
        touched.add((row.person_id, row.element_uid))
        if row.voids is None and row.state in rules.DONE:
            fact = LessonVoided(
                person_id=row.person_id, lesson_uid=row.element_uid, completion_id=row.id
            )
            record(fact, source=taker.id, at=now)
    session.flush()
    for person_id, lesson_uid in sorted(touched, key=str):
        session.execute(
            delete(Bookmark).where(
                Bookmark.person_id == person_id, Bookmark.lesson_uid == lesson_uid
            )
        )
        rebuild_states([person_id], lesson_uid=lesson_uid)
    return made


def _taker(row: Completion, cause: Cause, place: Place, now: datetime) -> Completion:
    return Completion(
        id=ids.new_id(),
        person_id=row.person_id,
        element_kind=row.element_kind,
        element_uid=row.element_uid,
        version_id=row.version_id,
        state=VOID,
        source=cause.source,
        actor_id=cause.actor_id,
        reason=cause.reason,
        occurred_at=now,
        occurred_on=clock.business_date(now, place.zone, place.day_cut),
        received_at=now,
        unit_id=place.unit_id,
        voids=row.id,
    )


def standing_rows_of(
    person_ids: Iterable[UUID], lesson_uids: Iterable[UUID] | None = None
) -> list[Completion]:
    """Return the rows about lessons that have their say, oldest first."""
    return standing_rows(_rows_of(person_ids, lesson_uids))


def _rows_of(
    person_ids: Iterable[UUID], lesson_uids: Iterable[UUID] | None = None
) -> list[Completion]:
    asked = select(Completion).where(
        Completion.person_id.in_(list(person_ids)), Completion.element_kind == "lesson"
    )
    if lesson_uids is not None:
        asked = asked.where(Completion.element_uid.in_(list(lesson_uids)))
    asked = asked.order_by(Completion.person_id, Completion.element_uid, Completion.received_at)
    return list(session.scalars(asked))


def rebuild_states(person_ids: Iterable[UUID], *, lesson_uid: UUID | None = None) -> int:
    """Rebuild lesson states (or one) from the ledger; return how many rows were written."""
    people = list(person_ids)
    gone = delete(LessonState).where(LessonState.person_id.in_(people))
    if lesson_uid is not None:
        gone = gone.where(LessonState.lesson_uid == lesson_uid)
    session.execute(gone)
    rows = _rows_of(people, None if lesson_uid is None else [lesson_uid])
    seen: dict[tuple[UUID, UUID], str] = {}
    for row in standing_rows(rows):
        key = (row.person_id, row.element_uid)
        before = seen.get(key, rules.NOT_STARTED)
        after = rules.next_state(before, row.state)
        _move_state(row, before, after)
        seen[key] = after
    _date_voids(rows)
    return len(seen)


def _date_voids(rows: Iterable[Completion]) -> None:
    """Note since when what was done on an older version no longer counts."""
    told = list(rows)
    undone = {row.voids for row in told}
    since: dict[tuple[UUID, UUID], datetime] = {}
    for row in told:
        if row.voids and row.source == VERSION and row.id not in undone:
            key = (row.person_id, row.element_uid)
            since[key] = max(row.received_at, since.get(key, row.received_at))
    for (person_id, lesson_uid), at in since.items():
        values = {
            "person_id": person_id,
            "lesson_uid": lesson_uid,
            "state": rules.NOT_STARTED,
            "voided_at": at,
        }
        session.execute(
            insert(LessonState)
            .values(values)
            .on_conflict_do_update(
                index_elements=["person_id", "lesson_uid"], set_={"voided_at": at}
            )
        )
