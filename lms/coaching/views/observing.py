"""C2 and C3: watch somebody at work, talk about it, share what they take away; read and answer."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.coaching.forms.practice import OTHER, said_of, taps_of, times_of
from lms.coaching.policies import DAILY_OBSERVATIONS
from lms.coaching.queries import days, observing, practising
from lms.coaching.queries.observing import Sheet
from lms.coaching.queries.practising import Someone
from lms.coaching.rules.machines.facts import GOAL_WORDS
from lms.coaching.rules.observing import Right, left_today
from lms.coaching.services import exchanging, observations
from lms.coaching.services.observations import LONGEST, Begin, Said
from lms.coaching.views import bp
from lms.coaching.views.person import today, zone
from lms.core import clock, conditions
from lms.core.access import Permission, Role, current_viewer, me, requires
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _, format_day
from lms.core.ids import uuid_of
from lms.core.pages import after_post, offline_copy, render, say
from lms.core.policy import number

SHARE, WATCHED = "share", "watched"
AT_A_GLANCE = 20
"""As many people are shown at once, whatever their stores."""


@bp.get("/coaching/observe")
@requires(Permission.OBSERVE)
def observe_start() -> str:
    """Choose whom to watch, in one tap; or read what stands before observing others."""
    return _start()


def _start(errors: Mapping[str, str] | None = None) -> str:
    viewer = current_viewer()
    right = practising.right_of(viewer)
    people = [] if right is Right.PATH else practising.observable(viewer)
    units = {one.unit_id for one in people}
    known = practising.coaches_of(units, today()) if right is Right.BESIDE else {}
    coaches = {person: name for held in known.values() for person, name in held}
    return render(
        "coaching/observe_start.html",
        right=right,
        stores=_by_store(people),
        coaches=list(coaches.items()),
        beside=request.form.get("beside", ""),
        open_sheets=observing.to_talk(me()),
        to_confirm=observing.to_confirm(me()) if Role.COACH in viewer.roles else [],
        left=left_today(practising.watched_today(viewer), number(DAILY_OBSERVATIONS)),
        path=_path_of(right),
        zone=zone(),
        errors=errors or {},
    )


def _by_store(people: list[Someone]) -> list[tuple[str, bool, list[Someone]]]:
    """Group whom one may watch by store, first where one is today: (store, shown, people)."""
    found: dict[UUID, list[Someone]] = {}
    for one in people:
        found.setdefault(one.unit_id, []).append(one)
    here = set(found) if len(people) <= AT_A_GLANCE else _here()
    ranked = sorted(found.items(), key=lambda held: (held[0] not in here, held[1][0].unit))
    return [(held[0].unit, unit_id in here, held) for unit_id, held in ranked]


def _here() -> set[UUID]:
    """Return the store asked for, else those of today's visits."""
    asked = uuid_of(request.args.get("unit", ""))
    if asked is not None:
        return {asked}
    first = today()
    pairs = days.own_pairs(me(), first, first + timedelta(days=1))
    return {pair.day.unit_id for pair in pairs}


def _path_of(right: Right) -> conditions.Answer | None:
    """Return where the path stands, for who has to follow it first."""
    if right is not Right.PATH:
        return None
    return conditions.is_met("coaching.observer", me(), "", now=clock.now())


@bp.post("/coaching/observe")
@requires(Permission.OBSERVE)
def observe_start_now() -> Response:
    """Begin to watch somebody, and open the sheet."""
    viewer = current_viewer()
    person_id = uuid_of(request.form.get("person", ""))
    if person_id is None:
        return make_response(_start({"people": _("Choose somebody.")}), 422)
    person, right = practising.get_observable(viewer, person_id), practising.right_of(viewer)
    beside = uuid_of(request.form.get("beside", ""))
    if right is Right.BESIDE and beside not in _coaches(person.unit_id):
        return make_response(_start({"beside": _("Say which coach is beside you.")}), 422)
    wanted = Begin(me(), person.id, person.unit_id, right, beside)
    row = observations.begin(wanted)
    return after_post(url_for("coaching.observe", observation_id=row.id))


def _coaches(unit_id: UUID) -> set[UUID]:
    return {one for one, _name in practising.coaches_of([unit_id], today()).get(unit_id, [])}


