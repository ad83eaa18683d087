"""The morning brief: three minutes on screen or on paper, a line replaced in one tap, held in one."""

from uuid import UUID

from flask import Response, request, url_for

from lms.core.access import Permission, current_viewer, requires
from lms.core.briefs import Part
from lms.core.errors import NotFound, Refused
from lms.core.i18n import _
from lms.core.pages import after_post, offline_copy, render, say
from lms.core.pdf import PDF_TYPE
from lms.projects.exports.brief import brief_paper
from lms.projects.queries import briefs as reads
from lms.projects.queries import places
from lms.projects.rules.briefs import BRIEF
from lms.projects.services import briefs as acts_on
from lms.projects.views import bp, words
from lms.projects.views.person import acts, asked_day


@bp.get("/store/<uuid:unit_id>/brief")
@requires(Permission.PROJECT_TAKE_PART, Permission.PROJECT_READ)
def brief(unit_id: UUID) -> Response:
    """Show the brief of the day; one's own phone keeps it to read without a network."""
    found = reads.morning(current_viewer(), unit_id)
    held = found.held
    page = render(
        "projects/brief.html",
        here=found.here,
        on=found.on,
        is_today=found.is_today,
        parts=[(part, words.brief_part(part), found.lines.get(part)) for part in BRIEF],
        held=held,
        nothing=words.nothing_yet,
        words=words,
        may_begin=held.ritual_id is not None or found.here.leads,
    )
    return offline_copy(page)


@bp.get("/store/<uuid:unit_id>/brief.pdf")
@requires(Permission.PROJECT_TAKE_PART, Permission.PROJECT_READ)
def brief_pdf(unit_id: UUID) -> Response:
    """Give the brief of the day on one A4 page."""
    found = reads.morning(current_viewer(), unit_id)
    if found.on is None:
        raise Refused(_("The store is closed: there is no brief to print."))
    made = brief_paper(found.here.unit.name, found.on, found.held.minutes, found.lines)
    answer = Response(made, content_type=PDF_TYPE)
    name = f"brief-{found.on.isoformat()}.pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


@bp.post("/store/<uuid:unit_id>/brief/swap/<part>")
@requires(Permission.PROJECT_TAKE_PART)
def brief_swap(unit_id: UUID, part: str) -> Response:
    """Show another line in the place of one; sent twice it changes one line once."""
    here = places.taking_part(current_viewer(), unit_id)
    if part not in {one.value for one in BRIEF}:
        raise NotFound
    done = acts_on.swap(
        unit=here.unit, day=here.today, part=Part(part), shown=_key(), by=acts(here)
    )
    if not done:
        say(_("There is nothing else to offer here today."), "info")
    return after_post(url_for("projects.brief", unit_id=unit_id))


def _key() -> str:
    return request.form.get("shown", "")[:120]


@bp.post("/store/<uuid:unit_id>/brief/done")
@requires(Permission.PROJECT_TAKE_PART)
def brief_done(unit_id: UUID) -> Response:
    """Say that the brief was held: it counts as the ritual, once, whoever says it."""
    here = places.taking_part(current_viewer(), unit_id)
    on = asked_day("on") or here.today
    try:
        acts_on.hold(unit=here.unit, on=on, by=acts(here), leads=here.leads)
    except Refused as problem:
        say(problem.message, "info")
    return after_post(url_for("projects.brief", unit_id=unit_id))


@bp.post("/store/<uuid:unit_id>/brief/undo")
@requires(Permission.PROJECT_TAKE_PART)
def brief_undo(unit_id: UUID) -> Response:
    """Take back that the brief was held today."""
    here = places.taking_part(current_viewer(), unit_id)
    acts_on.take_back(unit=here.unit, on=here.today, by=acts(here))
    return after_post(url_for("projects.brief", unit_id=unit_id))
