"""Decisions and figures: abuse judged by a second person, themes by quarter, lessons that miss."""

from datetime import date
from functools import partial
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core import clock
from lms.core.access import Permission, confidential, me, requires
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _
from lms.core.pages import after_post, render, say, sheet
from lms.core.periods import PeriodKind, period_of
from lms.core.policies import DISCLOSURE_K
from lms.core.policy import number
from lms.network.rules import DEFAULT_ZONE
from lms.quotes.models.places import CONTACTS
from lms.quotes.queries import drafts, figures, follow
from lms.quotes.queries.desk import list_bare
from lms.quotes.services import absences, batches, protecting
from lms.quotes.services import gaps as lessons
from lms.quotes.views import bp

QUARTERS = 4
"""Quarters shown side by side, the present one included."""


@bp.get("/desk/abuse")
@requires(Permission.QUOTES_JUDGE)
@confidential("quotes.abuse_cases")
def abuse_cases() -> str:
    """List the messages found abusive: a summary, neither their words nor who sent them."""
    return render("quotes/desk_abuse.html", rows=figures.list_abuse(me()))


@bp.post("/desk/abuse/<uuid:difficulty_id>")
@requires(Permission.QUOTES_JUDGE)
@confidential("quotes.abuse_cases")
def judge_abuse(difficulty_id: UUID) -> Response:
    """Decide, as the second person; what is neither yes nor no decides nothing."""
    said = request.form.get("upheld")
    if said not in ("0", "1"):
        raise Refused(_("This cannot be done at this stage."))
    upheld = said == "1"
    protecting.judge_abuse(judge_id=me(), difficulty_id=difficulty_id, upheld=upheld)
    if upheld:
        say(_("Ended. The message is deleted in a few days."))
    else:
        say(_("The person chooses another coach."))
    return after_post(url_for("quotes.abuse_cases"))


@bp.get("/desk/gaps")
@requires(Permission.GAPS_HANDLE)
def gaps() -> str:
    """List the themes that keep coming and that no lesson covers; before and after its lesson.

    Then what the library says nothing of; nobody's words nor searches are counted for it.
    """
    rows = figures.list_gaps()
    return render(
        "quotes/desk_gaps.html",
        waiting=[row for row in rows if row.state in ("open", "taken")],
        sheet=sheet([row for row in rows if row.state not in ("open", "taken")]),
        bare=list_bare(),
        least=number(DISCLOSURE_K),
        address=partial(url_for, "quotes.gaps"),
    )


ACTS = {"take": lessons.take_gap, "release": lessons.release_gap, "close": lessons.close_gap}


@bp.post("/desk/gaps/<uuid:gap_id>")
@requires(Permission.GAPS_HANDLE)
def handle_gap(gap_id: UUID) -> Response:
    """Take a theme, say its lesson is out, or close it without one."""
    act = ACTS.get(request.form.get("act", ""))
    if act is None:
        raise Refused(_("This cannot be done at this stage."))
    act(actor_id=me(), gap_id=gap_id)
    said = {
        "take": _("It is yours. The others see it."),
        "release": _("What is told on this theme is counted from now on."),
        "close": _("Closed. It may open again if the theme comes back."),
    }
    say(said[request.form["act"]])
    return after_post(url_for("quotes.gaps"))


def last_quarters(day: date) -> list[str]:
    """Return the last quarters up to that of ``day``, the oldest first."""
    found: list[str] = []
    while len(found) < QUARTERS:
        period = period_of(day, PeriodKind.QUARTER)
        found.insert(0, period.key)
        day = date.fromordinal(period.first.toordinal() - 1)
    return found


@bp.get("/desk/figures")
@requires(Permission.QUOTES_FIGURES)
def quote_figures() -> str:
    """Themes by quarter in the whole network; never of a store, a manager, a coach or a region."""
    quarters = last_quarters(clock.today(DEFAULT_ZONE))
    return render(
        "quotes/desk_figures.html",
        quarters=quarters,
        rows=figures.themes_by_quarter(quarters),
        least=number(DISCLOSURE_K),
    )


@bp.get("/desk/opening")
@requires(Permission.QUOTES_SETUP)
def opening() -> str:
    """Name the contacts, and open the library when enough cards are ready."""
    return _opening()


def _opening(errors: dict[str, str] | None = None) -> str:
    return render(
        "quotes/desk_opening.html",
        contacts={code: follow.get_contact(code) for code in CONTACTS},
        ready=drafts.count_reserve(),
        missing=drafts.count_missing(),
        is_open=drafts.is_open(),
        said=request.form,
        errors=errors or {},
    )


@bp.post("/desk/opening/contact")
@requires(Permission.QUOTES_SETUP)
def set_contact() -> Response:
    """Name whom to turn to: the alert contact, those who act in danger."""
    given = {name: request.form.get(name, "") for name in ("code", "name", "reach")}
    try:
        absences.set_contact(**given)
    except Invalid as problem:
        code = given["code"] if given["code"] in CONTACTS else CONTACTS[0]
        errors = {f"{code}-{name}": words for name, words in problem.errors.items()}
        return make_response(_opening(errors), 422)
    say(_("Everybody who needs this contact reads it from now on."))
    return after_post(url_for("quotes.opening"))


@bp.post("/desk/opening")
@requires(Permission.QUOTES_SETUP)
def open_library() -> Response:
    """Open the library with the first cards from experience."""
    count = batches.open_library(actor_id=me())
    say(_("The library opens with %(n)s cards.", n=count))
    return after_post(url_for("quotes.opening"))
