"""R3: a region's own project, led before its stores' eyes; the page to show; what stores say."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core.access import Permission, current_viewer, me, requires
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _
from lms.core.ids import uuid_of
from lms.core.pages import after_post, render, say
from lms.network.queries import day_of
from lms.projects.models import Action, Project
from lms.projects.queries import own, pilots, plan, projects
from lms.projects.queries.own import Standing
from lms.projects.queries.plan import Told
from lms.projects.queries.projects import TAKEN
from lms.projects.queries.there import There, leading, named, team_of, there
from lms.projects.rules.machines import ACTION, PROJECT
from lms.projects.rules.sections import REGION_SECTIONS
from lms.projects.services import actions, sections
from lms.projects.services import own as acts_on
from lms.projects.services import projects as leads_on
from lms.projects.services.actions import WRITABLE, Draft
from lms.projects.views import bp, terms, words
from lms.projects.views.framing import asked_frame, asked_review, framed, looked_back
from lms.projects.views.own_steps import next_step
from lms.projects.views.person import acts, acts_in, asked_day, whole
from lms.projects.views.person import words as said

Errors = Mapping[str, str]
GIVING = frozenset({"accept", "assign", "try_again"})
"""Steps that say who takes an action, and by when."""


@bp.get("/region/project")
@requires(Permission.REGION_READ)
def region_mine() -> Response:
    """Lead to the project of the region I work in, or of the nearest above that has one."""
    viewer = current_viewer()
    led = [one.scope_id for one in viewer.grants_for(Permission.REGION_LEAD) if one.scope_id]
    if led:
        return _back(led[0])
    primary = viewer.primary
    found = own.nearest(primary.unit_id, day_of(viewer)) if primary else None
    if found is None:
        raise NotFound
    return _back(found)


@bp.get("/regions/<uuid:region_id>/project")
@requires(Permission.REGION_READ)
def region_own(region_id: UUID) -> str:
    """R3: why, what we owe our stores, what we do about it; read by all who work in the region."""
    return _page(there(current_viewer(), region_id))


def _page(where: There, errors: Errors | None = None, form: str = "") -> str:
    project = projects.find_region_project(where.region.id)
    parts = projects.sections_of(project.id) if project else {}
    found = plan.actions_of(project.id, where.today) if project else []
    owners = {one.row.owner_id for one in found if one.row.owner_id}
    team = team_of(where.region.id, where.today) if where.leads else set()
    archived = project is not None and projects.is_archived(project, where.today)
    names = dict(named(current_viewer(), owners | team))
    return render(
        "projects/region_own.html",
        there=where,
        project=project,
        objective=projects.objective_of(project) if project else None,
        parts=[(code, parts[code]) for code in REGION_SECTIONS if code in parts],
        actions=[(one, [] if archived else _moves(one.row, where)) for one in found],
        room=plan.room(project.id) if project else (0, None),
        is_open=project is not None and project.state in WRITABLE,
        can=[] if archived else _can(where, project),
        next=next_step(
            where,
            project,
            parts,
            is_planned=any(one.row.state in TAKEN for one in found),
            is_archived=archived,
        ),
        archived=archived,
        said=own.said_of(project.id, where.today) if project and where.leads else [],
        team=[(str(one), name) for one, name in names.items() if one in team],
        names=names,
        me=me(),
        typed=request.form,
        errors=errors or {},
        form=form,
        words=words,
        terms=terms,
        tenths=own.tenths,
    )


def _can(where: There, project: Project | None) -> list[str]:
    if project is None or not where.leads:
        return []
    resume = f"resume_{project.held_state}"
    found = PROJECT.allowed(project.state, where.roles)
    return [one for one in found if not one.startswith("resume_") or one == resume]


def _moves(one: Action, where: There) -> list[str]:
    """Return what this person may do to an action: its owner carries it, another one judges."""
    found = ACTION.allowed(one.state, where.roles)
    mine = {"begin": one.owner_id == me(), "finish": one.owner_id == me()}
    judges = me() not in {one.owner_id, one.done_by}
    gives = where.leads and one.owner_id is None
    leads = dict.fromkeys(("accept", "try_again", "abandon"), where.leads)
    known = {**mine, **leads, "verify": judges, "fail": judges, "assign": gives}
    return [act for act in found if known.get(act)]


@bp.post("/regions/<uuid:region_id>/project")
@requires(Permission.REGION_LEAD)
def region_open(region_id: UUID) -> Response:
    """Open the region's own project, or the next one."""
    where = leading(current_viewer(), region_id)
    try:
        made = leads_on.open_region_project(region_id=region_id, by=acts_in(where))
    except Refused as problem:
        say(problem.message, "info")
        return _back(region_id)
    return after_post(url_for("projects.region_frame", project_id=made.id))


