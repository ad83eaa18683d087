"""The next step of a store's label, as its whole team may hear it: no person, no figure of one."""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Select, select

from lms.core import clock
from lms.core.access import Permission, Viewer
from lms.core.asking import UNIT, Wanted
from lms.core.db import session
from lms.labels.queries.histories import told_asked, told_from
from lms.labels.queries.store import Current, current_among
from lms.network.models import Unit
from lms.network.queries import units_asked


@dataclass(frozen=True, slots=True)
class NextStep:
    """Where a store is in its open season, and the criteria to aim at first."""

    current: Current
    aims: tuple[tuple[str, str], ...]
    """Identity and title of each."""


def readable_asked(viewer: Viewer) -> dict[str, Wanted] | None:
    """Select a unit when the viewer may read its label; its values are those of the scope."""
    return (
        {"unit": _readable(units_asked(viewer, Permission.LABELS_READ))}
        if viewer.may(Permission.LABELS_READ)
        else None
    )


@lru_cache
def _readable(units: Select[UUID]) -> Wanted:
    return select(Unit.id).where(Unit.id == UNIT, Unit.id.in_(units))


def next_step(unit_id: UUID, locale: str) -> NextStep | None:
    """Return what lacks for the next level of a store, in one statement; None without a season."""
    told = [told_from(row) for row in session.execute(told_asked(), {"unit": unit_id})]
    current = current_among(told, locale, clock.now())
    if current is None or not current.is_open or not current.gap.reachable:
        return None
    aims = tuple((one.uid, one.title) for one in current.rings if one.is_first)
    return NextStep(current, aims) if current.gap.next is not None else None
