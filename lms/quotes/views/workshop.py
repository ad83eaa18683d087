"""Cards of a coach: those under way, those from experience; their days away and what came of it."""

from datetime import date, timedelta
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core import clock
from lms.core.access import Permission, confidential, me, requires
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _
from lms.core.pages import after_post, render, say
from lms.core.policy import number
from lms.quotes.queries import drafts, figures
from lms.quotes.queries.looking import count_written
from lms.quotes.services import absences, drafting, impact
from lms.quotes.services.impact import Pooled
from lms.quotes.views import bp
from lms.quotes.views.person import today, zone

WANTED = 5
"""Cards from experience a coach is asked for, at most."""


@bp.get("/drafts")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.workshop")
def workshop() -> str:
    """List my cards under way, and say what the reserve needs."""
    rows = drafts.list_own(me())
    return render(
        "quotes/coach_workshop.html",
        mine=[row for row in rows if row.state in ("writing", "changes")],
        away=[row for row in rows if row.state not in ("writing", "changes")],
        reserve=drafts.count_reserve(),
        low=number("quotes.reserve.low"),
        opening=drafts.count_missing(),
        written=count_written(me()),
        wanted=WANTED,
        to_read=drafts.count_to_read(me(), today(), clock.now()),
    )


@bp.post("/drafts")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.workshop")
def new_card() -> Response:
    """Begin a card from past experience: no report is behind it."""
    made = drafting.open_workshop_card(coach_id=me())
    return after_post(url_for("quotes.draft", draft_id=made.id))


@bp.get("/coaching/profile")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.coach_profile")
def coach_profile() -> str:
    """My days away, what I ended this year, what came of my cards together."""
    return _profile()


def _profile(pooled: Pooled | None = None, errors: dict[str, str] | None = None) -> str:
    day = today()
    return render(
        "quotes/coach_profile.html",
        away=absences.list_absences(me(), day),
        today=day,
        year=day.year,
        ended=figures.ended_by(me(), day.year),
        least=number("quotes.impact.cards"),
        pooled=pooled,
        said=request.form,
        zone=zone(),
        errors=errors or {},
    )


@bp.post("/coaching/profile/away")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.coach_profile")
def coach_away() -> Response:
    """Say the days I am away: nothing new is sent to me, those who wait choose who goes on."""
    first, last = _day("first"), _day("last")
    if first is None or last is None:
        missing = {"first" if first is None else "last": _("Choose a day.")}
        return make_response(_profile(errors=missing), 422)
    try:
        absences.say_away(person_id=me(), first=first, after=last + timedelta(days=1))
    except Invalid as problem:
        errors = {{"after": "last"}.get(k, k): words for k, words in problem.errors.items()}
        return make_response(_profile(errors=errors), 422)
    say(_("Noted. On the first day, each person who waits chooses who goes on."))
    return after_post(url_for("quotes.coach_profile"))


def _day(name: str) -> date | None:
    try:
        day = date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None
    return day if abs(day.year - today().year) < WANTED else None


@bp.post("/coaching/profile/away/<uuid:absence_id>/back")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.coach_profile")
def coach_back(absence_id: UUID) -> Response:
    """Take days away back."""
    absences.be_back(person_id=me(), absence_id=absence_id)
    say(_("You are here again on these days."))
    return after_post(url_for("quotes.coach_profile"))


@bp.post("/coaching/profile/impact")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.coach_profile", repeatable=True)
def coach_impact() -> Response:
    """Tell what became of at least five of my cards together; nothing is kept of the question."""
    typed = [line for line in request.form.get("receipts", "")[:4000].splitlines() if line.strip()]
    try:
        pooled = impact.open_coach_receipts(typed)
    except (Invalid, NotFound, Refused) as problem:
        words = next(iter(getattr(problem, "errors", {}).values()), problem.message)
        return make_response(_profile(errors={"receipts": words}), problem.status)
    return make_response(_profile(pooled))
