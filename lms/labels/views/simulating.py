"""What a draft would do, beside its editor: levels lost and won, what decides, fairness, work (B7)."""

from collections.abc import Mapping
from uuid import UUID

from flask import Response, make_response, url_for

from lms.core import i18n
from lms.core.access import Permission, current_viewer, requires
from lms.core.errors import NotFound, Refused
from lms.core.i18n import _, ngettext
from lms.core.pages import after_post, page_or_block, render, say
from lms.labels.notices import level_name
from lms.labels.queries import editor
from lms.labels.queries.grids import Loaded, load_grid
from lms.labels.queries.simulation import simulate_draft
from lms.labels.queries.store import title_of
from lms.labels.rules.grid import LEVELS, Level
from lms.labels.rules.simulation import Simulation
from lms.labels.services import simulating
from lms.labels.views import bp, words
from lms.labels.views.boards import kept_board
from lms.labels.views.grids import editor_drawn
from lms.labels.views.person import me

ORDER: tuple[Level | None, ...] = (*reversed(LEVELS), None)
MOST_WHY = 5
"""Deciding criteria shown."""


def name(level: Level | None) -> str:
    """Return a level by name."""
    return level_name(level.value if level else "none")


def titles_of(*grids: Loaded) -> dict[str, str]:
    """Return the titles of criteria by uid, those of the last grid first."""
    locale = i18n.locale()
    return {
        one.uid: title_of(one, locale, loaded.grid.locales)
        for loaded in grids
        for one in loaded.grid.criteria
    }


def flow_rows(found: Simulation) -> list[tuple[str, ...]]:
    """Return how many stores go from each level to each level; the last column is the sum."""
    return [
        (
            name(was),
            *(str(found.flow.get((was, now), 0)) for now in ORDER),
            str(found.before.get(was, 0)),
        )
        for was in ORDER
    ]


def why_rows(found: Simulation, level: Level, titles: Mapping[str, str]) -> list[dict[str, object]]:
    """Return what makes stores lose a level, the most frequent first."""
    why = found.why.get(level, {})
    most = max(why.values(), default=1)
    return [
        {
            "label": titles.get(uid, uid),
            "percent": round(100 * count / most),
            "shown": str(count),
            "url": "",
        }
        for uid, count in list(why.items())[:MOST_WHY]
    ]


def facet_words(facet: str) -> str:
    """Return what stores are compared by."""
    said = {"region": _("Region"), "size": _("Size"), "format": _("Format")}
    return said.get(facet) or facet


def group_rows(found: Simulation) -> list[tuple[str, str, str, str, str]]:
    """Return what happens to each region, size and format of store."""
    return [
        (
            f"{facet_words(one.facet)} : {one.value or _('not said')}",
            str(one.units),
            words.share_words(one.fall_share),
            str(one.rise),
            str(one.unassessable),
        )
        for one in found.groups
    ]


def sweep_rows(found: Simulation, titles: Mapping[str, str]) -> list[tuple[str, str, str, str]]:
    """Return what each criterion would do, a tenth easier and a tenth stricter."""
    return [
        (
            titles.get(one.uid, one.uid),
            _("%(percent)s%%", percent=f"{one.percent:+d}"),
            str(one.fall),
            str(one.rise),
        )
        for one in found.sweep
    ]


def work_of(found: Simulation) -> list[tuple[str, str]]:
    """Return the work a draft asks, beside the grid of the season."""
    now, was = found.workload, found.workload_before
    both = _("%(before)s, then %(after)s")
    return [
        (_("Pieces of evidence"), both % {"before": was.evidence, "after": now.evidence}),
        (_("Hours of audit"), both % {"before": was.audit_hours, "after": now.audit_hours}),
        (_("Hours in all"), both % {"before": was.hours, "after": now.hours}),
    ]


