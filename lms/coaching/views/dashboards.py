"""C4: what a coach saw of a store's project, prefilled with the last time, in two minutes."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.coaching.forms.days import read_seen
from lms.coaching.queries.days import Opened, owners_named, pair_in_reach
from lms.coaching.queries.my_day import agreed_before, agreed_in
from lms.coaching.queries.reading import Seen, clashes, pillars_of, read_pair, says_the_same
from lms.coaching.queries.sides import said_by, unit_today
from lms.coaching.rules.dashboards import PARTS, Stage
from lms.coaching.services import dashboards as acts
from lms.coaching.views import bp
from lms.coaching.views import day_words as words
from lms.core.access import Permission, current_viewer, me, requires
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import _
from lms.core.pages import after_post, offline_copy, render, say

USUAL: Final = timedelta(days=14)
"""When a next step is due unless the coach says otherwise: often enough, and nothing to tap."""


def _own(day_id: UUID, day_coach_id: UUID) -> tuple[Opened, Seen]:
    """Return my own part of a day; raises NotFound for anybody else's."""
    viewer = current_viewer()
    opened, pair = pair_in_reach(viewer, day_id, day_coach_id)
    if pair.coach.coach_id != me():
        raise NotFound
    return opened, read_pair(opened, pair, viewer)


@bp.get("/coaching/days/<uuid:day_id>/<uuid:day_coach_id>/dashboard")
@requires(Permission.COACHING_RUN)
def dashboard(day_id: UUID, day_coach_id: UUID) -> Response:
    """C4: tap the stage of each part, one obstacle, one next step; kept to fill without a network."""
    return offline_copy(_dashboard(*_own(day_id, day_coach_id)))


def _dashboard(opened: Opened, seen: Seen, errors: Mapping[str, str] | None = None) -> str:
    pair = seen.pair
    base = acts.base_of(pair)
    before = said_by(base)
    today = unit_today(pair.unit)
    pillars = pillars_of(pair.unit.id, today)
    is_filled = pair.entry is not None
    return render(
        "coaching/dashboard.html",
        opened=opened,
        seen=seen,
        parts=PARTS,
        stages=[stage.value for stage in Stage],
        before=before.parts if before else {},
        kept=pair.entry,
        agreed=agreed_before(pair) if is_filled else agreed_in(base),
        pillars=pillars,
        clashes=clashes(before, pillars) if before and is_filled else {},
        is_copied=is_filled and says_the_same(pair),
        owners=owners_named(current_viewer(), opened, pair),
        typed=request.form,
        is_again=request.method == "POST",
        today=today.isoformat(),
        soon=(today + USUAL).isoformat(),
        words=words,
        errors=errors or {},
    )


@bp.post("/coaching/days/<uuid:day_id>/<uuid:day_coach_id>/dashboard")
@requires(Permission.COACHING_RUN)
def dashboard_keep(day_id: UUID, day_coach_id: UUID) -> Response:
    """Keep what I saw; it is mine to correct until both sides are open."""
    opened, seen = _own(day_id, day_coach_id)
    try:
        acts.fill(day_coach_id=day_coach_id, seen=read_seen(request.form), coach_id=me())
    except Invalid as problem:
        return make_response(_dashboard(opened, seen, problem.errors), 422)
    say(_("Kept. The store reads it once both sides have written, or 72 hours after the visit."))
    return after_post(url_for("coaching.dashboard", day_id=day_id, day_coach_id=day_coach_id))
