"""The committee's desk: cards to take out by two people, stale and superseded ones, languages."""

from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core import i18n
from lms.core.access import Permission, current_viewer, me, requires
from lms.core.errors import Invalid, Problem, Refused
from lms.core.i18n import LOCALES, _
from lms.core.ids import uuid_of
from lms.core.pages import after_post, asked_page, page_or_block, render, say, sheet
from lms.quotes.forms.writing import read_card
from lms.quotes.queries import choices, figures, library
from lms.quotes.queries.desk import count_aside, get_desk_card, list_retired, list_stale
from lms.quotes.queries.library import Wish
from lms.quotes.services import drafting, removing, signing, translating
from lms.quotes.services.publishing import Words
from lms.quotes.views import bp
from lms.quotes.views.person import today

LONGEST = 200


@bp.get("/desk")
@requires(
    Permission.CARDS_EDIT,
    Permission.QUOTES_JUDGE,
    Permission.QUOTES_SETUP,
    Permission.GAPS_HANDLE,
    Permission.QUOTES_FIGURES,
)
def desk() -> str:
    """Show the desks of Quotes this person may open."""
    viewer = current_viewer()
    doors = [
        ("quotes.removals", Permission.CARDS_EDIT, _("Cards of the library"), "cards"),
        ("quotes.stale", Permission.CARDS_EDIT, _("Cards to review"), "clock"),
        ("quotes.abuse_cases", Permission.QUOTES_JUDGE, _("Messages found abusive"), "flag"),
        ("quotes.gaps", Permission.GAPS_HANDLE, _("Themes that ask for a lesson"), "path"),
        ("quotes.quote_figures", Permission.QUOTES_FIGURES, _("What is hard, by theme"), "trend"),
        ("quotes.sign", Permission.CARDS_SIGN, _("Sign a card"), "pen"),
        ("quotes.opening", Permission.QUOTES_SETUP, _("Contacts and opening"), "phone"),
    ]
    shown = [(url_for(to), words, icon) for to, needs, words, icon in doors if viewer.may(needs)]
    return render("quotes/desk.html", doors=shown)


@bp.get("/desk/cards")
@requires(Permission.CARDS_EDIT)
def removals() -> str:
    """List what a second person must decide on, what to review, then find any card."""
    words = request.args.get("q", "")[:LONGEST]
    found = library.search_cards(Wish(words=words, page=asked_page()), i18n.locale())
    to_review, off = count_aside()
    return page_or_block(
        "quotes/desk_cards.html",
        "results",
        rows=figures.list_removals(),
        to_review=to_review,
        off=off,
        found=found,
        words=words,
        me=me(),
        address=lambda page: url_for("quotes.removals", q=words or None, page=page),
    )


@bp.post("/desk/removals/<uuid:removal_id>/agree")
@requires(Permission.CARDS_EDIT)
def agree_to_removal(removal_id: UUID) -> Response:
    """Take the card out, as the second person."""
    removing.agree_to_removal(actor_id=me(), removal_id=removal_id)
    say(_("The card is out of the library, at once and for everybody."))
    return after_post(url_for("quotes.removals"))


@bp.post("/desk/removals/<uuid:removal_id>/decline")
@requires(Permission.CARDS_EDIT)
def decline_removal(removal_id: UUID) -> Response:
    """Keep the card."""
    removing.decline_removal(actor_id=me(), removal_id=removal_id)
    say(_("The card stays in the library."))
    return after_post(url_for("quotes.removals"))


@bp.get("/desk/stale")
@requires(Permission.CARDS_EDIT)
def stale() -> str:
    """List the cards whose practice or moment left the referential, the most urgent first."""
    return render(
        "quotes/desk_stale.html",
        sheet=sheet(list_stale()),
        today=today(),
        address=partial(url_for, "quotes.stale"),
    )


@bp.get("/desk/retired")
@requires(Permission.CARDS_EDIT)
def retired() -> str:
    """List the cards off the shelves: one opens to be put back."""
    return render(
        "quotes/desk_retired.html",
        sheet=sheet(list_retired()),
        address=partial(url_for, "quotes.retired"),
    )


@bp.get("/desk/cards/<uuid:card_id>")
@requires(Permission.CARDS_EDIT)
def desk_card(card_id: UUID) -> str:
    """One card: take it out, replace it, retire it, say it still holds, put it in a language."""
    return _card(card_id)


def _card(card_id: UUID, errors: dict[str, str] | None = None, refused: str = "") -> str:
    card = get_desk_card(card_id)
    options = choices.get_options()
    known = {text.locale: text for text in card.texts}
    other = next(code for code in LOCALES if code != card.language)
    return render(
        "quotes/desk_card.html",
        card=card,
        other=other,
        there=known.get(other),
        themes=[(str(x.uid), x.name) for x in options.themes],
        moments=[(str(x.uid), x.name) for x in options.moments],
        longest=drafting.LONGEST,
        said=request.form,
        refused=refused,
        errors=errors or {},
    )