@bp.get("/coaching/observations/<uuid:observation_id>/watch")
@requires(Permission.OBSERVE)
def observe(observation_id: UUID) -> Response:
    """C2 and C3 on one sheet: counters, then the exchange; one form, kept on the phone."""
    sheet = observing.own_sheet(current_viewer(), observation_id)
    if sheet.is_shared:
        return after_post(url_for("coaching.observation", observation_id=observation_id))
    return offline_copy(_sheet(sheet))


def _sheet(sheet: Sheet, errors: Mapping[str, str] | None = None, refused: str = "") -> str:
    row = sheet.row
    kept = Said(row.facts, row.strength, row.try_words, row.try_on)
    typed = request.form if request.method == "POST" else None
    return render(
        "coaching/observe.html",
        sheet=sheet,
        said=_typed(typed, kept) if typed else kept,
        strengths=list(_strengths(sheet).items()),
        strength_of=typed.get("strength_of", "") if typed else "",
        picked=_picked(typed, kept, sheet),
        typed_date=typed.get("try_date", "") if typed else "",
        days=_days(),
        other=OTHER,
        given_name=sheet.observed.split(" ")[0],
        longest=LONGEST,
        try_longest=GOAL_WORDS,
        zone=zone(),
        errors=errors or {},
        refused=refused,
    )


def _typed(typed: Mapping[str, str], kept: Said) -> Said:
    words = {name: typed.get(name, "") for name in ("facts", "strength", "try_words")}
    return Said(**words, try_on=kept.try_on)


def _picked(typed: Mapping[str, str] | None, kept: Said, sheet: Sheet) -> str:
    """Return which pill of days is on."""
    if typed:
        return typed.get("try_on", "")
    if kept.try_on is None:
        return ""
    said = kept.try_on.isoformat()
    return said if said in {value for value, _words in _days()} else OTHER


def _days() -> list[tuple[str, str]]:
    """Return the days one usually agrees on, and "another"."""
    first = today()
    near = [(first + timedelta(days=1), _("Tomorrow"))]
    near += [(first + timedelta(days=n), format_day(first + timedelta(days=n))) for n in (2, 7)]
    return [*((day.isoformat(), words) for day, words in near), (OTHER, _("Another day"))]


def _strengths(sheet: Sheet) -> dict[str, str]:
    return {str(one.uid): one.name for one in sheet.counters}


def _read(sheet: Sheet) -> dict[str, Any]:
    known = [(one.kind, one.uid) for one in sheet.counters]
    return {
        "observation_id": sheet.row.id,
        "actor_id": me(),
        "taps": taps_of(request.form, known),
        "said": said_of(request.form, _strengths(sheet)),
    }


@bp.post("/coaching/observations/<uuid:observation_id>/watch")
@requires(Permission.OBSERVE)
def observe_now(observation_id: UUID) -> Response:
    """Count one more, end the watching, or share; whatever was typed is kept."""
    sheet = observing.own_sheet(current_viewer(), observation_id)
    act = request.form.get("act", "")
    if act == SHARE:
        return _share(sheet)
    if act == WATCHED:
        observations.watch(**_read(sheet), times=times_of(request.form))
        say(_("Watched. Talk about it within two days, then share it here."))
    else:
        observations.keep(**_read(sheet))
    return after_post(url_for("coaching.observe", observation_id=observation_id))


def _share(sheet: Sheet) -> Response:
    try:
        exchanging.share(**_read(sheet), times=times_of(request.form))
    except Invalid as problem:
        return make_response(_sheet(_again(sheet), problem.errors), 422)
    except Refused as problem:
        return make_response(_sheet(_again(sheet), refused=problem.message), 409)
    say(_("Shared. %(name)s can answer you.", name=sheet.observed.split(" ")[0]))
    return after_post(url_for("coaching.observation", observation_id=sheet.row.id))


def _again(sheet: Sheet) -> Sheet:
    """Return the sheet with the counters that came with the refused form."""
    known = [(one.kind, one.uid) for one in sheet.counters]
    seen = {(one.kind, one.uid): one.seen for one in taps_of(request.form, known)}

    def told(counters: Any) -> Any:
        return tuple(replace(one, seen=seen.get((one.kind, one.uid), one.seen)) for one in counters)

    return replace(sheet, attitudes=told(sheet.attitudes), moments=told(sheet.moments))


