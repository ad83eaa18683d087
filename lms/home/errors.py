"""Errors as pages: what happened, why, what to do; a fragment gets a line, not a page."""

from flask import Response, request

from lms.core import pages
from lms.core.errors import Problem

BARE = (
    '<!doctype html><html lang="fr"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><title>Comptoir</title>'
    "<h1>Un incident de notre côté</h1><p>Rien n’a été enregistré. Réessayez dans un moment.</p>"
    '<p lang="en">Something failed on our side. Nothing was saved. Try again in a moment.</p></html>'
)
"""Said in both languages, from nothing: no template, no session, no database."""

KNOWN = frozenset({400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503})


def answer_problem(problem: Problem) -> Response:
    """Answer a service's refusal with its status and its sentence."""
    return answer_status(problem.status, problem.message)


def answer_status(status: int, message: str) -> Response:
    """Answer ``status`` with its page, or with a line for the flash zone when htmx asks a part.

    A failure whose own page fails too (the menu asks what is broken) gets a bare one.
    """
    try:
        return _answer(status, message)
    except Exception:
        if status < 500:  # noqa: PLR2004 - the failure of a refusal is a failure
            raise
        return Response(BARE, status, mimetype="text/html")


def _answer(status: int, message: str) -> Response:
    name = f"errors/{status if status in KNOWN else 500}.html"
    if request.headers.get("HX-Request") == "true" and status != 404:  # noqa: PLR2004
        body = pages.render_block("errors/line.html", "line", status=status, message=message)
        headers = {"HX-Retarget": "#flash", "HX-Reswap": "innerHTML"}
        return Response(body, status, headers=headers)
    body = pages.render(name, status=status, message=message, nav=())
    return Response(body, status)