def _done(card_id: UUID, words: str) -> Response:
    say(words)
    return after_post(url_for("quotes.desk_card", card_id=card_id))


def _again(card_id: UUID, problem: Problem) -> Response:
    errors = problem.errors if isinstance(problem, Invalid) else {}
    page = _card(card_id, errors, "" if errors else problem.message)
    return make_response(page, problem.status)


@bp.post("/desk/cards/<uuid:card_id>/remove")
@requires(Permission.CARDS_EDIT)
def ask_removal(card_id: UUID) -> Response:
    """Ask to take a card out; a second person decides."""
    reason = request.form.get("reason", "")
    try:
        removing.ask_removal(actor_id=me(), card_id=card_id, reason=reason)
    except (Invalid, Refused) as problem:
        return _again(card_id, problem)
    say(_("Asked. A second person of the committee decides."))
    return after_post(url_for("quotes.removals"))


@bp.post("/desk/cards/<uuid:card_id>/supersede")
@requires(Permission.CARDS_EDIT)
def supersede(card_id: UUID) -> Response:
    """Point from a card to the one that says it better, named by its address or its number."""
    said = request.form.get("by", "").strip().rstrip("/").rsplit("/", 1)[-1]
    better = uuid_of(said)
    if better is None:
        missing = Invalid({"by": _("Paste the address of the other card.")})
        return _again(card_id, missing)
    try:
        removing.supersede(actor_id=me(), card_id=card_id, by_card_id=better)
    except Refused as problem:
        return _again(card_id, Invalid({"by": problem.message}))
    return _done(card_id, _("Readers are led to the other card."))


@bp.post("/desk/cards/<uuid:card_id>/retire")
@requires(Permission.CARDS_EDIT)
def retire(card_id: UUID) -> Response:
    """Take a card whose advice is no longer right off the shelves."""
    removing.retire(actor_id=me(), card_id=card_id)
    return _done(card_id, _("Off the shelves. Its words are kept, and you may put it back."))


@bp.post("/desk/cards/<uuid:card_id>/restore")
@requires(Permission.CARDS_EDIT)
def restore(card_id: UUID) -> Response:
    """Put a retired card back."""
    removing.restore(actor_id=me(), card_id=card_id)
    return _done(card_id, _("The card is in the library again."))


@bp.post("/desk/cards/<uuid:card_id>/confirm")
@requires(Permission.CARDS_EDIT)
def confirm_stale(card_id: UUID) -> Response:
    """Say that a card still holds, under what it is called today or nothing."""
    try:
        removing.confirm_stale(actor_id=me(), card_id=card_id, **_called_today())
    except Invalid as problem:
        return _again(card_id, problem)
    return _done(card_id, _("The card still holds."))


def _called_today() -> dict[str, UUID | None]:
    """Return the practice and the moment chosen, None for none; raises Invalid for an unknown one."""
    options = choices.get_options()
    known = {
        "theme_uid": {str(one.uid): one.uid for one in options.themes},
        "moment_uid": {str(one.uid): one.uid for one in options.moments},
    }
    said = {name: request.form.get(name, "") for name in known}
    unknown = [name for name, value in said.items() if value and value not in known[name]]
    if unknown:
        raise Invalid(dict.fromkeys(unknown, _("Choose one of the list.")))
    return {name: known[name].get(value) for name, value in said.items()}


@bp.post("/desk/cards/<uuid:card_id>/translate")
@requires(Permission.CARDS_EDIT)
def translate(card_id: UUID) -> Response:
    """Keep a card in another language; the guard reads these words too."""
    given = {name: request.form.get(name, "") for name in ("title", "situation", "say", "gesture")}
    locale = request.form.get("locale", "")
    try:
        translating.translate(actor_id=me(), card_id=card_id, locale=locale, words=Words(**given))
    except Invalid as problem:
        return _again(card_id, problem)
    return _done(card_id, _("Readers of this language see these words."))


@bp.get("/desk/sign")
@requires(Permission.CARDS_SIGN)
def sign() -> str:
    """Write a card under one's own name: leaders say first what was hard for them."""
    return _sign({})


def _sign(errors: dict[str, str], typed: Any = None) -> str:
    options = choices.get_options()
    return render(
        "quotes/desk_sign.html",
        card=typed,
        themes=[(str(x.uid), x.name) for x in options.themes],
        moments=[(str(x.uid), x.name) for x in options.moments],
        longest=drafting.LONGEST,
        errors=errors,
    )


@bp.post("/desk/sign")
@requires(Permission.CARDS_SIGN)
def sign_now() -> Response:
    """Publish it, at once, under one's name; others in it are protected as anywhere."""
    typed = replace(read_card(request.form), channel=None, level=None)
    try:
        card_id = signing.sign_card(author_id=me(), card=typed)
    except Invalid as problem:
        return make_response(_sign(problem.errors, typed), 422)
    say(_("Your card is in the library, under your name."))
    return after_post(url_for("quotes.card", card_id=card_id))
