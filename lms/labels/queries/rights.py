"""What a viewer may do with the label of one store."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, false, select

from lms.core.access import Permission, Viewer
from lms.core.db import session
from lms.network.models import Unit
from lms.network.queries import scope_values, units_asked

ASKED = (
    Permission.LABELS_READ,
    Permission.LABELS_SHOW,
    Permission.LABELS_SUBMIT,
    Permission.LABELS_REVIEW,
)


@dataclass(frozen=True, slots=True)
class Rights:
    """What a viewer may do with the label of one store."""

    reads: bool
    shows: bool
    """Adds evidence, and sees what was sent."""
    submits: bool
    reviews: bool

    @property
    def sees(self) -> bool:
        """Tell whether the pieces themselves open."""
        return self.shows or self.reviews


def rights_over(viewer: Viewer, unit_id: UUID) -> Rights:
    """Return the rights of a viewer over a store, in one statement."""
    reach = tuple(units_asked(viewer, one) if viewer.may(one) else None for one in ASKED)
    given = {"unit": unit_id, **scope_values(viewer, *ASKED)}
    row = session.execute(_rights_asked(reach), given).one_or_none()
    if row is None:
        return Rights(reads=False, shows=False, submits=False, reviews=False)
    is_own = unit_id in {one.unit_id for one in viewer.memberships}
    reads, shows, submits, reviews = row
    own = is_own and viewer.may(Permission.LABELS_READ)
    return Rights(reads=own or reads, shows=shows, submits=submits, reviews=reviews)


@lru_cache
def _rights_asked(reach: tuple[Select[UUID] | None, ...]) -> Select[Any]:
    """Return what :func:`rights_over` asks; built once for all who hold the same."""
    held: list[Any] = [false() if one is None else Unit.id.in_(one) for one in reach]
    return select(*held).where(Unit.id == bindparam("unit"))
