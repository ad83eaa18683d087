"""Next steps agreed with a coach, as their owner sees them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from lms.coaching.models import DashboardEntry, DayCoach
from lms.coaching.queries.sides import pairs

LATE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody does next, and by when."""

    day_id: UUID
    words: str
    due: date


def of(person_id: UUID, today: date, now: datetime) -> list[Step]:
    """Return a person's next steps, the first due first: the last one agreed in each store."""
    owned = select(DashboardEntry.day_coach_id).where(
        DashboardEntry.next_owner_id == person_id, DashboardEntry.next_due >= today - LATE
    )
    found = {}
    for pair in pairs(DayCoach.id.in_(owned)):
        entry = pair.entry
        readable = pair.coach.coach_id == person_id or pair.blind.store_reads(now)
        if entry and entry.next_due and entry.next_owner_id == person_id and readable:
            found[pair.unit.id] = Step(pair.day.id, entry.next_words, entry.next_due)
    return sorted(found.values(), key=lambda step: (step.due, step.words))
