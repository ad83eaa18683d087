"""What days wait for from somebody, as questions sent together with those of other features."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from lms.coaching.models import DashboardEntry, Day, DayCoach, Rating
from lms.coaching.policies import REVEAL_HOURS, UNRATED_DAYS
from lms.coaching.queries.days import SHOWN_BACK
from lms.coaching.queries.people import STORE
from lms.coaching.rules.reveal import Blind, end_of_day
from lms.core import todo
from lms.core.access import Viewer
from lms.core.policy import duration
from lms.network.models import Mandate, Unit

MOST = 3
LATE_DAYS = 14
"""How long a next step stays on its owner's home after its date."""


def _days(*which: ColumnElement[bool]) -> todo.Wanted:
    return (
        select(
            DayCoach.id.label("day_coach_id"),
            DayCoach.coach_id,
            Day.id.label("day_id"),
            Day.business_date,
            Day.state,
            Unit.id.label("unit_id"),
            Unit.name.label("unit"),
            Unit.zone,
            Unit.day_cut,
        )
        .join(Day, Day.id == DayCoach.day_id)
        .join(Unit, Unit.id == Day.unit_id)
        .where(DayCoach.left_at.is_(None), *which)
        .order_by(Day.business_date, Unit.sort_key, DayCoach.is_replacement, DayCoach.id)
    )


_FILLED = select(DashboardEntry.id).where(DashboardEntry.day_coach_id == DayCoach.id).exists()
_RATED = select(Rating.id).where(Rating.day_coach_id == DayCoach.id).exists()


def to_rate(_viewer: Viewer) -> todo.Wanted:
    """Select the days :data:`todo.ME` was in charge of and whose store has not said anything."""
    return _to_rate(duration(UNRATED_DAYS).days)


@lru_cache(maxsize=8)
def _to_rate(days: int) -> todo.Wanted:
    charged = (
        select(Mandate.id)
        .where(
            Mandate.unit_id == Day.unit_id,
            Mandate.kind.in_(STORE),
            Mandate.during.contains(Day.business_date),
            or_(Mandate.person_id == todo.ME, Mandate.backup_person_id == todo.ME),
        )
        .exists()
    )
    return _days(
        Day.state.in_(("planned", "done", "closed")),
        Day.business_date > todo.TODAY - days,
        Day.business_date <= todo.TODAY + 1,
        DayCoach.coach_id != todo.ME,
        charged,
        ~_RATED,
    )


def ended(rows: Iterable[Any], now: datetime) -> list[Any]:
    """Return the days that took place or are over by themselves, the last first."""
    found = [
        one
        for one in rows
        if one.state != "planned" or now >= end_of_day(one.business_date, one.zone, one.day_cut)
    ]
    return found[::-1][:MOST]


@lru_cache
def to_fill() -> todo.Wanted:
    """Select the days behind of :data:`todo.ME` whose dashboard is not in, the oldest first."""
    return _days(
        DayCoach.coach_id == todo.ME,
        Day.state.in_(("planned", "done")),
        Day.business_date > todo.TODAY - SHOWN_BACK.days,
        or_(Day.business_date < todo.TODAY, Day.state == "done"),
        ~_FILLED,
    ).limit(MOST)


@lru_cache
def to_begin() -> todo.Wanted:
    """Select the visits of today that :data:`todo.ME` has still to hold."""
    return _days(
        DayCoach.coach_id == todo.ME, Day.state == "planned", Day.business_date == todo.TODAY
    )


@lru_cache
def steps() -> todo.Wanted:
    """Select the next steps of :data:`todo.ME`, as the last dashboard of each day says them."""
    later = DashboardEntry.__table__.alias("later")
    superseded = (
        select(later.c.id)
        .where(
            later.c.day_coach_id == DashboardEntry.day_coach_id,
            later.c.number > DashboardEntry.number,
        )
        .exists()
    )
    firsts = DashboardEntry.__table__.alias("firsts")
    filled = (
        select(func.min(firsts.c.received_at))
        .where(firsts.c.day_coach_id == DayCoach.id)
        .scalar_subquery()
    )
    rated = (
        select(func.min(Rating.received_at))
        .where(Rating.day_coach_id == DayCoach.id)
        .scalar_subquery()
    )
    return (
        _days(
            DashboardEntry.next_owner_id == todo.ME,
            DashboardEntry.next_due >= todo.TODAY - LATE_DAYS,
            ~superseded,
        )
        .join(DashboardEntry, DashboardEntry.day_coach_id == DayCoach.id)
        .add_columns(
            Day.finished_at,
            DashboardEntry.next_words,
            DashboardEntry.next_due,
            filled.label("filled_at"),
            rated.label("rated_at"),
        )
    )


def open_steps(rows: Iterable[Any], person_id: Any, now: datetime) -> list[Any]:
    """Return the next steps their owner may read: the last one agreed in each store, by date."""
    found = {one.unit_id: one for one in rows if one.coach_id == person_id or _opens(one, now)}
    return sorted(found.values(), key=lambda one: (one.next_due, one.next_words))[:MOST]


def _opens(one: Any, now: datetime) -> bool:
    over = end_of_day(one.business_date, one.zone, one.day_cut)
    blind = Blind(
        opens_at=one.finished_at or over,
        ended_at=over,
        rated_at=one.rated_at,
        filled_at=one.filled_at,
        wait=duration(REVEAL_HOURS, over),
    )
    return blind.store_reads(now)
