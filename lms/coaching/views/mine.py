"""One's own practice: the try of the day, what one takes away from exchanges, one's skills."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.coaching.forms.practice import instant_of, levels_of
from lms.coaching.queries import observing, skills, trying
from lms.coaching.queries.words import skill_names
from lms.coaching.rules.machines.facts import GOAL_WORDS
from lms.coaching.services import goals
from lms.coaching.services import skills as measuring
from lms.coaching.services.skills import Measured
from lms.coaching.views import bp
from lms.coaching.views.person import today, zone
from lms.coaching.views.words import answer_name, level_names, origin_name
from lms.core.access import Permission, current_viewer, me, requires
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _
from lms.core.ids import uuid_of
from lms.core.pages import after_post, offline_copy, render, say


@bp.get("/coaching/me")
@requires(Permission.PRACTICE_OWN)
def mine() -> Response:
    """Read my try, my exchanges, my skills; nobody above my manager and my coach does."""
    return offline_copy(_mine())


def _mine(errors: Mapping[str, str] | None = None, status: str = "") -> str:
    primary = current_viewer().primary
    own = skills.own_of(me(), primary.unit_id if primary else None, today())
    return render(
        "coaching/mine.html",
        board=trying.board_of(me(), _day()),
        has_store=primary is not None,
        received=observing.received(me()),
        where=own.where,
        first=[one for one in own.where if UUID(one.skill) in own.focus] or list(own.where[:3]),
        names={str(uid): name for uid, name in own.names.items()},
        plan=skills.plan_of(own.where, own.names),
        levels=level_names(),
        answer_name=answer_name,
        origin_name=origin_name,
        zone=zone(),
        typed=request.form.get("words", ""),
        longest=GOAL_WORDS,
        errors=errors or {},
        refused=status,
    )


def _day() -> date:
    """Return the day of my tries: my main store's."""
    try:
        return goals.today_of(me()).on
    except Refused:
        return today()


@bp.post("/coaching/me/try")
@requires(Permission.PRACTICE_OWN)
def try_now() -> Response:
    """Take a try for today: in one tap the one agreed or offered, or in one's own words."""
    offered = uuid_of(request.form.get("goal", ""))
    agreed = uuid_of(request.form.get("observation", ""))
    try:
        if offered is not None:
            goals.accept(goal_id=offered, person_id=me(), told_at=_told_at())
        else:
            words = request.form.get("words", "")
            goals.take(person_id=me(), words=words, observation_id=agreed, told_at=_told_at())
    except Invalid as problem:
        return make_response(_mine(problem.errors), 422)
    except Refused as problem:
        return make_response(_mine(status=problem.message), 409)
    say(_("It is your try of today. Tell tonight what became of it, in one tap."))
    return after_post(url_for("coaching.mine"))


def _told_at() -> datetime | None:
    """Return when a phone without a network was told it; None with one."""
    return instant_of(request.form.get("told_at", ""))


@bp.post("/coaching/me/tries/<uuid:goal_id>/answer")
@requires(Permission.PRACTICE_OWN)
def goal_answer(goal_id: UUID) -> Response:
    """Say in one tap what became of a try."""
    goals.answer(
        goal_id=goal_id,
        person_id=me(),
        said=request.form.get("answer", ""),
        why=request.form.get("why", ""),
        told_at=_told_at(),
    )
    say(_("Noted, thank you. Only you, your manager and your coach see it."))
    return after_post(url_for("coaching.mine"))


@bp.post("/coaching/me/tries/<uuid:goal_id>/drop")
@requires(Permission.PRACTICE_OWN)
def goal_drop(goal_id: UUID) -> Response:
    """Leave a try."""
    goals.drop(goal_id=goal_id, person_id=me())
    say(_("Left aside. It counts nowhere."))
    return after_post(url_for("coaching.mine"))


@bp.post("/coaching/me/skills")
@requires(Permission.PRACTICE_OWN)
def skills_now() -> Response:
    """Measure oneself."""
    levels = levels_of(request.form, skill_names())
    try:
        measuring.measure(Measured(person_id=me(), by_id=me(), levels=levels))
    except Invalid as problem:
        return make_response(_mine(problem.errors), 422)
    say(_("Noted. Your coach's eyes will tell you more."))
    return after_post(url_for("coaching.mine"))
