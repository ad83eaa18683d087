"""Who looks at a label, at which season, and what they may do there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import request

from lms.core.access import Permission, Viewer
from lms.core.errors import NotFound
from lms.labels.models import Season
from lms.labels.queries.pieces import seasons_under_way
from lms.labels.queries.store import readable_unit, unit_in_scope


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


@dataclass(frozen=True, slots=True)
class Rights:
    """What a viewer may do with the label of one store."""

    shows: bool
    """Adds evidence, and sees what was sent."""
    submits: bool
    reviews: bool

    @property
    def sees(self) -> bool:
        """Tell whether the pieces themselves open."""
        return self.shows or self.reviews


def rights_over(viewer: Viewer, unit_id: UUID) -> Rights:
    """Return the rights of a viewer over a store they may read; raises NotFound to others."""
    readable_unit(viewer, unit_id)
    return Rights(
        shows=reaches(viewer, unit_id, Permission.LABELS_SHOW),
        submits=reaches(viewer, unit_id, Permission.LABELS_SUBMIT),
        reviews=reaches(viewer, unit_id, Permission.LABELS_REVIEW),
    )


def reaches(viewer: Viewer, unit_id: UUID, permission: Permission) -> bool:
    """Tell whether a unit is within the viewer's reach for ``permission``."""
    if not viewer.may(permission):
        return False
    try:
        unit_in_scope(viewer, unit_id, permission)
    except NotFound:
        return False
    return True
