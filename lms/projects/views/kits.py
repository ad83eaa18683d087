"""The kick-off kit: what each document is for, and its download, in either language."""

from dataclasses import dataclass

import flask
from flask import Response, request

from lms.core import i18n
from lms.core.access import Permission, current_viewer, requires
from lms.core.errors import NotFound
from lms.core.i18n import LOCALES, _
from lms.core.pages import render
from lms.core.pdf import PDF_TYPE
from lms.network.queries import day_of
from lms.projects.exports.kit import CODES, ROLES, Around, paper
from lms.projects.queries.kits import brand_for, call_path
from lms.projects.views import bp


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of the kit as its page shows it."""

    code: str
    name: str
    purpose: str
    format: str


@bp.get("/kit")
@requires(Permission.KIT_PRINT)
def kit() -> str:
    """Show the documents of the kit in the order of the weeks around a launch."""
    return render(
        "projects/kit.html",
        brand=brand_for(current_viewer(), day_of(current_viewer())),
        groups=[
            (_("To prepare"), [_paper("script"), _paper("checklist")]),
            (_("For the meeting"), [_paper("deck"), _paper("quiz")]),
            (_("To leave in the store"), [_paper("poster"), _paper("faq")]),
            (_("In each pocket"), [_paper(f"guide-{role}") for role in ROLES]),
        ],
        lang_asked=_language(),
        locales=[(code, i18n.language_name(code)) for code in LOCALES],
    )


def _language() -> str:
    asked = request.args.get("lang", "")
    return asked if asked in LOCALES else i18n.locale()


def _paper(code: str) -> Paper:
    known = {
        "deck": (
            _("Slides"),
            _("Ten slides for the launch meeting, to show or to print."),
            _("10 pages, wide"),
        ),
        "script": (
            _("Script of the meeting"),
            _("Forty-five minutes, step by step, with sentences to say."),
            _("A4"),
        ),
        "quiz": (
            _("Five questions"),
            _("To try the words of the project together; the answers are overleaf."),
            _("A4, both sides"),
        ),
        "faq": (
            _("Questions and answers"),
            _("“Is this to check on us?” and eight other questions, to leave in the break room."),
            _("A4"),
        ),
        "poster": (
            _("Poster for the stock room"),
            _("The square to scan when something is hard with a customer."),
            _("A4"),
        ),
        "checklist": (
            _("From D-14 to D+30"),
            _("Who does what before and after the launch, to tick."),
            _("A4"),
        ),
        "guide-employee": (
            _("Pocket guide: the team"),
            _("Learning, asking for a call, the life of the team."),
            _("A4, folded in four"),
        ),
        "guide-unit_manager": (
            _("Pocket guide: who runs a store"),
            _("Each morning, each week, and what is not shown."),
            _("A4, folded in four"),
        ),
        "guide-coach": (
            _("Pocket guide: coaches"),
            _("A difficulty, a day in a store, what is said of oneself."),
            _("A4, folded in four"),
        ),
        "guide-regional_lead": (
            _("Pocket guide: who leads a region"),
            _("To begin with oneself, to open a wave, to help."),
            _("A4, folded in four"),
        ),
    }
    return Paper(code, *known[code])


@bp.get("/kit/<code>.pdf")
@requires(Permission.KIT_PRINT)
def kit_file(code: str) -> Response:
    """Give one document of the kit as PDF."""
    if code not in CODES:
        raise NotFound
    viewer = current_viewer()
    base = flask.current_app.extensions["settings"].base_url
    with i18n.speaking(_language()):
        around = Around(brand_for(viewer, day_of(viewer)), base + call_path())
        made = paper(code, around)
        name = f"comptoir-{code.replace('_', '-')}-{i18n.locale()}.pdf"
    answer = Response(made, content_type=PDF_TYPE)
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
