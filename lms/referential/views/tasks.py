"""What still points at an item that was retired: moved by who answers for it, or left with a reason."""

from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core import references
from lms.core.access import Permission, current_viewer, requires
from lms.core.errors import Invalid
from lms.core.i18n import _
from lms.core.pages import address, after_post, render, say
from lms.referential.queries.following import tasks_for
from lms.referential.services import following
from lms.referential.views import bp, words


@bp.get("/referential/tasks")
@requires(Permission.REFERENTIAL_TASKS)
def tasks() -> str:
    """List what points at retired items, for who answers for it."""
    return _page({})


def _page(wrong: dict[str, str]) -> str:
    found = tasks_for(current_viewer())
    rows = [
        {
            "task": one,
            "source": references.HOLDERS[one.source].name,
            "kind": words.item_kind(one.kind),
            "url": address(one.pointer.endpoint or None, one.pointer.args) if one.pointer else None,
        }
        for one in found
        if one.source in references.HOLDERS
    ]
    return render(
        "referential/tasks.html",
        todo=[row for row in rows if row["task"].closed_at is None and not row["task"].is_gone],
        done=[row for row in rows if row["task"].closed_at is not None or row["task"].is_gone],
        wrong=wrong,
        errors=bool(wrong),
    )


@bp.post("/referential/tasks/<uuid:task_id>/settle")
@requires(Permission.REFERENTIAL_TASKS)
def settle(task_id: UUID) -> Response:
    """Say that a thing stays as it is, and why."""
    try:
        following.settle_task(
            task_id=task_id, viewer=current_viewer(), note=request.form.get("note", "")
        )
    except Invalid as problem:
        return make_response(_page({f"note-{task_id}": problem.errors["note"]}), 422)
    say(_("It stays as it is."))
    return after_post(url_for("referential.tasks"))
