"""Framing a project, lifting what holds it back with a reason, looking back at its objective."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core.access import Permission, Role, current_viewer, requires
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import _
from lms.core.pages import after_post, render, say
from lms.projects.models import Project, Review
from lms.projects.queries import diagnostic, projects
from lms.projects.queries.places import Here
from lms.projects.queries.projects import project_here
from lms.projects.rules.objectives import Measured, Outcome, outcome
from lms.projects.services import projects as acts_on
from lms.projects.services.moving import By
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


def framed(project: Project) -> Mapping[str, Any]:
    """Return what the form of a frame shows of what is written."""
    return {
        "meaning": project.meaning,
        "metric": project.metric,
        "count": project.baseline_num or "",
        "of": project.baseline_den or "",
        "target": words.points(Fraction(project.target)) if project.target else "",
        "due_on": project.due_on.isoformat() if project.due_on else "",
    }


def _frame(project: Project, here: Here, errors: Mapping[str, str] | None = None) -> str:
    return render(
        "projects/frame.html",
        project=project,
        back=(
            url_for("projects.store", unit_id=here.unit.id),
            words.our_project(is_member=here.is_member),
        ),
        post_to=url_for("projects.frame_save", project_id=project.id),
        typed=request.form if errors else framed(project),
        may_write=here.leads and project.state in acts_on.FRAMED_IN,
        errors=errors or {},
    )


@bp.post("/store/projects/<uuid:project_id>/frame")
@requires(Permission.PROJECT_LEAD)
def frame_save(project_id: UUID) -> Response:
    """Keep the meaning and the objective."""
    project, here = project_here(current_viewer(), project_id, Permission.PROJECT_LEAD)
    try:
        acts_on.frame(project_id=project_id, given=asked_frame(), by=acts(here))
    except Invalid as problem:
        return make_response(_frame(project, here, problem.errors), 422)
    say(_("Kept."))
    return after_post(url_for("projects.store", unit_id=here.unit.id))


def asked_frame() -> Frame:
    """Return the frame as it was typed; raises Invalid for what cannot be read."""
    errors = {
        name: _("Write a whole number.")
        for name in ("count", "of", "target")
        if said(name) and whole(name) is None
    }
    if said("due_on") and asked_day("due_on") is None:
        errors["due_on"] = _("Choose a day to come.")
    if errors:
        raise Invalid(errors)
    return Frame(
        meaning=said("meaning"),
        metric=said("metric"),
        count=whole("count"),
        of=whole("of"),
        target=whole("target"),
        due_on=asked_day("due_on"),
    )


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
        (f"gap:{one.id}", one.words)
        for one in diagnostic.irritants_of(project.id)
        if one.place is not None and str(one.id) not in lifted
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


def looked_back(project: Project) -> list[tuple[Review, Outcome]]:
    """Return the looks back at an objective with what became of it each time."""
    objective = projects.objective_of(project)
    return [
        (one, outcome(objective.baseline, objective.target, Measured(int(one.num), int(one.den))))
        for one in projects.reviews_of(project.id)
        if objective
    ]


def _review(project: Project, here: Here, errors: Mapping[str, str] | None = None) -> str:
    return render(
        "projects/review.html",
        project=project,
        back=(
            url_for("projects.store", unit_id=here.unit.id),
            words.our_project(is_member=here.is_member),
        ),
        post_to=url_for("projects.review_save", project_id=project.id),
        objective=projects.objective_of(project),
        told=looked_back(project),
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
    try:
        asked_review(project_id, acts(here))
    except Invalid as problem:
        return make_response(_review(project, here, problem.errors), 422)
    say(_("Kept, with what chance may explain."))
    return after_post(url_for("projects.review", project_id=project_id))


def asked_review(project_id: UUID, by: By) -> None:
    """Keep the look back as it was typed; raises Invalid for what cannot be read."""
    count, of = whole("count"), whole("of")
    if count is None or of is None:
        raise Invalid({"count" if count is None else "of": _("Write a whole number.")})
    acts_on.review(
        project_id=project_id,
        count=count,
        of=of,
        kept=said("kept"),
        changed=said("changed"),
        by=by,
    )
