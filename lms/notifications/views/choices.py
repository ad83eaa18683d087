"""Which kinds I am told of: one button each, undone by the same one."""

from flask import request, url_for

from lms.core import clock
from lms.core.access import Permission, current_viewer, requires
from lms.core.i18n import _
from lms.core.notices import Channel, Kind, Urgency
from lms.core.pages import after_post, render, say
from lms.notifications import policies
from lms.notifications.queries.inbox import list_choices
from lms.notifications.services import keeping
from lms.notifications.views import bp
from lms.notifications.views.inbox import Answer


def when_words(kind: Kind) -> str:
    """Return when and where a kind is told."""
    if Channel.EMAIL not in kind.channels:
        return _("In the app only")
    return {
        Urgency.AT_ONCE: _("In the app, and by mail at once in working hours"),
        Urgency.DAILY: _("In the app, and in the mail of the day"),
        Urgency.WEEKLY: _("In the app, and in the mail of the week"),
    }[kind.urgency]


@bp.get("/inbox/choices")
@requires(Permission.SELF)
def choices() -> Answer:
    """Show each kind that concerns today's roles, told or muted."""
    week = policies.week()
    return render(
        "notifications/choices.html",
        choices=list_choices(current_viewer()),
        when=when_words,
        week=week,
    )


@bp.post("/inbox/choices/<code>/mute")
@requires(Permission.SELF)
def mute(code: str) -> Answer:
    """Mute a kind: it stays in the list, uncounted and unsent."""
    kind = keeping.mute(current_viewer(), code, now=clock.now())
    say(
        _("Muted: %(name)s.", name=kind.name),
        undo_url=url_for("notifications.unmute", code=code),
    )
    back = "notifications.inbox" if request.form.get("from") == "inbox" else "notifications.choices"
    return after_post(url_for(back))


@bp.post("/inbox/choices/<code>/unmute")
@requires(Permission.SELF)
def unmute(code: str) -> Answer:
    """Be told of a kind again."""
    kind = keeping.unmute(current_viewer(), code)
    say(_("You are told again: %(name)s.", name=kind.name))
    return after_post(url_for("notifications.choices"))
