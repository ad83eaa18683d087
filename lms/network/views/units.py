"""The list of units, one unit, and the export of the list."""

from uuid import UUID

from flask import Response, request, url_for

from lms.core import pages
from lms.core.access import Capability, Permission, Viewer, current_viewer, requires
from lms.core.db import session
from lms.core.pages import asked_id
from lms.network.exports import table_answer, units_table
from lms.network.models import Unit
from lms.network.queries import Member, among, day_of, list_members, same_side, units_in_scope
from lms.network.queries import units as queries
from lms.network.queries.people import list_changes, list_mandates_over
from lms.network.queries.undoable import undoable
from lms.network.queries.words import (
    capability_name,
    channel_name,
    kind_name,
    role_name,
    verb_name,
)
from lms.network.views import Answer, bp


def _filters() -> queries.UnitFilters:
    state = request.args.get("state", "open")
    return queries.UnitFilters(
        words=request.args.get("q", "")[:100],
        region_id=asked_id("region"),
        state=state if state in {"open", "closed"} else "open",
    )


@bp.get("/units")
@requires(Permission.UNITS_READ)
def units() -> str:
    """Show the units in scope, found as one types."""
    viewer = current_viewer()
    filters = _filters()
    kept = {
        "q": filters.words or None,
        "region": filters.region_id,
        "state": filters.state if filters.state != "open" else None,
    }
    regions = queries.list_regions_seen(viewer) if _above_units(viewer) else []
    return pages.page_or_block(
        "network/units.html",
        "results",
        found=queries.list_units(viewer, filters, pages.asked_page()),
        filters=filters,
        regions=regions,
        page_size=queries.PAGE,
        kind_name=kind_name,
        address=lambda **change: url_for("network.units", **{**kept, **change}),
    )


def _above_units(viewer: Viewer) -> bool:
    return any(g.scope_kind != "unit" for g in viewer.grants_for(Permission.UNITS_READ))


@bp.get("/units/export.<any(csv,xlsx):form>")
@requires(Permission.UNITS_READ)
def units_export(form: str) -> Response:
    """Give the list on the screen as a file that can be imported back."""
    header, lines = units_table(queries.all_units(current_viewer(), _filters()))
    return table_answer("units", header, lines, form)


@bp.get("/units/<uuid:unit_id>")
@requires(Permission.UNITS_READ)
def unit(unit_id: UUID) -> Answer:
    """Show one unit: its people by name for those who may, its mandates, links and waves."""
    viewer = current_viewer()
    found = queries.get_unit(viewer, unit_id, Permission.UNITS_READ)
    day = day_of(viewer)
    members, readable = _members(viewer, found)
    named = [member for member in members if member.person_id in readable]
    mandates = list_mandates_over(unit_id, day)
    writes = viewer.may(Permission.UNITS_WRITE)
    changes = list_changes(unit_id) if writes else []
    return pages.render(
        "network/unit.html",
        unit=found,
        members=members,
        unnamed=len(members) - len(named),
        sheet=pages.sheet(named),
        address=lambda **change: url_for("network.unit", unit_id=unit_id, **change),
        mandates=mandates,
        known=same_side(viewer, {m.person_id for m in mandates} | {m.backup_id for m in mandates}),
        links=queries.list_links(unit_id),
        waves=queries.list_waves(unit_id, day),
        capabilities=[(c.value, capability_name(c)) for c in Capability],
        changes=changes,
        undoable=undoable(viewer, [change.id for change in changes]),
        today=day,
        kind_name=kind_name,
        channel_name=channel_name,
        role_name=role_name,
        verb_name=verb_name,
    )


def _members(viewer: Viewer, found: Unit) -> tuple[list[Member], set[UUID]]:
    """Return who works in a unit, and whose names the viewer may read."""
    scope = units_in_scope(viewer, Permission.PEOPLE_READ).where(Unit.id == found.id)
    if session.scalar(scope) is None:
        return [], set()
    members = list_members([found.id], day_of(viewer))
    return members, among(viewer, [member.person_id for member in members])
