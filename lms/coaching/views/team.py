"""U2: a team's skills and tries for its manager and its coach; above, shares of groups only."""

from collections.abc import Mapping
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.coaching.forms.practice import day_of, levels_of
from lms.coaching.policies import FOCUS_SKILLS, SMALL_GROUP
from lms.coaching.queries import observing, practising, skills, trying
from lms.coaching.queries.skills_above import shown_above
from lms.coaching.queries.words import skill_names
from lms.coaching.rules.machines.facts import GOAL_WORDS
from lms.coaching.services import goals
from lms.coaching.services import skills as measuring
from lms.coaching.services.goals import Proposed
from lms.coaching.services.skills import Measured
from lms.coaching.views import bp
from lms.coaching.views.person import today, zone
from lms.coaching.views.words import answer_name, origin_name, seen_level_names
from lms.core.access import Permission, Role, current_viewer, me, requires
from lms.core.disclosure import FLOOR
from lms.core.errors import Invalid
from lms.core.i18n import _
from lms.core.ids import uuid_of
from lms.core.pages import after_post, render, say
from lms.core.policy import number


@bp.get("/coaching/team")
@requires(Permission.SKILLS_MEASURE)
def teams() -> str | Response:
    """Lead to my team; let me choose when I have several."""
    units = practising.team_units(current_viewer())
    if len(units) == 1:
        return after_post(url_for("coaching.team", unit_id=units[0].id))
    return render("coaching/teams.html", units=units)


@bp.get("/coaching/team/<uuid:unit_id>")
@requires(Permission.SKILLS_MEASURE)
def team(unit_id: UUID) -> str:
    """U2: the three skills of the month, then each person by name: gaps, try, next step."""
    return _team(unit_id)


def _team(unit_id: UUID, errors: Mapping[str, str] | None = None) -> str:
    viewer = current_viewer()
    unit = practising.get_team_unit(viewer, unit_id)
    names = skill_names()
    found = skills.team_of(viewer, unit, names)
    tries = trying.lately([person.id for person, _where in found.people], today(), days=7)
    return render(
        "coaching/team.html",
        unit=unit,
        team=found,
        tries=tries,
        today=today(),
        names=names,
        skill_words={str(uid): name for uid, name in names.items()},
        chosen=request.form.getlist("skill") or [str(one) for one in found.focus],
        most=number(FOCUS_SKILLS),
        answer_name=answer_name,
        errors=errors or {},
    )


@bp.post("/coaching/team/<uuid:unit_id>/focus")
@requires(Permission.SKILLS_MEASURE)
def focus_now(unit_id: UUID) -> Response:
    """Choose the skills of the month."""
    unit = practising.get_team_unit(current_viewer(), unit_id)
    wanted = [uid for one in request.form.getlist("skill") if (uid := uuid_of(one))]
    try:
        measuring.choose_focus(
            unit_id=unit.id, month=skills.month_of(today()), skill_uids=wanted, actor_id=me()
        )
    except Invalid as problem:
        return make_response(_team(unit_id, problem.errors), 422)
    say(_("These are the skills of the month."))
    return after_post(url_for("coaching.team", unit_id=unit_id))


@bp.get("/coaching/people/<uuid:person_id>")
@requires(Permission.SKILLS_MEASURE)
def person(person_id: UUID) -> str:
    """One person's gaps, plan, tries and exchanges: for who runs the store and its coach."""
    return _person(person_id)


def _person(person_id: UUID, errors: Mapping[str, str] | None = None) -> str:
    viewer = current_viewer()
    who = practising.get_followed(viewer, person_id)
    names = skill_names()
    where = skills.standings_of([who.id], today(), names)[who.id]
    focus = skills.focus_of(who.unit_id, today(), names)
    return render(
        "coaching/person.html",
        who=who,
        where=where,
        first=[one for one in where if UUID(one.skill) in focus] or list(where[:3]),
        names={str(uid): name for uid, name in names.items()},
        plan=skills.plan_of(where, names),
        tries=trying.lately([who.id], today()).get(who.id, []),
        received=observing.received(who.id),
        may_observe=viewer.may(Permission.OBSERVE),
        levels=seen_level_names(),
        answer_name=answer_name,
        origin_name=origin_name,
        today=today(),
        zone=zone(),
        typed=request.form,
        longest=GOAL_WORDS,
        errors=errors or {},
    )


@bp.post("/coaching/people/<uuid:person_id>/measure")
@requires(Permission.SKILLS_MEASURE)
def measure_now(person_id: UUID) -> Response:
    """Say where a person is on some skills."""
    who = practising.get_followed(current_viewer(), person_id)
    levels = levels_of(request.form, skill_names())
    try:
        measuring.measure(Measured(person_id=who.id, by_id=me(), levels=levels))
    except Invalid as problem:
        return make_response(_person(person_id, problem.errors), 422)
    say(_("Noted. %(name)s reads it too.", name=who.given_name))
    return after_post(url_for("coaching.person", person_id=person_id))


@bp.post("/coaching/people/<uuid:person_id>/try")
@requires(Permission.SKILLS_MEASURE)
def propose_try(person_id: UUID) -> Response:
    """Propose a try; the person takes it or not."""
    viewer = current_viewer()
    who = practising.get_followed(viewer, person_id)
    form = request.form
    wanted = Proposed(
        person_id=who.id,
        proposer_id=me(),
        origin="coach" if Role.COACH in viewer.roles else "manager",
        words=form.get("words", ""),
        on=day_of(form.get("on", "")),
    )
    try:
        goals.propose(wanted)
    except Invalid as problem:
        return make_response(_person(person_id, problem.errors), 422)
    say(_("Proposed. %(name)s takes it or not.", name=who.given_name))
    return after_post(url_for("coaching.person", person_id=person_id))


@bp.get("/coaching/skills")
@requires(Permission.SKILLS_FIGURES)
def skill_figures() -> str:
    """Read skills from above: shares of groups large enough, and nobody's name."""
    shown = shown_above(current_viewer())
    return render(
        "coaching/skill_figures.html", shown=shown, group=number(SMALL_GROUP), at_once=FLOOR
    )
