"""Asking to be called back about the product."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from lms.accounts.models import CallRequest
from lms.accounts.rules.names import one_line
from lms.core import ids
from lms.core.db import session
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import _

LONGEST_REACH = 200


def ask_call(*, person_id: UUID, page: str, reach: str, now: datetime) -> CallRequest:
    """Note that somebody would like a call; a second one while the first waits replaces it.

    Raises Invalid when ``reach`` is too long. No number is ever required: the store has one.
    """
    if len(reach) > LONGEST_REACH:
        raise Invalid({"reach": _("Keep it under 200 characters.")})
    waiting = session.scalars(
        select(CallRequest).where(CallRequest.person_id == person_id, CallRequest.done_at.is_(None))
    ).first()
    if waiting is None:
        waiting = CallRequest(id=ids.new_id(), person_id=person_id, created_at=now)
        session.add(waiting)
    waiting.page, waiting.reach = page, one_line(reach)
    return waiting


def settle_call(*, request_id: UUID, done_by: UUID, now: datetime) -> None:
    """Note that the person was called; raises NotFound for a request unknown or settled."""
    settled = session.execute(
        update(CallRequest)
        .where(CallRequest.id == request_id, CallRequest.done_at.is_(None))
        .values(done_at=now, done_by=done_by)
        .returning(CallRequest.id)
    ).all()
    if not settled:
        raise NotFound
