"""What a person is told about their own account, until they close it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from lms.accounts.models import Notice
from lms.accounts.rules.notices import NoticeKind
from lms.core import ids
from lms.core.db import session
from lms.core.mail import queue_letter


def tell(
    *, person_id: UUID, kind: NoticeKind, now: datetime, actor_id: UUID | None = None
) -> Notice:
    """Leave a notice that the person reads at their next visit."""
    notice = Notice(
        id=ids.new_id(), person_id=person_id, kind=kind.value, actor_id=actor_id, created_at=now
    )
    session.add(notice)
    return notice


def tell_and_write(
    *, person_id: UUID, kind: NoticeKind, now: datetime, actor_id: UUID | None = None
) -> None:
    """Leave a notice, and mail it to those who have an e-mail."""
    notice = tell(person_id=person_id, kind=kind, now=now, actor_id=actor_id)
    queue_letter(
        "accounts.notice",
        key=f"accounts.notice:{notice.id}",
        person_id=person_id,
        kind=kind.value,
    )


def close_notice(*, notice_id: UUID, person_id: UUID, now: datetime) -> None:
    """Close one of the person's notices; one that is not theirs changes nothing."""
    session.execute(
        update(Notice)
        .where(Notice.id == notice_id, Notice.person_id == person_id, Notice.closed_at.is_(None))
        .values(closed_at=now)
    )
