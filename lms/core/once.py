"""Every post acts once: the key it came with is opened before its view, closed with its answer.

What a confidential route answered is never kept (kernel K5): the same post sent again is led to
its list, which holds no id in its address.
"""

import hashlib
import hmac
import json
from urllib.parse import urlsplit
from uuid import UUID

import flask
from flask import Response, g, request
from werkzeug.exceptions import HTTPException

from lms.core import access, clock, i18n, idempotency
from lms.core.errors import Problem

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def begin() -> Response | None:
    """Answer a repeated post with the first answer; remember the key of a new one."""
    viewer = access.current_viewer()
    if request.method in SAFE or viewer.person_id is None or request.endpoint is None:
        return None
    key = request.headers.get("Idempotency-Key") or request.form.get("_key", "")
    if not key:
        raise Problem(i18n._("This form is incomplete. Reload the page and send it again."))
    hidden = _confidence(request.endpoint)
    if hidden is not None and hidden.repeatable:
        return None
    now = clock.now()
    at = now.replace(hour=0, minute=0, second=0, microsecond=0) if hidden else now
    holder, kept = _unsaid(viewer.person_id, key[:64]) if hidden else (viewer.person_id, key[:64])
    replay = idempotency.begin(
        person_id=holder, key=kept, request_hash=_request_hash(key if hidden else ""), at=at
    )
    if replay is None:
        g.idempotency_key = (holder, kept)
        return None
    return Response(replay.body, replay.status, headers=replay.headers)


def _unsaid(person_id: UUID, key: str) -> tuple[UUID, str]:
    """Return what stands for a person and a key in the row of a confidential post.

    Only who sends the same key again finds the row: it is drawn by a browser and kept nowhere here,
    so that neither the table nor this server's secret tells who posted in confidence.
    """
    told = hashlib.sha512(f"{person_id}:{key}".encode()).digest()
    return UUID(bytes=told[:16], version=4), told[16:48].hex()


def _request_hash(unsaid: str = "") -> bytes:
    """Return what the post asked, its CSRF token aside (that one changes between two sends).

    Keyed: nobody who reads the table can try words until one fits, nor, with ``unsaid`` (a key the
    table does not hold), who has the server's secret as well.
    """
    fields = sorted((k, v) for k, v in request.form.items(multi=True) if k != "csrf_token")
    files = sorted((k, f.filename or "") for k, f in request.files.items(multi=True))
    asked = json.dumps([unsaid, request.path, request.method, fields, files])
    if not fields and not files:
        asked += hashlib.sha256(request.get_data(cache=True)).hexdigest()
    secret = str(flask.current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, asked.encode(), hashlib.sha256).digest()


def _confidence(endpoint: str | None) -> access.Confidence | None:
    return access.confidence_of(flask.current_app.view_functions.get(endpoint or ""))


def _leads_to_confidence(response: Response) -> access.Confidence | None:
    """Return the confidence of the page a redirection opens: its address holds an id."""
    url = response.headers.get("Location") or response.headers.get("HX-Redirect")
    if not url:
        return None
    adapter = flask.current_app.url_map.bind("")
    try:
        endpoint, _args = adapter.match(urlsplit(url).path)
    except HTTPException:
        return None
    return _confidence(endpoint)


def finish(response: Response) -> None:
    """Keep the answer with its key, just before the commit."""
    opened = g.get("idempotency_key")
    if opened is None or response.is_streamed or response.direct_passthrough:
        return
    holder, key = opened
    hidden = _confidence(request.endpoint)
    if hidden is None and _leads_to_confidence(response) is not None:
        # Opening a notice, say: done again it does no harm, kept it would name who opened it.
        idempotency.forget(person_id=holder, key=key)
        return
    if hidden is not None:
        idempotency.finish(
            person_id=holder,
            key=key,
            status=303,
            headers={"Location": flask.url_for(hidden.back)},
            body="",
        )
        return
    kept = ("Location", "Content-Type", "HX-Redirect", "HX-Location", "HX-Push-Url", "HX-Trigger")
    idempotency.finish(
        person_id=holder,
        key=key,
        status=response.status_code,
        headers={name: response.headers[name] for name in kept if name in response.headers},
        body=response.get_data(as_text=True),
    )
