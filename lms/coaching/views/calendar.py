"""A coach's visits as a file for their own calendar; taken again, it brings what changed."""

from datetime import timedelta

from flask import Response

from lms.coaching.exports.calendar import calendar as as_text
from lms.coaching.queries.days import own_pairs
from lms.coaching.views import bp
from lms.core import clock
from lms.core.access import Permission, current_viewer, me, requires
from lms.network.queries import day_of

BEHIND, AHEAD = timedelta(days=31), timedelta(days=366)


@bp.get("/coaching/calendar.ics")
@requires(Permission.COACHING_RUN)
def calendar() -> Response:
    """Give a coach's own visits, past month and year to come."""
    today = day_of(current_viewer())
    words = as_text(own_pairs(me(), today - BEHIND, today + AHEAD), clock.now())
    answer = Response(words, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="comptoir.ics"'
    return answer
