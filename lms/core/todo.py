"""A person's next acts, ranked: home shows the first (K11).

Whoever knows acts registers a finder: a question to the database, and how its rows read as acts.
The questions of everybody the viewer is are sent together as one statement, whatever their number.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from lms.core import asking, clock
from lms.core.access import Permission, Viewer
from lms.core.asking import Row, ask


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Act:
    """One thing to do. ``rank``: lower comes first; between equals, the sooner due."""

    rank: int
    due: date = date.max
    title: str
    url: str = field(compare=False)
    code: str = field(compare=False)
    detail: str = field(default="", compare=False)
    minutes: int | None = field(default=None, compare=False)


PEOPLE = 1
"""Rank of what somebody waits for: home shows ranks under ``OWN`` before one's own lesson."""
OWN = 5

ME, TODAY, OWN_UNITS = asking.ME, asking.TODAY, asking.OWN
Wanted = asking.Wanted
Question = Callable[[Viewer], Wanted | Mapping[str, Wanted] | None]
"""Selects, by name when there are several; None when there is nothing to ask for this viewer."""
Reader = Callable[[Sequence[Row], Viewer, datetime], Iterable[Act]]
Given = Callable[[Viewer, datetime], Mapping[str, Any]]
"""The values of a question's own parameters, named after its feature: they travel with all others."""


@dataclass(frozen=True, slots=True)
class Finder:
    """Who knows acts. It is asked only for those who hold one of ``needs``; none: everybody."""

    read: Reader
    needs: tuple[Permission, ...] = ()
    asks: Question | None = None
    given: Given | None = None


FINDERS: dict[str, Finder] = {}


def finder(
    code: str,
    asks: Question | None = None,
    *,
    needs: tuple[Permission, ...] = (),
    given: Given | None = None,
) -> Callable[[Reader], Reader]:
    """Register who knows acts to do (``coaching.rate``) from the rows of a question.

    A question is a statement kept, built once: what changes with the viewer or the hour comes by
    ``given``.

    Without a question it is handed no row and reads by itself: only the next lesson does, whose
    statement draws the learner's home anyway.
    """

    def register(read: Reader) -> Reader:
        if code in FINDERS:
            message = f"finder of acts {code} is declared twice"
            raise ValueError(message)
        FINDERS[code] = Finder(read, needs, asks, given)
        return read

    return register


def next_acts(
    viewer: Viewer,
    now: datetime,
    *,
    limit: int | None = None,
    without: frozenset[str] = frozenset(),
) -> list[Act]:
    """Return what ``viewer`` can do now, first things first; ``without`` names finders not asked."""
    asked = {
        code: one
        for code, one in sorted(FINDERS.items())
        if code not in without and (not one.needs or viewer.may(*one.needs))
    }
    found = _answers(asked, viewer, now)
    acts = sorted(
        act
        for code, one in asked.items()
        if one.asks is None or code in found
        for act in one.read(found.get(code, ()), viewer, now)
    )
    return acts[:limit]


def _answers(asked: Mapping[str, Finder], viewer: Viewer, now: datetime) -> dict[str, list[Row]]:
    """Ask every question in one statement; return the rows of those that had any."""
    wanted: dict[tuple[str, str], Wanted] = {}
    own: dict[str, Any] = {}
    for code, one in asked.items():
        parts = parts_of(one.asks(viewer)) if one.asks else {}
        wanted |= {(code, part): select for part, select in parts.items()}
        own |= one.given(viewer, now) if parts and one.given else {}
    return send(wanted, viewer, own) if wanted else {}


def parts_of(given: Wanted | Mapping[str, Wanted] | None) -> Mapping[str, Wanted]:
    """Return the selects of a question by part."""
    if given is None:
        return {}
    return given if isinstance(given, Mapping) else {"": given}


def send(
    wanted: Mapping[tuple[str, str], Wanted], viewer: Viewer, own: Mapping[str, Any] | None = None
) -> dict[str, list[Row]]:
    """Send selects by code and part as one statement; return the rows there are, by code."""
    given = {
        "asked_me": viewer.person_id,
        "asked_own": sorted({one.unit_id for one in viewer.memberships}),
        "asked_today": viewer.today or clock.today(),
        **(own or {}),
    }
    found: dict[str, list[Row]] = {}
    for (code, part), rows in ask(wanted, given).items():
        for row in rows:
            row.part = part
            found.setdefault(code, []).append(row)
    return found
