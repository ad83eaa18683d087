"""Figures that stand at instants, told by the rows of questions: several travel in one exchange (K7).

A feature says what it asks and how the rows read. A page of few places asks the figures of all
features together; many places are asked question by question, as each then brings many rows.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Uuid, bindparam
from sqlalchemy.dialects.postgresql import ARRAY

from lms.core.asking import Question, ask
from lms.core.db import session
from lms.core.measures import (
    Known,
    Measure,
    Reading,
    ScopeKind,
    Standing,
    none_known,
    read_at,
)
from lms.core.periods import Period

UNITS = bindparam("figure_units", type_=ARRAY(Uuid))
"""The places asked about, in a question: ``Unit.id == func.any(UNITS)``."""
INSTANT = DateTime(timezone=True)
INSTANTS = bindparam("figure_at", type_=ARRAY(INSTANT))
"""The instants asked about, in a question."""
FEW = 20
"""Places whose rows travel together; above, reading them as JSON would cost more than exchanges."""

Answers = Mapping[str, Sequence[Any]]
"""Rows by the name of their question."""
Read = Callable[[Answers, Sequence[UUID], Sequence[datetime]], Mapping[datetime, Mapping[UUID, Reading]]]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Questions:
    """What a figure of places asks, and how it reads the rows; places it leaves out are "n/a".

    ``asks``: selects by name, kept and built once; those that two figures share are the same and
    are sent once. ``given``: values of their own parameters, named after the feature.
    """

    asks: Callable[[], Mapping[str, Question]]
    reads: Read
    given: Callable[[Sequence[datetime]], Mapping[str, Any]] = lambda _instants: {}

    def __call__(self, ids: Iterable[UUID], kind: ScopeKind, instants: Sequence[datetime]) -> Known:
        """Return a reading for each of ``ids`` at each instant: :class:`~lms.core.measures.Standings`."""
        wanted = list(ids)
        asked = {"": self} if kind is ScopeKind.UNIT else {}
        return _told(asked, wanted, instants).get("") or _nothing(wanted, instants)


def read_all(
    measures: Iterable[Measure], ids: Iterable[UUID], when: Mapping[datetime, Period]
) -> dict[str, Known]:
    """Return the readings of places by the code of each of ``measures``.

    Those that are :class:`Questions` are asked in one exchange, the others one after the other.
    """
    wanted, instants = list(ids), tuple(when)
    asked: dict[str, Questions] = {}
    found: dict[str, Known] = {}
    for one in measures:
        at = one.readings.at if isinstance(one.readings, Standing) else None
        if isinstance(at, Questions):
            asked[one.code] = at
        else:
            found[one.code] = read_at(one, wanted, ScopeKind.UNIT, when)
    return found | _told(asked, wanted, instants)


def _told(
    asked: Mapping[str, Questions], wanted: list[UUID], instants: Sequence[datetime]
) -> dict[str, Known]:
    """Return what questions of several figures tell, in one exchange when places are few."""
    parts = {code: one.asks() for code, one in asked.items()}
    names = {select: str(place) for place, select in enumerate(
        dict.fromkeys(select for known in parts.values() for select in known.values())
    )}  # fmt: skip
    given: dict[str, Any] = {"figure_units": wanted, "figure_at": list(instants)}
    for one in asked.values():
        given |= one.given(instants)
    rows = _rows({name: select for select, name in names.items()}, wanted, given)
    found: dict[str, Known] = {}
    for code, one in asked.items():
        known = {name: rows[names[select]] for name, select in parts[code].items()}
        told = one.reads(known, wanted, instants)
        none = _nothing(wanted, instants)
        found[code] = {at: {**none[at], **told.get(at, {})} for at in instants}
    return found


def _rows(
    selects: Mapping[str, Question], wanted: Sequence[UUID], given: Mapping[str, Any]
) -> Mapping[str, Sequence[Any]]:
    if not wanted:
        return dict.fromkeys(selects, ())
    if len(wanted) <= FEW and selects:
        return ask(selects, given)
    return {name: session.execute(one, given).all() for name, one in selects.items()}


def _nothing(wanted: Sequence[UUID], instants: Sequence[datetime]) -> Known:
    return {at: none_known(wanted, at) for at in instants}
