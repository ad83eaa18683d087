"""What a draft would do, beside its editor: levels lost and won, what decides, fairness, work (B7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Response, make_response, url_for

from lms.core import i18n
from lms.core.access import Permission, current_viewer, me, requires
from lms.core.errors import NotFound, Refused
from lms.core.i18n import _, ngettext, pair, spoken
from lms.core.pages import after_post, asked_id, page_or_block, render, say, wants_fragment
from lms.core.search import fold
from lms.labels.models import Season
from lms.labels.notices import level_name
from lms.labels.queries import editor
from lms.labels.queries.grids import Loaded, list_grids, load_grid
from lms.labels.queries.simulation import (
    compare_on,
    figures_of,
    grid_to_compare,
    simulate_on,
)
from lms.labels.queries.store import title_of
from lms.labels.rules.grid import LEVELS, Grid, Level
from lms.labels.rules.simulation import Board, Group, Simulation
from lms.labels.services import simulating
from lms.labels.views import bp, flows, words
from lms.labels.views.boards import kept_board
from lms.labels.views.editing import editor_drawn
from lms.labels.views.flows import ORDER, name

MOST_WHY = 5
"""Deciding criteria shown."""


def titles_of(*grids: Grid) -> dict[str, str]:
    """Return the titles of criteria by uid, those of the last grid first."""
    locale = i18n.locale()
    return {one.uid: title_of(one, locale, grid.locales) for grid in grids for one in grid.criteria}


def flow_rows(flow: flows.Flow, before: Mapping[Level | None, int]) -> list[tuple[str, ...]]:
    """Return how many stores go from each level to each level; the last column is the sum."""
    return [
        (
            name(was),
            *(str(flow.get((was, now), 0)) for now in ORDER),
            str(before.get(was, 0)),
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


@spoken
def facet_words(facet: str) -> str:
    """Return what stores are compared by."""
    said = {"region": _("Region"), "size": _("Size"), "format": _("Format")}
    return said.get(facet) or facet


def group_rows(groups: Sequence[Group]) -> list[tuple[str, str, str, str, str]]:
    """Return what happens to each region, size and format of store; those that lose most first."""
    facets = list(dict.fromkeys(one.facet for one in groups))
    ranked = sorted(
        groups,
        key=lambda one: (facets.index(one.facet), -one.fall_share, fold(one.value)),
    )
    return [
        (
            pair(facet_words(one.facet), group_words(one.facet, one.value)),
            str(one.units),
            words.share_words(one.fall_share),
            str(one.rise),
            str(one.unassessable),
        )
        for one in ranked
    ]


def group_words(facet: str, value: str) -> str:
    """Return a group by name: a size in people."""
    least, _dash, most = value.partition("-")
    if facet == "size" and most:
        return _("%(least)s to %(most)s people", least=least, most=most)
    if facet == "size" and value.endswith("+"):
        return _("%(least)s people or more", least=value.removesuffix("+"))
    return value or _("not said")


def sweep_rows(found: Simulation, titles: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Return what each criterion would do a tenth easier, then a tenth stricter."""
    tried: dict[str, dict[bool, str]] = {}
    for one in found.sweep:
        tried.setdefault(one.uid, {})[one.percent > 0] = move_words(one.fall, one.rise)
    return [
        (titles.get(uid, uid), *(sides.get(side) or _("n/a") for side in (False, True)))
        for uid, sides in tried.items()
    ]


def move_words(fall: int, rise: int) -> str:
    """Return how many stores move: "6 fall, 1 rises"."""
    falls = [ngettext("%(num)s falls", "%(num)s fall", fall)] if fall else []
    rises = [ngettext("%(num)s rises", "%(num)s rise", rise)] if rise else []
    return ", ".join([*falls, *rises]) or _("nothing changes")


