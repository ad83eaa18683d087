"""C5: a manager says what a coach's day was worth, in four taps, on their own device."""

from collections.abc import Mapping
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.coaching.forms.days import read_uuid
from lms.coaching.forms.ratings import read_said
from lms.coaching.queries import conflicts
from lms.coaching.queries.days import Opened, pair_in_reach
from lms.coaching.queries.reading import Seen, read_pair
from lms.coaching.queries.sides import unit_today
from lms.coaching.rules.anchors import ANCHORS
from lms.coaching.services import ratings as acts
from lms.coaching.views import bp
from lms.coaching.views import day_words as words
from lms.core.access import Permission, current_viewer, me, requires
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import _
from lms.core.pages import after_post, render, say


def _charged(day_id: UUID, day_coach_id: UUID) -> tuple[Opened, Seen]:
    """Return a day whose store I was in charge of; raises NotFound to others."""
    viewer = current_viewer()
    opened, pair = pair_in_reach(viewer, day_id, day_coach_id)
    if not opened.stance.charged or pair.coach.coach_id == me():
        raise NotFound
    return opened, read_pair(opened, pair, viewer)


@bp.get("/coaching/days/<uuid:day_id>/<uuid:day_coach_id>/rate")
@requires(Permission.COACH_RATE)
def rate(day_id: UUID, day_coach_id: UUID) -> str:
    """C5: four questions, each answer a sentence; words are folded, and so is what is private."""
    return _rate(*_charged(day_id, day_coach_id))


def _rate(opened: Opened, seen: Seen, errors: Mapping[str, str] | None = None) -> str:
    coach_id = seen.pair.coach.coach_id
    beside = conflicts.beside(me(), coach_id, opened.unit.id, unit_today(opened.unit))
    return render(
        "coaching/rate.html",
        opened=opened,
        seen=seen,
        coach=beside.coach,
        anchors=ANCHORS,
        close=beside.close,
        is_led=beside.is_led,
        typed=request.form,
        is_again=request.method == "POST",
        words=words,
        errors=errors or {},
    )


@bp.post("/coaching/days/<uuid:day_id>/<uuid:day_coach_id>/rate")
@requires(Permission.COACH_RATE)
def rate_now(day_id: UUID, day_coach_id: UUID) -> Response:
    """Keep my four answers; they are mine to change until both sides are open."""
    opened, seen = _charged(day_id, day_coach_id)
    kind = request.form.get("kind", "")
    try:
        acts.rate(day_coach_id=day_coach_id, said=read_said(request.form), rater_id=me())
        if kind:
            acts.declare_conflict(
                day_coach_id=day_coach_id, kind=kind, actor_id=me(), rater_id=me()
            )
    except Invalid as problem:
        return make_response(_rate(opened, seen, problem.errors), 422)
    if seen.is_filled:
        say(_("Thank you. Both sides are in: they are open now."))
    else:
        say(_("Thank you. Sealed until both sides are in, or 72 hours after the day."))
    return after_post(url_for("coaching.day", day_id=day_id))


@bp.post("/coaching/days/<uuid:day_id>/<uuid:day_coach_id>/conflict")
@requires(Permission.COACHING_RUN)
def conflict(day_id: UUID, day_coach_id: UUID) -> Response:
    """Let a coach say that they know somebody of the store outside work."""
    _opened, pair = pair_in_reach(current_viewer(), day_id, day_coach_id)
    rater_id = read_uuid(request.form.get("rater_id", ""))
    if pair.coach.coach_id != me() or rater_id is None:
        raise NotFound
    acts.declare_conflict(
        day_coach_id=day_coach_id,
        kind=request.form.get("kind", ""),
        actor_id=me(),
        rater_id=rater_id,
    )
    say(_("Written down: opinions between you two enter no figure."))
    return after_post(url_for("coaching.day", day_id=day_id))


@bp.post("/coaching/conflicts/<uuid:conflict_id>/<act>")
@requires(Permission.COACH_RATE, Permission.COACHING_RUN)
def conflict_answer(conflict_id: UUID, act: str) -> Response:
    """Say, a year later or at any time, that it is still so, or that it is over."""
    if act == "confirm":
        acts.confirm_conflict(conflict_id=conflict_id, actor_id=me())
        say(_("Written down for a year."))
    elif act == "end":
        acts.end_conflict(conflict_id=conflict_id, actor_id=me())
        say(_("Written down: opinions count again from today."))
    else:
        raise NotFound
    return after_post(url_for("coaching.visits"))
