"""Preparing a visit: what matters in a store today, told by features that never meet (K11).

A coach or a regional lead opens one list before a visit; each feature adds its lines about the
store and those who look. What was told in confidence has no line here: difficulties least of all.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from lms.core import clock
from lms.core.access import Viewer
from lms.core.asking import Row, Wanted, ask


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Line:
    """One thing to have in mind. ``rank``: lower comes first."""

    rank: int
    title: str
    detail: str = field(default="", compare=False)
    url: str = field(default="", compare=False)


Answers = Mapping[str, Sequence[Row]]
Question = Callable[[Viewer], Mapping[str, Wanted] | None]
"""Kept selects by name, about :data:`~lms.core.asking.UNIT`; None: nothing for this viewer."""
Given = Callable[[Viewer], Mapping[str, Any]]
"""The values of a question's own parameters."""
Reader = Callable[[UUID, Answers, Viewer, datetime], Iterable[Line]]
"""Takes the unit, what was answered, who looks and when; yields only what that person may open."""


@dataclass(frozen=True, slots=True)
class Source:
    """Who has lines for a visit: what it asks, and how the answers read."""

    asks: Question
    read: Reader
    given: Given | None = None


SOURCES: dict[str, Source] = {}


def source(code: str, asks: Question, given: Given | None = None) -> Callable[[Reader], Reader]:
    """Register who has lines for a visit (``projects.actions``), what it asks and with what."""

    def register(read: Reader) -> Reader:
        if code in SOURCES:
            message = f"source of visits {code} is declared twice"
            raise ValueError(message)
        SOURCES[code] = Source(asks, read, given)
        return read

    return register


def lines(unit_id: UUID, viewer: Viewer, now: datetime, limit: int | None = None) -> list[Line]:
    """Return what to have in mind before a visit of ``unit_id``, first things first.

    The questions of all sources are sent as one statement.
    """
    asked = {code: one.asks(viewer) for code, one in sorted(SOURCES.items())}
    wanted = {
        (code, name): one for code, parts in asked.items() for name, one in (parts or {}).items()
    }
    given: dict[str, Any] = {
        "asked_unit": unit_id,
        "asked_me": viewer.person_id,
        "asked_today": viewer.today or clock.today(),
    }
    for code, parts in asked.items():
        own = SOURCES[code].given
        given |= own(viewer) if parts and own else {}
    found = ask(wanted, given) if wanted else {}
    told = [
        line
        for code, parts in asked.items()
        if parts is not None
        for line in SOURCES[code].read(
            unit_id, {name: found[code, name] for name in parts}, viewer, now
        )
    ]
    return sorted(told)[:limit]
