"""The list of people, one person with a dated history, and the export of the list."""

from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from lms.core import pages
from lms.core.access import Permission, Role, current_viewer, requires
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.pages import asked_id
from lms.network.exports import people_table, table_answer
from lms.network.models import Unit
from lms.network.queries import day_of, units_in_scope
from lms.network.queries import people as queries
from lms.network.queries.undoable import undoable
from lms.network.queries.words import role_name, verb_name
from lms.network.rules import may_give
from lms.network.views import Answer, bp


def _filters() -> queries.Filters:
    state = request.args.get("state", "here")
    return queries.Filters(
        words=request.args.get("q", "")[:100],
        unit_id=asked_id("unit"),
        state=state if state in {"here", "left"} else "here",
    )


@bp.get("/people")
@requires(Permission.PEOPLE_READ)
def people() -> str:
    """Show who is where today, found as one types."""
    viewer = current_viewer()
    filters = _filters()
    found = queries.list_people(viewer, filters, pages.asked_page())
    network_wide = any(g.scope_kind == "network" for g in viewer.grants_for(Permission.PEOPLE_READ))
    return pages.page_or_block(
        "network/people.html",
        "results",
        found=found,
        filters=filters,
        unit=_unit_named(filters.unit_id),
        network_wide=network_wide,
        page_size=queries.PAGE,
        address=lambda **change: url_for("network.people", **_kept(filters, **change)),
    )


def _kept(filters: queries.Filters, **change: object) -> dict[str, Any]:
    """Return the address of the same list with something changed."""
    asked: dict[str, Any] = {
        "q": filters.words or None,
        "unit": filters.unit_id,
        "state": filters.state if filters.state != "here" else None,
    }
    return {**asked, **change}


def _unit_named(unit_id: UUID | None) -> Unit | None:
    if unit_id is None:
        return None
    unit = session.get(Unit, unit_id)
    scope = units_in_scope(current_viewer(), Permission.PEOPLE_READ)
    if unit is None or session.scalar(scope.where(Unit.id == unit_id)) is None:
        raise NotFound
    return unit


@bp.get("/people/export.<any(csv,xlsx):form>")
@requires(Permission.PEOPLE_READ)
def people_export(form: str) -> Response:
    """Give the list on the screen as a file that can be imported back."""
    viewer = current_viewer()
    rows = queries.all_people(viewer, _filters())
    header, lines = people_table(rows)
    return table_answer("people", header, lines, form)


@bp.get("/people/<uuid:person_id>")
@requires(Permission.PEOPLE_READ)
def person(person_id: UUID) -> Answer:
    """Show one person: jobs and mandates over time, what changed lately."""
    viewer = current_viewer()
    found = queries.get_person(viewer, person_id, Permission.PEOPLE_READ)
    changes = queries.list_changes(person_id)
    return pages.render(
        "network/person.html",
        person=found,
        jobs=queries.list_jobs(person_id),
        mandates=queries.list_mandates_of(person_id),
        changes=changes,
        undoable=undoable(viewer, [change.id for change in changes]),
        today=day_of(viewer),
        may_write=_may_write(person_id),
        may_end=lambda kind: may_give(viewer.roles, Role(kind)),
        role_name=role_name,
        verb_name=verb_name,
    )


def _may_write(person_id: UUID) -> bool:
    viewer = current_viewer()
    if not viewer.may(Permission.PEOPLE_WRITE):
        return False
    try:
        queries.get_person(viewer, person_id, Permission.PEOPLE_WRITE)
    except NotFound:
        return False
    return True
