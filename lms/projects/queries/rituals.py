"""Rituals of a unit: their rules, what was told of them, the days the unit is open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Date,
    SmallInteger,
    Uuid,
    bindparam,
    cast,
    func,
    null,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on

from lms.core.db import get_row, session
from lms.core.policy import number
from lms.projects.models import Closure, Occurrence, Opening, Ritual
from lms.projects.policies import WINDOW_DAYS
from lms.projects.rules import rituals as rules
from lms.projects.rules.rituals import Calendar, Every, Rule, Told, held_over_expected

BACK_DAYS = 6
"""How many days back a ritual may still be told of, today apart."""
UNDONE = "undone"
"""A last word that takes the one before back: nothing was said of that day."""


def rule_of(row: Any) -> Rule:
    """Return when a ritual is expected."""
    return Rule(
        every=Every(row.every),
        weekdays=frozenset(row.weekdays),
        starts_on=row.starts_on,
        interval=row.interval,
        place=row.place,
        ends_on=row.ends_on,
    )


def get_ritual(ritual_id: UUID, *, lock: bool = False) -> Ritual:
    """Return a ritual; raises NotFound. ``lock`` keeps others from changing it meanwhile."""
    return get_row(Ritual, ritual_id, lock=lock)


def calendars(unit_ids: Iterable[UUID], first: date, last: date) -> dict[UUID, Calendar]:
    """Return when each unit is open from ``first`` to ``last``, its opening days as on ``last``."""
    wanted = list(unit_ids)
    given = {"open_units": wanted, **open_span(first, last)}
    opened = Opened(session.execute(open_days(OPEN_UNITS), given))
    return {one: opened.calendar(one, first, last) for one in wanted}


OPEN_UNITS = bindparam("open_units", type_=ARRAY(Uuid))


@lru_cache
def open_days(units: BindParameter[Any]) -> CompoundSelect[Any]:
    """Ask what says when ``units`` open around :func:`open_span`; closures have no weekdays."""
    first, after = bindparam("open_first", type_=Date), bindparam("open_after", type_=Date)
    closed = cast(null(), ARRAY(SmallInteger))
    return union_all(
        *(
            select(
                row.unit_id,
                weekdays.label("weekdays"),
                func.lower(row.during, type_=Date).label("first"),
                func.upper(row.during, type_=Date).label("after"),
            ).where(
                row.unit_id == func.any(units), row.during.op("&&")(func.daterange(first, after))
            )
            for row, weekdays in ((Opening, Opening.weekdays), (Closure, closed))
        )
    )


def open_span(first: date, last: date) -> dict[str, date]:
    """Return the values :func:`open_days` takes."""
    return {"open_first": first, "open_after": last + timedelta(days=1)}


class Opened:
    """When units open, from the rows of :func:`open_days`."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._openings: dict[UUID, list[Any]] = {}
        self._closures: dict[UUID, list[Any]] = {}
        for row in rows:
            known = self._closures if row.weekdays is None else self._openings
            known.setdefault(row.unit_id, []).append(row)

    def calendar(self, unit_id: UUID, first: date, last: date) -> Calendar:
        """Return when a unit is open from ``first`` to ``last``, its opening days as on ``last``."""
        weekdays = next(
            (
                frozenset(row.weekdays)
                for row in self._openings.get(unit_id, ())
                if (row.first or last) <= last and (row.after is None or last < row.after)
            ),
            rules.EVERY_DAY,
        )
        after = last + timedelta(days=1)
        closed = frozenset(
            day
            for row in self._closures.get(unit_id, ())
            for day in rules.days_between(
                max(row.first or first, first), min(row.after or after, after)
            )
        )
        return Calendar(weekdays, closed)


def said(words: Mapping[str, str]) -> dict[date, Told]:
    """Return what was said by day from days and words as they travel."""
    return {date.fromisoformat(day): Told(word) for day, word in words.items()}


def told_of(
    ritual_ids: Iterable[UUID], first: date, last: date, as_of: datetime | None = None
) -> dict[UUID, dict[date, Told]]:
    """Return what was said of each ritual, day by day: the last word of each, known at ``as_of``."""
    asked = (
        select(Occurrence.ritual_id, Occurrence.on_date, Occurrence.state)
        .where(Occurrence.ritual_id.in_(list(ritual_ids)), Occurrence.on_date.between(first, last))
        .ext(distinct_on(Occurrence.ritual_id, Occurrence.on_date))
        .order_by(Occurrence.ritual_id, Occurrence.on_date, Occurrence.number.desc())
    )
    if as_of is not None:
        asked = asked.where(Occurrence.received_at <= as_of)
    found: dict[UUID, dict[date, Told]] = {}
    for ritual_id, on, state in session.execute(asked):
        if state != UNDONE:
            found.setdefault(ritual_id, {})[on] = Told(state)
    return found


@dataclass(frozen=True, slots=True)
class Kept:
    """A ritual as its page shows it."""

    row: Ritual
    told: Told | None
    """What was said of it today."""
    is_due: bool
    """Expected today."""
    held: int
    expected: int
    days: tuple[tuple[date, Told | None], ...]
    """The last days it fell on, the last first, today apart."""
    can_tell: tuple[date, ...]
    """Days of this week nobody told of yet."""


def rituals_of(unit_id: UUID, today: date) -> list[Kept]:
    """Return the rituals of a unit that go on: today's first, then by name."""
    rows = list(
        session.scalars(
            select(Ritual)
            .where(
                Ritual.unit_id == unit_id, (Ritual.ends_on.is_(None)) | (Ritual.ends_on >= today)
            )
            .order_by(Ritual.created_at, Ritual.id)
        )
    )
    days = number(WINDOW_DAYS)
    first = today - timedelta(days=days)
    told = told_of([one.id for one in rows], first, today)
    calendar = calendars([unit_id], first, today)[unit_id]
    found = [_kept(one, told.get(one.id, {}), calendar, today, days) for one in rows]
    return sorted(found, key=lambda one: (not one.is_due, one.row.name, one.row.id))


def _kept(row: Ritual, told: dict[date, Told], calendar: Calendar, today: date, days: int) -> Kept:
    rule = rule_of(row)
    held, expected = held_over_expected(rule, told, calendar, today, days=days)
    fell = [
        day
        for day in rules.occurrences(rule, today - timedelta(days=days), today)
        if calendar.is_open(day) or day in told
    ]
    recent = today - timedelta(days=BACK_DAYS)
    return Kept(
        row=row,
        told=told.get(today),
        is_due=rule.falls_on(today) and calendar.is_open(today),
        held=held,
        expected=expected,
        days=tuple((day, told.get(day)) for day in reversed(fell[-8:])),
        can_tell=tuple(day for day in fell if day >= recent and day not in told),
    )


def closures_of(unit_id: UUID, since: date) -> list[Closure]:
    """Return the days a unit is closed that are not over on ``since``, the first first."""
    rows = session.scalars(select(Closure).where(Closure.unit_id == unit_id))
    kept = [one for one in rows if one.during.upper is None or one.during.upper > since]
    return sorted(kept, key=lambda one: (one.during.lower or since, one.id))


def opening_of(unit_id: UUID, day: date) -> frozenset[int]:
    """Return the weekdays a unit opens on ``day``, all of them where nobody said."""
    found = session.scalar(
        select(Opening.weekdays).where(Opening.unit_id == unit_id, Opening.during.contains(day))
    )
    return frozenset(found) if found else rules.EVERY_DAY
