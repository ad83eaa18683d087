"""Screens of the network: people, units, regions, imports; each act shows what it changes first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, request

from lms.core import pages
from lms.network.forms import Shape
from lms.network.queries.consequences import Consequence

bp = Blueprint("network", __name__)

Answer = str | Response | tuple[str, int]


def sent() -> bool:
    """Tell whether the act is being done, not only looked at nor its store searched for."""
    return request.method == "POST" and "find" not in request.form


def chosen() -> bool:
    """Tell whether the choices of the page were made: its first sight shows no consequence."""
    return sent() or "see" in request.args


def answers() -> Any:
    """Return the fields sent, or those of the address when the act is only looked at."""
    return request.form if request.method == "POST" else request.args


@dataclass
class Act:
    """A page where one act is chosen, its consequences read, then done."""

    title: str
    subject: str
    url: str
    back: str
    form: Shape
    confirm: str
    choices: Mapping[str, Sequence[tuple[Any, str]]] = field(default_factory=dict)
    units: Sequence[Any] = ()
    skip: frozenset[str] = frozenset()
    outcome: Sequence[Consequence] | None = None
    direct: bool = False
    """Nothing to read first: the form does the act."""
    lead: str = ""


def act_page(act: Act) -> tuple[str, int]:
    """Show the page of an act; 422 when what was sent is not right."""
    wrong = sent() and bool(act.form.errors)
    if not chosen():
        for one in act.form:
            one.errors = []
    page = pages.render("network/act.html", act=act, form=act.form, errors=wrong)
    return page, 422 if wrong else 200


from lms.network.views import (  # noqa: E402 - they register on the blueprint above
    agreements,  # noqa: F401
    changes,  # noqa: F401
    imports,  # noqa: F401
    mandate_acts,  # noqa: F401
    people,  # noqa: F401
    person_acts,  # noqa: F401
    regions,  # noqa: F401
    registries,  # noqa: F401
    unit_acts,  # noqa: F401
    units,  # noqa: F401
)
