"""B6: remarks beside a draft, submitting it, publishing it by two people, correcting it once published."""

from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core.access import Permission, me, requires
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _
from lms.core.ids import uuid_of
from lms.core.pages import after_post, say
from lms.labels.queries import editor
from lms.labels.queries.grids import load_grid
from lms.labels.services import commenting, publishing
from lms.labels.views import bp
from lms.labels.views.editing import editor_drawn


@bp.post("/labels/grids/<uuid:grid_id>/remarks")
@requires(Permission.GRIDS_WRITE, Permission.GRIDS_PUBLISH)
def remark(grid_id: UUID) -> Response:
    """Leave a remark beside a draft, or beside one of its lines."""
    load_grid(grid_id)
    try:
        made = commenting.comment(
            grid_id=grid_id,
            author_id=me(),
            body=request.form.get("body", ""),
            criterion_uid=uuid_of(request.form.get("criterion", "")),
        )
    except Invalid as problem:
        return make_response(editor_drawn(grid_id, problem.errors), 422)
    return after_post(url_for("labels.edit_grid", grid_id=grid_id, _anchor=f"m-{made.id}"))


@bp.post("/labels/grids/<uuid:grid_id>/remarks/<uuid:comment_id>/close")
@requires(Permission.GRIDS_WRITE, Permission.GRIDS_PUBLISH)
def close_remark(grid_id: UUID, comment_id: UUID) -> Response:
    """Say that a remark was dealt with."""
    if comment_id not in {one.id for one, _author in editor.comments_of(grid_id)}:
        raise NotFound
    commenting.close_comment(comment_id=comment_id, actor_id=me())
    return after_post(url_for("labels.edit_grid", grid_id=grid_id))


@bp.post("/labels/grids/<uuid:grid_id>/endorse")
@requires(Permission.GRIDS_PUBLISH)
def endorse_grid(grid_id: UUID) -> Response:
    """Ask for a grid to be published: the first of two people."""
    try:
        publishing.endorse(grid_id=grid_id, actor_id=me())
    except Invalid as problem:
        return make_response(editor_drawn(grid_id, problem.errors), 422)
    except Refused as problem:
        return make_response(editor_drawn(grid_id, refused=problem.message), 409)
    say(_("Submitted. A colleague reads it and publishes it."))
    return after_post(url_for("labels.edit_grid", grid_id=grid_id))


@bp.post("/labels/grids/<uuid:grid_id>/publish")
@requires(Permission.GRIDS_PUBLISH, fresh_secret=True)
def publish_grid(grid_id: UUID) -> Response:
    """Publish what a colleague submitted: from then on nobody changes it."""
    try:
        publishing.publish(
            grid_id=grid_id, actor_id=me(), solo_reason=request.form.get("solo_reason", "")
        )
    except Invalid as problem:
        return make_response(editor_drawn(grid_id, problem.errors), 422)
    except Refused as problem:
        return make_response(editor_drawn(grid_id, refused=problem.message), 409)
    say(_("Published. Stores are told, and nobody changes it any more."))
    return after_post(url_for("labels.grid", grid_id=grid_id))


@bp.post("/labels/grids/<uuid:grid_id>/erratum")
@requires(Permission.GRIDS_WRITE)
def start_erratum(grid_id: UUID) -> Response:
    """Start the correction of a published grid."""
    made = publishing.start_erratum(grid_id=grid_id, actor_id=me())
    return after_post(url_for("labels.edit_grid", grid_id=made.id))
