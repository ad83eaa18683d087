"""What one person has beyond the others: lessons not asked of them, more time for questions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from lms.accounts.models import Person
from lms.assessment.models import ExtraTime
from lms.assessment.queries import list_extra_time, load_quiz
from lms.core.access import Permission, Viewer
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.courses.models import Completion
from lms.courses.queries.learner import OnPath
from lms.courses.rules.progress import WAIVED
from lms.network.queries import people_in_scope


@dataclass(frozen=True, slots=True)
class Waiver:
    """A lesson that a manager did not ask of somebody."""

    id: UUID
    lesson_uid: UUID
    reason: str
    by: str
    at: datetime


def list_waivers(person_id: UUID) -> dict[UUID, Waiver]:
    """Return the lessons not asked of a person, by lesson."""
    taker, actor = aliased(Completion), aliased(Person)
    rows = session.execute(
        select(
            Completion.id,
            Completion.element_uid,
            Completion.reason,
            Completion.received_at,
            actor.given_name,
            actor.family_name,
        )
        .outerjoin(taker, taker.voids == Completion.id)
        .outerjoin(actor, (actor.id == Completion.actor_id) & actor.erased_at.is_(None))
        .where(
            Completion.person_id == person_id,
            Completion.state == WAIVED,
            taker.id.is_(None),
        )
        .order_by(Completion.received_at)
    )
    return {
        row.element_uid: Waiver(
            row.id,
            row.element_uid,
            row.reason or "",
            f"{row.given_name} {row.family_name}" if row.given_name else "",
            row.received_at,
        )
        for row in rows
    }


def is_waiver_of(completion_id: UUID, person_id: UUID) -> bool:
    """Tell whether a row of the ledger freed this person from a lesson, taken back or not."""
    found = select(Completion.id).where(
        Completion.id == completion_id,
        Completion.person_id == person_id,
        Completion.state == WAIVED,
    )
    return session.scalar(found) is not None


def get_person_for(viewer: Viewer, permission: Permission, person_id: UUID) -> Person:
    """Return a person over whom the viewer holds ``permission``; raises NotFound otherwise."""
    scope = people_in_scope(viewer, permission)
    found = session.scalars(
        select(Person).where(
            Person.id == person_id, Person.id.in_(scope), Person.erased_at.is_(None)
        )
    ).first()
    if found is None:
        raise NotFound(_("This person does not exist, or you cannot see them."))
    return found


def may_act_on(viewer: Viewer, permission: Permission, person_id: UUID) -> bool:
    """Tell whether the viewer may use ``permission`` on this person: never on themselves."""
    if not viewer.may(permission) or viewer.person_id == person_id:
        return False
    try:
        get_person_for(viewer, permission, person_id)
    except NotFound:
        return False
    return True


@dataclass(frozen=True, slots=True)
class TimedQuiz:
    """A quiz with a time limit on a person's paths."""

    quiz_uid: UUID
    title: str
    minutes: int


def timed_quizzes(paths: Iterable[OnPath]) -> list[TimedQuiz]:
    """Return the quizzes of these paths that have a time limit, each once, by title."""
    found: dict[UUID, TimedQuiz] = {}
    for path in paths:
        for lesson in path.outline.lessons:
            if lesson.quiz_uid is None or lesson.quiz_version_id is None:
                continue
            limit = load_quiz(lesson.quiz_version_id).spec.settings.time_limit
            if limit is not None:
                found[lesson.quiz_uid] = TimedQuiz(lesson.quiz_uid, lesson.title, limit // 60)
    return sorted(found.values(), key=lambda quiz: (quiz.title, str(quiz.quiz_uid)))


def extra_time_of(person_id: UUID) -> list[tuple[ExtraTime, Any]]:
    """Return the extra time a person has now, each with the name of who gave it."""
    rows = list_extra_time(person_id)
    names = dict(
        session.execute(
            select(Person.id, Person.given_name + " " + Person.family_name).where(
                Person.id.in_([row.granted_by for row in rows]), Person.erased_at.is_(None)
            )
        ).all()
    )
    return [(row, names.get(row.granted_by, "")) for row in rows]
