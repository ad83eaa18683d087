"""Errors as pages: what happened, why, what to do; a fragment gets a line, not a page."""

from typing import Any

import structlog
from flask import Response, request

from lms.core import pages
from lms.core.access import ANONYMOUS
from lms.core.errors import Problem
from lms.home.frame import frame

log = structlog.get_logger()

BARE = (
    '<!doctype html><html lang="fr"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><title>Comptoir</title>'
    "<h1>Un incident de notre côté</h1><p>Rien n’a été enregistré. Réessayez dans un moment.</p>"
    '<p lang="en">Something failed on our side. Nothing was saved. Try again in a moment.</p></html>'
)
"""Said in both languages, from nothing: no template, no session, no database."""

NO_FRAME: dict[str, Any] = {
    "viewer": ANONYMOUS,
    "nav": (),
    "dock": (),
    "theme": ANONYMOUS.theme,
    "messages": (),
    "csrf_token": "",
    "demo": False,
    "rest": 0,
}
"""What layouts read when nobody can say who looks: the page of an error needs no more."""

KNOWN = frozenset({400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503})


def answer_problem(problem: Problem) -> Response:
    """Answer a service's refusal with its status and its sentence."""
    return answer_status(problem.status, problem.message)


def answer_status(status: int, message: str) -> Response:
    """Answer ``status`` with its page, or with a line for the flash zone when htmx asks a part.

    When the frame is what is broken (the menu, a rule it asks) the page stands without one; a page
    that cannot be drawn at all gives way to a bare one.
    """
    try:
        return _answer(status, {**_frame(), "status": status, "message": message})
    except Exception:
        log.exception("error_page_failed", status=status)
        return Response(BARE, max(status, 500), mimetype="text/html")


def _frame() -> dict[str, Any]:
    try:
        return {**frame(), "nav": (), "dock": ()}
    except Exception:
        log.exception("frame_failed")
        return {**NO_FRAME, "address_here": request.path}


def _answer(status: int, told: dict[str, Any]) -> Response:
    name = f"errors/{status if status in KNOWN else 500}.html"
    if request.headers.get("HX-Request") == "true" and status != 404:  # noqa: PLR2004
        body = pages.draw_block("errors/line.html", "line", told)
        headers = {"HX-Retarget": "#flash", "HX-Reswap": "innerHTML"}
        return Response(body, status, headers=headers)
    return Response(pages.draw(name, told), status)
