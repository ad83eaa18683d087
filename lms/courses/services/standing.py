"""Enrolments kept in step with lessons; every change of theirs is an entry of their ledger."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text, update

from lms.core import clock, ids
from lms.core.db import session
from lms.core.facts import record
from lms.courses import queries
from lms.courses.events import EnrolmentChanged, PathCompleted
from lms.courses.models import Completion, Enrolment
from lms.courses.rules import progress as rules
from lms.courses.rules.ledger import Cause

LEARNING = Cause("player")

_ENTER = text(
    """
    INSERT INTO courses_enrolment_entry (id, enrolment_id, number, person_id, path_uid,
           path_version_id, state, due_on, source, actor_id, reason, occurred_at, occurred_on,
           received_at, unit_id)
    SELECT a.id, e.id,
           coalesce((SELECT max(l.number) FROM courses_enrolment_entry l
                      WHERE l.enrolment_id = e.id), 0) + 1,
           e.person_id, e.path_uid, e.path_version_id,
           CASE WHEN e.withdrawn_at IS NULL THEN e.state ELSE 'withdrawn' END, e.due_on,
           :source, :actor, :reason, CAST(:now AS timestamptz),
           CAST((CAST(:now AS timestamptz) AT TIME ZONE coalesce(u.zone, 'Europe/Paris'))
                - (coalesce(u.day_cut, time '00:00') - time '00:00') AS date),
           CAST(:now AS timestamptz), e.unit_id
      FROM unnest(CAST(:ids AS uuid[]), CAST(:enrolments AS uuid[])) AS a(id, enrolment_id)
      JOIN courses_enrolment e ON e.id = a.enrolment_id
      LEFT JOIN network_unit u ON u.id = e.unit_id
    """
)


def enter(enrolment_ids: Iterable[UUID], *, cause: Cause, now: datetime) -> None:
    """Write where enrolments stand now in their ledger: one statement."""
    wanted = list(enrolment_ids)
    if not wanted:
        return
    session.flush()
    session.execute(
        _ENTER,
        {
            "ids": [ids.new_id() for _one in wanted],
            "enrolments": wanted,
            "source": cause.source,
            "actor": cause.actor_id,
            "reason": cause.reason,
            "now": now,
        },
    )


def refresh_enrolments(
    *, person_id: UUID, lesson_uid: UUID | None = None, cause: Cause = LEARNING
) -> None:
    """Recompute the person's enrolments from lesson states (all, or those holding a lesson)."""
    for path in queries.list_paths_of(person_id):
        if lesson_uid and all(x.uid != lesson_uid for x in path.outline.lessons):
            continue
        refresh(person_id, path, cause=cause)


def refresh(
    person_id: UUID, path: queries.OnPath, *, cause: Cause = LEARNING, moved: bool = False
) -> None:
    """Recompute one enrolment. ``moved``: its version changed, so its ledger says it in any case.

    An end reached by work is told as such; one given back by an undo is not reached again.
    """
    state = rules.enrolment_state(path.standing, path.states, path.outline)
    now = clock.now()
    completed = state == rules.COMPLETE and path.state != rules.COMPLETE
    values = _values(path, state, now=now, stepped=not moved)
    unit_id = session.execute(
        update(Enrolment)
        .where(Enrolment.id == path.enrolment_id)
        .values(values)
        .returning(Enrolment.unit_id)
    ).scalar()
    if state != path.state or moved:
        enter([path.enrolment_id], cause=cause, now=now)
    if state != path.state:
        _tell(person_id, path, state, cause=cause, unit_id=unit_id, now=now)
    if completed and cause.source != "undo":
        record(
            PathCompleted(
                person_id=person_id,
                path_uid=path.outline.path_uid,
                version_id=path.outline.version_id,
                unit_id=unit_id,
                occurred_on=last_day(path, now),
            )
        )


def _values(path: queries.OnPath, state: str, *, now: datetime, stepped: bool) -> dict[str, Any]:
    tally = path.standing.tally
    values: dict[str, Any] = {
        "state": state,
        "progress": path.standing.progress,
        "done": tally.done,
        "total": tally.total,
    }
    if stepped:
        values["moved_at"] = now
    if state != rules.NOT_STARTED and path.state == rules.NOT_STARTED:
        values["started_at"] = now
    if state == rules.NOT_STARTED:
        values["started_at"] = None
    if state == rules.COMPLETE and path.state != rules.COMPLETE:
        values["completed_at"] = now
    elif state != rules.COMPLETE:
        values["completed_at"] = None
    return values


def last_day(path: queries.OnPath, now: datetime) -> Any:
    """Return the day of the last lesson done: when the path was finished."""
    days = (path.days[x.uid] for x in path.outline.lessons if x.uid in path.days)
    return max(days, default=now.date())


def _tell(
    person_id: UUID,
    path: queries.OnPath,
    state: str,
    *,
    cause: Cause,
    unit_id: UUID | None,
    now: datetime,
) -> None:
    """Tell that an enrolment changed; a path finished, or open again, is a row of the ledger."""
    record(
        EnrolmentChanged(
            enrolment_id=path.enrolment_id, path_uid=path.outline.path_uid, unit_id=unit_id
        )
    )
    if rules.COMPLETE not in {state, path.state}:
        return
    session.add(
        Completion(
            id=ids.new_id(),
            person_id=person_id,
            element_kind="path",
            element_uid=path.outline.path_uid,
            version_id=path.outline.version_id,
            state=state,
            source=cause.source,
            actor_id=cause.actor_id,
            reason=cause.reason,
            occurred_at=now,
            occurred_on=last_day(path, now) if state == rules.COMPLETE else clock.today(),
            received_at=now,
            unit_id=unit_id,
        )
    )
