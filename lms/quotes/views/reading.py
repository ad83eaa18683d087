"""Q9: the second reader, three taps at most: take the oldest, judge what is marked, say if known."""

from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core import clock
from lms.core.access import Permission, confidential, me, requires
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _
from lms.core.pages import after_post, render, say
from lms.network.queries.words import channel_name
from lms.quotes.queries import choices, drafts
from lms.quotes.queries.looking import list_places
from lms.quotes.rules.facets import Facets
from lms.quotes.services import reading
from lms.quotes.views import bp
from lms.quotes.views.guarding import field_names, kind_names
from lms.quotes.views.person import today, zone

LONGEST = 600
"""Characters of a note to the author."""


@bp.get("/reading")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.second_reading")
def second_reading() -> str:
    """Show the card in my hands, or how many wait."""
    return _page()


def _page(errors: dict[str, str] | None = None, refused: str = "") -> str:
    now = clock.now()
    taken = drafts.find_taken(me(), now)
    if taken is None:
        waiting = drafts.count_to_read(me(), today(), now)
        return render("quotes/reader_pool.html", waiting=waiting)
    card = drafts.get_reading(me(), taken, today())
    return render(
        "quotes/reader_card.html",
        card=card,
        chips=_chips(card.facets),
        kind_name=kind_names({one.kind for one in card.findings}),
        field_name=field_names(),
        places=list_places(today()),
        longest=LONGEST,
        said=request.form,
        zone=zone(),
        refused=refused,
        errors=errors or {},
    )


def _chips(facets: Facets) -> list[str]:
    names = choices.names_of([facets.theme_uid, facets.moment_uid])
    return [
        names.get(facets.theme_uid, ""),
        names.get(facets.moment_uid, ""),
        channel_name(facets.channel) if facets.channel else "",
        choices.level_name(facets.level) if facets.level else "",
    ]


@bp.post("/reading/next")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.second_reading", repeatable=True)
def take_next() -> Response:
    """Take the card that has waited longest among those I may read."""
    if reading.take_next(reader_id=me()) is None:
        say(_("No card waits for you any more."), kind="info")
    return after_post(url_for("quotes.second_reading"))


@bp.post("/reading/<uuid:draft_id>/keep")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.second_reading")
def keep_passage(draft_id: UUID) -> Response:
    """Keep a passage the guard marked, with my own reason."""
    key = request.form.get("key", "")
    reason = request.form.get("reason", "")
    try:
        reading.keep_passage(reader_id=me(), draft_id=draft_id, key=key, reason=reason)
    except Invalid as problem:
        return make_response(_page({f"reason-{key}": problem.errors["reason"]}), 422)
    return after_post(url_for("quotes.second_reading"))


@bp.post("/reading/<uuid:draft_id>/back")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.second_reading")
def send_back(draft_id: UUID) -> Response:
    """Give the card back to its author with what to change."""
    note = request.form.get("note", "")
    try:
        reading.send_back(reader_id=me(), draft_id=draft_id, note=note)
    except Invalid as problem:
        return make_response(_page(problem.errors), 422)
    say(_("The card goes back to its author with your words."))
    return after_post(url_for("quotes.second_reading"))


@bp.post("/reading/<uuid:draft_id>/pass")
@requires(Permission.QUOTES_COACH)
@confidential("quotes.second_reading")
def pass_card(draft_id: UUID) -> Response:
    """Name the store, or say it is impossible; the card goes on unless the store is the right one."""
    guess = request.form.get("guess", "")
    try:
        went_on = reading.pass_on(reader_id=me(), draft_id=draft_id, guess=guess)
    except Invalid as problem:
        return make_response(_page(problem.errors), 422)
    except Refused as problem:
        return make_response(_page(refused=problem.message), problem.status)
    if went_on:
        say(_("It goes on. Thank you: somebody is protected by your reading."))
    else:
        say(_("You found it: the card goes back to its author, who must tell less."), kind="info")
    return after_post(url_for("quotes.second_reading"))
