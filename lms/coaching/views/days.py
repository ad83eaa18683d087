"""C1 and a visit: a coach's day, planning one, opening it, ending it, calling it off."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.coaching.forms.days import read_day, read_uuid, read_wanted
from lms.coaching.queries import days as reads
from lms.coaching.queries.conflicts import close_to
from lms.coaching.queries.days import Opened, open_day
from lms.coaching.queries.my_day import Visit, has_begun, my_day, visit_of
from lms.coaching.queries.people import coaches_on, in_charge
from lms.coaching.queries.reading import read_pair
from lms.coaching.queries.sides import Pair, unit_today
from lms.coaching.rules.machines import DAY
from lms.coaching.services import days as acts
from lms.coaching.views import bp, phone_sheets
from lms.coaching.views import day_words as words
from lms.core import clock, slots, todo
from lms.core.access import Permission, current_viewer, me, requires
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import _
from lms.core.pages import after_post, offline_copy, render, say
from lms.network.queries import day_of, names_known, names_of

BEHIND = timedelta(days=92)
AHEAD = timedelta(days=62)
ACTS = frozenset({"move", "replace", "finish", "cancel", "miss", "close"})
OWN = frozenset({"coaching.dashboard", "coaching.rate", "coaching.visit", "courses.next_lesson"})
"""Acts the page shows by itself."""
MOST = 3


@bp.get("/coaching/", endpoint="my_day")
@requires(Permission.COACHING_RUN)
def my_day_page() -> Response:
    """C1: visits of today, what was agreed, what waits, what comes; begin the visit.

    Kept on the coach's phone with today's visits: a stockroom has no network.
    """
    viewer, now = current_viewer(), clock.now()
    found = my_day(viewer, me(), day_of(viewer), now)
    people = todo.next_acts(viewer, now, without=OWN)
    html = render(
        "coaching/my_day.html",
        found=found,
        people=[act for act in people if act.rank < todo.OWN][:MOST],
        offers=slots.offers("coaching.my_day", viewer, slots.Topic()),
        words=words,
    )
    pairs = [visit.pair for visit in found.visits] + found.waiting
    return offline_copy(html, _kept_with(pairs) + phone_sheets.kept_with())


def _kept_with(known: Iterable[Pair]) -> list[str]:
    """Return the pages of visits to keep beside the day."""
    return [
        url
        for one in known
        for url in (
            url_for("coaching.day", day_id=one.day.id),
            url_for("coaching.dashboard", day_id=one.day.id, day_coach_id=one.coach.id),
        )
    ]


@bp.get("/coaching/visits")
@requires(Permission.COACHING_READ)
def visits() -> str:
    """List the visits of the stores within my reach, the last first."""
    viewer = current_viewer()
    today = day_of(viewer)
    known = reads.visits_of(viewer, today - BEHIND, today + AHEAD)
    return render(
        "coaching/visits.html",
        behind=[one for one in known if not _is_ahead(one, today)],
        ahead=[one for one in known if _is_ahead(one, today)][::-1],
        names=names_of(one.coach.coach_id for one in known),
        to_rate={one.coach.id for one in _to_rate()},
        close=close_to(me()),
        words=words,
    )


def _is_ahead(one: Pair, today: date) -> bool:
    """Tell whether a visit is to come: after today, or today and not begun."""
    on = one.day.business_date
    return on > today or (on == today and one.day.state == "planned")


def _to_rate() -> list[Pair]:
    viewer = current_viewer()
    if not viewer.may(Permission.COACH_RATE):
        return []
    return reads.to_rate(me(), day_of(viewer), BEHIND)


@bp.get("/coaching/days/new")
@requires(Permission.COACHING_RUN)
def plan() -> str:
    """Choose a store and a day."""
    return _plan()


def _plan(errors: Mapping[str, str] | None = None) -> str:
    units = reads.units_to_plan(current_viewer())
    return render(
        "coaching/plan.html",
        units=[(unit.id, unit.name) for unit in units],
        typed=request.form if request.method == "POST" else request.args,
        today=day_of(current_viewer()).isoformat(),
        errors=errors or {},
    )


@bp.post("/coaching/days/new")
@requires(Permission.COACHING_RUN)
def plan_now() -> Response:
    """Plan a visit; the store is told."""
    unit_id, on = (
        read_uuid(request.form.get("unit_id", "")),
        read_day(request.form.get("business_date", "")),
    )
    errors = {}
    if unit_id is None:
        errors["unit_id"] = _("Choose a store.")
    if on is None:
        errors["business_date"] = _("Choose a day.")
    if errors or unit_id is None or on is None:
        return make_response(_plan(errors), 422)
    unit = reads.unit_to_plan(current_viewer(), unit_id)
    try:
        day = acts.plan(unit_id=unit.id, on=on, goals=request.form.get("goals", ""), coach_id=me())
    except Invalid as problem:
        return make_response(_plan(problem.errors), 422)
    say(_("The visit is planned, and the store is told."))
    return after_post(url_for("coaching.day", day_id=day.id))


@bp.get("/coaching/days/<uuid:day_id>")
@requires(Permission.COACHING_READ)
def day(day_id: UUID) -> str | Response:
    """Open a visit: what to prepare, what to do next, what both sides wrote once it is open."""
    opened = open_day(current_viewer(), day_id)
    html = _day(opened)
    return offline_copy(html) if opened.stance.comes else html


def _day(opened: Opened, errors: Mapping[str, str] | None = None, act: str = "") -> str:
    viewer = current_viewer()
    allowed = set(DAY.allowed(opened.day.state, opened.stance.roles))
    today = unit_today(opened.unit)
    if today < opened.day.business_date:
        allowed -= {"finish", "miss"}
    return render(
        "coaching/day.html",
        opened=opened,
        sides=[read_pair(opened, one, viewer) for one in opened.pairs],
        visit=_visit(opened),
        is_begun="finish" in allowed and has_begun(opened.day.id, me()),
        allowed=allowed,
        may_change=bool(allowed & {"move", "replace", "cancel", "miss"}),
        charged=_charged(opened),
        typed=request.form,
        act=act,
        today=today.isoformat(),
        words=words,
        errors=errors or {},
    )


def _visit(opened: Opened) -> Visit | None:
    """Return what to have in mind, for a coach of that day while it is not over."""
    own = opened.own(me())
    if own is None or not opened.stance.comes or opened.day.state != "planned":
        return None
    return visit_of(current_viewer(), own, clock.now())


def _charged(opened: Opened) -> list[tuple[UUID, str]]:
    """Return who may speak of me for the store, for me to say whom I know outside work."""
    if opened.own(me()) is None:
        return []
    people = in_charge(opened.unit.id, opened.day.business_date) - {me()}
    names = names_known(current_viewer(), people)
    return sorted(names.items(), key=lambda one: (one[1], str(one[0])))


@bp.get("/coaching/days/<uuid:day_id>/replace")
@requires(Permission.COACHING_MOVE)
def replace(day_id: UUID) -> str:
    """Choose who comes instead, or who took over that day."""
    opened = open_day(current_viewer(), day_id)
    if "replace" not in DAY.allowed(opened.day.state, opened.stance.roles):
        raise NotFound
    return _replace(opened)


def _replace(opened: Opened, errors: Mapping[str, str] | None = None) -> str:
    return render(
        "coaching/replace.html",
        opened=opened,
        others=_others(opened),
        typed=request.form,
        errors=errors or {},
    )


def _others(opened: Opened) -> list[tuple[UUID, str]]:
    """Return who could come instead, in the order of names."""
    there = {one.coach.coach_id for one in opened.pairs}
    return [one for one in coaches_on(opened.day.business_date) if one[0] not in there]


@bp.post("/coaching/days/<uuid:day_id>/<act>")
@requires(Permission.COACHING_MOVE)
def move_day(day_id: UUID, act: str) -> Response:
    """Move a visit, hand it over, end it, call it off, say who was not there."""
    if act not in ACTS:
        raise NotFound
    opened = open_day(current_viewer(), day_id)
    try:
        acts.act(
            act,
            day_id=day_id,
            actor_id=me(),
            roles=opened.stance.roles,
            wanted=read_wanted(request.form),
        )
    except Invalid as problem:
        page = (
            _replace(opened, problem.errors)
            if act == "replace"
            else _day(opened, problem.errors, act)
        )
        return make_response(page, 422)
    say(_SAID[act]())
    own = opened.own(me())
    if act == "finish" and own is not None:
        return after_post(url_for("coaching.dashboard", day_id=day_id, day_coach_id=own.coach.id))
    if act == "replace" and own is not None:
        return after_post(url_for("coaching.my_day"))
    return after_post(url_for("coaching.day", day_id=day_id))


_SAID = {
    "move": lambda: _("The visit has its new day, and the store is told."),
    "replace": lambda: _("Handed over, and the store is told."),
    "finish": lambda: _("The visit is over. The store can say what it was worth."),
    "cancel": lambda: _("The visit is called off, and the store is told."),
    "miss": lambda: _("It is written down."),
    "close": lambda: _("The visit is closed."),
}
