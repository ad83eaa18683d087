"""Q7 and Q8: the library of cards, a card, and what a reader says of it."""

from typing import Any
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core import i18n
from lms.core.access import Permission, confidential, current_viewer, me, requires
from lms.core.i18n import _
from lms.core.pages import (
    after_post,
    asked_id,
    asked_page,
    draw_block,
    page_or_block,
    render,
    say,
    wants_fragment,
)
from lms.core.references import references_to
from lms.quotes.queries import library as cards
from lms.quotes.queries.library import Wish
from lms.quotes.services import using
from lms.quotes.views import bp
from lms.referential.queries import list_items

LONGEST = 200
BESIDE = 3
"""Cards proposed beside a lesson."""


@bp.get("/cards")
@requires(Permission.CARDS_READ)
def library() -> str:
    """Q7: search as one types, narrow by what enough cards carry."""
    wish = Wish(
        words=request.args.get("q", "")[:LONGEST],
        theme_uid=asked_id("theme"),
        moment_uid=asked_id("moment"),
        channel=request.args.get("channel", "")[:40] or None,
        level=request.args.get("level", "")[:40] or None,
        page=asked_page(),
    )
    asked = {k: v for k, v in request.args.items() if v and k != "page"}
    return page_or_block(
        "quotes/library.html",
        "results",
        found=cards.search_cards(wish, i18n.locale()),
        wish=wish,
        per_page=cards.PAGE,
        filters=None if wants_fragment() else cards.get_filters(),
        asked=asked,
        address=lambda page: url_for("quotes.library", **{**asked, "page": page}),
    )


@bp.get("/cards/kept")
@requires(Permission.CARDS_READ)
def kept() -> str:
    """My own cards: those to see again, those to read."""
    kind = "to_read" if request.args.get("kind") == "to_read" else "bookmark"
    return render("quotes/kept.html", kind=kind, rows=cards.list_marked(me(), kind, i18n.locale()))


@bp.get("/cards/<uuid:card_id>")
@requires(Permission.CARDS_READ)
def card(card_id: UUID) -> str:
    """Q8: a card, the same for everybody; what is mine comes from another address."""
    return render("quotes/card.html", **_card(card_id))


def _card(card_id: UUID) -> dict[str, Any]:
    shown = cards.get_card(card_id, i18n.locale())
    chips = [shown.theme, shown.moment, shown.channel, shown.level]
    return {"card": shown, "use": shown.use, "chips": chips}


@bp.get("/cards/<uuid:card_id>/body")
@requires(Permission.CARDS_READ)
def card_body(card_id: UUID) -> Response:
    """Give the card alone: the same bytes for every reader of a language."""
    answer = make_response(draw_block("quotes/card.html", "body", _card(card_id)))
    answer.add_etag()
    return answer


@bp.get("/cards/<uuid:card_id>/mine")
@requires(Permission.CARDS_READ)
def card_mine(card_id: UUID) -> str:
    """Show what I said of a card and where I keep it; works as a page of its own."""
    return _mine(card_id)


def _mine(card_id: UUID) -> str:
    told = cards.get_about(card_id, i18n.locale())
    lessons = references_to(told.theme_uid, current_viewer()) if told.theme_uid else []
    context: dict[str, Any] = {
        "card": told,
        "said": using.said(me(), card_id),
        "marks": cards.marks_of(me(), card_id),
        "lessons": [one for one in lessons if one.url][:BESIDE],
    }
    return page_or_block("quotes/card_mine.html", "marks", **context)


@bp.post("/cards/<uuid:card_id>/read")
@requires(Permission.CARDS_MARK)
@confidential("quotes.library", repeatable=True)
def card_read(card_id: UUID) -> str:
    """Count me among its readers, once; sent by the page when it is shown."""
    using.say(person_id=me(), card_id=card_id, saying="read")
    return _mine(card_id)


@bp.post("/cards/<uuid:card_id>/say")
@requires(Permission.CARDS_MARK)
@confidential("quotes.library", repeatable=True)
def card_say(card_id: UUID) -> Any:
    """Say that it happened to me too or helped, or take it back; who said it is not kept."""
    saying: using.Saying = "helped" if request.form.get("saying") == "helped" else "me_too"
    act = using.say if request.form.get("on") == "1" else using.unsay
    act(person_id=me(), card_id=card_id, saying=saying)
    return _after_mark(card_id)


@bp.post("/cards/<uuid:card_id>/keep")
@requires(Permission.CARDS_MARK)
@confidential("quotes.library", repeatable=True)
def card_keep(card_id: UUID) -> Any:
    """Keep a card to see again or to read, or put it away."""
    kind: using.Keeping = "to_read" if request.form.get("kind") == "to_read" else "bookmark"
    act = using.mark if request.form.get("on") == "1" else using.unmark
    act(person_id=me(), card_id=card_id, kind=kind)
    return _after_mark(card_id)


def _after_mark(card_id: UUID) -> Any:
    if wants_fragment():
        return _mine(card_id)
    say(_("Done."))
    return after_post(url_for("quotes.card_mine", card_id=card_id))


@bp.get("/cards/beside")
@requires(Permission.CARDS_READ)
def beside() -> str:
    """Propose cards on what a lesson works on; loaded by its page, or opened as one."""
    codes = {*request.args.getlist("skill")[:8], *request.args.getlist("moment")[:8]}
    rows: dict[UUID, cards.CardRow] = {}
    for item in (one for one in list_items() if one.code in codes and one.kind != "attitude"):
        if len(rows) < BESIDE:
            rows |= {row.id: row for row in cards.cards_for(item.uid, i18n.locale(), BESIDE)}
    found = list(rows.values())[:BESIDE]
    return page_or_block("quotes/beside.html", "part", rows=found, in_part=wants_fragment())
