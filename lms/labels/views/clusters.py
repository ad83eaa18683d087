"""Stores too small for a figure of their own: their groups, stores that join a season late."""

from collections.abc import Mapping
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core.access import Permission, current_viewer, me, requires
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _
from lms.core.ids import uuid_of
from lms.core.pages import after_post, render, say
from lms.labels.models import Season
from lms.labels.queries.applications import get_season
from lms.labels.queries.clusters import groups_of, units_outside, units_taking_part
from lms.labels.services import seasons as acts
from lms.labels.views import bp


@bp.get("/labels/seasons/<uuid:season_id>/stores")
@requires(Permission.SEASONS_RUN)
def season_stores(season_id: UUID) -> str:
    """Show the groups of small stores of a season, and let a store join late."""
    return _stores(get_season(season_id))


def _stores(season: Season, errors: Mapping[str, str] | None = None, refused: str = "") -> str:
    viewer = current_viewer()
    return render(
        "labels/season_stores.html",
        season=season,
        groups=groups_of(season.id),
        outside=[(str(unit_id), name) for unit_id, name in units_outside(viewer, season)],
        typed=request.form,
        errors=errors or {},
        refused=refused,
    )


@bp.post("/labels/seasons/<uuid:season_id>/groups")
@requires(Permission.SEASONS_RUN)
def declare_group(season_id: UUID) -> Response:
    """Put the figures of small stores together."""
    season = get_season(season_id)
    known = units_taking_part(current_viewer(), season)
    codes = dict.fromkeys(request.form.get("units", "").casefold().replace(",", " ").split())
    unknown = [one for one in codes if one not in known]
    if unknown:
        wrong = _(
            "These codes take no part in the season: %(codes)s.", codes=", ".join(unknown[:9])
        )
        return make_response(_stores(season, {"units": wrong}), 422)
    try:
        acts.declare_cluster(
            season_id=season_id,
            name=request.form.get("name", ""),
            unit_ids=[known[one] for one in codes],
            reason=request.form.get("reason", ""),
            actor_id=me(),
        )
    except Invalid as problem:
        return make_response(_stores(season, problem.errors), 422)
    except Refused as problem:
        return make_response(_stores(season, refused=problem.message), 409)
    say(_("Their figures go together from the next time they are taken."))
    return after_post(url_for("labels.season_stores", season_id=season_id))


@bp.post("/labels/seasons/<uuid:season_id>/join")
@requires(Permission.SEASONS_RUN)
def join_season(season_id: UUID) -> Response:
    """Let a store opened since take part."""
    season = get_season(season_id)
    chosen = uuid_of(request.form.get("unit", ""))
    known = {unit_id for unit_id, _name in units_outside(current_viewer(), season)}
    if chosen is None:
        return make_response(_stores(season, {"unit": _("Choose the store.")}), 422)
    if chosen not in known:
        raise NotFound
    try:
        acts.join_season(season_id=season_id, unit_id=chosen, actor_id=me())
    except Refused as problem:
        return make_response(_stores(season, refused=problem.message), 409)
    say(_("It takes part."))
    return after_post(url_for("labels.season_stores", season_id=season_id))
