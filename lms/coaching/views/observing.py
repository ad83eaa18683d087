"""C2 and C3: watch somebody at work, talk about it, share what they take away; read and answer."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.coaching.forms.practice import said_of, times_of
from lms.coaching.policies import DAILY_OBSERVATIONS
from lms.coaching.queries import observing, practising
from lms.coaching.queries.observing import Sheet
from lms.coaching.rules.machines.facts import GOAL_WORDS
from lms.coaching.rules.observing import Right, left_today
from lms.coaching.services import exchanging, observations
from lms.coaching.services.observations import LONGEST, Said
from lms.coaching.views import bp, phone_sheets, sheet_words, whom
from lms.coaching.views.person import zone
from lms.core import clock, conditions
from lms.core.access import Permission, Role, current_viewer, me, requires
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _
from lms.core.ids import uuid_of
from lms.core.pages import after_post, offline_copy, render, say
from lms.core.policy import number

SHARE, WATCHED = "share", "watched"


@bp.get("/coaching/observe")
@requires(Permission.OBSERVE)
def observe_start() -> Response:
    """Choose whom to watch, in one tap; or read what stands before observing others.

    Kept on a personal phone with an empty sheet: one begins where there is no network too.
    """
    return offline_copy(_start(), phone_sheets.kept_with())


def _start(errors: Mapping[str, str] | None = None) -> str:
    viewer = current_viewer()
    known = whom.offered(viewer)
    return render(
        "coaching/observe_start.html",
        right=known.right,
        stores=whom.by_store(known.people),
        coaches=known.coaches,
        beside=request.form.get("beside", ""),
        open_sheets=observing.to_talk(me()),
        to_confirm=observing.to_confirm(me()) if Role.COACH in viewer.roles else [],
        left=left_today(practising.watched_today(viewer), number(DAILY_OBSERVATIONS)),
        path=_path_of(known.right),
        zone=zone(),
        errors=errors or {},
    )


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
    person = practising.get_observable(viewer, person_id)
    try:
        wanted = whom.said(person, practising.right_of(viewer))
    except Invalid as problem:
        return make_response(_start(problem.errors), 422)
    row = observations.begin(wanted)
    return after_post(url_for("coaching.observe", observation_id=row.id))


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
    return render(
        "coaching/observe.html",
        sheet=sheet,
        **sheet_words.shown(sheet, kept),
        given_name=sheet.observed.split(" ")[0],
        zone=zone(),
        errors=errors or {},
        refused=refused,
    )


@bp.post("/coaching/observations/<uuid:observation_id>/watch")
@requires(Permission.OBSERVE)
def observe_now(observation_id: UUID) -> Response:
    """Count one more, end the watching, or share; whatever was typed is kept."""
    sheet = observing.own_sheet(current_viewer(), observation_id)
    act = request.form.get("act", "")
    if act == SHARE:
        return _share(sheet)
    if act == WATCHED:
        observations.watch(**sheet_words.read(sheet), times=times_of(request.form))
        say(_("Watched. Talk about it within two days, then share it here."))
    else:
        observations.keep(**sheet_words.read(sheet))
    return after_post(url_for("coaching.observe", observation_id=observation_id))


def _share(sheet: Sheet) -> Response:
    try:
        exchanging.share(**sheet_words.read(sheet), times=times_of(request.form))
    except Invalid as problem:
        return make_response(_sheet(sheet_words.counted(sheet), problem.errors), 422)
    except Refused as problem:
        return make_response(_sheet(sheet_words.counted(sheet), refused=problem.message), 409)
    say(_("Shared. %(name)s can answer you.", name=sheet.observed.split(" ")[0]))
    return after_post(url_for("coaching.observation", observation_id=sheet.row.id))


@bp.post("/coaching/observations/<uuid:observation_id>/keep")
@requires(Permission.OBSERVE)
def observe_keep(observation_id: UUID) -> Response:
    """Keep what is being counted and typed, a moment after each change."""
    phone_sheets.keep(sheet_words.read(observing.own_sheet(current_viewer(), observation_id)))
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
