"""Gestures to attempt in the store: chosen at the end of a lesson, answered on the home page."""

from uuid import UUID

from sqlalchemy import update

from lms.core import clock, ids
from lms.core.db import session
from lms.core.errors import Refused
from lms.core.i18n import _
from lms.courses import queries
from lms.courses.models import Try


def choose_try(*, person_id: UUID, lesson_uid: UUID, title: str) -> Try:
    """Choose a gesture to attempt; the one chosen before and still open is put aside."""
    at = queries.get_at_lesson(person_id, lesson_uid)
    offered = [t.title for t in queries.ready_lesson(at.lesson.version_id).lesson.tries]
    if title not in offered:
        raise Refused(_("Choose one of the tries of this lesson."))
    now = clock.now()
    session.execute(
        update(Try)
        .where(Try.person_id == person_id, Try.state.in_(("chosen", "not_yet")))
        .values(state="dropped", answered_at=now)
    )
    made = Try(
        id=ids.new_id(),
        person_id=person_id,
        lesson_uid=lesson_uid,
        title=title,
        state="chosen",
        chosen_at=now,
    )
    session.add(made)
    return made


def answer_try(*, person_id: UUID, try_id: UUID, done: bool) -> UUID:
    """Say whether the chosen gesture was attempted; "not yet" keeps it open.

    Returns the lesson it comes from.
    """
    found = session.execute(
        update(Try)
        .where(Try.id == try_id, Try.person_id == person_id, Try.state != "dropped")
        .values(state="tried" if done else "not_yet", answered_at=clock.now())
        .returning(Try.lesson_uid)
    ).scalar()
    if found is None:
        raise Refused(_("This try is no longer open."))
    return found
