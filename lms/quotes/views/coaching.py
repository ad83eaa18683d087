"""Q3: who waits for me, the oldest first, with the delay I promised."""

from datetime import datetime
from uuid import UUID

from flask import Response, url_for

from lms.core import clock
from lms.core.access import Permission, confidential, me, requires
from lms.core.i18n import _
from lms.core.pages import after_post, render, say
from lms.core.policy import number
from lms.quotes.queries import choices
from lms.quotes.queries import inbox as desks
from lms.quotes.queries.inbox import Ask, Opened
from lms.quotes.services import absences
from lms.quotes.views import bp
from lms.quotes.views.person import today, zone

TICKS = 5
"""Dots that show how much of a promised delay has passed."""


def ticks(ask: Ask, now: datetime) -> int:
    """Return how many dots of the promised delay are used up."""
    if ask.clock is None:
        return 0
    whole = (ask.clock.due - ask.submitted_at).total_seconds()
    gone = (now - ask.submitted_at).total_seconds()
    return TICKS if whole <= 0 else min(TICKS, max(0, round(TICKS * gone / whole)))


@bp.get("/coaching")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.inbox")
def inbox() -> str:
    """Q3: who waits, the oldest first, with the promised delay; then cards to take up again."""
    now = clock.now()
    asks = desks.list_inbox(me(), now)
    beside = desks.get_beside(me(), today(), now)
    return render(
        "quotes/coach_inbox.html",
        waiting=[ask for ask in asks if ask.clock],
        elsewhere=[ask for ask in asks if not ask.clock],
        ticks={ask.id: ticks(ask, now) for ask in asks},
        reach_name=choices.reach_name,
        beside=beside,
        low=number("quotes.reserve.low"),
        zone=zone(),
    )


@bp.post("/coaching/relay")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.inbox")
def relay() -> Response:
    """Pass the relay: each person who waits for me chooses who goes on."""
    count = absences.release_all_of(coach_id=me())
    if count:
        say(_("Each person is asked who goes on. Your private notes are not passed on."))
    else:
        say(_("Nobody was waiting for you."), kind="info")
    return after_post(url_for("quotes.inbox"))


def opened(difficulty_id: UUID) -> Opened:
    """Return a difficulty told to me; NotFound for any other."""
    return desks.get_assigned(me(), difficulty_id, clock.now())
