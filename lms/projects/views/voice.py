"""U4: what customers say, the points kept, those handed to somebody above; parts of a diagnostic."""

from collections.abc import Mapping
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core import clock
from lms.core.access import Permission, Role, current_viewer, me, requires
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _
from lms.core.ids import uuid_of
from lms.core.pages import after_post, render, say, wants_fragment
from lms.network.queries import day_of, names_known
from lms.projects.models import Irritant, Project
from lms.projects.queries import diagnostic, handed, projects
from lms.projects.queries.places import Here
from lms.projects.queries.projects import project_here
from lms.projects.rules.sections import IRRITANTS
from lms.projects.services import sections
from lms.projects.services import voice as acts_on
from lms.projects.services.moving import By
from lms.projects.views import bp, words
from lms.projects.views.person import acts, asked_day, whole
from lms.projects.views.person import words as said
from lms.projects.views.steps import part_url


@bp.get("/store/projects/<uuid:project_id>/voice")
@requires(Permission.PROJECT_TAKE_PART, Permission.PROJECT_READ)
def voice(project_id: UUID) -> str:
    """U4: what was heard, the points kept, the synthesis."""
    return _voice(*project_here(current_viewer(), project_id))


def _voice(
    project: Project, here: Here, errors: Mapping[str, str] | None = None, form: str = ""
) -> str:
    section = projects.sections_of(project.id)["voice"]
    found = diagnostic.heard(project.id)
    is_open = project.state == "diagnosing" and section.validated_at is None
    return render(
        "projects/voice.html",
        project=project,
        here=here,
        section=section,
        kept=[one for one in found if one.is_retained],
        others=[one for one in found if not one.is_retained],
        most=IRRITANTS,
        moments=[(one.uid, one.name) for one in diagnostic.moments()],
        is_open=is_open,
        takes_part=is_open and here.is_team,
        fault=sections.fault_of(project, section, here.today) if is_open else None,
        names=names_known(current_viewer(), [one.row.escalated_to for one in found]),
        typed=request.form,
        words=words,
        errors=errors or {},
        form=form,
    )


@bp.post("/store/projects/<uuid:project_id>/voice")
@requires(Permission.PROJECT_TAKE_PART)
def voice_add(project_id: UUID) -> Response:
    """Write down what bothers customers."""
    project, here = project_here(current_viewer(), project_id, Permission.PROJECT_TAKE_PART)
    count = whole("count") if said("count") else 1
    try:
        acts_on.tell(
            project_id=project_id,
            words=said("words"),
            moment_uid=uuid_of(said("moment")),
            count=count or 0,
            example=said("example"),
            is_checked=bool(request.form.get("checked")),
            by=acts(here),
        )
    except Invalid as problem:
        return make_response(_voice(project, here, problem.errors, "add"), 422)
    say(_("Written. The team keeps seven points at most."))
    return after_post(url_for("projects.voice", project_id=project_id))


def _point(irritant_id: UUID, permission: Permission) -> tuple[Irritant, Project, Here]:
    one = diagnostic.get_irritant(irritant_id)
    project, here = project_here(current_viewer(), one.project_id, permission)
    return one, project, here


@bp.post("/store/points/<uuid:irritant_id>/words")
@requires(Permission.PROJECT_TAKE_PART)
def irritant_show(irritant_id: UUID) -> Response:
    """Add a customer's words to a point."""
    _one, project, here = _point(irritant_id, Permission.PROJECT_TAKE_PART)
    try:
        acts_on.show(
            irritant_id=irritant_id,
            words=said("example"),
            is_checked=bool(request.form.get("checked")),
            by=acts(here),
        )
    except Invalid as problem:
        return make_response(_voice(project, here, problem.errors, str(irritant_id)), 422)
    return after_post(url_for("projects.voice", project_id=project.id))


@bp.post("/store/points/<uuid:irritant_id>/<any(keep,leave,remove):act>")
@requires(Permission.PROJECT_LEAD)
def irritant(irritant_id: UUID, act: str) -> Response:
    """Keep a point, let it go, or take it back."""
    _one, project, here = _point(irritant_id, Permission.PROJECT_LEAD)
    try:
        if act == "keep":
            acts_on.keep(irritant_id=irritant_id, moment_uid=uuid_of(said("moment")))
        elif act == "leave":
            acts_on.let_go(irritant_id=irritant_id)
        else:
            acts_on.remove(irritant_id=irritant_id)
    except Invalid as problem:
        return make_response(_voice(project, here, problem.errors, str(irritant_id)), 422)
    except Refused as problem:
        say(problem.message, "error")
    return after_post(url_for("projects.voice", project_id=project.id))


