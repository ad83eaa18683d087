"""Freeing a person from a lesson, with a reason they can read; taken back within a few days."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms.core import audit, clock
from lms.core.db import session
from lms.core.errors import Forbidden, Invalid, NotFound, Refused
from lms.core.facts import record
from lms.core.i18n import _
from lms.core.policy import duration
from lms.courses import queries
from lms.courses.events import LessonCompleted
from lms.courses.models import Completion
from lms.courses.policies import WAIVER_UNDO
from lms.courses.rules import progress as rules
from lms.courses.rules.ledger import Cause
from lms.courses.services.ledger import Place, take_back, tell
from lms.courses.services.standing import refresh_enrolments

REASON_MAX = 300


def waive_lesson(
    *, person_id: UUID, lesson_uid: UUID, actor_id: UUID, reason: str, place: Place
) -> Completion:
    """Free a person from a lesson: it counts as done, and the ledger says who decided and why.

    Raises NotFound for a lesson on none of their paths, Forbidden for oneself, Invalid without a
    reason, Refused when the lesson is done.
    """
    words = _reason(reason)
    if person_id == actor_id:
        raise Forbidden(_("Nobody frees themselves from a lesson: ask the person above you."))
    at = queries.get_at_lesson(person_id, lesson_uid)
    now = clock.now()
    cause = Cause("manager", actor_id, words)
    row = None
    if at.state not in rules.DONE:
        row = tell(person_id, at.lesson, rules.WAIVED, cause=cause, place=place, now=now)
    if row is None:
        raise Refused(_("This lesson is done already."))
    record(
        LessonCompleted(
            person_id=person_id,
            lesson_uid=lesson_uid,
            version_id=row.version_id,
            unit_id=place.unit_id,
            occurred_on=row.occurred_on,
        ),
        source=row.id,
        at=now,
    )
    audit.note("courses.waive", "courses_completion", row.id, actor_id=actor_id)
    refresh_enrolments(person_id=person_id, lesson_uid=lesson_uid, cause=cause)
    return row


def _reason(words: str) -> str:
    if not words.strip():
        raise Invalid({"reason": _("Say why this lesson is not needed.")})
    if len(words.strip()) > REASON_MAX:
        raise Invalid({"reason": _("300 characters at most.")})
    return words.strip()


def unwaive_lesson(*, completion_id: UUID, actor_id: UUID, reason: str, place: Place) -> None:
    """Ask for a lesson after all: the row that freed from it is taken back, never deleted.

    Raises NotFound for a row that frees from nothing, Refused once taken back or too late.
    """
    row = session.execute(
        select(Completion).where(Completion.id == completion_id, Completion.state == rules.WAIVED)
    ).scalar_one_or_none()
    if row is None:
        raise NotFound(_("This does not exist, or you cannot see it."))
    now = clock.now()
    if _is_taken_back(row.id):
        raise Refused(_("This was taken back already."))
    if now >= undo_until(row.received_at):
        raise Refused(_("It is too late to take this back."))
    cause = Cause("undo", actor_id, reason.strip() or None)
    take_back([row], cause=cause, places={row.person_id: place}, now=now)
    audit.note("courses.unwaive", "courses_completion", row.id, actor_id=actor_id)
    refresh_enrolments(person_id=row.person_id, lesson_uid=row.element_uid, cause=cause)


def undo_until(at: datetime) -> datetime:
    """Return until when a lesson that was not asked ``at`` an instant can be asked again."""
    return at + duration(WAIVER_UNDO)


def _is_taken_back(completion_id: UUID) -> bool:
    found = select(Completion.id).where(Completion.voids == completion_id)
    return session.scalar(found) is not None
