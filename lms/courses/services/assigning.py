"""Give a path to people, take it back, keep enrolments in step with jobs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select, text, true, update

from lms.core import clock, ids
from lms.core.db import session
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.facts import record
from lms.core.i18n import _
from lms.courses import queries
from lms.courses.events import EnrolmentChanged, PathAssigned
from lms.courses.models import Assignment, Enrolment, LessonState, Path
from lms.courses.rules import progress as rules
from lms.courses.rules.ledger import Cause
from lms.courses.rules.progress import Outline, stand
from lms.courses.services.standing import enter, refresh_enrolments


@dataclass(frozen=True, slots=True)
class Assigned:
    """What an assignment did: newly enrolled people, and those who had the path already."""

    assignment: Assignment
    enrolled: int
    already: int


# The unit of an enrolment is the main job of today; closed jobs leave it empty.
_ENROL = text(
    """
    INSERT INTO courses_enrolment (id, person_id, path_uid, path_version_id, assignment_id, unit_id,
           due_on, enrolled_at, state, progress, done, total, started_at)
    SELECT asked.id, asked.person_id, :path, :version, :assignment, m.unit_id,
           CAST(:due AS date), :now, 'not_started', 0, 0, :total, NULL
      FROM unnest(CAST(:ids AS uuid[]), CAST(:people AS uuid[])) AS asked(id, person_id)
      LEFT JOIN LATERAL (
           SELECT unit_id FROM network_membership
            WHERE person_id = asked.person_id AND during @> CAST(:today AS date)
            ORDER BY is_primary DESC, id LIMIT 1) m ON true
    ON CONFLICT (person_id, path_uid) WHERE withdrawn_at IS NULL DO NOTHING
    RETURNING id, person_id, unit_id
    """
)
_REDATE = text(
    """
    UPDATE courses_enrolment SET due_on = CAST(:due AS date)
     WHERE path_uid = :path AND person_id = ANY(:people) AND withdrawn_at IS NULL
       AND state <> 'complete' AND (due_on IS NULL OR due_on > CAST(:due AS date))
       AND NOT (id = ANY(:fresh))
    RETURNING id, unit_id
    """
)


def assign_path(
    *,
    path_uid: UUID,
    person_ids: Iterable[UUID],
    due_on: date | None,
    actor_id: UUID | None,
    unit_ids: Iterable[UUID] = (),
) -> Assigned:
    """Enrol people on the current version of a path, all under one assignment.

    Those who follow it already keep their version and state; an earlier due date replaces theirs.
    Raises Invalid without anybody or with a date in the past, NotFound for an unpublished path.
    """
    people = sorted(set(person_ids), key=str)
    today = clock.today()
    if not people:
        raise Invalid({"people": _("Choose at least one person or one store.")})
    if due_on is not None and due_on < today:
        raise Invalid({"due_on": _("This date is past. Choose today or later.")})
    path = session.get(Path, path_uid)
    if path is None or path.current_version_id is None or path.retired_at:
        raise NotFound(_("This path does not exist, or you cannot see it."))
    assignment = Assignment(
        id=ids.new_id(),
        path_uid=path_uid,
        actor_id=actor_id,
        created_at=clock.now(),
        due_on=due_on,
        unit_ids=[str(u) for u in unit_ids],
        person_count=len(people),
    )
    session.add(assignment)
    session.flush()
    shape = queries.outline(path.current_version_id)
    fresh = session.execute(
        _ENROL,
        {
            "path": path_uid,
            "version": path.current_version_id,
            "assignment": assignment.id,
            "due": due_on,
            "now": assignment.created_at,
            "total": stand(shape, {}).tally.total,
            "ids": [ids.new_id() for _person in people],
            "people": people,
            "today": today,
        },
    ).all()
    moved = [(row.id, row.unit_id) for row in fresh]
    cause = Cause("assignment", actor_id)
    enter([row.id for row in fresh], cause=cause, now=assignment.created_at)
    if due_on:
        asked = {"path": path_uid, "people": people, "due": due_on, "fresh": [r.id for r in fresh]}
        redated = [(row.id, row.unit_id) for row in session.execute(_REDATE, asked)]
        enter([one for one, _unit in redated], cause=cause, now=assignment.created_at)
        moved += redated
    _credit_earlier_work([row.person_id for row in fresh], shape)
    _tell_changes(path_uid, moved)
    record(PathAssigned(assignment_id=assignment.id, path_uid=path_uid))
    return Assigned(assignment, len(fresh), len(people) - len(fresh))


def _credit_earlier_work(person_ids: list[UUID], shape: Outline) -> None:
    """Count lessons already done elsewhere: completion belongs to the lesson."""
    uids = [lesson.uid for lesson in shape.lessons]
    known = session.scalars(
        select(LessonState.person_id)
        .where(LessonState.person_id.in_(person_ids), LessonState.lesson_uid.in_(uids))
        .distinct()
    )
    for person_id in known.all():
        refresh_enrolments(person_id=person_id)


def _tell_changes(path_uid: UUID, moved: list[tuple[UUID, UUID | None]]) -> None:
    """Record one fact per unit touched: counts are made again for the whole unit."""
    seen: set[UUID | None] = set()
    for enrolment_id, unit_id in moved:
        if unit_id not in seen:
            seen.add(unit_id)
            record(EnrolmentChanged(enrolment_id=enrolment_id, path_uid=path_uid, unit_id=unit_id))


def withdraw_assignment(
    *, assignment_id: UUID, actor_id: UUID, units: Select[UUID] | None = None
) -> int:
    """Take a path back from those the assignment enrolled and who have not begun.

    Only in ``units`` when given: somebody who moved takes nothing back behind them. Returns how
    many were withdrawn; what was learnt is never lost. Raises Refused the second time.
    """
    assignment = session.get(Assignment, assignment_id, with_for_update=True)
    if assignment is None or assignment.actor_id != actor_id:
        raise NotFound(_("This assignment does not exist, or it is not yours."))
    if assignment.withdrawn_at:
        raise Refused(_("This assignment was already taken back."))
    now = clock.now()
    assignment.withdrawn_at = now
    reach = Enrolment.unit_id.in_(units) if units is not None else true()
    rows = session.execute(
        update(Enrolment)
        .where(
            Enrolment.assignment_id == assignment_id,
            Enrolment.state == rules.NOT_STARTED,
            Enrolment.withdrawn_at.is_(None),
            reach,
        )
        .values(withdrawn_at=now)
        .returning(Enrolment.id, Enrolment.unit_id)
    ).all()
    enter([row.id for row in rows], cause=Cause("assignment", actor_id), now=now)
    _tell_changes(assignment.path_uid, [(row.id, row.unit_id) for row in rows])
    return len(rows)


_FOLLOW = text(
    """
    UPDATE courses_enrolment e SET unit_id = m.unit_id
      FROM (SELECT p.person_id,
                   (SELECT unit_id FROM network_membership
                     WHERE person_id = p.person_id AND during @> CAST(:today AS date)
                     ORDER BY is_primary DESC, id LIMIT 1) AS unit_id
              FROM unnest(CAST(:people AS uuid[])) AS p(person_id)) m,
           (SELECT id, unit_id FROM courses_enrolment
             WHERE person_id = ANY(:people) FOR UPDATE) before
     WHERE e.person_id = m.person_id AND e.withdrawn_at IS NULL AND before.id = e.id
       AND e.unit_id IS DISTINCT FROM m.unit_id
    RETURNING e.id, e.path_uid, e.unit_id, before.unit_id AS left_unit
    """
)


_STRAYED = text(
    """
    SELECT e.person_id FROM courses_enrolment e
     WHERE e.withdrawn_at IS NULL AND e.unit_id IS DISTINCT FROM (
           SELECT m.unit_id FROM network_membership m
            WHERE m.person_id = e.person_id AND m.during @> CAST(:today AS date)
            ORDER BY m.is_primary DESC, m.id LIMIT 1)
    """
)


def follow_all_jobs() -> int:
    """Bring every enrolment to its person's main job of today; returns how many moved."""
    strayed = session.scalars(_STRAYED, {"today": clock.today()}).all()
    return follow_jobs(person_ids=set(strayed)) if strayed else 0


def follow_jobs(*, person_ids: Iterable[UUID]) -> int:
    """Bring enrolments to the people's main jobs of today; returns how many moved."""
    people = list(person_ids)
    rows = session.execute(_FOLLOW, {"people": people, "today": clock.today()}).all()
    seen: set[tuple[UUID, UUID | None]] = set()
    for row in rows:
        for unit_id in (row.unit_id, row.left_unit):
            if (row.path_uid, unit_id) not in seen:
                seen.add((row.path_uid, unit_id))
                record(
                    EnrolmentChanged(enrolment_id=row.id, path_uid=row.path_uid, unit_id=unit_id)
                )
    return len(rows)
