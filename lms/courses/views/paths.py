"""Paths for those who give them: the list, and giving one to people or stores."""

from uuid import UUID

from flask import Response, request, url_for

from lms.core import pages
from lms.core.access import Permission, current_viewer, me, requires
from lms.core.errors import Invalid
from lms.core.i18n import _, ngettext
from lms.courses.forms import AssignForm
from lms.courses.queries import assigning as queries
from lms.courses.queries.team import get_published, list_published
from lms.courses.services import assigning
from lms.courses.views import bp
from lms.network.queries import units_in_scope


@bp.get("/training")
@requires(Permission.PATHS_READ)
def path_list() -> str:
    """Every published path, to give or to look into."""
    return pages.render("courses/path_list.html", paths=list_published())


@bp.get("/training/<uuid:path_uid>/give")
@requires(Permission.ASSIGN)
def assign(path_uid: UUID) -> str:
    """Choose who gets a path, among the people or stores in one's care."""
    return _show_assign(path_uid, AssignForm(), "")


def _show_assign(path_uid: UUID, form: AssignForm, message: str) -> str:
    viewer = current_viewer()
    search = request.values.get("q", "").strip()
    units = queries.list_units_to_assign(viewer, search)
    people = queries.list_people_to_assign(viewer, path_uid, search) if len(units) <= 1 else []
    return pages.page_or_block(
        "courses/assign.html",
        "choices",
        path=get_published(path_uid),
        form=form,
        units=units,
        people=people,
        search=search,
        message=message,
        errors=bool(form.errors or message),
        chosen_people=set(form.people.data or ()),
        chosen_units=set(form.units.data or ()),
    )


@bp.post("/training/<uuid:path_uid>/give")
@requires(Permission.ASSIGN)
def assign_save(path_uid: UUID) -> Response | tuple[str, int]:
    """Give the path; the flash says to how many, with the way to take it back."""
    form = AssignForm()
    get_published(path_uid)
    if not form.validate():
        return _show_assign(path_uid, form, ""), 422
    viewer = current_viewer()
    unit_ids, person_ids = queries.in_reach(
        viewer, units=form.units.data or [], people=form.people.data or []
    )
    try:
        done = assigning.assign_path(
            path_uid=path_uid,
            person_ids=person_ids,
            unit_ids=unit_ids,
            due_on=form.due_on.data,
            actor_id=me(),
        )
    except Invalid as error:
        return _show_assign(path_uid, form, " ".join(error.errors.values())), 422
    said = ngettext("Given to %(num)s person.", "Given to %(num)s people.", done.enrolled)
    if done.already:
        said += " " + ngettext(
            "%(num)s already follows it.", "%(num)s already follow it.", done.already
        )
    undo = url_for("courses.assignment_undo", assignment_id=done.assignment.id)
    pages.say(said, undo_url=undo)
    return pages.after_post(url_for("courses.path_list"))


@bp.post("/assignments/<uuid:assignment_id>/undo")
@requires(Permission.ASSIGN)
def assignment_undo(assignment_id: UUID) -> Response:
    """Take back a path just given, from those who have not begun."""
    count = assigning.withdraw_assignment(
        assignment_id=assignment_id,
        actor_id=me(),
        units=units_in_scope(current_viewer(), Permission.ASSIGN),
    )
    pages.say(
        ngettext("Taken back from %(num)s person.", "Taken back from %(num)s people.", count)
        if count
        else _("Everybody had begun: nothing was taken back.")
    )
    return pages.after_post(url_for("courses.path_list"))
