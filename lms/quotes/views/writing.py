"""Q5: the card, with the guard beside it; nothing the guard does touches what is being typed."""

from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core import clock
from lms.core.access import Permission, confidential, me, requires
from lms.core.errors import Invalid
from lms.core.i18n import _
from lms.core.pages import after_post, render, render_block, say
from lms.core.policy import number
from lms.network.queries.words import channel_name
from lms.quotes.forms.writing import (
    Press,
    card_of,
    facets_in,
    pressed,
    read_card,
    texts_in,
    words_of,
)
from lms.quotes.models import Draft
from lms.quotes.queries import choices, drafts
from lms.quotes.queries.candidates import Crowds
from lms.quotes.queries.crowds_held import crowds_of
from lms.quotes.queries.looking import Behind, Look, list_behind, look
from lms.quotes.services import drafting
from lms.quotes.services.drafting import EDITABLE, Card, NotReady
from lms.quotes.views import bp
from lms.quotes.views.guarding import told
from lms.quotes.views.person import today, zone


@bp.get("/drafts/<uuid:draft_id>")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.workshop")
def draft(draft_id: UUID) -> str:
    """Q5: write the card, or see where it stands once it left the desk."""
    return _page(drafts.get_own(me(), draft_id))


def _page(
    one: Draft,
    *,
    typed: Card | None = None,
    errors: dict[str, str] | None = None,
    left: bool = False,
    words: str = "",
) -> str:
    card = typed or card_of(one)
    behind, said = list_behind(one.id)
    if one.state not in EDITABLE:
        return _away(one, behind, words)
    options = choices.get_options()
    return render(
        "quotes/coach_draft.html",
        draft=one,
        card=card,
        behind=behind,
        **told(_look(one, card, said)),
        themes=[(str(x.uid), x.name) for x in options.themes],
        moments=[(str(x.uid), x.name) for x in options.moments],
        channels=options.channels,
        levels=options.levels,
        chips=_chips(card),
        longest=drafting.LONGEST,
        at=request.args.get("at", ""),
        reasons=request.form,
        wait=number("quotes.batch.wait"),
        days=number("quotes.review.days"),
        left=left,
        errors=errors or {},
    )


def _look(one: Draft, card: Card, said: tuple[str, ...], crowds: Crowds | None = None) -> Look:
    texts, facets = texts_in(card), facets_in(card)
    return look(texts, facets, today(), judgements=one.judgements, told=said, crowds=crowds)


def _chips(card: Card) -> list[str]:
    names = choices.names_of([card.theme_uid, card.moment_uid])
    return [
        names.get(card.theme_uid, ""),
        names.get(card.moment_uid, ""),
        channel_name(card.channel) if card.channel else "",
        choices.level_name(card.level) if card.level else "",
    ]


def _away(one: Draft, behind: tuple[Behind, ...], words: str = "") -> str:
    return render(
        "quotes/coach_sent.html",
        draft=one,
        card=card_of(one),
        chips=_chips(card_of(one)),
        behind=behind,
        words=words.split(),
        impact=number("quotes.impact.cards"),
        zone=zone(),
    )


@bp.post("/drafts/<uuid:draft_id>")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.workshop")
def save_draft(draft_id: UUID) -> Response:
    """Keep the card, then do what the button says: replace, drop a facet, ask to keep, send."""
    one, press = drafts.get_own(me(), draft_id), Press.read(request.form)
    card = read_card(request.form)
    typed, at = card, ""
    try:
        if press.act in ("fix", "drop"):
            typed, at = pressed(card, press, _look(one, card, ()))
        drafting.keep_card(coach_id=me(), draft_id=draft_id, card=typed)
        _do(draft_id, press)
    except NotReady:
        return make_response(_page(one, typed=typed, left=True), 422)
    except Invalid as problem:
        errors = {_field(name, press): words for name, words in problem.errors.items()}
        return make_response(_page(one, typed=typed, errors=errors), 422)
    return after_post(url_for("quotes.draft", draft_id=draft_id, at=at or None))


def _field(name: str, press: Press) -> str:
    return f"reason-{press.on}" if name == "reason" else name


def _do(draft_id: UUID, press: Press) -> None:
    if press.act == "ask":
        reason = words_of(request.form, f"reason-{press.on}")
        drafting.ask_to_keep(coach_id=me(), draft_id=draft_id, key=press.on, reason=reason)
        say(_("The second reader decides on this passage."))
    elif press.act == "send":
        drafting.send(coach_id=me(), draft_id=draft_id)
        say(_("It is sent. Somebody from another region reads it now."))
    elif press.act == "keep":
        say(_("Kept."))


@bp.post("/drafts/<uuid:draft_id>/keep")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.workshop", repeatable=True)
def keep_draft(draft_id: UUID) -> Response:
    """Keep what is being typed, a moment after each change."""
    drafting.keep_card(coach_id=me(), draft_id=draft_id, card=read_card(request.form))
    return Response("", 204)


@bp.post("/drafts/<uuid:draft_id>/guard")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.workshop", repeatable=True)
def guard_draft(draft_id: UUID) -> str:
    """Say what the guard finds in the words being typed; they are not kept by this."""
    one, card = drafts.get_own(me(), draft_id), read_card(request.form)
    behind, said = list_behind(draft_id)
    return render_block(
        "quotes/coach_draft.html",
        "guard",
        draft=one,
        card=card,
        behind=behind,
        chips=_chips(card),
        reasons=request.form,
        wait=number("quotes.batch.wait"),
        days=number("quotes.review.days"),
        is_live=True,
        errors={},
        **told(_look(one, card, said, crowds_of(draft_id, now=clock.now()))),
    )


@bp.post("/drafts/<uuid:draft_id>/take-back")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.workshop")
def take_back(draft_id: UUID) -> Response:
    """Take a card back to change it."""
    drafting.take_back(coach_id=me(), draft_id=draft_id)
    say(_("It is yours again. It will be read and re-read once more."))
    return after_post(url_for("quotes.draft", draft_id=draft_id))


@bp.post("/drafts/<uuid:draft_id>/drop")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.workshop")
def drop(draft_id: UUID) -> Response:
    """Give up a card written from experience."""
    drafting.drop_card(coach_id=me(), draft_id=draft_id)
    say(_("The card is given up. Nothing of it is left."))
    return after_post(url_for("quotes.workshop"))


@bp.post("/drafts/<uuid:draft_id>/receipt")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.workshop", repeatable=True)
def coach_receipt(draft_id: UUID) -> str:
    """Draw the author's six words; shown on this answer only."""
    words = drafting.draw_receipt(coach_id=me(), draft_id=draft_id)
    one = drafts.get_own(me(), draft_id)
    return _away(one, list_behind(one.id)[0], words)
