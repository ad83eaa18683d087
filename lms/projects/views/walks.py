"""U5: the store through four senses, scored on a phone, read once one's own walk is given in."""

from collections.abc import Mapping
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core import files
from lms.core.access import Permission, current_viewer, me, requires
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _
from lms.core.pages import after_post, render, say
from lms.projects.models import Project
from lms.projects.queries import diagnostic, places, projects
from lms.projects.queries.places import Here
from lms.projects.queries.projects import project_here
from lms.projects.rules.walks import HIGHEST, LOWEST, Sense
from lms.projects.services import sections
from lms.projects.services import walks as acts_on
from lms.projects.services.walks import Said
from lms.projects.views import bp, words
from lms.projects.views.person import acts
from lms.projects.views.person import words as said

SCORES = tuple(range(LOWEST, HIGHEST + 1))


@bp.get("/store/projects/<uuid:project_id>/walk")
@requires(Permission.PROJECT_TAKE_PART, Permission.PROJECT_READ)
def walk(project_id: UUID) -> str:
    """U5: the walk to do next, and the map of what one may see."""
    return _walk(*project_here(current_viewer(), project_id))


def _walk(project: Project, here: Here, errors: Mapping[str, str] | None = None) -> str:
    section = projects.sections_of(project.id)["walk"]
    staff = places.staff_of(here.unit.id, here.today)
    found = diagnostic.walking(project, me(), staff)
    is_open = project.state == "diagnosing" and section.validated_at is None
    left = [one for one in Sense if one not in found.given]
    first = sorted(left, key=lambda one: (found.counts.get(one, 0), list(Sense).index(one)))
    return render(
        "projects/walk.html",
        project=project,
        here=here,
        section=section,
        walking=found,
        senses=list(Sense),
        next=first[0] if first and found.zones and is_open and here.is_team else None,
        is_open=is_open,
        has_walks=any(found.counts.values()),
        fault=sections.fault_of(project, section, here.today) if is_open else None,
        suggested=_suggested(),
        file_url=files.url,
        typed=request.form,
        words=words,
        errors=errors or {},
    )


def _suggested() -> str:
    """Return zones most stores have, one a line."""
    return "\n".join(
        (_("Window and door"), _("Entrance"), _("Aisles"), _("Advice desk"), _("Till"), _("Exit"))
    )


@bp.post("/store/projects/<uuid:project_id>/zones")
@requires(Permission.PROJECT_LEAD)
def zones(project_id: UUID) -> Response:
    """Draw the zones walks go through."""
    project, here = project_here(current_viewer(), project_id, Permission.PROJECT_LEAD)
    try:
        acts_on.draw_zones(project_id=project_id, names=said("zones").splitlines())
    except Invalid as problem:
        return make_response(_walk(project, here, problem.errors), 422)
    except Refused as problem:
        say(problem.message, "error")
    return after_post(url_for("projects.walk", project_id=project_id))


def _sense(name: str) -> Sense:
    try:
        return Sense(name)
    except ValueError:
        raise NotFound from None


@bp.get("/store/projects/<uuid:project_id>/walk/<sense>")
@requires(Permission.PROJECT_TAKE_PART)
def walk_sense(project_id: UUID, sense: str) -> str | Response:
    """Walk with one sense: five answers a zone, a word when there is something to say."""
    chosen = _sense(sense)
    project, here = project_here(current_viewer(), project_id, Permission.PROJECT_TAKE_PART)
    given = diagnostic.walks_given(project.id)
    if project.state != "diagnosing" or (str(me()), chosen) in given:
        return after_post(url_for("projects.walk", project_id=project_id))
    return _sense_page(project, here, chosen)


def _sense_page(
    project: Project, here: Here, sense: Sense, errors: Mapping[str, str] | None = None
) -> str:
    return render(
        "projects/walk_sense.html",
        project=project,
        here=here,
        sense=sense,
        zones=diagnostic.zones_of(project.id),
        scores=SCORES,
        again=any(one.filename for one in request.files.values()),
        typed=request.form,
        words=words,
        errors=errors or {},
    )


def _felt(zone_id: UUID) -> Said:
    """Return what a form says of a zone."""
    typed = request.form.get(f"zone.{zone_id}", "")
    photo = request.files.get(f"photo.{zone_id}")
    return Said(
        int(typed) if typed in {str(score) for score in SCORES} else None,
        request.form.get(f"note.{zone_id}", ""),
        photo.stream if photo and photo.filename else None,  # type: ignore[arg-type]
        no_face=bool(request.form.get(f"face.{zone_id}")),
    )


@bp.post("/store/projects/<uuid:project_id>/walk/<sense>")
@requires(Permission.PROJECT_TAKE_PART)
def walk_give(project_id: UUID, sense: str) -> Response:
    """Give a whole walk in; refused, it goes back to the phone it waited on."""
    chosen = _sense(sense)
    project, here = project_here(current_viewer(), project_id, Permission.PROJECT_TAKE_PART)
    found = {one.id: _felt(one.id) for one in diagnostic.zones_of(project.id)}
    try:
        acts_on.give(project_id=project_id, sense=chosen, said=found, by=acts(here))
    except Invalid as problem:
        return make_response(_sense_page(project, here, chosen, problem.errors), 422)
    others = {who for who, sense in diagnostic.walks_given(project.id) if sense is chosen}
    say(
        _("Given in. You now see what the others felt.")
        if others - {str(me())}
        else _("Given in. Nobody else walked with this sense yet: you will see it here.")
    )
    return after_post(url_for("projects.walk", project_id=project_id))


@bp.post("/store/photos/<uuid:file_id>/remove")
@requires(Permission.PROJECT_TAKE_PART)
def walk_photo_remove(file_id: UUID) -> Response:
    """Forget a photo of a walk: mine, or any of the store I lead."""
    found = diagnostic.photo_of(file_id)
    if found is None:
        raise NotFound
    walk = found[1]
    _project, here = project_here(current_viewer(), walk.project_id, Permission.PROJECT_TAKE_PART)
    if walk.walker_id != me() and not here.leads:
        raise NotFound
    acts_on.remove_photo(file_id)
    say(_("The photo is forgotten. What was felt stays."))
    return after_post(url_for("projects.walk", project_id=walk.project_id))
