"""C1: a coach's day; what was agreed, what matters there, what is still to write down."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, select

from lms.coaching.models import DashboardEntry, Observation
from lms.coaching.queries.days import around, waits
from lms.coaching.queries.sides import Pair, last_entry
from lms.core import preparing
from lms.core.access import Viewer
from lms.core.db import session
from lms.core.preparing import Line
from lms.network.queries import names_of

AHEAD = timedelta(days=15)
LINES = 6


@dataclass(frozen=True, slots=True)
class Agreed:
    """The next step of the last time."""

    words: str
    owner: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit of today with what to have in mind."""

    pair: Pair
    lines: list[Line]
    agreed: Agreed | None


@dataclass(frozen=True, slots=True)
class MyDay:
    """Everything C1 shows."""

    today: date
    visits: list[Visit]
    waiting: list[Pair]
    """Days behind whose dashboard is not filled."""
    ahead: list[Pair]


def my_day(viewer: Viewer, person_id: UUID, today: date, now: datetime) -> MyDay:
    """Return a coach's day."""
    known = around(person_id, today, today + AHEAD)
    now_there = [
        one
        for one in known
        if one.day.business_date == today and one.day.state in {"planned", "done"}
    ]
    return MyDay(
        today=today,
        visits=[visit_of(viewer, one, now) for one in now_there if one.entry is None],
        waiting=[one for one in known if waits(one, today) and one not in now_there],
        ahead=[
            one for one in known if one.day.business_date > today and one.day.state == "planned"
        ],
    )


def visit_of(viewer: Viewer, pair: Pair, now: datetime) -> Visit:
    """Return a visit with what matters in that store: never what was told in confidence."""
    lines = preparing.lines(pair.unit.id, viewer, now, limit=LINES)
    return Visit(pair, lines, agreed_before(pair))


def has_begun(day_id: UUID, coach_id: UUID) -> bool:
    """Tell whether a coach watched somebody on that visit, what was called off aside."""
    watched = exists().where(
        Observation.day_id == day_id,
        Observation.observer_id == coach_id,
        Observation.state != "cancelled",
    )
    return bool(session.scalar(select(watched)))


def agreed_before(pair: Pair) -> Agreed | None:
    """Return what was agreed the last time, in the entry this coach may read."""
    last = last_entry(pair.unit.id, pair.coach.coach_id, pair.day.business_date, pair.coach.id)
    return agreed_in(last)


def agreed_in(entry: DashboardEntry | None) -> Agreed | None:
    """Return the next step of a dashboard, or nothing."""
    if entry is None or not entry.next_words:
        return None
    owner = names_of([entry.next_owner_id])
    name = owner.get(entry.next_owner_id, "") if entry.next_owner_id else ""
    return Agreed(entry.next_words, name, entry.next_due)
