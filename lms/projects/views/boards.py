"""U1 and R1: a store's board, its region's ("who needs help this week"), the network's; exports."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Response, url_for

from lms.core import clock, todo
from lms.core.access import Permission, Role, Viewer, current_viewer, requires
from lms.core.asking import Question, ask
from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.core.pages import (
    after_post,
    offline_copy,
    page_or_block,
    render,
    render_block,
    wants_fragment,
)
from lms.network.exports import table_answer
from lms.network.queries import day_of
from lms.network.rules import DEFAULT_ZONE
from lms.projects.queries import boards as reads
from lms.projects.queries import kept, places, regions
from lms.projects.queries.boards import Row
from lms.projects.queries.kept import Rows
from lms.projects.queries.places import Place
from lms.projects.rules.pillars import Pillar
from lms.projects.views import bp, words

PILLARS = tuple(Pillar)
SHOWN = 40
"""Stores of each list of a region; the file has them all."""
LESSONS = frozenset({"courses.next_lesson"})
"""Read elsewhere, by a statement of their own."""


@bp.get("/store/<uuid:unit_id>/board")
@requires(Permission.BOARD_READ)
def board(unit_id: UUID) -> str:
    """U1: the store's progress beside its own past, each pillar with its weight, what is next."""
    viewer, now = current_viewer(), clock.now()
    unit, told = _unit(viewer, unit_id, reads.beside())
    return render(
        "projects/board.html",
        unit=unit,
        board=reads.board_from(told, unit, now),
        acts=[
            one
            for one in todo.next_acts(viewer, now, limit=4, without=LESSONS)
            if one.rank < todo.OWN
        ],
        reads_project=viewer.may(Permission.PROJECT_READ, Permission.PROJECT_TAKE_PART),
        words=words,
    )


@bp.get("/store/<uuid:unit_id>/board/past")
@requires(Permission.BOARD_READ)
def board_past(unit_id: UUID) -> str:
    """Draw the store's progress month after month; the board loads it when it has time."""
    unit, _told = _unit(current_viewer(), unit_id, {})
    return page_or_block(
        "projects/board_past.html",
        "line",
        unit=unit,
        past=[words.points(one) for one in reads.past_of(unit, clock.now())],
    )


def _unit(
    viewer: Viewer, unit_id: UUID, also: Mapping[str, Question]
) -> tuple[Place, dict[str, list[Any]]]:
    """Return a unit on whose board the viewer has a right, and what else is asked about it.

    Raises NotFound, foreign and missing.
    """
    asked = {"unit": places.store_asked(viewer, Permission.BOARD_READ), **also}
    told = ask(asked, places.store_values(viewer, unit_id, Permission.BOARD_READ))
    if not told["unit"]:
        raise NotFound
    unit: Any = told["unit"][0]
    return unit, told


@bp.get("/region")
@requires(Permission.BOARD_READ)
def my_region() -> Response:
    """Lead to the board of the region I look after; to the network's for head office."""
    viewer = current_viewer()
    for held in viewer.grants_for(Permission.BOARD_READ):
        if held.role is Role.REGIONAL_LEAD and held.scope_id:
            return after_post(url_for("projects.region_board", region_id=held.scope_id))
    if any(one.scope_kind == "network" for one in viewer.grants_for(Permission.BOARD_READ)):
        return after_post(url_for("projects.network_board"))
    return after_post(url_for("projects.followed_board"))


@bp.get("/regions/<uuid:region_id>/board")
@requires(Permission.BOARD_READ)
def region_board(region_id: UUID) -> str | Response:
    """R1: who needs help this week, then the others by name; never a ranking.

    A page that has little room asks for the first ones only; a phone keeps it for the road.
    """
    found = kept.region_rows(current_viewer(), region_id, clock.now(), SHOWN)
    if found is None:
        raise NotFound
    if wants_fragment():
        return _few(found.known, region_id=region_id)
    page = _board_page(found.name, found.known, found.pilot, region_id=region_id)
    return offline_copy(page)


def _board_page(name: str, known: Rows, pilot: Any, **where: Any) -> str:
    return render(
        "projects/region.html",
        name=name,
        count=known.count,
        helped=known.helped,
        as_of=known.as_of,
        shown=SHOWN,
        help=[one for one in known.rows if one.needs_help],
        others=[one for one in known.rows if not one.needs_help],
        whole=known.whole,
        pilot=pilot,
        where=where,
        road=words.ROAD,
        pillars=PILLARS,
        words=words,
    )


@bp.get("/boards")
@requires(Permission.BOARD_READ)
def followed_board() -> str | Response:
    """Show the boards of the stores I follow, whatever their region; a coach's R1.

    A page that has little room asks for the first ones only; a phone keeps it for the road.
    """
    known = kept.followed(current_viewer(), clock.now())
    if wants_fragment():
        return _few(known)
    return offline_copy(_board_page(_("My stores"), known, None))


def _few(known: Rows, **where: Any) -> str:
    first = [one for one in known.rows if one.needs_help]
    return render_block("projects/region_few.html", "few", help=first, where=where)


@bp.get("/board")
@requires(Permission.BOARD_READ)
def network_board() -> str:
    """Show regions by name with their figures; stores are one page further."""
    viewer = current_viewer()
    if not any(one.scope_kind == "network" for one in viewer.grants_for(Permission.BOARD_READ)):
        raise NotFound
    found = kept.network(clock.now())
    return render(
        "projects/network.html",
        regions=found.lines,
        whole=found.whole,
        as_of=found.as_of,
        pillars=PILLARS,
        words=words,
    )


@bp.get("/board/export.<any(csv,xlsx):form>")
@requires(Permission.BOARD_READ)
def board_export(form: str) -> Response:
    """Give the boards within my reach as a file: the same figures as the pages."""
    viewer = current_viewer()
    known = kept.followed(viewer, clock.now())
    of = regions.regions_of([one.unit.id for one in known.rows], day_of(viewer))
    rows = sorted(known.rows, key=lambda one: one.unit.sort_key)
    header = [
        _("Store code"), _("Store"), _("Region"), _("Project"), _("Progress"), _("26 weeks ago"),
        *(words.pillar(one) for one in PILLARS), _("Days since a visit"), _("As of"),
    ]  # fmt: skip
    made_at = known.as_of.astimezone(ZoneInfo(DEFAULT_ZONE))
    table = [_line(one, of[one.unit.id].name if one.unit.id in of else "", made_at) for one in rows]
    return table_answer("boards", header, table, form)


def _line(row: Row, region: str, as_of: datetime) -> list[Any]:
    stands = row.stands
    values = {code: share.value for code, share in stands.shares.items()}
    return [
        row.unit.code,
        row.unit.name,
        region,
        words.state(stands.state),
        stands.value,
        stands.before,
        *(values.get(one) for one in PILLARS),
        stands.days_since_visit,
        as_of,
    ]
