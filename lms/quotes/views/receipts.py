"""What six words open: the impact of one's card, and its withdrawal; they name nobody."""

from flask import Response, make_response, request, url_for

from lms.core import i18n
from lms.core.access import Permission, confidential, requires
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _
from lms.core.pages import after_post, render, say
from lms.quotes.services import impact
from lms.quotes.views import bp

LONGEST = 300


def _words() -> str:
    return request.form.get("words", "")[:LONGEST]


@bp.get("/receipt")
@requires(Permission.CARDS_READ)
@confidential("quotes.receipt")
def receipt() -> str:
    """Ask for the six words."""
    return render("quotes/receipt.html", typed="", found=None, errors={})


@bp.post("/receipt")
@requires(Permission.CARDS_MARK)
@confidential("quotes.receipt", repeatable=True)
def open_receipt() -> Response:
    """Tell what became of the card these words prove; nothing is kept of the question."""
    typed = _words()
    try:
        found = impact.open_receipt(typed, i18n.locale())
    except (Invalid, NotFound) as problem:
        return _refused(typed, problem)
    return make_response(render("quotes/receipt.html", typed=typed, found=found, errors={}))


def _refused(typed: str, problem: Invalid | NotFound | Refused) -> Response:
    errors = problem.errors if isinstance(problem, Invalid) else {"words": problem.message}
    page = render("quotes/receipt.html", typed=typed, found=None, errors=errors)
    return make_response(page, problem.status)


@bp.post("/receipt/withdraw")
@requires(Permission.CARDS_MARK)
@confidential("quotes.receipt", repeatable=True)
def withdraw_card() -> Response:
    """Take the card out, at once and for good."""
    typed = _words()
    try:
        impact.withdraw_by_receipt(typed)
    except (Invalid, NotFound, Refused) as problem:
        return _refused(typed, problem)
    say(_("The card is out of the library, at once and for everybody."))
    return after_post(url_for("quotes.library"))
