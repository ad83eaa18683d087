"""Coming in, going out, proving again that one is oneself."""

import flask
from flask import Response, redirect, request, url_for

from lms.accounts import policies
from lms.accounts.forms import ConfirmForm, SignInForm
from lms.accounts.queries import list_notices
from lms.accounts.rules import safe_next
from lms.accounts.rules.limits import Kind
from lms.accounts.rules.notices import NoticeKind
from lms.accounts.services import doors, end_session
from lms.accounts.services.demo import list_cast
from lms.accounts.services.sessions import Opened, open_session
from lms.accounts.services.words import NOTICE_WORDS
from lms.accounts.views import bp, browser
from lms.core import clock, i18n
from lms.core.access import Permission, Viewer, current_viewer, public, requires
from lms.core.errors import Invalid, NotFound
from lms.core.pages import after_post, render, say

Answer = str | Response | tuple[str, int]


@bp.get("/sign-in")
@public
def sign_in() -> Answer:
    """Show the door; an enrolled tablet shows its list of names instead."""
    target = safe_next(request.args.get("next"))
    if current_viewer().is_authenticated:
        return redirect(target)  # type: ignore[return-value]
    if "secret" not in request.args and browser.this_device() is not None:
        return redirect(url_for("tablet.names"))  # type: ignore[return-value]
    return _door(target)


@bp.post("/sign-in")
@public
def sign_in_now() -> Answer:
    """Take a number or an e-mail and a secret; open a session, or say that they do not match."""
    target = safe_next(request.form.get("next"))
    form = SignInForm(request.form)
    if not form.validate():
        return _door(target, form.problems(), form.values()), 422
    device = browser.this_device()
    try:
        opened = doors.sign_in(
            typed=form.who.data or "",
            secret=form.secret.data or "",
            address=browser.address(),
            kind=_kind(mine=form.mine.data, shared=device is not None),
            now=clock.now(),
            user_agent_label=browser.agent(),
            device_id=device.id if device else None,
        )
    except Invalid as refused:
        return _door(target, refused.errors, form.values()), 422
    leave_former(current_viewer())
    return come_in(opened, target)


def come_in(opened: Opened, target: str) -> Response:
    """Give the browser its session and tell the person what happened to their account before."""
    answer = browser.keep_session(after_post(target), opened)
    for notice in list_notices(opened.session.person_id):
        if notice.created_at < opened.session.created_at:
            say(str(NOTICE_WORDS[NoticeKind(notice.kind)]), "info")
    return answer


def _kind(*, mine: bool, shared: bool) -> Kind:
    if shared:
        return Kind.SHARED
    return Kind.OWN if mine else Kind.DESK


def _door(
    target: str, errors: dict[str, str] | None = None, values: dict[str, object] | None = None
) -> str:
    settings = flask.current_app.extensions["settings"]
    return render(
        "accounts/sign_in.html",
        next=target,
        errors=errors or {},
        values=values or {"mine": browser.looks_like_a_phone()},
        languages=i18n.LOCALES,
        cast=list_cast() if settings.demo else (),
    )


def leave_former(viewer: Viewer) -> None:
    """End the session that another one replaces in this browser."""
    if viewer.person_id and viewer.session_id:
        end_session(
            session_id=viewer.session_id,
            person_id=viewer.person_id,
            reason="replaced",
            now=clock.now(),
        )


@bp.post("/sign-in/demo")
@public
def demo_sign_in() -> Answer:
    """Come in as one of the demo's cast; hidden by the application where it is no demo."""
    asked = request.form.get("who", "")
    person_id = next((one.person_id for one in list_cast() if str(one.person_id) == asked), None)
    if person_id is None:
        raise NotFound
    leave_former(current_viewer())
    opened = open_session(
        person_id=person_id, kind=Kind.OWN, now=clock.now(), user_agent_label=browser.agent()
    )
    return browser.keep_session(after_post(safe_next(request.form.get("next"))), opened)


@bp.post("/sign-out")
@requires(Permission.SELF)
def sign_out() -> Answer:
    """End this session; a shared tablet goes back to its list of names."""
    viewer = current_viewer()
    leave_former(viewer)
    door = "tablet.names" if viewer.shared_device else "accounts.sign_in"
    return browser.forget_session(after_post(url_for(door)))


@bp.get("/confirm")
@requires(Permission.SELF)
def confirm_secret() -> Answer:
    """Ask head-office people for their secret again before a weighty act."""
    return _confirm(safe_next(request.args.get("next")), {})


def _confirm(target: str, errors: dict[str, str]) -> str:
    life = policies.in_words("accounts.head.secret")
    return render("accounts/confirm.html", next=target, errors=errors, life=life)


@bp.post("/confirm")
@requires(Permission.SELF)
def confirm_secret_now() -> Answer:
    """Take the secret again; the session goes on under a new token."""
    target = safe_next(request.form.get("next"))
    form = ConfirmForm(request.form)
    if not form.validate():
        return _confirm(target, form.problems()), 422
    viewer = current_viewer()
    try:
        token = doors.confirm_secret(
            viewer=viewer,
            secret=form.secret.data or "",
            address=browser.address(),
            now=clock.now(),
        )
    except Invalid as refused:
        return _confirm(target, refused.errors), 422
    return browser.keep_token(after_post(target), token, Kind.DESK)


@bp.post("/language")
@public
def choose_language() -> Answer:
    """Read the doors in another language, before anybody is known."""
    locale = request.form.get("locale", "")
    answer = after_post(safe_next(request.form.get("next")))
    return browser.keep_language(answer, locale) if locale in i18n.LOCALES else answer
