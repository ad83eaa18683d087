"""B5: the seasons of the label, their calendar, opening one, foreseeing and closing it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core import clock
from lms.core.access import Permission, Viewer, current_viewer, me, requires
from lms.core.errors import Invalid, Refused
from lms.core.i18n import ZONE, _, ngettext, spoken
from lms.core.pages import after_post, page_or_block, render, say
from lms.labels.models import Grid, Season
from lms.labels.models.deciding import LEVELS_OR_NONE
from lms.labels.notices import level_name
from lms.labels.queries import desks
from lms.labels.queries.applications import get_season
from lms.labels.queries.grids import grids_by_program, list_programs, load_grid
from lms.labels.services import closing, deciding
from lms.labels.services import seasons as acts
from lms.labels.services.seasons import Days
from lms.labels.views import bp, words
from lms.labels.views.desk import VIEWS
from lms.labels.views.person import asked_day

TOLD = ("opens_on", "cut_off_on", "audit_by", "decide_by")
"""The days one chooses; the others follow from the label year."""

STATES = (
    "open",
    "self_assessed",
    "submitted",
    "audited",
    "proposed",
    "decided",
    "appealed",
    "final",
    "lapsed",
)
LEVELS = tuple(reversed(LEVELS_OR_NONE))


@spoken
def season_words(state: str) -> str:
    """Return where a season is."""
    said = {
        "planned": _("planned"),
        "open": _("under way"),
        "closing": _("being closed"),
        "closed": _("closed"),
    }
    return said.get(state) or state


@bp.get("/labels/seasons")
@requires(Permission.LABELS_NETWORK)
def seasons() -> str:
    """List the seasons of each label, and the published grids that wait for theirs."""
    programs = list_programs()
    listed, written = desks.seasons_by_program(), grids_by_program()
    runs = current_viewer().may(Permission.SEASONS_RUN)
    return render(
        "labels/seasons.html",
        programs=[
            (one, words.name_in(one.names, one.code), listed.get(one.id, [])) for one in programs
        ],
        ready=[
            grid
            for one in programs
            for grid in written.get(one.id, [])
            if runs and _waits(grid, listed.get(one.id, []))
        ],
        season_words=season_words,
    )


def _waits(grid: Grid, seasons: list[Season]) -> bool:
    """Tell whether a published grid has no season yet."""
    published = grid.state in {"published", "in_force"} and not grid.minor
    return published and grid.year not in {one.year for one in seasons}


@bp.get("/labels/grids/<uuid:grid_id>/season")
@requires(Permission.SEASONS_RUN)
def plan_season(grid_id: UUID) -> str:
    """Ask for the days of a season."""
    return _plan(grid_id)


def _plan(grid_id: UUID, errors: Mapping[str, str] | None = None) -> str:
    row = load_grid(grid_id).row
    return render(
        "labels/season_plan.html",
        grid=row,
        usual=acts.usual_days(row.year),
        typed=request.form,
        errors=errors or {},
    )


@bp.post("/labels/grids/<uuid:grid_id>/season")
@requires(Permission.SEASONS_RUN)
def plan_season_now(grid_id: UUID) -> Response:
    """Plan the season of a published grid."""
    usual = acts.usual_days(load_grid(grid_id).row.year)
    said = {name: asked_day(request.form.get(name, "")) for name in TOLD}
    wrong = {name: _("Choose a day.") for name, found in said.items() if found is None}
    if wrong:
        return make_response(_plan(grid_id, wrong), 422)
    try:
        made = acts.plan_season(
            grid_id=grid_id,
            days=_days(usual, {name: found for name, found in said.items() if found}),
            actor_id=me(),
            is_trial=bool(request.form.get("is_trial")),
        )
    except Invalid as problem:
        return make_response(_plan(grid_id, problem.errors), 422)
    say(_("The season is planned. Open it when its day has come."))
    return after_post(url_for("labels.season", season_id=made.id))


def _days(usual: Days, said: Mapping[str, date]) -> Days:
    return replace(
        usual,
        opens_on=said["opens_on"],
        cut_off_on=said["cut_off_on"],
        audit_by=said["audit_by"],
        decide_by=said["decide_by"],
    )


@bp.get("/labels/seasons/<uuid:season_id>")
@requires(Permission.LABELS_NETWORK)
def season(season_id: UUID) -> str:
    """B5: the calendar of a season, how far its stores are, what closing it would do."""
    return _season(season_id)


def _season(season_id: UUID, refused: str = "") -> str:
    viewer = current_viewer()
    page = desks.calendar_page(viewer, get_season(season_id))
    runs = viewer.may(Permission.SEASONS_RUN)
    found = page.season
    foreseen = closing.foresee(season_id) if runs and found.state == "open" else None
    return page_or_block(
        "labels/season.html",
        "progress",
        page=page,
        season=found,
        steps=_steps(found),
        states=[
            (words.state_words(one).capitalize(), page.states[one], _desk_of(viewer, found, one))
            for one in STATES
            if one in page.states
        ],
        levels=[(one, page.levels[one]) for one in LEVELS if one in page.levels],
        over=sum(page.states.get(one, 0) for one in closing.OVER),
        audited=page.states.get("audited", 0),
        foreseen=foreseen,
        closes=foreseen and (not foreseen.waiting or clock.today(ZONE) > found.cut_off_on),
        runs=runs,
        decides=viewer.may(Permission.LABELS_DECIDE),
        season_words=season_words,
        level_name=level_name,
        words=words,
        refused=refused,
    )


def _desk_of(viewer: Viewer, found: Season, state: str) -> str:
    """Return where the stores of a state are listed, for those who decide; empty for others."""
    if state not in VIEWS or not viewer.may(Permission.LABELS_DECIDE):
        return ""
    return url_for("labels.desk", season=found.id, state=state)


def _steps(found: Season) -> list[tuple[str, date]]:
    return [
        (_("Stores see what is asked"), found.opens_on),
        (_("Last day to submit"), found.cut_off_on),
        (_("Audits held by"), found.audit_by),
        (_("Panels decide by"), found.decide_by),
        (_("Labels are held from"), found.first_day),
        (_("Labels end on"), words.last_day(found.after_day)),
    ]


@bp.post("/labels/seasons/<uuid:season_id>/open")
@requires(Permission.SEASONS_RUN)
def open_season(season_id: UUID) -> Response:
    """Open a season for every store where labels are live."""
    try:
        count = acts.open_season(season_id=season_id, actor_id=me())
    except Refused as problem:
        return make_response(_season(season_id, problem.message), 409)
    say(
        ngettext(
            "The season is open for %(num)s store.",
            "The season is open for %(num)s stores.",
            count,
        )
    )
    return after_post(url_for("labels.season", season_id=season_id))


@bp.post("/labels/seasons/<uuid:season_id>/propose")
@requires(Permission.SEASONS_RUN)
def propose_all(season_id: UUID) -> Response:
    """Put every audited store before the panel, with the level computed."""
    count = deciding.propose_all(season_id=season_id, actor_id=me())
    say(
        ngettext(
            "%(num)s store is before the panel.", "%(num)s stores are before the panel.", count
        )
    )
    return after_post(url_for("labels.season", season_id=season_id))


@bp.post("/labels/seasons/<uuid:season_id>/close")
@requires(Permission.SEASONS_RUN)
def close_season(season_id: UUID) -> Response:
    """Ask for a season to be closed; the second person to ask is told somebody did."""
    try:
        closing.ask_to_close(season_id=season_id, actor_id=me())
    except Refused as problem:
        return make_response(_season(season_id, problem.message), 409)
    say(_("The season is being closed. Labels are written all at once, in a moment."))
    return after_post(url_for("labels.season", season_id=season_id))
