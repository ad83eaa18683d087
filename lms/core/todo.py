"""A person's next acts, ranked: home shows the first (K11).

Whoever knows acts registers a finder: a question to the database, and how its rows read as acts.
The questions of everybody the viewer is are sent together as one statement, whatever their number.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Select, Uuid, bindparam, func, literal_column, select, union_all
from sqlalchemy.dialects.postgresql import JSONB

from lms.core import clock
from lms.core.access import Permission, Viewer
from lms.core.db import session


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

ME = bindparam("todo_me", type_=Uuid)
"""Who looks, in a question: the same question then serves everybody, and is built once."""
TODAY = bindparam("todo_today", type_=Date)
"""Their business date, in a question."""


class Row:
    """What a question answered: its columns by name, ``part`` telling which select they are of."""

    def __init__(self, part: str, told: Mapping[str, Any]) -> None:
        self.part = part
        self.__dict__.update(told)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


Wanted = Select[*tuple[Any, ...]]
Question = Callable[[Viewer], Wanted | Mapping[str, Wanted] | None]
"""Selects, by name when there are several; None when there is nothing to ask for this viewer."""
Reader = Callable[[Sequence[Row], Viewer, datetime], Iterable[Act]]
Find = Callable[[Viewer, datetime], Iterable[Act]]


@dataclass(frozen=True, slots=True)
class Finder:
    """Who knows acts. It is asked only for those who hold one of ``needs``; none: everybody."""

    read: Reader
    needs: tuple[Permission, ...] = ()
    asks: Question | None = None


FINDERS: dict[str, Finder] = {}


def finder(
    code: str, asks: Question | None = None, *, needs: tuple[Permission, ...] = ()
) -> Callable[[Reader], Reader]:
    """Register who knows acts to do (``coaching.rate``) from the rows of a question.

    Without a question it is handed no row and reads by itself: only the next lesson does, whose
    statement draws the learner's home anyway.
    """

    def register(read: Reader) -> Reader:
        if code in FINDERS:
            message = f"finder of acts {code} is declared twice"
            raise ValueError(message)
        FINDERS[code] = Finder(read, needs, asks)
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
    found = _answers(asked, viewer)
    acts = sorted(
        act
        for code, one in asked.items()
        if one.asks is None or code in found
        for act in one.read(found.get(code, ()), viewer, now)
    )
    return acts[:limit]


def _answers(asked: Mapping[str, Finder], viewer: Viewer) -> dict[str, list[Row]]:
    """Ask every question in one statement; return the rows of those that had any."""
    wanted = tuple(
        (code, part, one)
        for code, finder in asked.items()
        if finder.asks is not None
        for part, one in _parts(finder.asks(viewer))
    )
    return send(wanted, viewer) if wanted else {}


def _parts(given: Wanted | Mapping[str, Wanted] | None) -> Iterable[tuple[str, Wanted]]:
    if given is None:
        return ()
    return given.items() if isinstance(given, Mapping) else (("", given),)


def send(wanted: tuple[tuple[str, str, Wanted], ...], viewer: Viewer) -> dict[str, list[Row]]:
    """Send selects, each with its code and part, as one statement; return the rows by code."""
    statement = _together(tuple(one for _code, _part, one in wanted))
    given = {"todo_me": viewer.person_id, "todo_today": viewer.today or clock.today()}
    found: dict[str, list[Row]] = {}
    for place, told in session.execute(statement, given):
        code, part, one = wanted[place]
        found.setdefault(code, []).append(Row(part, _typed(one, told)))
    return found


@lru_cache(maxsize=256)
def _together(selects: tuple[Wanted, ...]) -> Any:
    """Return the union of questions of any shape: the place of each, and its row as JSON."""
    rows = [(place, one.subquery(f"todo_{place}")) for place, one in enumerate(selects)]
    return union_all(
        *(
            select(
                literal_column(str(place)),
                func.to_jsonb(rows.table_valued(), type_=JSONB(none_as_null=True)),
            )
            for place, rows in rows
        )
    )


_TYPES: dict[type, Callable[[str], Any]] = {
    UUID: UUID,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    time: time.fromisoformat,
}


def _typed(one: Wanted, told: Mapping[str, Any]) -> dict[str, Any]:
    reads = _reads(one)
    return {
        name: reads[name](value) if name in reads and value is not None else value
        for name, value in told.items()
    }


@lru_cache(maxsize=512)
def _reads(one: Wanted) -> dict[str, Callable[[str], Any]]:
    """Return how JSON gives back the columns it does not know."""
    known = {column.key: column.type.python_type for column in one.selected_columns if column.key}
    return {name: _TYPES[kind] for name, kind in known.items() if kind in _TYPES}
