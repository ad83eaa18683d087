"""Work of the network after the answer: applying imports, forgetting what undo needed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update

from lms.accounts.models import Person, Session
from lms.core import clock
from lms.core.access import ROLES_OF, Permission
from lms.core.db import session
from lms.core.errors import Problem, Refused
from lms.core.i18n import _
from lms.core.jobs import job
from lms.core.sweepers import sweeper
from lms.network.imports.runs import JOB, KEPT, apply_import, get_import
from lms.network.models import Change, ChangeRow, Import, ImportLine
from lms.network.queries.reach import holds_mandate
from lms.network.rules import DEFAULT_ZONE


def _gave_up(
    *, now: datetime, import_id: UUID, error: str, sqlstate: str | None, attempts: int
) -> None:
    """Tell on the import's page that it could not be applied."""
    del now, attempts
    one = get_import(import_id)
    if one.state == "queued":
        one.state, one.error = "failed", f"{error} {sqlstate or ''}".strip()


@job(JOB, tries=3, on_death=_gave_up)
def apply(*, now: datetime, import_id: UUID) -> None:
    """Apply an import; one that was applied or refused meanwhile is left alone.

    Rights are those of the moment: an import asked for by somebody who lost theirs stops.
    """
    one = get_import(import_id, lock=True)
    if one.state != "queued":
        return
    try:
        _check_right(one, now)
        with session.begin_nested():
            apply_import(one)
    except Problem as refused:
        one = get_import(import_id)
        one.state, one.error = "failed", refused.message


def _check_right(one: Import, now: datetime) -> None:
    day = clock.business_date(now, DEFAULT_ZONE)
    allowed = ROLES_OF[Permission.NETWORK_IMPORT]
    if one.actor_id is not None and not holds_mandate(one.actor_id, allowed, day):
        raise Refused(_("Whoever asked for this import may not import any more."))


@sweeper("network.forget", every=60)
def forget(*, now: datetime) -> None:
    """Delete the copies and files that only served an undo whose days are over."""
    over = select(Change.id).where(Change.undo_until < now)
    session.execute(delete(ChangeRow).where(ChangeRow.change_id.in_(over)))
    old = select(Import.id).where(Import.created_at < now - KEPT)
    session.execute(delete(ImportLine).where(ImportLine.import_id.in_(old)))
    session.execute(
        update(Import)
        .where(Import.created_at < now - KEPT, Import.source.is_not(None))
        .values(source=None, fixes={})
    )


@sweeper("network.leavers", every=15)
def close_doors(*, now: datetime) -> None:
    """End the sessions of those whose last day has passed, so that a return starts afresh."""
    gone = select(Person.id).where(Person.left_on <= clock.business_date(now, DEFAULT_ZONE))
    session.execute(
        update(Session)
        .where(Session.person_id.in_(gone), Session.revoked_at.is_(None))
        .values(revoked_at=now, revoked_reason="left")
    )
