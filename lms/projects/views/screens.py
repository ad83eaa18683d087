"""The break room's screen, without anybody signed in; and the page where a manager sets it up."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import flask
from flask import Response, make_response, request, url_for

from lms.accounts.services.attempts import count_try, slip_door
from lms.accounts.views import browser
from lms.core import clock
from lms.core.access import Permission, current_viewer, me, public, requires
from lms.core.errors import Invalid
from lms.core.i18n import _
from lms.core.ids import uuid_of
from lms.core.pages import after_post, kept_copy, render, say
from lms.core.policy import POLICIES, number
from lms.core.qr import qr_svg
from lms.network.queries import day_of
from lms.projects.models import Screen
from lms.projects.policies import SCREEN_CODE
from lms.projects.queries import screens as reads
from lms.projects.queries.screens import Shown
from lms.projects.services import screens as acts_on
from lms.projects.services.moving import By
from lms.projects.views import bp
from lms.projects.views.person import words as said

COOKIE = "lms_screen"
PATH = "/screen"
"""The cookie goes to this address and nowhere else: it opens nothing more."""


@bp.get(PATH)
@public
def screen_show() -> Response:
    """Show the store's news, a code to type, or that this screen is closed."""
    now = clock.now()
    found = reads.find_screen(request.cookies.get(COOKIE, ""))
    if found is None:
        return make_response(_code("new"))
    screen, unit = found
    if unit is None:
        return make_response(_code("code" if reads.waits(screen, now) else "late", screen))
    shown = None if screen.revoked_at is not None else reads.shown_on(unit, now)
    if shown is None:
        # What was kept for the hours without a network goes with the right to show it.
        return kept_copy(_code("closed"), f"closed screen {screen.id}")
    return kept_copy(_shown(shown), f"screen {screen.id}")


def _code(state: str, screen: Screen | None = None) -> str:
    code = acts_on.code_of(screen) if screen is not None and state == "code" else ""
    return render(
        "projects/screen_code.html",
        state=state,
        code=f"{code[:3]} {code[3:]}" if code else "",
        wait=POLICIES[SCREEN_CODE].in_words(number(SCREEN_CODE)),
    )


def _shown(shown: Shown) -> str:
    base = flask.current_app.extensions["settings"].base_url
    return render(
        "projects/screen.html",
        shown=shown,
        turns=_turns(shown),
        call=qr_svg(base + shown.call.url, title=_("QR code that opens “Call me” on your phone"))
        if shown.call
        else "",
    )


def _turns(shown: Shown) -> list[str]:
    """Return the parts the screen turns through, in their order."""
    found = ["card"] if shown.card else []
    found += [f"thanks-{n}" for n, _line in enumerate(shown.thanks)]
    return [*found, *(["step"] if shown.step else [])]


@bp.post(PATH)
@public
def screen_ask() -> Response:
    """Give this browser a code to show, which a manager types on their own phone."""
    now = clock.now()
    count_try(slip_door(address=browser.address()), now)
    asked = acts_on.ask(now=now)
    answer = after_post(url_for("projects.screen_show"))
    answer.set_cookie(
        COOKIE,
        asked.token,
        max_age=browser.YEAR,
        path=PATH,
        httponly=True,
        samesite="Lax",
        secure=flask.current_app.extensions["settings"].https,
    )
    return answer


@bp.get("/screens")
@requires(Permission.SCREEN_ENROL)
def screens() -> str:
    """List the screens of one's stores; type the code of a new one."""
    return _screens()


def _screens(errors: Mapping[str, str] | None = None) -> str:
    viewer = current_viewer()
    base = flask.current_app.extensions["settings"].base_url
    units = reads.led_units(viewer, day_of(viewer))
    return render(
        "projects/screens.html",
        screens=reads.screens_of(viewer),
        units=[(str(one.id), one.name) for one in units],
        address=base.split("://")[-1] + url_for("projects.screen_show"),
        typed=request.form,
        errors=errors or {},
        zone=units[0].zone if units else "Europe/Paris",
        wait=POLICIES[SCREEN_CODE].in_words(number(SCREEN_CODE)),
    )


@bp.post("/screens")
@requires(Permission.SCREEN_ENROL)
def screen_enrol() -> Response:
    """Make the screen that shows this code the screen of a store."""
    viewer = current_viewer()
    known = {one.id for one in reads.led_units(viewer, day_of(viewer))}
    chosen = uuid_of(said("unit"))
    if chosen not in known or chosen is None:
        return make_response(_screens({"unit": _("Choose the store of this screen.")}), 422)
    try:
        acts_on.pair(code=said("code"), unit_id=chosen, name=said("name"), by=_by(clock.now()))
    except Invalid as problem:
        return make_response(_screens(problem.errors), 422)
    say(_("The screen is in service: it shows your store's news within a few seconds."))
    return after_post(url_for("projects.screens"))


@bp.post("/screens/<uuid:screen_id>/revoke")
@requires(Permission.SCREEN_ENROL)
def screen_revoke(screen_id: UUID) -> Response:
    """Close a screen of one's store."""
    found = reads.own_screen(current_viewer(), screen_id)
    acts_on.revoke(screen_id=found.id, by=_by(clock.now()))
    say(_("This screen is closed. It says so at its next look, within five minutes."))
    return after_post(url_for("projects.screens"))


def _by(now: datetime) -> By:
    viewer = current_viewer()
    return By(person_id=me(), roles=viewer.roles, today=day_of(viewer), now=now)
