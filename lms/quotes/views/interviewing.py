"""Q4: the guided talk. What works is written once: it is the card already."""

from datetime import datetime
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core import clock
from lms.core.access import Permission, confidential, me, requires
from lms.core.clock import zone_info
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _
from lms.core.pages import after_post, render, render_block, say
from lms.quotes.forms.writing import LONGEST_NOTES, Press, Talk
from lms.quotes.queries import choices
from lms.quotes.queries.candidates import Crowds
from lms.quotes.queries.crowds_held import crowds_of
from lms.quotes.queries.findings import texts_of
from lms.quotes.queries.inbox import Opened
from lms.quotes.queries.looking import Look, look
from lms.quotes.rules.facets import Facets
from lms.quotes.services import coaching, drafting
from lms.quotes.views import bp
from lms.quotes.views.coaching import opened
from lms.quotes.views.guarding import told
from lms.quotes.views.person import today, zone


def talk_of(one: Opened) -> Talk:
    """Return what was kept of a talk."""
    draft = one.draft
    return Talk(
        happened=one.happened,
        notes=one.notes,
        situation=draft.situation if draft else "",
        say=draft.say if draft else "",
        gesture=draft.gesture if draft else "",
    )


def look_at(one: Opened, talk: Talk, crowds: Crowds | None = None) -> Look:
    """Return what the guard says of the words of a talk."""
    draft = one.draft
    return look(
        talk.texts(),
        Facets(draft.theme_uid, draft.moment_uid)
        if draft
        else Facets(one.theme_uid, one.moment_uid),
        today(),
        judgements=draft.judgements if draft else None,
        told=tuple(words for words in (one.words, talk.happened) if words),
        crowds=crowds,
    )


def page(
    difficulty_id: UUID, *, typed: Talk | None = None, errors: dict[str, str] | None = None
) -> str:
    """Return the page of a difficulty; the guided talk once it has begun."""
    one = opened(difficulty_id)
    talk = typed or talk_of(one)
    talking = one.ask.state == "interviewing"
    return render(
        "quotes/coach_ask.html",
        one=one,
        ask=one.ask,
        talk=talk,
        talking=talking,
        **(told(look_at(one, talk)) if talking else {}),
        reach=choices.reach_name(one.ask.reach),
        urgency=choices.urgency_name(one.ask.urgency),
        given_name=one.ask.person.split(" ")[0],
        longest=drafting.LONGEST,
        longest_notes=LONGEST_NOTES,
        at=request.args.get("at", ""),
        said_at=request.form.get("at", ""),
        zone=zone(),
        errors=errors or {},
    )


@bp.get("/coaching/<uuid:difficulty_id>")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.inbox")
def ask(difficulty_id: UUID) -> str:
    """Q4: what this person told, the promise that runs, and the next act."""
    return page(difficulty_id)


@bp.post("/coaching/<uuid:difficulty_id>/seen")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.inbox")
def seen(difficulty_id: UUID) -> Response:
    """Say "I have seen it"; the person is told."""
    coaching.acknowledge(coach_id=me(), difficulty_id=difficulty_id)
    say(_("The person knows that you have read it."))
    return after_post(url_for("quotes.ask", difficulty_id=difficulty_id))


@bp.post("/coaching/<uuid:difficulty_id>/start")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.inbox")
def start(difficulty_id: UUID) -> Response:
    """Begin the talk, by telephone or face to face."""
    coaching.start_interview(coach_id=me(), difficulty_id=difficulty_id)
    return after_post(url_for("quotes.ask", difficulty_id=difficulty_id))


@bp.post("/coaching/<uuid:difficulty_id>/meeting")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.inbox")
def propose(difficulty_id: UUID) -> Response:
    """Propose a moment to talk, in the coach's own time zone."""
    try:
        at = _moment(request.form.get("at", ""), zone())
        coaching.propose_meeting(coach_id=me(), difficulty_id=difficulty_id, at=at)
    except Invalid as problem:
        return make_response(page(difficulty_id, errors=problem.errors), 422)
    say(_("The person sees your proposal."))
    return after_post(url_for("quotes.ask", difficulty_id=difficulty_id))


def _moment(said: str, zone_name: str) -> datetime:
    """Return the instant a field of date and time names in a zone; raises Invalid for none."""
    missing = {"at": _("Choose a day and an hour.")}
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        raise Invalid(missing) from None
    if abs(at.year - clock.now().year) > 1:
        raise Invalid(missing)
    return at.replace(tzinfo=zone_info(zone_name)) if at.tzinfo is None else at


