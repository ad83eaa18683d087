"""Framing a project, lifting what holds it back with a reason, looking back at its objective."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core.access import Permission, Role, current_viewer, requires
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import _
from lms.core.pages import after_post, render, say
from lms.projects.models import Project
from lms.projects.queries import diagnostic, projects
from lms.projects.queries.places import Here
from lms.projects.queries.projects import project_here
from lms.projects.rules.objectives import Measured, outcome
from lms.projects.services import projects as acts_on
from lms.projects.services.projects import Frame
from lms.projects.views import bp, words
from lms.projects.views.person import acts, asked_day, whole
from lms.projects.views.person import words as said


@bp.get("/store/projects/<uuid:project_id>/frame")
@requires(Permission.PROJECT_TAKE_PART, Permission.PROJECT_READ)
def frame(project_id: UUID) -> str:
    """Read or write the meaning and the one objective."""
    project, here = project_here(current_viewer(), project_id)
    return _frame(project, here)


def _frame(project: Project, here: Here, errors: Mapping[str, str] | None = None) -> str:
    typed: Mapping[str, Any] = request.form
    if not errors:
        known = projects.objective_of(project)
        typed = {
            "meaning": project.meaning,
            "metric": project.metric,
            "count": project.baseline_num or "",
            "of": project.baseline_den or "",
            "target": words.points(known.target) if known else "",
            "due_on": project.due_on.isoformat() if project.due_on else "",
        }
    return render(
        "projects/frame.html",
        project=project,
        here=here,
        typed=typed,
        may_write=here.leads and project.state in acts_on.FRAMED_IN,
        errors=errors or {},
    )


@bp.post("/store/projects/<uuid:project_id>/frame")
@requires(Permission.PROJECT_LEAD)
def frame_save(project_id: UUID) -> Response:
    """Keep the meaning and the objective."""
    project, here = project_here(current_viewer(), project_id, Permission.PROJECT_LEAD)
    errors = {
        name: _("Write a whole number.")
        for name in ("count", "of", "target")
        if said(name) and whole(name) is None
    }
    if said("due_on") and asked_day("due_on") is None:
        errors["due_on"] = _("Choose a day to come.")
    if errors:
        return make_response(_frame(project, here, errors), 422)
    given = Frame(
        meaning=said("meaning"),
        metric=said("metric"),
        count=whole("count"),
        of=whole("of"),
        target=whole("target"),
        due_on=asked_day("due_on"),
    )
    try:
        acts_on.frame(project_id=project_id, given=given, by=acts(here))
    except Invalid as problem:
        return make_response(_frame(project, here, problem.errors), 422)
    say(_("Kept."))
    return after_post(url_for("projects.store", unit_id=here.unit.id))


@bp.get("/store/projects/<uuid:project_id>/waive")
@requires(Permission.GATE_WAIVE)
def waive(project_id: UUID) -> str:
    """Show what holds a project back, and lift it with a reason everybody reads."""
    return _waive(*_lifting(project_id))


def _lifting(project_id: UUID) -> tuple[Project, Here]:
    project, here = project_here(current_viewer(), project_id)
    if not {Role.REGIONAL_LEAD, Role.ADMINISTRATOR} & here.roles:
        raise NotFound
    return project, here


def _waive(project: Project, here: Here, errors: Mapping[str, str] | None = None) -> str:
    sections = projects.sections_of(project.id)
    lifted = {one.item for one in projects.waivers_of(project.id)}
    choices = [
        (f"section:{code}", words.part(code))
        for code in projects.parts_of(project)
        if code not in lifted and not sections[code].validated_at
    ]
    choices += [
        (f"gap:{one.row.id}", one.row.words)
        for one in diagnostic.heard(project.id)
        if one.is_retained and str(one.row.id) not in lifted
    ]
    return render(
        "projects/waive.html",
        project=project,
        here=here,
        choices=choices,
        typed=request.form,
        errors=errors or {},
    )


@bp.post("/store/projects/<uuid:project_id>/waive")
@requires(Permission.GATE_WAIVE)
def waive_save(project_id: UUID) -> Response:
    """Lift a gate."""
    project, here = _lifting(project_id)
    gate, _colon, item = request.form.get("item", "").partition(":")
    try:
        acts_on.waive(
            project_id=project_id, gate=gate, item=item, reason=said("reason"), by=acts(here)
        )
    except Invalid as problem:
        return make_response(_waive(project, here, problem.errors), 422)
    say(_("Lifted. The reason is on the project's page."))
    return after_post(url_for("projects.store", unit_id=here.unit.id))


@bp.get("/store/projects/<uuid:project_id>/review")
@requires(Permission.PROJECT_TAKE_PART, Permission.PROJECT_READ)
def review(project_id: UUID) -> str:
    """Look back at the objective: what was counted then and now, what goes on, what changes."""
    return _review(*project_here(current_viewer(), project_id))


def _review(project: Project, here: Here, errors: Mapping[str, str] | None = None) -> str:
    objective = projects.objective_of(project)
    found = projects.reviews_of(project.id)
    told = [
        (one, outcome(objective.baseline, objective.target, Measured(int(one.num), int(one.den))))
        for one in found
        if objective
    ]
    return render(
        "projects/review.html",
        project=project,
        here=here,
        objective=objective,
        told=told,
        may_write=here.leads and project.state in acts_on.COUNTED_IN,
        typed=request.form,
        words=words,
        errors=errors or {},
    )


@bp.post("/store/projects/<uuid:project_id>/review")
@requires(Permission.PROJECT_LEAD)
def review_save(project_id: UUID) -> Response:
    """Keep what became of the objective."""
    project, here = project_here(current_viewer(), project_id, Permission.PROJECT_LEAD)
    count, of = whole("count"), whole("of")
    if count is None or of is None:
        wrong = {"count" if count is None else "of": _("Write a whole number.")}
        return make_response(_review(project, here, wrong), 422)
    try:
        acts_on.review(
            project_id=project_id,
            count=count,
            of=of,
            kept=said("kept"),
            changed=said("changed"),
            by=acts(here),
        )
    except Invalid as problem:
        return make_response(_review(project, here, problem.errors), 422)
    say(_("Kept, with what chance may explain."))
    return after_post(url_for("projects.review", project_id=project_id))
