"""What became of last year's lines: retired, split, merged, reworded; said where it cannot be found."""

from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core.access import Permission, requires
from lms.core.i18n import _
from lms.core.ids import uuid_of
from lms.core.pages import after_post
from lms.labels.rules.lineage import Relation
from lms.labels.services import linking
from lms.labels.views import bp
from lms.labels.views.editing import criterion_drawn, editor_drawn

AS_FOUND = "found"
"""The choice that takes back what was said."""
FORWARD = frozenset({Relation.SPLIT, Relation.MERGED, Relation.REWORDED})
"""What may have become of a line that is not there under its own identity."""


@bp.post("/labels/grids/<uuid:grid_id>/criteria/<uuid:uid>/lineage")
@requires(Permission.GRIDS_WRITE)
def say_lineage(grid_id: UUID, uid: UUID) -> Response:
    """Say how a line follows from one of the year before."""
    relation, before = request.form.get("relation", ""), uuid_of(request.form.get("before", ""))
    linking.follow(grid_id)
    if relation == AS_FOUND:
        linking.forget_links(grid_id=grid_id, uid=uid)
        return _back(grid_id, f"c-{uid}")
    is_known = relation in set(Relation)
    if not is_known or (before is None) != (relation == Relation.NEW.value):
        why = _("Choose what became of it, and the line it comes from.")
        wrong = {"before" if is_known else "relation": why}
        return make_response(criterion_drawn(grid_id, str(uid), wrong=wrong), 422)
    linking.say_link(
        grid_id=grid_id,
        relation=Relation(relation),
        before_uid=before,
        after_uid=uid,
        note=request.form.get("note", ""),
    )
    return _back(grid_id, f"c-{uid}")


@bp.post("/labels/grids/<uuid:grid_id>/gone/<uuid:uid>")
@requires(Permission.GRIDS_WRITE)
def say_what_became(grid_id: UUID, uid: UUID) -> Response:
    """Say what became of a line of the year before: retired, split in several, merged in another."""
    relation = request.form.get("relation", "")
    into = [found for one in request.form.getlist("into") if (found := uuid_of(one))]
    linking.follow(grid_id)
    if relation == AS_FOUND:
        linking.forget_links(grid_id=grid_id, uid=uid)
        return _back(grid_id, f"g-{uid}")
    retired = relation == Relation.RETIRED.value
    if not retired and (relation not in FORWARD or not into):
        why = _("Choose what became of it, and the lines it is in now.")
        place = "into" if relation in FORWARD else "before"
        return make_response(editor_drawn(grid_id, {f"{place}.{uid}": why}), 422)
    note = request.form.get("note", "")
    linking.forget_links(grid_id=grid_id, uid=uid)
    for after in [None] if retired else into:
        linking.say_link(
            grid_id=grid_id,
            relation=Relation(relation),
            before_uid=uid,
            after_uid=after,
            note=note,
        )
    return _back(grid_id, f"g-{uid}")


def _back(grid_id: UUID, place: str) -> Response:
    return after_post(url_for("labels.edit_grid", grid_id=grid_id, _anchor=place))
