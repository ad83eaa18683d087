"""Which acts a viewer may still undo: their own, or any for the network's desk, in their scope."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from lms.core import clock
from lms.core.access import Permission, Viewer
from lms.core.db import session
from lms.network.models import Change, ChangeRow, Unit
from lms.network.queries.scope import people_in_scope, units_in_scope

UNIT_VERBS = frozenset(
    {
        "open_unit",
        "correct_unit",
        "close_unit",
        "move_unit",
        "light",
        "darken",
        "add_region",
        "move_region",
    }
)
AGREEMENT_VERBS = frozenset({"record_agreement", "end_agreement"})


def permission_of(verb: str) -> Permission:
    """Return the permission an act needed, and that undoing it needs too."""
    if verb == "import":
        return Permission.NETWORK_IMPORT
    if verb in AGREEMENT_VERBS:
        return Permission.AGREEMENTS_WRITE
    return Permission.UNITS_WRITE if verb in UNIT_VERBS else Permission.PEOPLE_WRITE


def undoable(viewer: Viewer, change_ids: Iterable[UUID]) -> set[UUID]:
    """Return those of ``change_ids`` that ``viewer`` may undo now.

    The network's desk may undo any; others only what they did themselves, while every unit and
    person touched is still in their scope: somebody who moved undoes nothing behind them.
    """
    wanted = list(change_ids)
    if not wanted:
        return set()
    now = clock.now()
    rows = session.execute(
        select(Change.id, Change.verb, Change.actor_id).where(
            Change.id.in_(wanted), Change.undone_at.is_(None), Change.undo_until > now
        )
    ).all()
    network = {
        permission: any(g.scope_kind == "network" for g in viewer.grants_for(permission))
        for permission in {permission_of(row.verb) for row in rows}
    }
    allowed = {row.id for row in rows if network[permission_of(row.verb)]}
    own = [
        row.id
        for row in rows
        if row.id not in allowed
        and row.actor_id == viewer.person_id
        and permission_of(row.verb) is Permission.PEOPLE_WRITE
        and viewer.may(Permission.PEOPLE_WRITE)
    ]
    return allowed | _inside(viewer, own)


def _inside(viewer: Viewer, change_ids: list[UUID]) -> set[UUID]:
    """Return the acts of which everything touched is in the viewer's scope."""
    if not change_ids:
        return set()
    image = func.coalesce(ChangeRow.after, ChangeRow.before)
    unit_id = image["unit_id"].astext
    units = units_in_scope(viewer, Permission.PEOPLE_WRITE).with_only_columns(func.text(Unit.id))
    people = people_in_scope(viewer, Permission.PEOPLE_WRITE)
    outside = select(ChangeRow.change_id).where(
        ChangeRow.change_id.in_(change_ids),
        or_(
            unit_id.is_not(None) & unit_id.not_in(units),
            (ChangeRow.table_name == "network_mandate") & unit_id.is_(None),
            (ChangeRow.table_name == "accounts_person")
            & ChangeRow.before.is_not(None)
            & ChangeRow.row_id.not_in(people)
            & ~_leaves(),
        ),
    )
    refused = set(session.scalars(outside))
    return {one for one in change_ids if one not in refused}


def _leaves() -> ColumnElement[bool]:
    """Match the departure of somebody: out of sight now, but their units are checked."""
    left: ColumnElement[bool] = ChangeRow.after["left_on"].astext.is_not(None)
    return left
