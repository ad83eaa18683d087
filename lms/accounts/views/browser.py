"""What a browser holds of us (cookies) and what we read of it (address, kind)."""

import flask
from flask import Response, request

from lms.accounts.models import Device
from lms.accounts.policies import limits
from lms.accounts.queries import find_device
from lms.accounts.rules.agents import agent_label, is_phone
from lms.accounts.rules.limits import Kind
from lms.accounts.services.keys import hash_token
from lms.accounts.services.sessions import Opened

SESSION_COOKIE = "lms_sid"
DEVICE_COOKIE = "lms_device"
LANGUAGE_COOKIE = "lms_lang"
LONGEST_TOKEN = 128
YEAR = 365 * 24 * 3600


def address() -> str:
    """Return the address the request comes from, as told by the trusted proxy hops only."""
    return request.remote_addr or "unknown"


def agent() -> str:
    """Return "Chrome, Android", as read in the list of devices."""
    return agent_label(request.headers.get("User-Agent", ""))


def looks_like_a_phone() -> bool:
    """Tell whether the browser is probably somebody's own phone: the box is ticked for them."""
    return is_phone(request.headers.get("User-Agent", ""))


def keep_session(response: Response, opened: Opened) -> Response:
    """Give the browser the cookie of a session; only one's own device keeps it once closed."""
    return keep_token(response, opened.token, Kind(opened.session.kind))


def keep_token(response: Response, token: str, kind: Kind) -> Response:
    """Give the browser a session's token; whatever the former one had prepared is forgotten."""
    flask.session.clear()
    long_lived = int(limits().own.absolute.total_seconds()) if kind is Kind.OWN else None
    _set(response, SESSION_COOKIE, token, long_lived)
    return response


def forget_session(response: Response) -> Response:
    """Take the session's cookie back and empty the browser's cache of personal pages."""
    flask.session.clear()
    response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="Lax", secure=_https())
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def keep_device(response: Response, token: str) -> Response:
    """Make this browser the shared tablet whose token is given."""
    _set(response, DEVICE_COOKIE, token, YEAR)
    return response


def keep_language(response: Response, locale: str) -> Response:
    """Remember the language of somebody not yet known."""
    _set(response, LANGUAGE_COOKIE, locale, YEAR)
    return response


def _set(response: Response, name: str, value: str, max_age: int | None) -> None:
    response.set_cookie(
        name, value, max_age=max_age, path="/", httponly=True, samesite="Lax", secure=_https()
    )


def _https() -> bool:
    return bool(flask.current_app.extensions["settings"].https)


def this_device() -> Device | None:
    """Return the enrolled tablet this browser is, or None."""
    token = request.cookies.get(DEVICE_COOKIE, "")
    if not token or len(token) > LONGEST_TOKEN:
        return None
    return find_device(hash_token(token))
