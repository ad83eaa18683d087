"""R4: a region's pilot, lived by its support team; what opens the other stores, or lifts it."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core.access import Permission, Role, current_viewer, me, requires
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _
from lms.core.ids import uuid_of
from lms.core.pages import after_post, render, say
from lms.core.policy import number
from lms.core.practised import Practice
from lms.projects.models import Pilot
from lms.projects.policies import PILOT_WEEKS
from lms.projects.queries import own, pilots, places, waves
from lms.projects.queries.own import Standing
from lms.projects.queries.pilots import Member, Pilots
from lms.projects.queries.there import (
    There,
    deciding,
    leading,
    named,
    regions_seen,
    team_of,
    there,
)
from lms.projects.rules.machines import PILOT
from lms.projects.services import pilots as acts_on
from lms.projects.views import bp, terms, words
from lms.projects.views.person import acts_in, asked_day
from lms.projects.views.person import words as said

Errors = Mapping[str, str]


@bp.get("/pilots")
@requires(Permission.REGION_LEAD, Permission.WAVE_DECIDE)
def governance() -> str:
    """Show the regions I lead, or all of them: their pilot, their own project, their waves."""
    viewer = current_viewer()
    seen = regions_seen(viewer)
    ids = [one.id for one in seen]
    states, lifted = pilots.states_of(ids), pilots.waived_regions(ids)
    projects, decided = own.own_states(ids), waves.last_decisions(ids)
    return render(
        "projects/governance.html",
        regions=[
            (
                Standing(one, projects.get(one.id), states[one.id], one.id in lifted),
                [
                    decision
                    for (region_id, _code), decision in decided.items()
                    if region_id == one.id
                ],
            )
            for one in seen
        ],
        words=words,
        terms=terms,
    )


def _seeing(region_id: UUID) -> tuple[There, Pilots]:
    """Return a region and its pilots to who leads it, lives it, or sees all; raises NotFound."""
    where = there(current_viewer(), region_id)
    found = pilots.pilots_of(region_id)
    is_member = me() in {one.person_id for one in found.members}
    if not (where.leads or where.is_office or is_member):
        raise NotFound
    return where, found


@bp.get("/regions/<uuid:region_id>/pilots", endpoint="pilots")
@requires(Permission.REGION_READ)
def pilots_of_region(region_id: UUID) -> str:
    """R4: the pilot's store, what each of us lived there, what is next."""
    return _page(*_seeing(region_id))


def _page(where: There, found: Pilots, errors: Errors | None = None, form: str = "") -> str:
    viewer = current_viewer()
    can = PILOT.allowed(found.row.state, where.roles) if found.row and where.leads else []
    may_choose = where.leads and (found.row is None)
    team = team_of(where.region.id, where.today) if where.leads else set()
    people = {one.person_id for one in found.members} | team
    names = dict(named(viewer, people))
    return render(
        "projects/pilots.html",
        there=where,
        found=found,
        members=sorted(
            found.members,
            key=lambda one: (
                list(names).index(one.person_id) if one.person_id in names else len(names)
            ),
        ),
        facts=pilots.standing(found.project, found.members, where.today),
        can=can,
        may_choose=may_choose,
        stores=_stores(where) if may_choose else [],
        team=[(str(one), name) for one, name in names.items() if one in team],
        names=names,
        mine=next((one for one in found.members if one.person_id == me()), None),
        weeks=number(PILOT_WEEKS),
        practices=tuple(Practice),
        typed=request.form,
        errors=errors or {},
        form=form,
        words=words,
        terms=terms,
    )


def _stores(where: There) -> list[tuple[str, str]]:
    return [(str(one.id), one.name) for one in places.units_of_region(where.region.id, where.today)]


@bp.post("/regions/<uuid:region_id>/pilots")
@requires(Permission.REGION_LEAD)
def pilot_choose(region_id: UUID) -> Response:
    """Choose the store and the people who live it."""
    where = leading(current_viewer(), region_id)
    try:
        acts_on.choose(
            region_id=region_id,
            unit_id=uuid_of(said("unit")),
            people=_people(),
            by=acts_in(where),
        )
    except Invalid as problem:
        return _again(where, problem.errors, "choose")
    except Refused as problem:
        say(problem.message, "error")
        return _back(region_id)
    say(_("Chosen. Your team knows it."))
    return _back(region_id)


