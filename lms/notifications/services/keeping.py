"""What people do with their inbox: read, set aside, take back, mute."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import case, delete, update
from sqlalchemy.dialects.postgresql import insert

from lms.core.access import Viewer
from lms.core.db import session
from lms.core.errors import NotFound, Refused
from lms.core.i18n import _
from lms.core.notices import KINDS, Kind
from lms.core.notices.models import Notice, NoticeMute
from lms.notifications.queries.inbox import concerns, get_notice, is_shown_to

_UNSENT = case((Notice.mail == "waiting", "skipped"), else_=Notice.mail)


def mark_read(viewer: Viewer, notice_id: UUID, *, now: datetime) -> Notice:
    """Note that the viewer opened a notice: it needs no mail any more. Raises NotFound."""
    notice = get_notice(viewer, notice_id)
    if notice.read_at is None:
        notice.read_at = now
    _keep_from_mail(notice)
    return notice


def _keep_from_mail(notice: Notice) -> None:
    if notice.mail == "waiting":
        notice.mail = "skipped"


def set_aside(viewer: Viewer, notice_id: UUID, *, now: datetime) -> Notice:
    """Take an act off the list by hand, or note that a piece of news was read.

    Raises NotFound, or Refused for an act somebody waits for: it goes when it is done.
    """
    notice = get_notice(viewer, notice_id)
    if not notice.act:
        return mark_read(viewer, notice_id, now=now)
    if not KINDS[notice.kind].mutable:
        raise Refused(_("Somebody waits for this: it leaves the list when it is done."))
    if notice.done_at is None:
        notice.done_at, notice.by_hand = now, True
    _keep_from_mail(notice)
    return notice


def take_back(viewer: Viewer, notice_id: UUID) -> None:
    """Undo the viewer's own mark on a notice; what was settled by itself stays so."""
    notice = get_notice(viewer, notice_id)
    notice.read_at = None
    if notice.by_hand:
        notice.done_at, notice.by_hand = None, False


def read_all(viewer: Viewer, *, now: datetime) -> int:
    """Note that all news was read; return how many. ``now`` is what undoes it."""
    asked = update(Notice).where(
        is_shown_to(viewer),
        Notice.act.is_(False),
        Notice.read_at.is_(None),
        Notice.done_at.is_(None),
    )
    done = session.execute(asked.values(read_at=now, mail=_UNSENT))
    return int(done.rowcount)  # type: ignore[attr-defined]


def unread_all(viewer: Viewer, *, at: datetime) -> None:
    """Undo :func:`read_all` of the instant ``at``."""
    session.execute(
        update(Notice)
        .where(is_shown_to(viewer), Notice.act.is_(False), Notice.read_at == at)
        .values(read_at=None)
    )


def mute(viewer: Viewer, code: str, *, now: datetime) -> Kind:
    """Stop sending and counting a kind: it is listed only. Raises NotFound, Refused."""
    kind = _kind(viewer, code)
    if not kind.mutable:
        raise Refused(_("Somebody waits for you then: this one cannot be muted."))
    row = {"person_id": viewer.person_id, "kind": code, "since": now}
    session.execute(insert(NoticeMute).values(row).on_conflict_do_nothing())
    _apply(viewer, code, muted=True)
    return kind


def unmute(viewer: Viewer, code: str) -> Kind:
    """Send and count a kind again, from the next notice on; what is open counts at once."""
    kind = _kind(viewer, code)
    session.execute(
        delete(NoticeMute).where(NoticeMute.person_id == viewer.person_id, NoticeMute.kind == code)
    )
    _apply(viewer, code, muted=False)
    return kind


def _kind(viewer: Viewer, code: str) -> Kind:
    kind = KINDS.get(code)
    if kind is None or not concerns(kind, viewer):
        raise NotFound
    return kind


def _apply(viewer: Viewer, code: str, *, muted: bool) -> None:
    values = {"muted": muted, "mail": _UNSENT} if muted else {"muted": muted}
    session.execute(
        update(Notice)
        .where(Notice.person_id == viewer.person_id, Notice.kind == code)
        .where(Notice.done_at.is_(None))
        .values(values)
    )
