"""Who looks at a label, at which season, and what they may do there."""

from collections.abc import Iterable
from datetime import date

from flask import request

from lms.labels.models import Season
from lms.labels.queries.pieces import seasons_under_way


def asked_season() -> Season | None:
    """Return the season the address names, else the present one; None before the first."""
    found = seasons_under_way()
    return named_among(found) or next(iter(found), None)


def named_among(seasons: Iterable[Season]) -> Season | None:
    """Return the season the address names."""
    named = request.args.get("season", "")
    return next((one for one in seasons if str(one.id) == named), None)


def asked_day(said: str) -> date | None:
    """Return a day written in a form, None when it cannot be read."""
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return None
    return day if date(2000, 1, 1) < day < date(2200, 1, 1) else None
