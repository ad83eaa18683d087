"""S3: what waits for me, what I should know; every mark is a post and can be undone."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from flask import Response, url_for
from werkzeug.wrappers import Response as Answered

from lms.core import clock
from lms.core.access import Permission, current_viewer, requires
from lms.core.errors import NotFound
from lms.core.i18n import _, ngettext
from lms.core.notices import KINDS
from lms.core.pages import address, after_post, render, render_block, say, wants_fragment
from lms.network.queries import zone_of
from lms.notifications.queries.inbox import count_waiting, read_inbox
from lms.notifications.services import keeping
from lms.notifications.views import bp

Answer = Response | Answered | str

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@bp.get("/inbox")
@requires(Permission.SELF)
def inbox() -> Answer:
    """Show what waits first, then what is to know, then what is behind."""
    viewer = current_viewer()
    return render(
        "notifications/inbox.html",
        inbox=read_inbox(viewer),
        zone=zone_of(viewer),
        address=address,
        may_preview=viewer.may(Permission.NOTICES_PREVIEW),
    )


@bp.post("/inbox/<uuid:message_id>/open")
@requires(Permission.SELF)
def open_one(message_id: UUID) -> Answer:
    """Go where a notice leads; opening it is reading it."""
    notice = keeping.mark_read(current_viewer(), message_id, now=clock.now())
    return after_post(address(notice.endpoint, notice.args) or url_for("notifications.inbox"))


@bp.post("/inbox/<uuid:message_id>/done")
@requires(Permission.SELF)
def set_aside(message_id: UUID) -> Answer:
    """Take one off the list by hand; the line says so and offers to put it back."""
    viewer = current_viewer()
    notice = keeping.set_aside(viewer, message_id, now=clock.now())
    title = str(KINDS[notice.kind].title)
    words = _("Done: %(title)s.", title=title) if notice.act else _("Read: %(title)s.", title=title)
    undo = url_for("notifications.take_back", message_id=message_id)
    if wants_fragment():
        return render_block(
            "notifications/inbox.html",
            "set_aside",
            message_id=message_id,
            words=words,
            undo=undo,
            waiting=count_waiting(viewer),
            here=url_for("notifications.inbox"),
        )
    say(words, undo_url=undo)
    return after_post(url_for("notifications.inbox"))


@bp.post("/inbox/<uuid:message_id>/back")
@requires(Permission.SELF)
def take_back(message_id: UUID) -> Answer:
    """Undo one's own mark."""
    keeping.take_back(current_viewer(), message_id)
    return after_post(url_for("notifications.inbox"))


@bp.post("/inbox/read")
@requires(Permission.SELF)
def read_all() -> Answer:
    """Note that all news was read."""
    now = clock.now()
    count = keeping.read_all(current_viewer(), now=now)
    say(
        ngettext("%(num)s message marked read.", "%(num)s messages marked read.", count),
        undo_url=url_for("notifications.unread_all", at=(now - _EPOCH) // _MICROSECOND),
    )
    return after_post(url_for("notifications.inbox"))


@bp.post("/inbox/unread/<int:at>")
@requires(Permission.SELF)
def unread_all(at: int) -> Answer:
    """Undo the reading of everything at an instant, in microseconds."""
    try:
        moment = _EPOCH + at * _MICROSECOND
    except OverflowError:
        raise NotFound from None
    keeping.unread_all(current_viewer(), at=moment)
    return after_post(url_for("notifications.inbox"))
