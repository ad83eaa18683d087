"""What leaves the house: the public page of an award, its certificate and plaque, the list."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response, current_app, request, url_for

from lms.core import i18n
from lms.core.access import Permission, Viewer, current_viewer, public, requires
from lms.core.errors import NotFound, Refused
from lms.core.i18n import _
from lms.core.pages import asked_id, render, sheet
from lms.core.pdf import PDF_TYPE
from lms.core.qr import qr_svg
from lms.labels.exports.paper import award_paper
from lms.labels.models import Season
from lms.labels.notices import level_name
from lms.labels.queries.pieces import seasons_under_way
from lms.labels.queries.plaques import (
    NO_LEVEL,
    AwardLine,
    PublicAward,
    network_labels,
    public_award,
)
from lms.labels.queries.spread import spread_of
from lms.labels.queries.store import in_locale, label_page, plaque_in_reach
from lms.labels.rules.grid import LEVELS
from lms.labels.views import bp, words
from lms.labels.views.person import named_among
from lms.network.exports import table_answer
from lms.network.queries.units import list_regions_seen


@bp.get("/awards/<award_code>")
@public
def award(award_code: str) -> str:
    """Say what an award is worth today and the grid it was earned on; nothing else, for ever."""
    found = public_award(award_code)
    return render(
        "labels/public_award.html",
        award=found,
        program=_program(found),
        level=level_name(found.level),
        status=words.status_words(found.status),
        last_day=words.last_day,
    )


def _program(found: PublicAward) -> str:
    return in_locale(found.program, i18n.locale(), tuple(found.program))


def _address(code: str) -> str:
    base = current_app.extensions["settings"].base_url.rstrip("/")
    return f"{base}{url_for('labels.award', award_code=code)}"


def _to_print(unit_id: UUID, paper: str) -> Response:
    """Answer a paper of the award a store holds today; Refused when it holds none."""
    plaque = plaque_in_reach(current_viewer(), unit_id)
    if plaque.status == NO_LEVEL:
        raise NotFound
    if plaque.status != "active":
        raise Refused(_("This label is not active: there is nothing to print."))
    found = public_award(plaque.public_code)
    made = award_paper(paper, found, program=_program(found), url=_address(plaque.public_code))
    answer = Response(made, content_type=PDF_TYPE)
    name = f"label-{paper}-{found.year}.pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


@bp.get("/labels/stores/<uuid:unit_id>/certificate.pdf")
@requires(Permission.LABELS_SHOW, Permission.LABELS_NETWORK)
def certificate(unit_id: UUID) -> Response:
    """Give the certificate of a store, to print."""
    return _to_print(unit_id, "certificate")


@bp.get("/labels/stores/<uuid:unit_id>/plaque.pdf")
@requires(Permission.LABELS_SHOW, Permission.LABELS_NETWORK)
def door_plaque(unit_id: UUID) -> Response:
    """Give the plaque of the door, to print."""
    return _to_print(unit_id, "plaque")


@bp.get("/labels/stores/<uuid:unit_id>/award")
@requires(Permission.LABELS_READ)
def own_award(unit_id: UUID) -> str:
    """Show the code customers scan, the papers to print, what happened to the award."""
    viewer = current_viewer()
    page = label_page(viewer, unit_id, i18n.locale())
    if page.plaque.status == NO_LEVEL:
        raise NotFound
    url = _address(page.plaque.public_code)
    return render(
        "labels/public_papers.html",
        page=page,
        url=url,
        qr=qr_svg(url, title=_("Code that leads to the page of the award")),
        prints=viewer.may(Permission.LABELS_SHOW, Permission.LABELS_NETWORK),
        level_name=level_name,
        words=words,
    )


def _asked(
    viewer: Viewer, seasons: Sequence[Season]
) -> tuple[Season | None, list[AwardLine], dict[str, Any]]:
    """Return the season, the lines and the filters that the address asks for."""
    season = named_among(seasons) or _worn_season(seasons)
    level = request.args.get("level", "")
    level = level if level in {*LEVELS, NO_LEVEL} else ""
    region_id = asked_id("region")
    lines = (
        network_labels(viewer, season, level=level or None, region_id=region_id) if season else []
    )
    kept = {
        "season": str(season.id) if season else None,
        "level": level or None,
        "region": str(region_id) if region_id else None,
    }
    return season, lines, kept


def _worn_season(seasons: Sequence[Season]) -> Season | None:
    """Return the season whose levels are worn, the last one closed; else the one under way."""
    return next(filter(is_worn, seasons), None) or next(iter(seasons), None)


def is_worn(season: Season | None) -> bool:
    """Tell whether a season gave its levels, so that there is something to spread."""
    return season is not None and season.state == "closed"


@bp.get("/labels/network")
@requires(Permission.LABELS_NETWORK)
def network() -> str:
    """List the stores of a season with the level each one wears, or count them by region."""
    viewer, seasons = current_viewer(), seasons_under_way()
    season, lines, kept = _asked(viewer, seasons)
    by_region = request.args.get("by") == "region"
    return render(
        "labels/public_network.html",
        season=season,
        seasons=seasons,
        found=sheet(lines),
        lines=lines,
        spread=spread_of(lines) if by_region else [],
        by_region=by_region,
        kept=kept,
        regions=list_regions_seen(viewer),
        levels=[(one.value, level_name(one.value)) for one in LEVELS],
        address=lambda page: url_for("labels.network", **{**kept, "page": page}),
        level_name=level_name,
        words=words,
    )


@bp.get("/labels/network/export.<any(csv,xlsx):form>")
@requires(Permission.LABELS_NETWORK)
def network_export(form: str) -> Response:
    """Give the list on the screen as a file."""
    _season, lines, _kept = _asked(current_viewer(), seasons_under_way())
    header = [
        _("Store code"),
        _("Store"),
        _("Town"),
        _("Postcode"),
        _("Region"),
        _("Level"),
        _("Status"),
        _("Until"),
        _("Application"),
    ]
    rows: list[list[Any]] = [
        [
            one.code,
            one.unit,
            one.city,
            one.postcode,
            one.region,
            level_name(one.level or NO_LEVEL),
            words.status_words(one.status),
            one.valid_until,
            words.state_words(one.state),
        ]
        for one in lines
    ]
    return table_answer("labels", header, rows, form)
