"""Who acts, and what they wrote in a form."""

from datetime import date

from flask import request

from lms.core import clock
from lms.core.access import me
from lms.projects.queries.places import Here
from lms.projects.queries.there import ABOVE, There
from lms.projects.services.moving import By

DIGITS = 7
"""Longest number a form may hold."""


def acts(here: Here) -> By:
    """Return the viewer as services know them: who, with what roles over this store, when."""
    return By(person_id=me(), roles=here.roles, today=here.today, now=clock.now())


def acts_in(there: There) -> By:
    """Return the viewer as services know them in a region: who leads it or sees it whole."""
    held = there.roles & ABOVE
    return By(person_id=me(), roles=held, today=there.today, now=clock.now())


def asked_day(name: str) -> date | None:
    """Return the day written in field ``name``, None when it cannot be read."""
    try:
        day = date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None
    return day if date(2000, 1, 1) < day < date(2200, 1, 1) else None


def whole(name: str) -> int | None:
    """Return the whole number written in field ``name``, None when it cannot be read."""
    said = request.form.get(name, "").strip().replace("\u202f", "").replace(" ", "")
    return int(said) if said.isdecimal() and len(said) < DIGITS else None


def words(name: str) -> str:
    """Return what is written in field ``name``."""
    return request.form.get(name, "").strip()
