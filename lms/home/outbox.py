"""The mails that development keeps instead of sending (``/dev/outbox``); elsewhere it is not there.

Public, because an invitation is read before anybody has signed in. The HTML of a mail is shown in
a frame under a policy of its own: it runs nothing and loads nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import flask
from flask import Blueprint, Response
from sqlalchemy import select

from lms.core import pages
from lms.core.access import public
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.mail.deliver import captures
from lms.core.mail.models import Mail

bp = Blueprint("outbox", __name__)

SHOWN = 50
FRAMED = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """One mail of the outbox as it is shown."""

    id: UUID
    state: str
    answer: str
    letter: str
    at: datetime
    words: dict[str, Any]


@bp.before_request
def only_in_development() -> None:
    """Answer 404 anywhere mail really leaves."""
    if not captures(flask.current_app.extensions["settings"]):
        raise NotFound


@bp.get("/dev/outbox")
@public
def index() -> str:
    """List the last mails, newest first."""
    found = session.scalars(select(Mail).order_by(Mail.created_at.desc()).limit(SHOWN))
    return pages.render("home/outbox.html", mails=[_kept(mail) for mail in found])


@bp.get("/dev/outbox/<uuid:mail_id>")
@public
def show(mail_id: UUID) -> str:
    """Show one mail: its headers, its text, its HTML in a frame."""
    return pages.render("home/outbox_mail.html", mail=_kept(_find(mail_id)))


@bp.get("/dev/outbox/<uuid:mail_id>/html")
@public
def html_part(mail_id: UUID) -> Response:
    """Give the HTML of a mail, for the frame only."""
    words = _kept(_find(mail_id)).words
    response = Response(str(words.get("html", "")), mimetype="text/html")
    response.headers["Content-Security-Policy"] = FRAMED
    return response


def _find(mail_id: UUID) -> Mail:
    mail = session.get(Mail, mail_id)
    if mail is None:
        raise NotFound
    return mail


def _kept(mail: Mail) -> Kept:
    return Kept(mail.id, mail.state, mail.answer, mail.letter, mail.created_at, mail.captured or {})
