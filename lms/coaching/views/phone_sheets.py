"""A sheet begun on a phone where there is no network: kept empty there, sent whole (docs/adr/0020).

Online one begins by ``observe_start``; this page is the same sheet with its people in it, so that
nothing has to be asked before the first gesture is counted.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.coaching.forms.practice import instant_of, times_of
from lms.coaching.models import Observation
from lms.coaching.queries import observing, practising
from lms.coaching.queries.observing import Blank
from lms.coaching.rules.observing import LIVE, Right
from lms.coaching.services import brought, exchanging, observations
from lms.coaching.services.observations import Said
from lms.coaching.views import bp, sheet_words, whom
from lms.coaching.views.person import zone
from lms.core import ids
from lms.core.access import Permission, current_viewer, requires
from lms.core.assets import static_url
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _
from lms.core.ids import uuid_of
from lms.core.pages import after_post, offline_copy, render, say

SHARE, WATCHED = "share", "watched"
SKIN = ("css/store.css", "css/desk.css", "js/counters.js", "js/outbox.js", "js/sheets.js")
"""What the page needs and a phone may never have asked for before it lost its network."""


def kept_with() -> list[str]:
    """Return the addresses a phone keeps to begin without a network."""
    pages = ("coaching.observe_start", "coaching.observe_sheet")
    return [*map(url_for, pages), *(static_url(name) for name in SKIN)]


@bp.get("/coaching/observe/sheet")
@requires(Permission.OBSERVE)
def observe_sheet() -> Response:
    """Show an empty sheet with whom one may watch in it; one already sent opens as it is now."""
    viewer = current_viewer()
    if practising.right_of(viewer) is Right.PATH:
        return after_post(url_for("coaching.observe_start"))
    sheet_id = uuid_of(request.args.get("sheet", ""))
    if sheet_id is not None and _is_mine(sheet_id):
        return after_post(url_for("coaching.observe", observation_id=sheet_id))
    return offline_copy(_blank())


def _is_mine(sheet_id: UUID) -> bool:
    try:
        observing.own_sheet(current_viewer(), sheet_id)
    except NotFound:
        return False
    return True


def _blank(errors: Mapping[str, str] | None = None, refused: str = "") -> str:
    viewer = current_viewer()
    known = whom.offered(viewer)
    sheet = observing.blank_for({one.unit_id for one in known.people})
    asked = request.values
    return render(
        "coaching/observe_sheet.html",
        sheet=_counted(sheet),
        **sheet_words.shown(sheet, Said()),
        right=known.right,
        stores=whom.by_store(known.people),
        coaches=known.coaches,
        person=next((one for one in known.people if str(one.id) == asked.get("person")), None),
        beside=asked.get("beside", ""),
        sheet_id=uuid_of(asked.get("sheet", "")) or ids.new_id(),
        begun_at=asked.get("begun_at", ""),
        given_name="",
        zone=zone(),
        errors=errors or {},
        refused=refused,
    )


def _counted(sheet: Blank) -> Blank:
    return sheet_words.counted(sheet) if request.method == "POST" else sheet


def _bring() -> tuple[Observation, dict[str, Any]]:
    """Open the sheet of the form, or find it; return it with what the form says of it.

    Who may be watched, and by whom, is asked now: a phone may have been away for a week.
    """
    viewer = current_viewer()
    person_id = uuid_of(request.form.get("person", ""))
    if person_id is None:
        raise Invalid({"people": _("Choose somebody.")})
    try:
        person = practising.get_observable(viewer, person_id)
    except NotFound:
        raise Invalid({"people": _("You do not observe this person any more.")}) from None
    wanted = whom.said(person, practising.right_of(viewer))
    if wanted.id is None:
        raise Invalid({"people": _("This sheet lost its number. Open the page again.")})
    row = brought.bring(wanted, _begun_at())
    return row, sheet_words.read(observing.own_sheet(viewer, row.id))


def _begun_at() -> datetime | None:
    return instant_of(request.form.get("begun_at", "")) or times_of(request.form).observed_at


def keep(told: Mapping[str, Any]) -> None:
    """Keep what is counted and typed; one that said "later" without a network is watched already."""
    if request.form.get("ended"):
        observations.watch(**told, times=times_of(request.form))
    else:
        observations.keep(**told)


@bp.post("/coaching/observe/sheet")
@requires(Permission.OBSERVE)
def observe_sheet_now() -> Response:
    """Take a sheet begun on a phone: kept, watched or shared at once; whatever was typed stays."""
    try:
        return _take(request.form.get("act", ""))
    except Invalid as problem:
        return make_response(_blank(problem.errors), 422)
    except Refused as problem:
        return make_response(_blank(refused=problem.message), 409)


def _take(act: str) -> Response:
    row, told = _bring()
    to_sheet = url_for("coaching.observe", observation_id=row.id)
    if row.state not in LIVE:
        return after_post(to_sheet)
    if act == SHARE:
        exchanging.share(**told, times=times_of(request.form))
        say(_("Shared. The person can answer you."))
        return after_post(url_for("coaching.observation", observation_id=row.id))
    if act == WATCHED:
        observations.watch(**told, times=times_of(request.form))
        say(_("Watched. Talk about it within two days, then share it here."))
    else:
        keep(told)
    return after_post(to_sheet)


@bp.post("/coaching/observe/sheet/keep")
@requires(Permission.OBSERVE)
def observe_sheet_keep() -> Response:
    """Take what was noted so far on a phone that found the network again: it waits "Under way"."""
    keep(_bring()[1])
    return Response("", 204)
