"""Due work of coaching days: reveals, reminders, days left open, blocks, words out of date."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select

from lms.coaching.events import CoachRated, DashboardFilled, DayClosed, DayPlanned
from lms.coaching.models import Conflict, DashboardEntry, Day, DayCoach, DayEntry, Rating
from lms.coaching.policies import CONFLICT_DAYS
from lms.coaching.services import blocks, ratings, watching
from lms.core import clock
from lms.core.db import session
from lms.core.facts import Emission, backfill
from lms.core.notices import About, notify
from lms.core.policy import number
from lms.core.sweepers import sweeper
from lms.network.rules import DEFAULT_ZONE

DAILY = 1440


@sweeper("coaching.reveals", every=15)
def watch_reveals(*, now: datetime) -> None:
    """Open what has waited long enough, and close the days of which nothing is hidden."""
    watching.open_due(now)


@sweeper("coaching.reminders", every=30)
def watch_reminders(*, now: datetime) -> None:
    """Remind who has not said anything of a day behind, twice at most."""
    watching.remind_due(now)


@sweeper("coaching.left_open", every=360)
def watch_left_open(*, now: datetime) -> None:
    """Close the days nobody closed; nothing is written in the place of what was not said."""
    watching.lapse_due(now)


@sweeper("coaching.blocks", every=360)
def watch_blocks(*, now: datetime) -> None:
    """Publish what may be read together, two weeks after each quarter."""
    blocks.publish_due(now)


@sweeper("coaching.conflicts", every=DAILY)
def watch_conflicts(*, now: datetime) -> None:
    """Ask again, a year later, those who said they know each other outside work."""
    today = clock.business_date(now, DEFAULT_ZONE)
    asked = today - timedelta(days=number(CONFLICT_DAYS))
    for one in session.scalars(
        select(Conflict).where(func.upper_inf(Conflict.during), Conflict.reviewed_on <= asked)
    ).all():
        notify(
            "coaching.conflict_review",
            [one.declared_by],
            key=str(one.id),
            turn=one.reviewed_on.isoformat(),
            about=About("coaching.visits"),
        )


@sweeper("coaching.words", every=DAILY)
def watch_words(*, now: datetime) -> None:
    """Delete the words about coaches who left long ago."""
    ratings.delete_old_words(now)


def _moves(*actions: str) -> Select[DayEntry, Day]:
    return (
        select(DayEntry, Day)
        .join(Day, Day.id == DayEntry.day_id)
        .where(DayEntry.action.in_(actions))
        .order_by(DayEntry.received_at, DayEntry.id)
    )


@backfill(DayPlanned)
def planned() -> Iterator[Emission]:
    """Tell again every day planned or changed, from the ledger."""
    for entry, day in session.execute(_moves("plan", "move", "replace", "cancel", "miss")):
        fact = DayPlanned(day_id=day.id, unit_id=entry.unit_id, on=day.business_date)
        yield Emission(source=entry.id, at=entry.received_at, fact=fact)


@backfill(DayClosed)
def closed() -> Iterator[Emission]:
    """Tell again every day closed, from the ledger."""
    for entry, day in session.execute(_moves("close", "lapse")):
        fact = DayClosed(day_id=day.id, unit_id=entry.unit_id)
        yield Emission(source=entry.id, at=entry.received_at, fact=fact)


@backfill(CoachRated)
def rated() -> Iterator[Emission]:
    """Tell again every day a store spoke of; neither who nor what."""
    rows = session.execute(
        select(Rating, DayCoach.day_id)
        .join(DayCoach, DayCoach.id == Rating.day_coach_id)
        .where(Rating.number == 1)
        .order_by(Rating.received_at, Rating.id)
    )
    for row, day_id in rows:
        fact = CoachRated(day_id=day_id, unit_id=row.unit_id)
        yield Emission(source=row.id, at=row.received_at, fact=fact)


@backfill(DashboardFilled)
def filled() -> Iterator[Emission]:
    """Tell again every day a coach wrote of."""
    rows = session.execute(
        select(DashboardEntry, DayCoach.day_id)
        .join(DayCoach, DayCoach.id == DashboardEntry.day_coach_id)
        .where(DashboardEntry.number == 1)
        .order_by(DashboardEntry.received_at, DashboardEntry.id)
    )
    for row, day_id in rows:
        fact = DashboardFilled(day_id=day_id, unit_id=row.unit_id)
        yield Emission(source=row.id, at=row.received_at, fact=fact)