def _keep(difficulty_id: UUID, talk: Talk) -> None:
    _check(talk)
    coaching.keep_interview(
        coach_id=me(),
        difficulty_id=difficulty_id,
        happened=talk.happened,
        notes=talk.notes,
        situation=talk.situation,
        say=talk.say,
        gesture=talk.gesture,
    )


def _check(talk: Talk) -> None:
    most = {"happened": LONGEST_NOTES, "notes": LONGEST_NOTES, **drafting.LONGEST}
    errors = {
        name: _("At most %(n)s characters.", n=most[name])
        for name in ("happened", "notes", "situation", "say", "gesture")
        if len(getattr(talk, name)) > most[name]
    }
    if errors:
        raise Invalid(errors)


@bp.post("/coaching/<uuid:difficulty_id>/interview")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.inbox")
def interview(difficulty_id: UUID) -> Response:
    """Keep the talk, then do what the button says: replace a passage, read aloud, end the talk."""
    one, press = opened(difficulty_id), Press.read(request.form)
    talk, at = Talk.read(request.form), ""
    if press.act == "fix":
        talk, at = talk.fixed(press, look_at(one, talk))
    try:
        _keep(difficulty_id, talk)
        if press.act == "close":
            _check_advice(talk)
            coaching.close_coaching(coach_id=me(), difficulty_id=difficulty_id)
    except Invalid as problem:
        return make_response(page(difficulty_id, typed=talk, errors=problem.errors), 422)
    return after_post(_next(difficulty_id, press, at))


def _check_advice(talk: Talk) -> None:
    errors = {
        name: _("Write a few words here.")
        for name in ("situation", "say", "gesture")
        if not getattr(talk, name).strip()
    }
    if errors:
        raise Invalid(errors)


def _next(difficulty_id: UUID, press: Press, at: str) -> str:
    if press.act == "aloud":
        return url_for("quotes.aloud", difficulty_id=difficulty_id)
    if press.act == "close":
        draft = opened(difficulty_id).draft
        say(_("The talk is over. The card is yours to finish."))
        if draft is not None:
            return url_for("quotes.draft", draft_id=draft.id)
    if press.act == "keep":
        say(_("Kept."))
    return url_for("quotes.ask", difficulty_id=difficulty_id, at=at or None)


@bp.post("/coaching/<uuid:difficulty_id>/interview/keep")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.inbox", repeatable=True)
def keep_interview(difficulty_id: UUID) -> Response:
    """Keep what is being typed, a moment after each change."""
    _keep(difficulty_id, Talk.read(request.form))
    return Response("", 204)


@bp.post("/coaching/<uuid:difficulty_id>/interview/guard")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.inbox", repeatable=True)
def guard_interview(difficulty_id: UUID) -> str:
    """Say what the guard finds in the words being typed; they are not kept by this."""
    one, talk = opened(difficulty_id), Talk.read(request.form)
    seen = look_at(one, talk, crowds_of(difficulty_id, now=clock.now()))
    return render_block("quotes/coach_ask.html", "guard", ask=one.ask, **told(seen))


@bp.get("/coaching/<uuid:difficulty_id>/aloud")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.inbox")
def aloud(difficulty_id: UUID) -> str:
    """Read the card to the person, in the words they would agree to."""
    one = opened(difficulty_id)
    if one.draft is None or one.ask.state not in ("interviewing", "coached"):
        raise Refused(_("There is no card to read to this person yet."))
    return render(
        "quotes/coach_aloud.html",
        ask=one.ask,
        card=one.draft,
        ready=all(texts_of(one.draft)[name].strip() for name in ("situation", "say", "gesture")),
        given_name=one.ask.person.split(" ")[0],
    )


@bp.post("/coaching/<uuid:difficulty_id>/aloud")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.inbox")
def accepted_aloud(difficulty_id: UUID) -> Response:
    """Note that the person agreed to these very words, and end the talk."""
    one = opened(difficulty_id)
    coaching.accept_aloud(coach_id=me(), difficulty_id=difficulty_id)
    if one.ask.state == "interviewing":
        coaching.close_coaching(coach_id=me(), difficulty_id=difficulty_id)
    say(_("Agreed aloud. If a word changes, the person is asked again."))
    if one.draft is None:
        return after_post(url_for("quotes.ask", difficulty_id=difficulty_id))
    return after_post(url_for("quotes.draft", draft_id=one.draft.id))
