"""Q6: re-read the card drawn from what I told, before anybody does; the receipt, shown once."""

from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core.access import Permission, confidential, me, requires
from lms.core.errors import Invalid
from lms.core.i18n import _
from lms.core.pages import after_post, render, render_block, say, wants_fragment
from lms.network.queries.words import channel_name
from lms.quotes.policies import after
from lms.quotes.queries import follow as trails
from lms.quotes.queries.choices import level_name
from lms.quotes.services import previewing
from lms.quotes.views import bp
from lms.quotes.views.person import zone


@bp.get("/difficulties/<uuid:difficulty_id>/card")
@requires(Permission.QUOTES_TELL)
@confidential("quotes.mine")
def preview(difficulty_id: UUID) -> str:
    """Q6: the card as it would be read. The page says by a post that it is on the screen."""
    return _page(difficulty_id)


def _page(
    difficulty_id: UUID,
    *,
    words: str | None = None,
    again: bool = False,
    errors: dict[str, str] | None = None,
) -> str:
    told = _told(difficulty_id, words, again=again)
    return render("quotes/preview.html", **told, errors=errors or {})


def _told(difficulty_id: UUID, words: str | None, *, again: bool = False) -> dict[str, object]:
    card = trails.get_preview(me(), difficulty_id)
    days = after("quotes.preview.days")
    return {
        "card": card,
        "chips": [
            card.theme,
            card.moment,
            channel_name(card.channel) if card.channel else "",
            level_name(card.level) if card.level else "",
        ],
        "days": days.days,
        "answer_by": card.shown_at + days if card.shown_at else None,
        "words": words.split() if words else [],
        "again": again,
        "note": request.form.get("note", ""),
        "zone": zone(),
    }


@bp.post("/difficulties/<uuid:difficulty_id>/card/shown")
@requires(Permission.QUOTES_TELL)
@confidential("quotes.mine", repeatable=True)
def shown(difficulty_id: UUID) -> str:
    """Say that the card is on my screen: the days to answer start; give the six words once.

    ``quiet``: the words stay hidden (a shared tablet shows them only when asked).
    """
    again = trails.get_preview(me(), difficulty_id).shown_at is not None
    words = previewing.show(person_id=me(), difficulty_id=difficulty_id)
    if request.form.get("quiet"):
        words = None
    if wants_fragment():
        told = _told(difficulty_id, words, again=again)
        return render_block("quotes/preview.html", "receipt", **told)
    return _page(difficulty_id, words=words, again=again)


@bp.get("/difficulties/<uuid:difficulty_id>/card/cleared")
@requires(Permission.QUOTES_TELL)
@confidential("quotes.mine")
def cleared(difficulty_id: UUID) -> str:
    """Take the words off a shared screen; the whole page shows none either."""
    if wants_fragment():
        return render_block("quotes/preview.html", "receipt", **_told(difficulty_id, None))
    return _page(difficulty_id)


@bp.post("/difficulties/<uuid:difficulty_id>/card/noted")
@requires(Permission.QUOTES_TELL)
@confidential("quotes.mine", repeatable=True)
def noted(difficulty_id: UUID) -> Response:
    """Say "I noted it": the words are never shown again."""
    previewing.note_receipt(person_id=me(), difficulty_id=difficulty_id)
    if wants_fragment():
        html = render_block("quotes/preview.html", "receipt", **_told(difficulty_id, None))
        return make_response(html)
    return after_post(url_for("quotes.preview", difficulty_id=difficulty_id))


@bp.post("/difficulties/<uuid:difficulty_id>/card/accept")
@requires(Permission.QUOTES_TELL)
@confidential("quotes.mine")
def accept(difficulty_id: UUID) -> Response:
    """Agree to the card as it is. Without a script the receipt comes with this answer."""
    words = None
    if trails.get_preview(me(), difficulty_id).shown_at is None:
        words = previewing.show(person_id=me(), difficulty_id=difficulty_id)
    previewing.accept(person_id=me(), difficulty_id=difficulty_id)
    if words:
        return make_response(_page(difficulty_id, words=words))
    say(_("Thank you. It waits for its week, and you may still change your mind until then."))
    return after_post(url_for("quotes.follow", difficulty_id=difficulty_id))


@bp.post("/difficulties/<uuid:difficulty_id>/card/change")
@requires(Permission.QUOTES_TELL)
@confidential("quotes.mine")
def ask_change(difficulty_id: UUID) -> Response:
    """Ask the coach to change something; I read it again afterwards."""
    note = request.form.get("note", "")
    try:
        previewing.ask_change(person_id=me(), difficulty_id=difficulty_id, note=note)
    except Invalid as problem:
        return make_response(_page(difficulty_id, errors=problem.errors), 422)
    say(_("Your coach changes it. You will read it again before anybody does."))
    return after_post(url_for("quotes.follow", difficulty_id=difficulty_id))


@bp.post("/difficulties/<uuid:difficulty_id>/card/refuse")
@requires(Permission.QUOTES_TELL)
@confidential("quotes.mine")
def refuse(difficulty_id: UUID) -> Response:
    """Say no: everything is destroyed at once, and nobody asks why."""
    previewing.refuse(person_id=me(), difficulty_id=difficulty_id)
    say(_("The card will not come out. Nothing of it is left."))
    return after_post(url_for("quotes.mine"))
