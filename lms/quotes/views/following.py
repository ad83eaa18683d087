"""Q2: what became of what I told; take it back, choose who hears it, turn to the alert contact."""

from datetime import date, timedelta
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core.access import Permission, confidential, me, requires
from lms.core.errors import Invalid
from lms.core.i18n import _
from lms.core.ids import uuid_of
from lms.core.pages import after_post, render, say
from lms.quotes.forms.telling import one_of
from lms.quotes.queries import choices, coaches
from lms.quotes.queries import follow as trails
from lms.quotes.rules.facets import Reach
from lms.quotes.services import absences, telling
from lms.quotes.views import bp
from lms.quotes.views.person import today, zone

HANDS = {
    "choose": ("choose_coach", telling.choose_coach),
    "hand_over": ("hand_over", telling.hand_over),
    "restart": ("restart", telling.restart),
}
"""How a difficulty changes hands: what the machine must allow, and who does it."""


@bp.get("/difficulties")
@requires(Permission.QUOTES_TELL)
@confidential("quotes.mine")
def mine() -> str:
    """List what I told and is still under way, and my days away."""
    return _mine()


def _mine(errors: dict[str, str] | None = None) -> str:
    return render(
        "quotes/mine.html",
        trails=trails.list_mine(me()),
        unsent=trails.find_unsent(me()),
        away=absences.list_absences(me(), today()),
        said=request.form,
        today=today(),
        zone=zone(),
        errors=errors or {},
    )


@bp.get("/difficulties/<uuid:difficulty_id>")
@requires(Permission.QUOTES_TELL)
@confidential("quotes.mine")
def follow(difficulty_id: UUID) -> str:
    """Q2: the trail of one difficulty, its clocks, and what I may do now."""
    return _trail(difficulty_id)


def _trail(difficulty_id: UUID, errors: dict[str, str] | None = None) -> str:
    trail = trails.get_mine(me(), difficulty_id)
    return render(
        "quotes/follow.html",
        trail=trail,
        now_code=next((one.code for one in trail.steps if not one.is_done), ""),
        reaches=[(one.value, choices.reach_name(one)) for one in Reach],
        reach=choices.reach_name(trail.reach),
        why=_why(trail),
        legal=trails.get_contact("legal") if trail.legal_offered else None,
        zone=zone(),
        errors=errors or {},
    )


def _why(trail: trails.Trail) -> str:
    """Return why it ended without a card, or to whom it went, in words."""
    if trail.state == "no_card" and trail.reason:
        return choices.no_card_name(trail.reason)
    if trail.state == "redirected" and trail.reason:
        return choices.redirect_name(trail.reason)
    return ""


@bp.post("/difficulties/<uuid:difficulty_id>/withdraw")
@requires(Permission.QUOTES_TELL)
@confidential("quotes.mine")
def withdraw(difficulty_id: UUID) -> Response:
    """Take it back: destroyed at once, with the card drawn from it alone."""
    telling.withdraw(person_id=me(), difficulty_id=difficulty_id)
    say(_("It is taken back. Nothing of it is left."))
    return after_post(url_for("quotes.mine"))


@bp.post("/difficulties/<uuid:difficulty_id>/reach")
@requires(Permission.QUOTES_TELL)
@confidential("quotes.mine")
def set_reach(difficulty_id: UUID) -> Response:
    """Say when I can be reached, or propose another moment."""
    reach = one_of(Reach, request.form.get("reach", ""), Reach.ASAP)
    note = request.form.get("reach_note", "")
    try:
        telling.set_reach(person_id=me(), difficulty_id=difficulty_id, reach=reach, note=note)
    except Invalid as problem:
        return make_response(_trail(difficulty_id, problem.errors), 422)
    say(_("Your coach sees it."))
    return after_post(url_for("quotes.follow", difficulty_id=difficulty_id))


@bp.get("/difficulties/<uuid:difficulty_id>/coach")
@requires(Permission.QUOTES_TELL)
@confidential("quotes.mine")
def change_coach(difficulty_id: UUID) -> str:
    """Choose who goes on: another coach, with or without what was already said."""
    return _hands(difficulty_id)


def _hands(difficulty_id: UUID, errors: dict[str, str] | None = None) -> str:
    trail = trails.get_mine(me(), difficulty_id)
    offers = coaches.get_choices(me(), today())
    others = [one for one in (offers.usual, *offers.elsewhere) if one]
    return render(
        "quotes/hands.html",
        trail=trail,
        ways=[way for way, (action, _act) in HANDS.items() if action in trail.actions],
        offers=[one for one in others if one.coach_id != trail.coach_id],
        chosen=request.form.get("coach_id", ""),
        errors=errors or {},
    )


@bp.post("/difficulties/<uuid:difficulty_id>/coach")
@requires(Permission.QUOTES_TELL)
@confidential("quotes.mine")
def give_to(difficulty_id: UUID) -> Response:
    """Give it to the coach chosen, in the way chosen."""
    trails.get_mine(me(), difficulty_id)
    coach_id = uuid_of(request.form.get("coach_id", ""))
    if coach_id is None:
        missing = {"coach_id": _("Choose one of the coaches.")}
        return make_response(_hands(difficulty_id, missing), 422)
    _action, act = HANDS.get(request.form.get("way", ""), HANDS["choose"])
    try:
        act(person_id=me(), difficulty_id=difficulty_id, coach_id=coach_id)
    except Invalid as problem:
        return make_response(_hands(difficulty_id, problem.errors), 422)
    say(_("It is in new hands. The delays start again from now."))
    return after_post(url_for("quotes.follow", difficulty_id=difficulty_id))


@bp.post("/difficulties/<uuid:difficulty_id>/legal")
@requires(Permission.QUOTES_TELL)
@confidential("quotes.mine")
def go_legal(difficulty_id: UUID) -> Response:
    """Say that I turned to the alert contact; only I send anything."""
    telling.go_legal(person_id=me(), difficulty_id=difficulty_id)
    say(_("Your coach stops here. What you sent stays between you and the contact."))
    return after_post(url_for("quotes.follow", difficulty_id=difficulty_id))


@bp.post("/difficulties/away")
@requires(Permission.QUOTES_TELL)
@confidential("quotes.mine")
def say_away() -> Response:
    """Say the days I am away: they do not count for re-reading a card."""
    first, last = (_day(request.form.get(name, "")) for name in ("first", "last"))
    if first is None or last is None:
        missing = {"first" if first is None else "last": _("Choose a day.")}
        return make_response(_mine(missing), 422)
    try:
        absences.say_away(person_id=me(), first=first, after=last + timedelta(days=1))
    except Invalid as problem:
        errors = {{"after": "last"}.get(k, k): words for k, words in problem.errors.items()}
        return make_response(_mine(errors), 422)
    say(_("These days do not count."))
    return after_post(url_for("quotes.mine"))


def _day(said: str) -> date | None:
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return None
    return day if date(2000, 1, 1) < day < date(2200, 1, 1) else None


@bp.post("/difficulties/away/<uuid:absence_id>/back")
@requires(Permission.QUOTES_TELL)
@confidential("quotes.mine")
def be_back(absence_id: UUID) -> Response:
    """Take days away back."""
    absences.be_back(person_id=me(), absence_id=absence_id)
    say(_("These days count again."))
    return after_post(url_for("quotes.mine"))