def _back(region_id: UUID) -> Response:
    return after_post(url_for("projects.region_own", region_id=region_id))


def _led(project_id: UUID) -> tuple[Project, There]:
    """Return a region's project and the region, to who leads it; raises NotFound."""
    project = projects.get_project(project_id)
    if project.region_id is None:
        raise NotFound
    return project, leading(current_viewer(), project.region_id)


@bp.get("/regions/projects/<uuid:project_id>/frame")
@requires(Permission.REGION_LEAD)
def region_frame(project_id: UUID) -> str:
    """Write why, and one objective."""
    return _frame(*_led(project_id))


def _frame(project: Project, where: There, errors: Errors | None = None) -> str:
    return render(
        "projects/frame.html",
        project=project,
        back=(url_for("projects.region_own", region_id=where.region.id), where.region.name),
        post_to=url_for("projects.region_frame_save", project_id=project.id),
        typed=request.form if errors else framed(project),
        may_write=project.state in leads_on.FRAMED_IN,
        errors=errors or {},
    )


@bp.post("/regions/projects/<uuid:project_id>/frame")
@requires(Permission.REGION_LEAD)
def region_frame_save(project_id: UUID) -> Response:
    """Keep why, and the objective."""
    project, where = _led(project_id)
    try:
        leads_on.frame(project_id=project_id, given=asked_frame(), by=acts_in(where))
    except Invalid as problem:
        return make_response(_frame(project, where, problem.errors), 422)
    say(_("Kept."))
    return _back(where.region.id)


@bp.post("/regions/projects/<uuid:project_id>/moves/<action>")
@requires(Permission.REGION_LEAD)
def region_move(project_id: UUID, action: str) -> Response:
    """Take the region's project one step on."""
    _project, where = _led(project_id)
    if action not in PROJECT.actions:
        raise NotFound
    try:
        leads_on.move_project(
            project_id=project_id, action=action, reason=said("reason"), by=acts_in(where)
        )
    except Refused as problem:
        return make_response(_page(where, {"move": problem.message}, "move"), 422)
    say(_("The project goes on.") if action != "suspend" else _("The project is suspended."))
    return _back(where.region.id)


@bp.post("/regions/projects/<uuid:project_id>/parts/<code>/<any(keep,validate,reopen):act>")
@requires(Permission.REGION_LEAD)
def region_part(project_id: UUID, code: str, act: str) -> Response:
    """Write a part, say it is whole, or open it again."""
    _project, where = _led(project_id)
    if code not in REGION_SECTIONS:
        raise NotFound
    by, written = acts_in(where), said("words")
    try:
        if act == "reopen":
            sections.reopen(project_id=project_id, code=code, by=by)
        elif act == "validate":
            sections.validate(project_id=project_id, code=code, words=written, by=by)
        else:
            sections.write(project_id=project_id, code=code, words=written, by=by)
    except Refused as problem:
        return make_response(_page(where, {f"words-{code}": problem.message}, code), 422)
    say(_("Kept."))
    return _back(where.region.id)


@bp.post("/regions/projects/<uuid:project_id>/actions")
@requires(Permission.REGION_LEAD)
def region_action_add(project_id: UUID) -> Response:
    """Write an action of the region: when ..., we ..., by whom and when."""
    _project, where = _led(project_id)
    draft = Draft(
        when_words=said("when"),
        do_words=said("do"),
        gap="part",
        about=said("about"),
        owner_id=uuid_of(said("owner")),
        due_on=asked_day("due"),
    )
    try:
        actions.add(project_id=project_id, draft=draft, by=acts_in(where))
    except Invalid as problem:
        return make_response(_page(where, problem.errors, "action"), 422)
    except Refused as problem:
        return make_response(_page(where, {"when": problem.message}, "action"), 422)
    say(_("Written. The stores of the region read it too."))
    return _back(where.region.id)


