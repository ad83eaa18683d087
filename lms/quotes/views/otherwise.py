"""Q4: a talk that ends otherwise, goes to somebody else, or must be passed on."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core.access import Permission, confidential, me, requires
from lms.core.errors import Invalid
from lms.core.i18n import _
from lms.core.ids import uuid_of
from lms.core.pages import after_post, render, say
from lms.quotes.queries import choices, coaches, follow
from lms.quotes.queries.looking import list_joinable
from lms.quotes.rules.facets import NoCard, Redirect
from lms.quotes.services import coaching, protecting
from lms.quotes.views import bp
from lms.quotes.views.coaching import opened
from lms.quotes.views.person import today, zone

OPEN_TO_ALERT = ("submitted", "acknowledged", "interviewing", "coached")


@bp.get("/coaching/<uuid:difficulty_id>/otherwise")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.inbox")
def otherwise(difficulty_id: UUID) -> str:
    """Offer the other ends: another coach, another door, no card, danger, the alert contact."""
    return ends(difficulty_id)


def ends(difficulty_id: UUID, errors: dict[str, str] | None = None) -> str:
    """Return the page of other ends."""
    one = opened(difficulty_id)
    offers = coaches.get_choices(one.reporter_id, today())
    others = [offer for offer in (offers.usual, *offers.elsewhere) if offer]
    return render(
        "quotes/coach_otherwise.html",
        one=one,
        ask=one.ask,
        given_name=one.ask.person.split(" ")[0],
        offers=[offer for offer in others if offer.coach_id != me()],
        joinable=list_joinable(me(), one.ask.draft_id) if "merge" in one.ask.actions else [],
        reasons=[(r.value, choices.no_card_name(r)) for r in NoCard if r is not NoCard.ABUSE],
        doors=[(r.value, choices.redirect_name(r)) for r in Redirect if r is not Redirect.LEGAL],
        may_alert=one.ask.state in OPEN_TO_ALERT,
        safety=follow.get_contact("safety"),
        legal=follow.get_contact("legal"),
        said=request.form,
        zone=zone(),
        errors=errors or {},
    )


def _ended(
    difficulty_id: UUID, do: Callable[[], Any], said: str, back: str = "quotes.inbox"
) -> Response:
    """Do an act of this page; its errors come back on it."""
    try:
        do()
    except Invalid as problem:
        return make_response(ends(difficulty_id, problem.errors), 422)
    say(said)
    if back == "quotes.inbox":
        return after_post(url_for(back))
    return after_post(url_for(back, difficulty_id=difficulty_id))


@bp.post("/coaching/<uuid:difficulty_id>/give")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.inbox")
def give(difficulty_id: UUID) -> Response:
    """Give a difficulty to another coach whom the person could have chosen."""
    to = uuid_of(request.form.get("coach_id", ""))

    def do() -> None:
        if to is None:
            raise Invalid({"coach_id": _("Choose one of the coaches.")})
        coaching.reassign(coach_id=me(), difficulty_id=difficulty_id, to_coach_id=to)

    return _ended(difficulty_id, do, _("It is in new hands. The delays start again from now."))


@bp.post("/coaching/<uuid:difficulty_id>/redirect")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.inbox")
def redirect_ask(difficulty_id: UUID) -> Response:
    """End by showing whom to turn to: it is no matter of service."""
    to = request.form.get("to", "")

    def do() -> None:
        if to not in set(Redirect):
            raise Invalid({"to": _("Choose one of the list.")})
        coaching.redirect(coach_id=me(), difficulty_id=difficulty_id, to=Redirect(to))

    return _ended(difficulty_id, do, _("The person reads whom to turn to. Nothing was sent."))


@bp.post("/coaching/<uuid:difficulty_id>/join")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.inbox")
def join(difficulty_id: UUID) -> Response:
    """Join a difficulty to a card being written: the same thing, told by several people."""
    draft_id = uuid_of(request.form.get("draft_id", ""))

    def do() -> None:
        if draft_id is None:
            raise Invalid({"draft_id": _("Choose one of the list.")})
        coaching.merge(coach_id=me(), difficulty_id=difficulty_id, draft_id=draft_id)

    return _ended(difficulty_id, do, _("One card for all of them. Each will re-read it."))


@bp.post("/coaching/<uuid:difficulty_id>/no-card")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.inbox")
def no_card(difficulty_id: UUID) -> Response:
    """End without a card, with a reason the person reads."""
    reason = request.form.get("reason", "")

    def do() -> None:
        if reason not in set(NoCard):
            raise Invalid({"reason": _("Choose one of the list.")})
        coaching.close_without_card(
            coach_id=me(), difficulty_id=difficulty_id, reason=NoCard(reason)
        )

    return _ended(difficulty_id, do, _("Ended. What was said is deleted in a few days."))


@bp.post("/coaching/<uuid:difficulty_id>/abuse")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.inbox")
def flag_abuse(difficulty_id: UUID) -> Response:
    """Say that a message is abusive; a second person decides on a summary."""
    do = partial(
        protecting.flag_abuse,
        coach_id=me(),
        difficulty_id=difficulty_id,
        summary=request.form.get("summary", ""),
    )
    return _ended(difficulty_id, do, _("A second person decides, on your summary only."))


@bp.post("/coaching/<uuid:difficulty_id>/danger")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.inbox")
def tell_danger(difficulty_id: UUID) -> Response:
    """Tell the person first that a danger will be passed on."""
    do = partial(protecting.tell_danger, coach_id=me(), difficulty_id=difficulty_id)
    said = _("The person is told. Call now, then write here whom you called.")
    return _ended(difficulty_id, do, said, "quotes.otherwise")


@bp.post("/coaching/<uuid:difficulty_id>/danger/passed")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.inbox")
def pass_danger(difficulty_id: UUID) -> Response:
    """Note whom the coach called."""
    to = request.form.get("danger_to", "")

    def do() -> None:
        if not to.strip():
            raise Invalid({"danger_to": _("Say whom you called: the person reads it.")})
        protecting.pass_danger_on(coach_id=me(), difficulty_id=difficulty_id, to=to)

    return _ended(difficulty_id, do, _("Noted. The person reads whom you called."), "quotes.ask")


@bp.post("/coaching/<uuid:difficulty_id>/legal")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.inbox")
def offer_legal(difficulty_id: UUID) -> Response:
    """Show the person the alert contact; nothing is sent to anybody."""
    do = partial(coaching.offer_legal, coach_id=me(), difficulty_id=difficulty_id)
    said = _("The person sees the contact. Only they send anything.")
    return _ended(difficulty_id, do, said, "quotes.ask")