@bp.post("/coaching/observations/<uuid:observation_id>/keep")
@requires(Permission.OBSERVE)
def observe_keep(observation_id: UUID) -> Response:
    """Keep what is being counted and typed, a moment after each change."""
    observations.keep(**_read(observing.own_sheet(current_viewer(), observation_id)))
    return Response("", 204)


@bp.post("/coaching/observations/<uuid:observation_id>/cancel")
@requires(Permission.OBSERVE)
def observe_cancel(observation_id: UUID) -> Response:
    """Call off what was not watched."""
    observations.cancel(observation_id=observation_id, actor_id=me())
    say(_("Called off. It counts nowhere."))
    return after_post(url_for("coaching.observe_start"))


@bp.get("/coaching/observations/<uuid:observation_id>")
@requires(Permission.PRACTICE_OWN)
def observation(observation_id: UUID) -> str:
    """Read an exchange: the person, the observer, who runs the store and its coach."""
    return _exchange(observation_id)


def _exchange(observation_id: UUID, errors: Mapping[str, str] | None = None) -> str:
    sheet, follows = observing.shared_sheet(current_viewer(), observation_id)
    if not sheet.is_shared and sheet.row.state != "expired":
        raise NotFound
    return render(
        "coaching/observation.html",
        sheet=sheet,
        is_mine=sheet.row.observed_id == me(),
        is_held=sheet.row.observer_id == me(),
        waits_for_me=sheet.row.beside_id == me() and not sheet.is_confirmed,
        follows=follows,
        zone=zone(),
        typed=request.form.get("words", ""),
        longest=exchanging.REPLY,
        errors=errors or {},
    )


@bp.post("/coaching/observations/<uuid:observation_id>/acknowledge")
@requires(Permission.PRACTICE_OWN)
def acknowledge(observation_id: UUID) -> Response:
    """Say "read" in one tap."""
    exchanging.acknowledge(observation_id=observation_id, actor_id=me())
    say(_("Noted. Your try waits on your page on its day."))
    return after_post(url_for("coaching.mine"))


@bp.post("/coaching/observations/<uuid:observation_id>/reply")
@requires(Permission.PRACTICE_OWN)
def reply(observation_id: UUID) -> Response:
    """Answer in one's own words."""
    try:
        exchanging.reply(
            observation_id=observation_id, author_id=me(), words=request.form.get("words", "")
        )
    except Invalid as problem:
        return make_response(_exchange(observation_id, problem.errors), 422)
    say(_("Sent to the person who watched."))
    return after_post(url_for("coaching.observation", observation_id=observation_id))


@bp.post("/coaching/observations/<uuid:observation_id>/beside")
@requires(Permission.OBSERVE)
def confirm_beside(observation_id: UUID) -> Response:
    """Let the coach say they held it together."""
    exchanging.confirm_beside(observation_id=observation_id, actor_id=me())
    say(_("Thank you. They observe on their own from now on."))
    return after_post(url_for("coaching.observation", observation_id=observation_id))


@bp.get("/coaching/observations/<uuid:observation_id>/correct")
@requires(Permission.OBSERVE)
def correct(observation_id: UUID) -> str | Response:
    """Change the words shared, until the person read them."""
    sheet = observing.own_sheet(current_viewer(), observation_id)
    if sheet.row.state != "debriefed":
        return after_post(url_for("coaching.observation", observation_id=observation_id))
    return _correct(sheet)


def _correct(sheet: Sheet, errors: Mapping[str, str] | None = None) -> str:
    row = sheet.row
    kept = {
        "facts": row.facts,
        "strength": row.strength,
        "try_words": row.try_words,
        "try_date": _iso(row.try_on),
    }
    return render(
        "coaching/observation_correct.html",
        sheet=sheet,
        said=request.form if request.method == "POST" else kept,
        longest=LONGEST,
        try_longest=GOAL_WORDS,
        errors=errors or {},
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


@bp.post("/coaching/observations/<uuid:observation_id>/correct")
@requires(Permission.OBSERVE)
def correct_now(observation_id: UUID) -> Response:
    """Write the words anew."""
    sheet = observing.own_sheet(current_viewer(), observation_id)
    try:
        exchanging.correct(observation_id=observation_id, actor_id=me(), said=said_of(request.form))
    except Invalid as problem:
        return make_response(_correct(sheet, problem.errors), 422)
    say(_("Corrected."))
    return after_post(url_for("coaching.observation", observation_id=observation_id))
