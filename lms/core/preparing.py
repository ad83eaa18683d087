"""Preparing a visit: what matters in a store today, told by features that never meet (K11).

A coach or a regional lead opens one list before a visit; each feature adds its lines about the
store and those who look. What was told in confidence has no line here: difficulties least of all.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from lms.core.access import Viewer


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Line:
    """One thing to have in mind. ``rank``: lower comes first."""

    rank: int
    title: str
    detail: str = field(default="", compare=False)
    url: str = field(default="", compare=False)


Source = Callable[[UUID, Viewer, datetime], Iterable[Line]]
"""Takes the unit, who looks and when; yields only what that person may open."""

SOURCES: dict[str, Source] = {}


def source(code: str) -> Callable[[Source], Source]:
    """Register who has lines for a visit (``projects.actions``)."""

    def register(find: Source) -> Source:
        if SOURCES.setdefault(code, find) is not find:
            message = f"source of visits {code} is declared twice"
            raise ValueError(message)
        return find

    return register


def lines(unit_id: UUID, viewer: Viewer, now: datetime, limit: int | None = None) -> list[Line]:
    """Return what to have in mind before a visit of ``unit_id``, first things first."""
    return sorted(one for code in sorted(SOURCES) for one in SOURCES[code](unit_id, viewer, now))[
        :limit
    ]
