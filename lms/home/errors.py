"""Errors as pages: what happened, why, what to do; a fragment gets a line, not a page."""

from flask import Response, request

from lms.core import pages
from lms.core.errors import Problem

KNOWN = frozenset({400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503})


def answer_problem(problem: Problem) -> Response:
    """Answer a service's refusal with its status and its sentence."""
    return answer_status(problem.status, problem.message)


def answer_status(status: int, message: str) -> Response:
    """Answer ``status`` with its page, or with a line for the flash zone when htmx asks a part."""
    name = f"errors/{status if status in KNOWN else 500}.html"
    if request.headers.get("HX-Request") == "true" and status != 404:  # noqa: PLR2004
        body = pages.render_block("errors/line.html", "line", status=status, message=message)
        headers = {"HX-Retarget": "#flash", "HX-Reswap": "innerHTML"}
        return Response(body, status, headers=headers)
    body = pages.render(name, status=status, message=message, nav=())
    return Response(body, status)
