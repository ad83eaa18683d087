"""Visits in the house: one planned, one over, one read by both sides, here and in the east."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from lms.coaching.models import DayCoach
from lms.coaching.queries.conflicts import find_conflict
from lms.coaching.rules.dashboards import PARTS
from lms.coaching.rules.ratings import QUESTIONS
from lms.coaching.services import dashboards, days, ratings
from lms.coaching.services.dashboards import Seen
from lms.coaching.services.ratings import Said
from lms.core import clock
from lms.core.access import Role
from lms.core.db import session
from tests.cast import NOW, TODAY, Cast

if TYPE_CHECKING:
    from tests.house.world import World

SIDES = (("alice", "marion", "karim", "nantes"), ("yann", "zoe", "nora", "strasbourg"))
"""Whose things they are beside, who runs the store, who coaches it, the store."""
STAGES = dict.fromkeys(PARTS, 2)
SAID = Said(dict.fromkeys(QUESTIONS, 4), signed="Merci pour samedi.", confidential="À revoir.")


def settle(cast: Cast, world: "World") -> None:
    """Live a few days of visits in two stores."""
    for name, manager, coach, place in SIDES:
        unit = getattr(cast, place)
        people = (cast.people[manager], cast.people[coach])
        for kind, back in (("read", 9), ("over", 2), ("coming", -3)):
            day_id, side = _plan(unit, people[1], TODAY - timedelta(days=back))
            world.things |= {f"visit_{kind}_{name}": day_id, f"side_{kind}_{name}": side}
            if back > 0:
                _live(people, day_id, side, NOW - timedelta(days=back), both=kind == "read")
        world.things[f"close_{name}"] = _close(
            side=world.things[f"side_over_{name}"], people=people
        )
        session.flush()


def _plan(unit: Any, coach: Any, on: date) -> tuple[str, str]:
    with clock.frozen(NOW - timedelta(days=12)):
        day = days.plan(unit_id=unit.id, on=on, goals="Le rituel du matin", coach_id=coach.id)
    side = session.scalars(select(DayCoach.id).where(DayCoach.day_id == day.id)).one()
    return str(day.id), str(side)


def _live(people: tuple[Any, Any], day_id: Any, side: Any, at: Any, *, both: bool) -> None:
    manager, coach = people
    with clock.frozen(at + timedelta(hours=8)):
        days.act("finish", day_id=day_id, actor_id=coach.id, roles={Role.COACH})
        if both:
            seen = Seen(STAGES, obstacle="La caisse ouvre en même temps.")
            dashboards.fill(day_coach_id=side, seen=seen, coach_id=coach.id)
            ratings.rate(day_coach_id=side, said=SAID, rater_id=manager.id)


def _close(*, side: Any, people: tuple[Any, Any]) -> str:
    """Let the manager say that the coach is a friend."""
    manager, coach = people
    ratings.declare_conflict(
        day_coach_id=side, kind="friend", actor_id=manager.id, rater_id=manager.id
    )
    found = find_conflict(manager.id, coach.id)
    assert found is not None
    return str(found.id)
