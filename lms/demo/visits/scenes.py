"""The last days of the cast, lived through the services: something waits for each of them."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from lms.coaching.models import DayCoach
from lms.coaching.rules.dashboards import PARTS
from lms.coaching.services import blocks, dashboards, days, ratings
from lms.coaching.services.dashboards import Seen
from lms.coaching.services.ratings import Said
from lms.core import clock
from lms.core.access import Role
from lms.core.db import session
from lms.demo.network import Worker, World

DAY = timedelta(days=1)
STAGES = (3, 2, 1, 1, 2, 3)


def live(world: World, players: Mapping[str, Worker]) -> None:
    """Publish what may be read, then live Karim's week: today, yesterday, last week, next ones."""
    now = clock.now()
    blocks.publish_due(now)
    karim, marion = players["karim"], players["marion"]
    coached = _coached(world, karim.id)
    first = marion.unit_id
    others = [one for one in coached if one != first] or [first]
    _judged_by_both(karim.id, marion.id, first, now - 7 * DAY)
    _waits_for_opinion(karim.id, marion.id, first, now - DAY)
    if others[0] != first:
        _waits_for_dashboard(karim.id, others[0], now - 2 * DAY)
    with clock.frozen(now - 3 * DAY):
        _plan(
            karim.id, others[0], now.date(), "Le rituel du samedi : qui le tient, à quelle heure."
        )
        for place, unit_id in enumerate(others[1:4], 1):
            _plan(karim.id, unit_id, _weekday(now.date() + 3 * place * DAY), "")
        _plan(karim.id, first, _weekday(now.date() + 14 * DAY), "Relire l’étape convenue.")


def _coached(world: World, person_id: UUID) -> list[UUID]:
    """Return the stores somebody coaches, in the order of the network."""
    held = {
        row[4] for row in world.rows["network_mandate"] if row[1] == person_id and row[2] == "coach"
    }
    return [store.id for store in world.stores if store.id in held]


def _weekday(day: date) -> date:
    return day + DAY if day.weekday() == 6 else day  # noqa: PLR2004 - Sunday


def _plan(coach_id: UUID, unit_id: UUID, on: date, goals: str) -> UUID:
    day = days.plan(unit_id=unit_id, on=on, goals=goals, coach_id=coach_id)
    return session.scalars(select(DayCoach.id).where(DayCoach.day_id == day.id)).one()


def _lived(coach_id: UUID, unit_id: UUID, at: datetime, goals: str) -> UUID:
    """Plan a day three days before and end it in the afternoon."""
    with clock.frozen(at - 3 * DAY):
        side = _plan(coach_id, unit_id, at.date(), goals)
    day_id = session.scalars(select(DayCoach.day_id).where(DayCoach.id == side)).one()
    with clock.frozen(at + timedelta(hours=9)):
        days.act("finish", day_id=day_id, actor_id=coach_id, roles={Role.COACH})
    return side


def _seen(owner: UUID | None = None, due: date | None = None) -> Seen:
    return Seen(
        stages=dict(zip(PARTS, STAGES, strict=True)),
        obstacle="Le samedi, la caisse ouvre en même temps que le rituel.",
        next_words="Tenir le rituel du matin le samedi, à 9 h 40." if owner else "",
        next_owner_id=owner,
        next_due=due,
    )


def _judged_by_both(karim: UUID, marion: UUID, unit_id: UUID, at: datetime) -> None:
    """Live last week's visit: both sides are in, and open."""
    side = _lived(karim, unit_id, at, "Le rituel du matin, un samedi.")
    with clock.frozen(at + timedelta(hours=9, minutes=20)):
        seen = _seen(marion, (at + 12 * DAY).date())
        dashboards.fill(day_coach_id=side, seen=seen, coach_id=karim)
    with clock.frozen(at + timedelta(hours=10)):
        said = Said(
            {"prep": 4, "listening": 5, "usefulness": 4, "follow_through": 3},
            signed="Merci d’avoir pris la caisse avec nous pendant la pointe.",
        )
        ratings.rate(day_coach_id=side, said=said, rater_id=marion)


def _waits_for_opinion(karim: UUID, marion: UUID, unit_id: UUID, at: datetime) -> None:
    """Live yesterday's visit: the coach has written, the store has not."""
    side = _lived(karim, unit_id, at, "L’étape convenue, et la file de retrait.")
    with clock.frozen(at + timedelta(hours=9, minutes=10)):
        seen = _seen(marion, (at + 6 * DAY).date())
        dashboards.fill(day_coach_id=side, seen=seen, coach_id=karim)


def _waits_for_dashboard(karim: UUID, unit_id: UUID, at: datetime) -> None:
    """Live a visit of the day before: nobody has written yet."""
    _lived(karim, unit_id, at, "Observer deux personnes, parler avec chacune.")
