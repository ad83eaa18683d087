"""U7: the plan, an action in a few taps, its steps, what worked elsewhere."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core.access import Permission, current_viewer, me, requires
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _, format_day
from lms.core.ids import uuid_of
from lms.core.pages import after_post, render, say
from lms.network.queries import names_known
from lms.projects.models import Action, Project
from lms.projects.queries import diagnostic, places
from lms.projects.queries import plan as reads
from lms.projects.queries.places import Here
from lms.projects.queries.plan import Told
from lms.projects.queries.projects import project_here
from lms.projects.rules.machines import ACTION
from lms.projects.services import actions as acts_on
from lms.projects.services.actions import WRITABLE, Draft
from lms.projects.views import bp, words
from lms.projects.views.person import acts, asked_day
from lms.projects.views.person import words as said

OFFERED = (7, 14, 30)
"""Days offered in one tap for an action's date."""
OWNERS = frozenset({"begin", "finish"})
JUDGES = frozenset({"verify", "fail"})
DONE = {
    "begin": lambda: _("Begun. Thank you."),
    "finish": lambda: _("Done. Somebody else now sees whether customers feel it."),
    "verify": lambda: _("Kept: it works. Other stores may take the idea."),
    "fail": lambda: _("Kept. The point is open again: nothing is lost, you know more."),
    "abandon": lambda: _("Given up, with its reason."),
}


@bp.get("/store/projects/<uuid:project_id>/plan")
@requires(Permission.PROJECT_TAKE_PART, Permission.PROJECT_READ)
def plan(project_id: UUID) -> str:
    """U7: what the team did already, then actions by what waits."""
    return _plan(*project_here(current_viewer(), project_id))


def _plan(project: Project, here: Here, errors: Mapping[str, str] | None = None) -> str:
    found = reads.actions_of(project.id, here.today)
    under_way, most = reads.room(project.id)
    answered = {one.row.irritant_id for one in found if one.row.state != "abandoned"}
    points = [one for one in diagnostic.heard(project.id) if one.is_retained]
    return render(
        "projects/plan.html",
        project=project,
        here=here,
        actions=found,
        points=points,
        bare=[one for one in points if one.row.id not in answered and not one.row.escalated_at],
        efforts=reads.efforts_of(project.id),
        has_room=most is None or under_way < most,
        under_way=under_way,
        waiting=next((one.row for one in found if one.row.state == "proposed"), None),
        is_open=project.state in WRITABLE,
        names=names_known(current_viewer(), [one.row.owner_id for one in found]),
        me=me(),
        typed=request.form,
        words=words,
        errors=errors or {},
    )


@bp.post("/store/projects/<uuid:project_id>/efforts")
@requires(Permission.PROJECT_TAKE_PART)
def effort(project_id: UUID) -> Response:
    """List something the team did already."""
    project, here = project_here(current_viewer(), project_id, Permission.PROJECT_TAKE_PART)
    try:
        acts_on.add_effort(project_id=project_id, words=said("effort"), by=acts(here))
    except Invalid as problem:
        return make_response(_plan(project, here, problem.errors), 422)
    return after_post(url_for("projects.plan", project_id=project_id))


@bp.get("/store/projects/<uuid:project_id>/actions/new")
@requires(Permission.PROJECT_TAKE_PART)
def action_new(project_id: UUID) -> str:
    """Write an action: the point, the day and the person in a tap each, one line to type."""
    return _new(*project_here(current_viewer(), project_id, Permission.PROJECT_TAKE_PART))


def _new(project: Project, here: Here, errors: Mapping[str, str] | None = None) -> str:
    taken = {
        one.row.irritant_id
        for one in reads.actions_of(project.id, here.today)
        if one.row.state not in {"abandoned", "ineffective"}
    }
    points = [one for one in diagnostic.heard(project.id) if one.is_retained]
    points.sort(key=lambda one: (one.row.id in taken, one.row.place))
    asked = request.values.get("point", "") or request.args.get("peak", "")
    chosen = next(
        (one for one in points if str(one.row.id) == asked), points[0] if points else None
    )
    about = request.values.get("about", "")
    is_peak = bool(about) and not request.values.get("point")
    idea = _idea(request.values.get("idea", ""))
    team = places.team_of(here.unit.id, here.today)
    return render(
        "projects/action_new.html",
        project=project,
        here=here,
        points=points,
        chosen=None if is_peak else chosen,
        about=about if is_peak else "",
        ideas=reads.ideas_for(chosen.row.moment_uid, here.unit.id)
        if chosen and not is_peak
        else [],
        idea=idea,
        when=_when(about if is_peak else "", chosen.row.words if chosen else "", idea),
        owners=[(one.person_id, one.given_name) for one in team],
        days=[((here.today + timedelta(days=n)).isoformat(), _offered(here, n)) for n in OFFERED],
        is_open=project.state in WRITABLE,
        room=reads.room(project.id),
        typed=request.values,
        words=words,
        errors=errors or {},
    )


def _offered(here: Here, days: int) -> str:
    return format_day(here.today + timedelta(days=days), "day")


