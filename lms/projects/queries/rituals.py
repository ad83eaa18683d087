"""Rituals of a unit: their rules, what was told of them, the days the unit is open."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import CompoundSelect, SmallInteger, cast, null, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY, Range, distinct_on

from lms.core.db import get_row, session
from lms.core.policy import number
from lms.projects.models import Closure, Occurrence, Opening, Ritual
from lms.projects.policies import WINDOW_DAYS
from lms.projects.rules import rituals as rules
from lms.projects.rules.rituals import Calendar, Every, Rule, Told, held_over_expected

When = TypeVar("When", bound=date)
BACK_DAYS = 6
"""How many days back a ritual may still be told of, today apart."""
UNDONE = "undone"
"""A last word that takes the one before back: nothing was said of that day."""


def rule_of(row: Ritual) -> Rule:
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
    return calendars_at(unit_ids, {last: (first, last)})[last]


def calendars_at(
    unit_ids: Iterable[UUID], spans: Mapping[When, tuple[date, date]]
) -> dict[When, dict[UUID, Calendar]]:
    """Return when each unit is open in each span, opening days as on its last; one statement."""
    wanted = list(unit_ids)
    return calendars_read(session.execute(open_days_asked(wanted, spans)), wanted, spans)


def open_days_asked(
    unit_ids: Sequence[UUID], spans: Mapping[When, tuple[date, date]]
) -> CompoundSelect[Any]:
    """Return unit, weekdays and dates of what says when units open; closures have no weekdays."""
    whole = Range(
        min(first for first, _last in spans.values()),
        max(last for _first, last in spans.values()) + timedelta(days=1),
    )
    return union_all(
        *(
            select(row.unit_id, weekdays.label("weekdays"), row.during).where(
                row.unit_id.in_(unit_ids), row.during.op("&&")(whole)
            )
            for row, weekdays in (
                (Opening, Opening.weekdays),
                (Closure, cast(null(), ARRAY(SmallInteger))),
            )
        )
    )


def calendars_read(
    rows: Iterable[Any], unit_ids: Iterable[UUID], spans: Mapping[When, tuple[date, date]]
) -> dict[When, dict[UUID, Calendar]]:
    """Return :func:`calendars_at` from the rows of :func:`open_days_asked`."""
    openings: dict[UUID, list[tuple[frozenset[int], Range[date]]]] = {}
    closures: dict[UUID, list[Range[date]]] = {}
    for unit_id, weekdays, during in rows:
        if weekdays is None:
            closures.setdefault(unit_id, []).append(during)
        else:
            openings.setdefault(unit_id, []).append((frozenset(weekdays), during))
    return {
        when: {
            one: Calendar(
                _weekdays(openings.get(one, ()), last),
                _closed(closures.get(one, ()), first, last),
            )
            for one in unit_ids
        }
        for when, (first, last) in spans.items()
    }


def _weekdays(known: Iterable[tuple[frozenset[int], Range[date]]], day: date) -> frozenset[int]:
    return next((weekdays for weekdays, during in known if during.contains(day)), rules.EVERY_DAY)


def _closed(known: Iterable[Range[date]], first: date, last: date) -> frozenset[date]:
    after = last + timedelta(days=1)
    return frozenset(
        day
        for during in known
        for day in rules.days_between(
            max(during.lower or first, first), min(during.upper or after, after)
        )
    )


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
