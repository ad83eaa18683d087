"""Help for the page one comes from; asking for a call; the list of those who wait."""

from urllib.parse import urlencode
from uuid import UUID

import flask
from flask import Blueprint, Response, request, url_for

from lms.accounts.queries import find_open_call, list_open_calls
from lms.accounts.rules import safe_next
from lms.accounts.services.calls import ask_call, settle_call
from lms.core import clock
from lms.core.access import Permission, current_viewer, public, requires
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import _
from lms.core.pages import PER_PAGE, after_post, asked_page, render, say
from lms.home.help.answers import TOPICS, Topic, topics_for
from lms.home.scope import unit_names
from lms.network.queries import primary_units

bp = Blueprint("help", __name__)

Answer = str | Response | tuple[str, int]


@bp.get("/help")
@public
def page() -> Answer:
    """Answer the questions of the page one comes from, then the others."""
    return _help(safe_next(request.args.get("from")))


@bp.get("/help/<topic>")
@public
def one_topic(topic: str) -> Answer:
    """Answer the questions of one topic, linked from the doors."""
    found = next((t for t in TOPICS if t.code == topic), None)
    if found is None:
        raise NotFound
    return _help(found.under[0] if found.under else "/", topic=found)


def _help(origin: str, errors: dict[str, str] | None = None, topic: Topic | None = None) -> str:
    here, others = topics_for(origin)
    if topic is not None:
        here, others = topic, [one for one in TOPICS if one is not topic]
    settings = flask.current_app.extensions["settings"]
    viewer = current_viewer()
    return render(
        "home/help.html",
        origin=origin,
        topic=here,
        others=others,
        waiting=find_open_call(viewer.person_id) if viewer.person_id else None,
        hotline=settings.hotline,
        hours=settings.hotline_hours,
        errors=errors or {},
        reach=request.form.get("reach", ""),
    )


@bp.post("/help/call")
@requires(Permission.SELF)
def ask() -> Answer:
    """Ask to be called back about the page one comes from."""
    origin = safe_next(request.form.get("from"))
    person_id = current_viewer().person_id
    assert person_id is not None  # noqa: S101 - @requires let somebody in
    try:
        ask_call(
            person_id=person_id, page=origin, reach=request.form.get("reach", ""), now=clock.now()
        )
    except Invalid as refused:
        return _help(origin, refused.errors), 422
    say(_("It is noted. Somebody calls you, at your store or as you wrote."))
    return after_post(f"{url_for('help.page')}?{urlencode({'from': origin})}")


@bp.get("/help/calls")
@requires(Permission.CALLS_ANSWER)
def calls() -> Answer:
    """Show who waits for a call, the longest wait first."""
    viewer, page = current_viewer(), asked_page()
    waiting = list_open_calls(first=(page - 1) * PER_PAGE, count=PER_PAGE + 1)
    found = waiting[:PER_PAGE]
    places = primary_units([p.id for _c, p in found], viewer.today or clock.today())
    names = unit_names({place.unit_id for place in places.values()})
    return render(
        "home/calls.html",
        calls=found,
        stores={person_id: names[place.unit_id] for person_id, place in places.items()},
        page=page,
        more=len(waiting) > PER_PAGE,
    )


@bp.post("/help/calls/<uuid:request_id>/done")
@requires(Permission.CALLS_ANSWER)
def settle(request_id: UUID) -> Answer:
    """Note that somebody was called."""
    person_id = current_viewer().person_id
    assert person_id is not None  # noqa: S101 - @requires let somebody in
    settle_call(request_id=request_id, done_by=person_id, now=clock.now())
    say(_("Noted."))
    return after_post(url_for("help.calls"))