def _when(peak: str, point: str, idea: Action | None) -> str:
    """Return the beginning of the sentence, so that one line is left to type."""
    if idea is not None:
        return idea.when_words
    if peak:
        return _("When it is busy: %(when)s", when=peak)
    return _("When a customer thinks: “%(what)s”", what=point) if point else ""


def _idea(said_id: str) -> Action | None:
    """Return an action that worked elsewhere, whose words are taken up; others are not read."""
    found = uuid_of(said_id)
    if found is None:
        return None
    try:
        one = reads.get_action(found)
    except NotFound:
        return None
    return one if one.state == "verified" else None


@bp.post("/store/projects/<uuid:project_id>/actions/new")
@requires(Permission.PROJECT_TAKE_PART)
def action_add(project_id: UUID) -> Response:
    """Keep an action: taken at once when its leader writes it, else proposed."""
    project, here = project_here(current_viewer(), project_id, Permission.PROJECT_TAKE_PART)
    idea = _idea(said("idea"))
    about = said("about")
    draft = Draft(
        when_words=said("when"),
        do_words=said("do"),
        gap="peak" if about else "irritant",
        irritant_id=None if about else uuid_of(said("point")),
        about=about,
        owner_id=uuid_of(said("owner")),
        due_on=asked_day("due"),
        inspired_by=idea.id if idea else None,
    )
    keep = acts_on.add if here.leads else acts_on.propose
    try:
        made = keep(project_id=project_id, draft=draft, by=acts(here))
    except Invalid as problem:
        return make_response(_new(project, here, problem.errors), 422)
    except Refused as problem:
        return make_response(_new(project, here, {"do": problem.message}), 422)
    say(_kept(made, leads=here.leads))
    return after_post(url_for("projects.plan", project_id=project_id))


def _kept(made: Action, *, leads: bool) -> str:
    if not leads:
        return _("Proposed. Your manager takes it up.")
    if made.state == "proposed":
        return _("Written. It waits its turn: take it up when another one is done.")
    return _("Added to the plan.")


@bp.get("/store/actions/<uuid:action_id>")
@requires(Permission.PROJECT_TAKE_PART, Permission.PROJECT_READ)
def action(action_id: UUID) -> str:
    """Show an action, its history, and the one step I may take."""
    one = reads.get_action(action_id)
    return _action(one, *project_here(current_viewer(), one.project_id))


def _action(
    one: Action, project: Project, here: Here, errors: Mapping[str, str] | None = None,
    form: str = "",
) -> str:  # fmt: skip
    moves = reads.entries_of(one.id)
    planned = next(
        found for found in reads.actions_of(project.id, here.today) if found.row.id == one.id
    )
    people = [one.owner_id, one.done_by, one.verified_by, *(move.actor_id for move in moves)]
    return render(
        "projects/action.html",
        action=one,
        planned=planned,
        project=project,
        here=here,
        moves=moves,
        can=_can(one, project, here),
        names=names_known(current_viewer(), people),
        owners=[
            (member.person_id, f"{member.given_name} {member.family_name}")
            for member in places.team_of(here.unit.id, here.today)
        ],
        typed=request.form,
        words=words,
        errors=errors or {},
        form=form,
    )


def _can(one: Action, project: Project, here: Here) -> list[str]:
    """Return the steps this person may try: the owner's own, the judge's, the leader's."""
    if project.state in {"suspended", "closed"}:
        return []
    is_owner = me() == one.owner_id
    found = []
    for act in ACTION.allowed(one.state, here.roles):
        if act == "release":
            continue  # the application gives back what a leaver had
        if act in OWNERS:
            fits = is_owner
        elif act in JUDGES:
            fits = _judges(one, here)
        else:
            fits = here.leads
        if fits:
            found.append(act)
    return found


def _judges(one: Action, here: Here) -> bool:
    """Tell whether this person may say what an action changed; alone in a store, the region does."""
    return me() not in {one.owner_id, one.done_by} and here.judges(
        places.staff_of(here.unit.id, here.today)
    )


@bp.post("/store/actions/<uuid:action_id>/<act>")
@requires(Permission.PROJECT_TAKE_PART)
def action_move(action_id: UUID, act: str) -> Response:
    """Take an action one step on."""
    one = reads.get_action(action_id)
    project, here = project_here(current_viewer(), one.project_id)
    if act not in ACTION.actions or act == "release":
        raise NotFound
    if act not in OWNERS | JUDGES and not here.leads:
        raise NotFound
    told = Told(
        owner_id=uuid_of(said("owner")),
        due_on=asked_day("due"),
        effect=said("effect"),
        reason=said("reason"),
    )
    try:
        acts_on.move_action(
            action_id=action_id, action=act, told=told, proof=said("proof"), by=acts(here)
        )
    except Refused as problem:
        return make_response(_action(one, project, here, {"_": problem.message}, act), 422)
    say(DONE[act]() if act in DONE else _("Kept."))
    return after_post(url_for("projects.action", action_id=action_id))
