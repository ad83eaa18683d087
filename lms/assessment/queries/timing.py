"""Who has more time, on what: read by the person, and by those who may give it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select

from lms.assessment.models import ExtraTime
from lms.core.db import session


def list_extra_time(person_id: UUID, quiz_uid: UUID | None = None) -> Sequence[ExtraTime]:
    """Return what a person has now, of all quizzes or of one; the caller answers for who reads."""
    asked = select(ExtraTime).where(ExtraTime.person_id == person_id, ExtraTime.ended_at.is_(None))
    if quiz_uid is not None:
        asked = asked.where(or_(ExtraTime.quiz_uid == quiz_uid, ExtraTime.quiz_uid.is_(None)))
    return session.scalars(asked.order_by(ExtraTime.granted_at, ExtraTime.id)).all()
