"""Coaching days lived through the services, as people do; the clock moves with them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from lms.coaching.models import DashboardEntry, Day, DayCoach, Rating
from lms.coaching.rules.dashboards import PARTS
from lms.coaching.rules.ratings import QUESTIONS
from lms.coaching.services import dashboards, days, ratings
from lms.coaching.services.dashboards import Seen
from lms.coaching.services.days import Wanted
from lms.coaching.services.ratings import Said
from lms.core import clock
from lms.core.access import Role
from lms.core.db import session
from tests.cast import TODAY, Cast
from tests.factories.network import make_mandate, make_person, make_wave

EVENING = datetime(2026, 3, 12, 17, 0, tzinfo=UTC)
"""18:00 in Paris on the day of the cast."""
MIDNIGHT = datetime(2026, 3, 12, 23, 0, tzinfo=UTC)
"""The end of that business day in Paris."""
STAGES = dict.fromkeys(PARTS, 1)


def light(cast: Cast) -> Cast:
    """Make coaching live in the cast's stores, but Vannes."""
    for unit in (cast.nantes, cast.rennes, cast.brest, cast.strasbourg, cast.west_office):
        make_wave(unit, "coaching")
    return cast


def said(answer: int = 4, **words: str) -> Said:
    """Give the same answer to the four questions."""
    return Said(dict.fromkeys(QUESTIONS, answer), **words)


def seen(**given: Any) -> Seen:
    """See every part begun."""
    return Seen(**{"stages": STAGES, **given})


@dataclass(frozen=True)
class Visit:
    """A day and the coach who comes."""

    day: Day
    coach: DayCoach

    @property
    def id(self) -> UUID:
        return self.coach.id

    def rating(self) -> Rating | None:
        return _last(Rating, self.id)

    def entry(self) -> DashboardEntry | None:
        return _last(DashboardEntry, self.id)


def _last(kind: Any, day_coach_id: UUID) -> Any:
    wanted = sa.select(kind).where(kind.day_coach_id == day_coach_id)
    return session.scalars(wanted.order_by(kind.number.desc()).limit(1)).first()


def planned(cast: Cast, *, unit: Any = None, coach: Any = None, on: date = TODAY) -> Visit:
    """Let a coach plan a day: Karim in Nantes, today."""
    place, who = unit or cast.nantes, coach or cast.karim
    day = days.plan(unit_id=place.id, on=on, goals="The Saturday ritual", coach_id=who.id)
    found = session.scalars(sa.select(DayCoach).where(DayCoach.day_id == day.id)).one()
    return Visit(day, found)


def finish(visit: Visit, at: datetime = EVENING) -> Visit:
    """Let the coach end the day."""
    with clock.frozen(at):
        days.act(
            "finish",
            day_id=visit.day.id,
            actor_id=visit.coach.coach_id,
            roles={Role.COACH},
            wanted=Wanted(),
        )
    return visit


def finished(cast: Cast, **given: Any) -> Visit:
    """Plan a day and end it at six in the evening."""
    visit = planned(cast, **given)
    on = visit.day.business_date
    return finish(visit, EVENING + (on - TODAY))


def rate(
    visit: Visit, who: Any, answer: int = 4, *, at: datetime = EVENING, **words: str
) -> Rating:
    """Let somebody say what the day was worth."""
    with clock.frozen(at):
        return ratings.rate(day_coach_id=visit.id, said=said(answer, **words), rater_id=who.id)


def fill(visit: Visit, *, at: datetime = EVENING, **given: Any) -> DashboardEntry:
    """Let the coach fill the dashboard."""
    with clock.frozen(at):
        return dashboards.fill(
            day_coach_id=visit.id, seen=seen(**given), coach_id=visit.coach.coach_id
        )


def lived(cast: Cast, on: date, unit: Any, rater: Any, answer: int, *, coach: Any = None) -> Visit:
    """Live a whole day of the past: planned that morning, ended, judged and filled that evening."""
    morning = datetime(on.year, on.month, on.day, 8, tzinfo=UTC)
    with clock.frozen(morning):
        visit = planned(cast, unit=unit, coach=coach, on=on)
    evening = morning + timedelta(hours=9)
    finish(visit, evening)
    rate(visit, rater, answer, at=evening)
    fill(visit, at=evening)
    return visit


def manager_of(unit: Any, given: str) -> Any:
    """Give a unit a manager."""
    who = make_person(given, "Manager", email=f"{given.lower()}.m@example.org")
    make_mandate(who.id, Role.UNIT_MANAGER, unit.id)
    return who