@bp.post(
    "/regions/actions/<uuid:action_id>/<any(begin,finish,verify,fail,abandon,accept,assign,try_again):act>"
)
@requires(Permission.REGION_TAKE_PART)
def region_action_move(action_id: UUID, act: str) -> Response:
    """Take an action of the region one step on: its owner does it, somebody else judges it.

    One that nobody has any more is given by who leads the region.
    """
    one = plan.get_action(action_id)
    project = projects.get_project(one.project_id)
    if project.region_id is None:
        raise NotFound
    where = there(current_viewer(), project.region_id)
    if act not in _moves(one, where):
        raise NotFound
    by = replace(acts_in(where), roles=where.roles)
    told = Told(effect=said("effect"), reason=said("reason"))
    if act in GIVING:
        told = Told(owner_id=uuid_of(said("owner")), due_on=asked_day("due"))
    try:
        actions.move_action(action_id=action_id, action=act, told=told, proof=said("proof"), by=by)
    except Refused as problem:
        return make_response(_page(where, {f"a-{action_id}": problem.message}, act), 422)
    say(_("Kept."))
    return _back(where.region.id)


@bp.get("/regions/projects/<uuid:project_id>/review")
@requires(Permission.REGION_LEAD)
def region_review(project_id: UUID) -> str:
    """Look back at the region's objective."""
    return _review(*_led(project_id))


def _review(project: Project, where: There, errors: Errors | None = None) -> str:
    return render(
        "projects/review.html",
        project=project,
        back=(url_for("projects.region_own", region_id=where.region.id), where.region.name),
        post_to=url_for("projects.region_review_save", project_id=project.id),
        objective=projects.objective_of(project),
        told=looked_back(project),
        may_write=project.state in leads_on.COUNTED_IN,
        typed=request.form,
        words=words,
        terms=terms,
        errors=errors or {},
    )


@bp.post("/regions/projects/<uuid:project_id>/review")
@requires(Permission.REGION_LEAD)
def region_review_save(project_id: UUID) -> Response:
    """Keep what became of the region's objective."""
    project, where = _led(project_id)
    try:
        asked_review(project_id, acts_in(where))
    except Invalid as problem:
        return make_response(_review(project, where, problem.errors), 422)
    say(_("Kept, with what chance may explain."))
    return after_post(url_for("projects.region_review", project_id=project_id))


@bp.get("/regions/<uuid:region_id>/project/show")
@requires(Permission.REGION_READ)
def region_show(region_id: UUID) -> str:
    """One page in big letters for meetings, on a screen or on paper."""
    where = there(current_viewer(), region_id)
    project = projects.find_region_project(region_id)
    if project is None:
        raise NotFound
    parts = projects.sections_of(project.id)
    found = plan.actions_of(project.id, where.today)
    said_last = own.said_of(project.id, where.today)[:1]
    states = pilots.states_of([region_id])[region_id]
    return render(
        "projects/region_show.html",
        there=where,
        project=project,
        objective=projects.objective_of(project),
        reviews=looked_back(project)[:1],
        parts=[(code, parts[code]) for code in REGION_SECTIONS if parts[code].validated_at],
        verified=[one.row for one in found if one.row.state == "verified"],
        under_way=[
            one.row for one in found if one.row.state in {"accepted", "in_progress", "done"}
        ],
        said=said_last,
        standing=Standing(
            where.region, project.state, states, bool(pilots.waived_regions([region_id]))
        ),
        words=words,
        terms=terms,
        tenths=own.tenths,
    )


@bp.get("/store/<uuid:unit_id>/region")
@requires(Permission.REGION_ANSWER)
def region_answer(unit_id: UUID) -> str:
    """Ask those who run a store two questions about their region's project."""
    return _answer(unit_id)


def _answer(unit_id: UUID, errors: Errors | None = None) -> str:
    here, project, asked = own.answering(current_viewer(), unit_id)
    return render(
        "projects/region_answer.html",
        here=here,
        project=project,
        region=asked,
        quarter=own.quarter_of(here.today),
        kept=own.own_answer(project.id, unit_id, here.today),
        questions=own.QUESTIONS,
        typed=request.form,
        errors=errors or {},
        words=words,
        terms=terms,
    )


@bp.post("/store/<uuid:unit_id>/region")
@requires(Permission.REGION_ANSWER)
def region_answer_now(unit_id: UUID) -> Response:
    """Keep what the store says; it may say otherwise until the quarter ends."""
    here, project, asked = own.answering(current_viewer(), unit_id)
    by = acts(here)
    values = {one: whole(f"q{one}") or 0 for one in own.QUESTIONS}
    try:
        acts_on.answer(unit_id=unit_id, project_id=project.id, values=values, by=by)
    except Invalid as problem:
        return make_response(_answer(unit_id, problem.errors), 422)
    say(_("Kept. %(region)s reads it with at least four other stores.", region=asked.name))
    return after_post(url_for("projects.region_answer", unit_id=unit_id))