def _people() -> set[UUID]:
    given = (uuid_of(one) for one in request.form.getlist("people"))
    return {one for one in given if one is not None}


def _again(where: There, errors: Errors, form: str) -> Response:
    found = pilots.pilots_of(where.region.id)
    return make_response(_page(where, found, errors, form), 422)


def _back(region_id: UUID) -> Response:
    return after_post(url_for("projects.pilots", region_id=region_id))


def _led(pilot_id: UUID) -> tuple[Pilot, There]:
    pilot = pilots.get_pilot(pilot_id)
    return pilot, leading(current_viewer(), pilot.region_id)


@bp.post("/pilots/<uuid:pilot_id>/team")
@requires(Permission.REGION_LEAD)
def pilot_team(pilot_id: UUID) -> Response:
    """Change who lives the pilot."""
    pilot, where = _led(pilot_id)
    try:
        acts_on.set_team(pilot_id=pilot_id, people=_people(), by=acts_in(where))
    except Invalid as problem:
        return _again(where, problem.errors, "team")
    say(_("Kept."))
    return _back(pilot.region_id)


@bp.post("/pilots/<uuid:pilot_id>/lived")
@requires(Permission.REGION_TAKE_PART)
def pilot_tell(pilot_id: UUID) -> Response:
    """Write what I lived and what I change."""
    pilot = pilots.get_pilot(pilot_id)
    where, found = _seeing(pilot.region_id)
    mine = next((one for one in found.members if one.person_id == me()), None)
    if mine is None or found.row is None or found.row.id != pilot_id:
        raise NotFound
    try:
        days = _days(mine)
        acts_on.tell(pilot_id=pilot_id, days=days, change=said("change"), by=acts_in(where))
    except Invalid as problem:
        return _again(where, problem.errors, "lived")
    say(_("Kept. Thank you."))
    return _back(pilot.region_id)


def _days(mine: Member) -> dict[Practice, date | None]:
    """Return the days declared for what was not recognised; raises Invalid for one unreadable."""
    days = {one: asked_day(one.value) for one in Practice if one not in mine.recognised}
    wrong = {one.value: _("Write a day.") for one in days if said(one.value) and days[one] is None}
    if wrong:
        raise Invalid(wrong)
    return days


@bp.post("/pilots/<uuid:pilot_id>/<any(review,fail):act>")
@requires(Permission.REGION_LEAD)
def pilot_end(pilot_id: UUID, act: str) -> Response:
    """Look back at the pilot with what the team changes; or say why it does not go on."""
    pilot, where = _led(pilot_id)
    by = acts_in(where)
    try:
        if act == "review":
            acts_on.review(pilot_id=pilot_id, changes=said("changes"), by=by)
            say(_("Reviewed: the other stores of your region may begin their project."))
        else:
            acts_on.fail(pilot_id=pilot_id, reason=said("reason"), by=by)
            say(_("Kept, with its reason. Choose another store."))
    except Refused as problem:
        name = "changes" if act == "review" else "reason"
        return _again(where, {name: problem.message}, act)
    return _back(pilot.region_id)


@bp.get("/regions/<uuid:region_id>/pilots/lift")
@requires(Permission.GATE_WAIVE)
def pilot_waive(region_id: UUID) -> str:
    """Ask the head office why a region's stores begin without a pilot."""
    return _waive(_office(region_id))


def _office(region_id: UUID) -> There:
    where = deciding(current_viewer(), region_id)
    if Role.ADMINISTRATOR not in where.roles:
        raise NotFound
    return where


def _waive(where: There, errors: Errors | None = None) -> str:
    return render(
        "projects/pilot_waive.html",
        there=where,
        waiver=pilots.pilot_waiver(where.region.id),
        typed=request.form,
        errors=errors or {},
    )


@bp.post("/regions/<uuid:region_id>/pilots/lift")
@requires(Permission.GATE_WAIVE)
def pilot_waive_now(region_id: UUID) -> Response:
    """Lift the pilot of a region, for good."""
    where = _office(region_id)
    try:
        acts_on.waive(region_id=region_id, reason=said("reason"), by=acts_in(where))
    except Invalid as problem:
        return make_response(_waive(where, problem.errors), 422)
    say(_("Lifted. The reason is on the region's page."))
    return _back(region_id)