def work_of(found: Simulation) -> list[tuple[str, str]]:
    """Return the work a draft asks, beside the grid of the season."""
    now, was = found.workload, found.workload_before
    both = _("%(before)s, then %(after)s")
    return [
        (_("Pieces of evidence"), both % {"before": was.evidence, "after": now.evidence}),
        (_("Hours of audit"), both % {"before": was.audit_hours, "after": now.audit_hours}),
        (_("Hours in all"), both % {"before": was.hours, "after": now.hours}),
    ]


@dataclass(frozen=True, slots=True)
class Tried:
    """A draft tried on the figures of a season, and the titles of what both grids ask."""

    loaded: Loaded
    season: Season
    board: Board
    found: Simulation
    titles: Mapping[str, str]


def try_out(loaded: Loaded) -> Tried | None:
    """Return what a grid would do to the stores of the last season that began; None before one."""
    season = editor.season_to_try(loaded.row.program_id)
    if season is None:
        return None
    grid = grid_to_compare(season)
    board = kept_board(season, grid, loaded.grid)
    found = simulate_on(board, grid, loaded.grid)
    titles = titles_of(grid, loaded.grid)
    return Tried(loaded, season, board, found, titles)


def panel_of(tried: Tried) -> dict[str, object]:
    """Return what the panel beside the editor shows: what is lost, the picture, what decides."""
    found = tried.found
    top = next((one for one in reversed(LEVELS) if found.before.get(one)), LEVELS[-1])
    return {
        "season": tried.season,
        "found": found,
        "top": top,
        "top_lost": found.lost(top),
        "top_before": found.before.get(top, 0),
        "picture": flows.picture(found.flow, str(tried.season.year), str(tried.loaded.row.year)),
        "columns": [_("From"), *(name(one) for one in ORDER), _("All")],
        "flow": flow_rows(found.flow, found.before),
        "why": [
            (one, rows) for one in reversed(LEVELS) if (rows := why_rows(found, one, tried.titles))
        ],
        "blind": [tried.titles.get(uid, uid) for uid in found.blind],
    }


@bp.get("/labels/grids/<uuid:grid_id>/simulation")
@requires(Permission.GRIDS_WRITE, Permission.GRIDS_PUBLISH)
def simulate(grid_id: UUID) -> str:
    """Show what a draft would do to the stores of the last season that began."""
    loaded = load_grid(grid_id)
    tried = try_out(loaded)
    told: dict[str, object] = {"row": loaded.row, "found": None, "name": name, "words": words}
    if tried is not None:
        told |= panel_of(tried)
        if not wants_fragment():
            told |= _in_full(tried)
    return page_or_block("labels/grid_simulation.html", "panel", **told)


def _in_full(tried: Tried) -> dict[str, object]:
    found, titles = tried.found, tried.titles
    return {
        "losses": [(one, found.lost(one), found.before.get(one, 0)) for one in reversed(LEVELS)],
        "causes": cause_rows(found),
        "groups": group_rows(found.groups),
        "sweep": sweep_rows(found, titles),
        "passing": passing_rows(found, titles),
        "work": work_of(found),
        "dead": [(titles.get(one.uid, one.uid), one.nobody_fails) for one in found.dead],
        "others": [
            (str(one.id), _grid_name(one.year, one.minor))
            for one in list_grids(tried.loaded.row.program_id)
            if one.id != tried.loaded.row.id
        ],
    }


def _grid_name(year: int, minor: int) -> str:
    if minor:
        return _("%(year)s, correction %(n)s", year=year, n=minor)
    return str(year)


def cause_rows(found: Simulation) -> list[tuple[str, str, str]]:
    """Return why stores fall, each store counted once: one criterion alone, several, the rules."""
    return [
        (name(level).capitalize(), cause_words(cause.value), str(count))
        for level in reversed(LEVELS)
        for cause, count in found.causes.get(level, {}).items()
    ]