@bp.get("/labels/grids/<uuid:grid_id>/simulation")
@requires(Permission.GRIDS_WRITE, Permission.GRIDS_PUBLISH)
def simulate(grid_id: UUID) -> str:
    """Show what a draft would do to the stores of the present season."""
    loaded = load_grid(grid_id)
    season = editor.season_to_try(loaded.row.program_id)
    found = simulate_draft(loaded.grid, season, kept_board(season, loaded.grid)) if season else None
    before = load_grid(season.grid_id) if season else None
    titles = titles_of(*([before] if before else []), loaded)
    return page_or_block(
        "labels/grid_simulation.html",
        "panel",
        row=loaded.row,
        season=season,
        found=found,
        lost=[(one, found.lost(one), found.before.get(one, 0)) for one in reversed(LEVELS)]
        if found
        else [],
        why=[(one, rows) for one in reversed(LEVELS) if (rows := why_rows(found, one, titles))]
        if found
        else [],
        columns=[_("From"), *(name(one) for one in ORDER), _("All")],
        flow=flow_rows(found) if found else [],
        groups=group_rows(found) if found else [],
        sweep=sweep_rows(found, titles) if found else [],
        work=work_of(found) if found else [],
        dead=[(titles.get(one.uid, one.uid), one.nobody_fails) for one in found.dead]
        if found
        else [],
        blind=[titles.get(uid, uid) for uid in found.blind] if found else [],
        name=name,
        words=words,
    )


@bp.post("/labels/grids/<uuid:grid_id>/simulation")
@requires(Permission.GRIDS_WRITE)
def keep_simulation(grid_id: UUID) -> Response:
    """Simulate a draft as it stands and keep the result with it, for whoever publishes."""
    season = editor.season_to_try(load_grid(grid_id).row.program_id)
    try:
        simulating.keep_simulation(
            grid_id=grid_id, season_id=season.id if season else None, actor_id=me()
        )
    except Refused as problem:
        return make_response(editor_drawn(grid_id, refused=problem.message), 409)
    say(_("Simulated and kept. What is written after it asks for another."))
    return after_post(url_for("labels.touched", grid_id=grid_id))


@bp.get("/labels/grids/<uuid:grid_id>/touched")
@requires(Permission.GRIDS_WRITE, Permission.GRIDS_PUBLISH, Permission.LABELS_NETWORK)
def touched(grid_id: UUID) -> str:
    """B7: the stores the kept simulation moves, those within reach; the ones that fall first."""
    page = editor.editor_page(grid_id)
    if page.simulation is None:
        raise NotFound
    loaded = [one for one in (page.before, page.loaded) if one]
    return render(
        "labels/grid_touched.html",
        row=page.loaded.row,
        rows=editor.touched_units(current_viewer(), page.simulation),
        simulation=page.simulation,
        titles=titles_of(*loaded),
        is_as_is=page.is_simulated_as_is,
        may_warn=current_viewer().may(Permission.GRIDS_WRITE),
        cause_words=cause_words,
        level_name=level_name,
    )


def cause_words(cause: str) -> str:
    """Return why a store moves when no criterion decides alone."""
    said = {
        "together": _("several criteria together"),
        "rules": _("the share asked, the weights or the years held"),
        "unassessable": _("too much does not apply to be assessed"),
    }
    return said.get(cause, "")


@bp.post("/labels/grids/<uuid:grid_id>/touched")
@requires(Permission.GRIDS_WRITE)
def warn_touched(grid_id: UUID) -> Response:
    """Tell the stores that the kept simulation moves."""
    page = editor.editor_page(grid_id)
    if page.simulation is None or not page.is_simulated_as_is:
        raise Refused(_("The draft changed since. Simulate it again first."))
    rows = editor.touched_units(current_viewer(), page.simulation)
    count = simulating.warn_touched(grid=page.loaded.row, unit_ids=[one.unit_id for one in rows])
    say(ngettext("%(num)s person is told.", "%(num)s people are told.", count))
    return after_post(url_for("labels.touched", grid_id=grid_id))
