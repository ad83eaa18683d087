"""What would leave at the next digests: counted without sending anything."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from lms.accounts.models import Person
from lms.core.db import session
from lms.core.notices import KINDS, Channel, Kind, Urgency
from lms.core.notices.models import Notice
from lms.core.policy import number
from lms.network.rules import DEFAULT_ZONE
from lms.notifications import policies
from lms.notifications.queries import due, learning
from lms.notifications.rules.hours import (
    Week,
    local_day,
    next_digest,
    next_weekly,
    next_working,
)


@dataclass(frozen=True, slots=True)
class Planned:
    """A kind, when its next mail would leave in a zone, and how many people wait for it.

    ``people`` is None for a confidential kind: nobody counts those.
    """

    kind: Kind
    next_at: datetime | None
    people: int | None


def list_planned(now: datetime, zone: str = DEFAULT_ZONE) -> list[Planned]:
    """Return every kind, by code, with its next mail in ``zone``."""
    week = policies.week(now)
    waiting = _count_waiting(now)
    for code, people in _count_to_come(now).items():
        waiting[code] = waiting.get(code, 0) + people
    return [
        Planned(
            kind,
            _next(kind, now, zone, week),
            None if kind.confidential else waiting.get(code, 0),
        )
        for code, kind in sorted(KINDS.items())
    ]


def _next(kind: Kind, now: datetime, zone: str, week: Week) -> datetime | None:
    if Channel.EMAIL not in kind.channels:
        return None
    if kind.urgency is Urgency.AT_ONCE:
        return next_working(now, zone, week)
    if kind.urgency is Urgency.WEEKLY:
        return next_weekly(now, zone, week)
    return next_digest(now, zone, week)


def _waiting(day: Any) -> Any:
    open_kinds = [code for code, kind in KINDS.items() if not kind.confidential]
    return (
        select(Notice.person_id)
        .join(Person, Person.id == Notice.person_id)
        .where(Notice.kind.in_(open_kinds), due.is_waiting(), due.is_reachable(day))
        .where(due.is_lit(day))
    )


def _count_waiting(now: datetime) -> dict[str, int]:
    day = local_day(now, DEFAULT_ZONE)
    asked = (
        _waiting(day)
        .add_columns(Notice.kind)
        .with_only_columns(Notice.kind, func.count(Notice.person_id.distinct()))
        .group_by(Notice.kind)
    )
    return {str(code): int(people) for code, people in session.execute(asked)}


def count_mails(now: datetime) -> int:
    """Return how many people would receive a mail if everything that waits left at once."""
    waiting = _waiting(local_day(now, DEFAULT_ZONE)).distinct().subquery()
    return session.scalar(select(func.count()).select_from(waiting)) or 0


def _count_to_come(now: datetime) -> dict[str, int]:
    """Return who the passing of dates will make told at the next look, by kind."""
    near: set[UUID] = set()
    late: set[UUID] = set()
    for zone in due.list_zones():
        day = local_day(now, zone)
        soon, times = number(policies.SOON), number(policies.LATE)
        near |= _people(learning.list_near(zone=zone, day=day, days=soon, limit=_MANY))
        late |= _people(learning.list_late(zone=zone, day=day, times=times, limit=_MANY))
    return {learning.SOON: len(near), learning.LATE: len(late)}


_MANY = 100_000


def _people(reminders: learning.Reminders) -> set[UUID]:
    return {person for people in reminders.values() for person in people}


def list_next_days(now: datetime, zone: str = DEFAULT_ZONE, days: int = 7) -> list[datetime]:
    """Return the instants of the digests of the coming days in ``zone``."""
    week = policies.week(now)
    found: list[datetime] = []
    at = now
    while len(found) < days:
        at = next_digest(at, zone, week)
        found.append(at)
        at += timedelta(minutes=1)
    return found