def passing_rows(found: Simulation, titles: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Return how many stores meet each criterion at each level, and how many cannot be told."""
    return [
        (
            titles.get(one.uid, one.uid),
            *(str(one.met[level]) if level in one.met else _("n/a") for level in reversed(LEVELS)),
            str(one.aside),
            str(one.insufficient),
        )
        for one in found.passing
    ]


@bp.get("/labels/grids/<uuid:grid_id>/simulation/compared")
@requires(Permission.GRIDS_WRITE, Permission.GRIDS_PUBLISH)
def compare_drafts(grid_id: UUID) -> str:
    """Show two grids on the same stores: who does better or worse under the second."""
    loaded, asked = load_grid(grid_id), asked_id("with")
    season = editor.season_to_try(loaded.row.program_id)
    if season is None:
        raise NotFound
    other = load_grid(asked or season.grid_id)
    if other.row.program_id != loaded.row.program_id:
        raise NotFound
    grid = grid_to_compare(season)
    board = kept_board(season, grid, loaded.grid, other.grid)
    found = compare_on(board, grid, loaded.grid, other.grid)
    names = (
        _grid_name(loaded.row.year, loaded.row.minor),
        _grid_name(other.row.year, other.row.minor),
    )
    counts: dict[Level | None, int] = {
        one: sum(found.between.get((one, to), 0) for to in ORDER) for one in ORDER
    }
    return render(
        "labels/grid_compared.html",
        row=loaded.row,
        other=other.row,
        names=names,
        season=season,
        picture=flows.picture(found.between, *names),
        columns=[_("From"), *(name(one) for one in ORDER), _("All")],
        flow=flow_rows(found.between, counts),
        sides=side_rows(found.first, found.second),
        better=editor.units_named(current_viewer(), found.better),
        worse=editor.units_named(current_viewer(), found.worse),
    )


def side_rows(first: Simulation, second: Simulation) -> list[tuple[str, str, str]]:
    """Return two grids side by side: levels, losses, work."""
    rows = [
        (name(one).capitalize(), str(first.after.get(one, 0)), str(second.after.get(one, 0)))
        for one in ORDER
    ]
    rows += [
        (_("Stores that fall"), str(_falling(first)), str(_falling(second))),
        (_("Not assessable"), str(first.unassessable), str(second.unassessable)),
        (_("Pieces of evidence"), str(first.workload.evidence), str(second.workload.evidence)),
        (_("Hours of audit"), str(first.workload.audit_hours), str(second.workload.audit_hours)),
    ]
    return rows


def _falling(found: Simulation) -> int:
    return sum(one.falls for one in found.moved)


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
    """B7: the stores a draft moves, those within reach; the ones that fall first.

    As the kept simulation says; those who write see the draft as it stands.
    """
    page, viewer = editor.editor_page(grid_id), current_viewer()
    writes = viewer.may(Permission.GRIDS_WRITE, Permission.GRIDS_PUBLISH)
    tried = try_out(page.loaded) if writes and not page.is_simulated_as_is else None
    if page.simulation is None and tried is None:
        raise NotFound
    figures = figures_of(tried.found) if tried else page.simulation.figures  # type: ignore[union-attr]
    grids = [one.grid for one in (page.before, page.loaded) if one]
    return render(
        "labels/grid_touched.html",
        row=page.loaded.row,
        rows=editor.touched_units(viewer, figures),
        simulation=None if tried else page.simulation,
        titles=tried.titles if tried else titles_of(*grids),
        is_as_is=page.is_simulated_as_is,
        writes=viewer.may(Permission.GRIDS_WRITE),
        cause_words=cause_words,
        level_name=level_name,
    )


@spoken
def cause_words(cause: str) -> str:
    """Return why a store moves when no criterion decides alone."""
    said = {
        "criterion": _("one criterion alone"),
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
    rows = editor.touched_units(current_viewer(), page.simulation.figures)
    count = simulating.warn_touched(grid=page.loaded.row, unit_ids=[one.unit_id for one in rows])
    say(ngettext("%(num)s person is told.", "%(num)s people are told.", count))
    return after_post(url_for("labels.touched", grid_id=grid_id))