@bp.post("/store/projects/<uuid:project_id>/parts/<code>/<any(keep,validate,reopen):act>")
@requires(Permission.PROJECT_LEAD)
def section_move(project_id: UUID, code: str, act: str) -> Response:
    """Keep the synthesis of a part, as it is typed or at once; validate it, or open it again."""
    project, here = project_here(current_viewer(), project_id, Permission.PROJECT_LEAD)
    if code not in projects.parts_of(project):
        raise NotFound
    by, written = acts(here), request.form.get("synthesis")
    try:
        if act == "reopen":
            sections.reopen(project_id=project_id, code=code, by=by)
        else:
            if written is not None:
                sections.write(project_id=project_id, code=code, words=written, by=by)
            if act == "validate":
                sections.validate(project_id=project_id, code=code, by=by)
                say(_("This part is validated."))
                return after_post(url_for("projects.store", unit_id=here.unit.id))
            if wants_fragment():
                return Response("", 204)
            say(_("Kept."))
    except Refused as problem:
        if wants_fragment():
            return Response(problem.message, 409, mimetype="text/plain")
        say(problem.message, "error")
    return after_post(part_url(project, code))


@bp.get("/store/points/<uuid:irritant_id>/hand")
@requires(Permission.PROJECT_LEAD)
def escalate(irritant_id: UUID) -> str:
    """Choose who takes a point the store cannot solve alone."""
    return _escalate(*_point(irritant_id, Permission.PROJECT_LEAD))


def _escalate(
    one: Irritant, project: Project, here: Here, errors: Mapping[str, str] | None = None
) -> str:
    return render(
        "projects/escalate.html",
        point=one,
        project=project,
        here=here,
        people=handed.people_above(current_viewer(), here.unit.id, here.today),
        typed=request.form,
        errors=errors or {},
    )


@bp.post("/store/points/<uuid:irritant_id>/hand")
@requires(Permission.PROJECT_LEAD)
def escalate_save(irritant_id: UUID) -> Response:
    """Hand a point to somebody above, with a day."""
    one, project, here = _point(irritant_id, Permission.PROJECT_LEAD)
    to, due_on = uuid_of(said("to")), asked_day("due_on")
    if to is None or due_on is None:
        wrong = {"to": _("Choose somebody.")} if to is None else {}
        wrong |= {"due_on": _("Choose a day to come.")} if due_on is None else {}
        return make_response(_escalate(one, project, here, wrong), 422)
    try:
        acts_on.escalate(irritant_id=irritant_id, to=to, due_on=due_on, by=acts(here))
    except Invalid as problem:
        return make_response(_escalate(one, project, here, problem.errors), 422)
    say(_("Handed over. It stays on your page, with its own date."))
    return after_post(url_for("projects.voice", project_id=project.id))


@bp.get("/store/handed")
@requires(Permission.SELF)
def escalations() -> str:
    """List the points stores handed me, those that wait first."""
    return _escalations()


def _escalations(errors: Mapping[str, str] | None = None, form: str = "") -> str:
    return render(
        "projects/handed.html",
        rows=handed.handed_to(me()),
        typed=request.form,
        errors=errors or {},
        form=form,
        today=day_of(current_viewer()),
    )


@bp.post("/store/points/<uuid:irritant_id>/answer")
@requires(Permission.SELF)
def escalation_answer(irritant_id: UUID) -> Response:
    """Answer a point I was handed."""
    one = diagnostic.get_irritant(irritant_id)
    if one.escalated_to != me():
        raise NotFound
    viewer = current_viewer()
    by = By(
        person_id=me(),
        roles=frozenset({Role.EMPLOYEE}),
        today=day_of(viewer),
        now=clock.now(),
    )
    try:
        acts_on.answer(irritant_id=irritant_id, words=said("answer"), by=by)
    except Invalid as problem:
        return make_response(_escalations(problem.errors, str(irritant_id)), 422)
    say(_("Sent. The store reads it on its page."))
    return after_post(url_for("projects.escalations"))


@bp.get("/store/projects/<uuid:project_id>/skills")
@requires(Permission.PROJECT_TAKE_PART, Permission.PROJECT_READ)
def skills_section(project_id: UUID) -> str:
    """Show how many people were observed: figures only, nobody's own measures."""
    project, here = project_here(current_viewer(), project_id)
    section = projects.sections_of(project.id)["skills"]
    staff, without = diagnostic.measured_people(here.unit.id, here.today)
    is_open = project.state == "diagnosing" and section.validated_at is None
    return render(
        "projects/skills.html",
        project=project,
        here=here,
        section=section,
        staff=staff,
        measured=staff - without,
        is_open=is_open,
        fault=sections.fault_of(project, section, here.today) if is_open else None,
        words=words,
    )
