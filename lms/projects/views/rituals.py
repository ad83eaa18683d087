"""U8: rituals told held or skipped in one tap, set up, ended; the days the store is open."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core.access import Permission, current_viewer, requires
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _
from lms.core.pages import after_post, offline_copy, render, say
from lms.projects.queries import places
from lms.projects.queries import rituals as reads
from lms.projects.queries.places import Here
from lms.projects.rules.rituals import Told
from lms.projects.services import rituals as acts_on
from lms.projects.services.rituals import Draft
from lms.projects.views import bp, words
from lms.projects.views.person import acts, asked_day, whole
from lms.projects.views.person import words as said

PLACES = (1, 2, 3, 4, -1)


@bp.get("/store/<uuid:unit_id>/rituals")
@requires(Permission.PROJECT_TAKE_PART, Permission.PROJECT_READ)
def rituals(unit_id: UUID) -> str | Response:
    """U8: today's rituals in one tap, the last days, setting one up; kept on a team's phone."""
    here = places.here(current_viewer(), unit_id)
    return offline_copy(_rituals(here)) if here.is_team else _rituals(here)


def _rituals(here: Here, errors: Mapping[str, str] | None = None, form: str = "") -> str:
    found = reads.rituals_of(here.unit.id, here.today)
    return render(
        "projects/rituals.html",
        here=here,
        today=[one for one in found if one.is_due],
        others=[one for one in found if not one.is_due],
        weekdays=[(str(n), words.weekday(n, "EEE")) for n in range(1, 8)],
        places=[(n, words.place(n)) for n in PLACES],
        typed=request.form,
        words=words,
        errors=errors or {},
        form=form,
    )


def _days(name: str) -> frozenset[int]:
    kept = {one for one in request.form.getlist(name) if one in set("1234567")}
    return frozenset(int(one) for one in kept)


@bp.post("/store/<uuid:unit_id>/rituals")
@requires(Permission.PROJECT_LEAD)
def ritual_add(unit_id: UUID) -> Response:
    """Set up a ritual that begins today."""
    here = places.acting(current_viewer(), unit_id, Permission.PROJECT_LEAD)
    every, place = said("every") or "week", said("place")
    draft = Draft(
        name=said("name"),
        minutes=whole("minutes"),
        every="month" if every == "month" else "week",
        weekdays=_days("weekdays"),
        interval=2 if every == "fortnight" else 1,
        place=int(place) if place in {str(n) for n in PLACES} else 1,
    )
    try:
        acts_on.set_up(unit_id=unit_id, draft=draft, by=acts(here))
    except Invalid as problem:
        return make_response(_rituals(here, problem.errors, "add"), 422)
    except Refused as problem:
        say(problem.message, "error")
    return after_post(url_for("projects.rituals", unit_id=unit_id))


@bp.post("/store/rituals/<uuid:ritual_id>/<any(held,skipped,undone):told>")
@requires(Permission.PROJECT_TAKE_PART)
def ritual_mark(ritual_id: UUID, told: str) -> Response:
    """Say that a ritual was held, skipped and why, or take that back; sent again nothing changes."""
    one = reads.get_ritual(ritual_id)
    here = places.taking_part(current_viewer(), one.unit_id)
    on = asked_day("on") or here.today
    if told == reads.UNDONE:
        acts_on.take_back(ritual_id=ritual_id, on=on, by=acts(here))
        return after_post(url_for("projects.rituals", unit_id=one.unit_id))
    try:
        acts_on.mark(
            ritual_id=ritual_id, on=on, told=Told(told), reason=said("reason"), by=acts(here)
        )
    except Invalid as problem:
        return make_response(_rituals(here, problem.errors, str(ritual_id)), 422)
    except Refused as problem:
        say(problem.message, "error")
    else:
        say(_("Held. Thank you.") if told == "held" else _("Kept: skipped, and why."))
    return after_post(url_for("projects.rituals", unit_id=one.unit_id))


@bp.post("/store/rituals/<uuid:ritual_id>/end")
@requires(Permission.PROJECT_LEAD)
def ritual_end(ritual_id: UUID) -> Response:
    """End a ritual: today is its last day."""
    one = reads.get_ritual(ritual_id)
    here = places.acting(current_viewer(), one.unit_id, Permission.PROJECT_LEAD)
    acts_on.end(ritual_id=ritual_id, by=acts(here))
    say(_("Ended. What was held stays."))
    return after_post(url_for("projects.rituals", unit_id=one.unit_id))


@bp.get("/store/<uuid:unit_id>/closures")
@requires(Permission.PROJECT_LEAD, Permission.PROJECT_READ)
def closures(unit_id: UUID) -> str:
    """Show the days the store opens and those it is closed."""
    return _closures(places.here(current_viewer(), unit_id))


def _closures(here: Here, errors: Mapping[str, str] | None = None) -> str:
    return render(
        "projects/closures.html",
        here=here,
        rows=reads.closures_of(here.unit.id, here.today),
        weekdays=[(str(n), words.weekday(n, "EEE")) for n in range(1, 8)],
        opening=[str(n) for n in reads.opening_of(here.unit.id, here.today)],
        last_day=_last_day,
        typed=request.form,
        errors=errors or {},
    )


def _last_day(after: date) -> date:
    """Return the last day of a period that stops before ``after``."""
    return date.fromordinal(after.toordinal() - 1)


@bp.post("/store/<uuid:unit_id>/closures")
@requires(Permission.PROJECT_LEAD)
def closure_add(unit_id: UUID) -> Response:
    """Say that the store is closed some days: no ritual is expected then."""
    here = places.acting(current_viewer(), unit_id, Permission.PROJECT_LEAD)
    first = asked_day("first")
    last = asked_day("last") or first
    if first is None or last is None:
        return make_response(_closures(here, {"first": _("Choose a day.")}), 422)
    try:
        acts_on.close_days(
            unit_id=unit_id, first=first, last=last, reason=said("reason"), by=acts(here)
        )
    except Invalid as problem:
        return make_response(_closures(here, problem.errors), 422)
    return after_post(url_for("projects.closures", unit_id=unit_id))


@bp.post("/store/<uuid:unit_id>/closures/<uuid:closure_id>/end")
@requires(Permission.PROJECT_LEAD)
def closure_end(unit_id: UUID, closure_id: UUID) -> Response:
    """Take a closure back."""
    places.acting(current_viewer(), unit_id, Permission.PROJECT_LEAD)
    acts_on.open_days(closure_id=closure_id, unit_id=unit_id)
    return after_post(url_for("projects.closures", unit_id=unit_id))


@bp.post("/store/<uuid:unit_id>/opening")
@requires(Permission.PROJECT_LEAD)
def opening(unit_id: UUID) -> Response:
    """Say on what weekdays the store opens, from today on."""
    here = places.acting(current_viewer(), unit_id, Permission.PROJECT_LEAD)
    try:
        acts_on.set_opening(unit_id=unit_id, weekdays=_days("weekdays"), by=acts(here))
    except Invalid as problem:
        return make_response(_closures(here, problem.errors), 422)
    say(_("Kept."))
    return after_post(url_for("projects.closures", unit_id=unit_id))
