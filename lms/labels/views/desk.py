"""B4: the stores of a season to decide, and the level computed said yes to for many at once."""

from flask import Response, request, url_for

from lms.core.access import Permission, current_viewer, me, requires
from lms.core.i18n import _, ngettext
from lms.core.ids import uuid_of
from lms.core.pages import after_post, render, say
from lms.core.policies import PANEL_SIZE
from lms.core.policy import number
from lms.labels.notices import level_name
from lms.labels.queries import desks
from lms.labels.services import deciding
from lms.labels.views import bp, words
from lms.labels.views.deciding import within_reach
from lms.labels.views.person import asked_season

SHOWN = 200
"""Stores listed at once."""
VIEWS = ("proposed", "submitted", "audited", "decided")


@bp.get("/labels/applications")
@requires(Permission.LABELS_DECIDE)
def desk() -> str:
    """List the stores of my regions: before the panel first, then by where they are."""
    viewer, season = current_viewer(), asked_season()
    asked = request.args.get("state", "")
    state = asked if asked in VIEWS else VIEWS[0]
    rows = desks.application_desk(viewer, season, states=(state,), limit=SHOWN) if season else []
    return render(
        "labels/desk.html",
        panel=int(number(PANEL_SIZE)),
        season=season,
        rows=rows,
        state=state,
        views=VIEWS,
        full=len(rows) == SHOWN,
        level_name=level_name,
        words=words,
    )


@bp.post("/labels/applications/vote")
@requires(Permission.LABELS_DECIDE)
def vote_many() -> Response:
    """Say yes to the level the stores ticked were shown with; those I may not judge are left out."""
    ticked = [found for one in request.form.getlist("application") if (found := uuid_of(one))]
    for application_id in ticked:
        within_reach(application_id)
    if not ticked:
        say(_("Tick the stores you say yes to."), "info")
    told = deciding.vote_as_shown(
        shown={one: request.form.get(f"level.{one}", "") for one in ticked}, person_id=me()
    )
    if told.said:
        say(
            ngettext("Yes to %(num)s store.", "Yes to %(num)s stores.", told.said)
            + " "
            + ngettext("%(num)s is decided.", "%(num)s are decided.", told.decided)
        )
    if told.left:
        say(
            ngettext(
                "%(num)s is left out: others judge it.",
                "%(num)s are left out: others judge them.",
                told.left,
            ),
            "info",
        )
    if told.moved:
        say(
            ngettext(
                "%(num)s is left out: its figures give another level now. Read it again.",
                "%(num)s are left out: their figures give another level now. Read them again.",
                told.moved,
            ),
            "info",
        )
    return after_post(url_for("labels.desk", season=request.form.get("season") or None))
