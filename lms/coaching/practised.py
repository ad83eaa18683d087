"""What coaching knows of who practised where: visits held, observations made, talks in time."""

from collections.abc import Collection, Iterator
from datetime import date
from uuid import UUID

from sqlalchemy import select

from lms.coaching.models import Day, DayCoach, Observation
from lms.coaching.queries.sides import TOOK_PLACE
from lms.core import clock
from lms.core.db import session
from lms.core.practised import Practice, Practised, source
from lms.network.rules import DEFAULT_ZONE

TALKED_OVER = ("debriefed", "acknowledged")


@source("coaching.practice")
def practice_of(unit_id: UUID, people: Collection[UUID], since: date) -> Iterator[Practised]:
    """Yield visits, observations and talks of ``people`` in a unit; nobody observed is read."""
    visits = session.execute(
        select(DayCoach.coach_id, Day.business_date)
        .join(Day, Day.id == DayCoach.day_id)
        .where(
            Day.unit_id == unit_id,
            Day.state.in_(TOOK_PLACE),
            Day.business_date >= since,
            DayCoach.coach_id.in_(list(people)),
            DayCoach.left_at.is_(None),
        )
    )
    for person_id, on in visits:
        yield Practised(person_id, Practice.VISIT, on)
    seen = session.execute(
        select(
            Observation.observer_id,
            Observation.observed_at,
            Observation.debriefed_at,
            Observation.state,
        ).where(
            Observation.unit_id == unit_id,
            Observation.observer_id.in_(list(people)),
            Observation.planned_on >= since,
            Observation.observed_at.is_not(None),
        )
    )
    for person_id, observed_at, debriefed_at, state in seen:
        if observed_at is not None:
            day = clock.business_date(observed_at, DEFAULT_ZONE)
            yield Practised(person_id, Practice.OBSERVATION, day)
        if debriefed_at is not None and state in TALKED_OVER:
            talked = clock.business_date(debriefed_at, DEFAULT_ZONE)
            yield Practised(person_id, Practice.DEBRIEF, talked)
