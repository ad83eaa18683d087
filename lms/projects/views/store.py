"""U3: a store's project, where it stands, what is next, the moves of whoever leads it."""

from uuid import UUID

from flask import Response, url_for

from lms.core.access import Permission, Role, current_viewer, requires
from lms.core.errors import NotFound, Refused
from lms.core.i18n import _
from lms.core.pages import after_post, render, say
from lms.network.queries import names_known
from lms.projects.models import Project
from lms.projects.queries import places, projects, store_page
from lms.projects.queries.places import Seen
from lms.projects.queries.projects import project_here
from lms.projects.rules.machines import PROJECT
from lms.projects.services import projects as acts_on
from lms.projects.views import bp, words
from lms.projects.views.person import acts
from lms.projects.views.person import words as said
from lms.projects.views.steps import next_step, part_url


@bp.get("/store")
@requires(Permission.PROJECT_TAKE_PART, Permission.PROJECT_READ)
def mine() -> str | Response:
    """Lead to my store's project; let me choose when I follow several."""
    found = places.own_units(current_viewer())
    own = {one.unit_id for one in current_viewer().memberships}
    here = [one for one in found if one.id in own]
    if len(here) == 1 or len(found) == 1:
        return after_post(url_for("projects.store", unit_id=(here or found)[0].id))
    known = projects.live_projects([one.id for one in found])
    return render("projects/list.html", stores=found, known=known, words=words)


@bp.get("/store/<uuid:unit_id>/project")
@requires(Permission.PROJECT_TAKE_PART, Permission.PROJECT_READ)
def store(unit_id: UUID) -> str:
    """U3: what is next, the road, the four parts, the objective, what was lifted."""
    viewer = current_viewer()
    found = store_page.read(viewer, unit_id)
    here, project = found.here, found.project
    parts = [
        (code, found.sections[code], part_url(project, code))
        for code in projects.parts_of(project)
        if code in found.sections
    ] if project else []  # fmt: skip
    lifted = {one.item: one for one in found.waivers}
    people = [one.actor_id for one in found.moves] + [one.decided_by for one in found.waivers]
    return render(
        "projects/store.html",
        here=here,
        project=project,
        objective=projects.objective_of(project) if project else None,
        parts=parts,
        lifted=lifted,
        waivers=found.waivers,
        moves=found.moves,
        names=names_known(viewer, people),
        next=next_step(here, project, parts, lifted.keys(), found.acts),
        due=found.due,
        can=_can(here, project),
        waives=bool({Role.REGIONAL_LEAD, Role.ADMINISTRATOR} & here.roles),
        words=words,
        road=words.ROAD,
    )


def _can(here: Seen, project: Project | None) -> list[str]:
    """Return the moves this person may try on the project, the guarded ones included."""
    if project is None or not here.leads:
        return []
    found = PROJECT.allowed(project.state, here.roles)
    resume = f"resume_{project.held_state}"
    return [one for one in found if not one.startswith("resume_") or one == resume]


@bp.post("/store/<uuid:unit_id>/project")
@requires(Permission.PROJECT_LEAD)
def open_project(unit_id: UUID) -> Response:
    """Open a store's project; where one lives already, lead to it."""
    here = places.acting(current_viewer(), unit_id, Permission.PROJECT_LEAD)
    try:
        made = acts_on.open_project(unit_id=unit_id, by=acts(here))
    except Refused as problem:
        say(problem.message, "info")
        return after_post(url_for("projects.store", unit_id=unit_id))
    return after_post(url_for("projects.frame", project_id=made.id))


@bp.post("/store/projects/<uuid:project_id>/moves/<action>")
@requires(Permission.PROJECT_LEAD)
def move(project_id: UUID, action: str) -> Response:
    """Take the project one step on."""
    _project, here = project_here(current_viewer(), project_id, Permission.PROJECT_LEAD)
    back = url_for("projects.store", unit_id=here.unit.id)
    if action not in PROJECT.actions:
        raise NotFound
    try:
        acts_on.move_project(
            project_id=project_id, action=action, reason=said("reason"), by=acts(here)
        )
    except Refused as problem:
        say(problem.message, "error")
        return after_post(back)
    ends = {"suspend": _("The project is suspended."), "close": _("The project is closed.")}
    if action.startswith("resume_"):
        say(_("The project is taken up again."))
    else:
        say(ends.get(action) or _("The project goes on."))
    return after_post(back)
