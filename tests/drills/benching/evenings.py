"""Coaches' days that are over and said by nobody yet, days of today, sheets under way; then no more."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, insert, select, text

from lms.coaching.models import Day, DayCoach, DayEntry, Observation, ObservationEntry
from lms.core import clock, ids
from lms.core.db import session
from lms.network.rules import DEFAULT_ZONE
from tests.drills.benching.places import MARK, Place, list_places

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Evening:
    """A day that took place yesterday: its store has to rate it, its coach to fill the dashboard."""

    place: Place
    day_id: UUID
    side_id: UUID

    @property
    def url(self) -> str:
        """Return the address of the day."""
        return f"/coaching/days/{self.day_id}"


def lay(count: int) -> list[Evening]:
    """Let ``count`` stores have been visited yesterday, nothing being written of it yet."""
    now = clock.now()
    yesterday = clock.business_date(now, DEFAULT_ZONE) - DAY
    busy = set(session.scalars(select(Day.unit_id).where(Day.business_date == yesterday)))
    free = [one for one in list_places() if one.unit_id not in busy][:count]
    return _visits(free, now - DAY, "done")


def lay_today(evenings: list[Evening]) -> list[Evening]:
    """Let each coach of some evenings have a visit planned today, in the last store of theirs."""
    now = clock.now()
    today = clock.business_date(now, DEFAULT_ZONE)
    busy = set(session.scalars(select(Day.unit_id).where(Day.business_date == today)))
    last = {one.place.coach: one.place for one in evenings if one.place.unit_id not in busy}
    return _visits(list(last.values()), now, "planned")


def _visits(places: list[Place], at: datetime, state: str) -> list[Evening]:
    on = clock.business_date(at, DEFAULT_ZONE)
    found = [Evening(place, ids.new_id(), ids.new_id()) for place in places]
    days: list[dict[str, Any]] = [
        {
            "id": one.day_id,
            "unit_id": one.place.unit_id,
            "business_date": on,
            "goals": MARK,
            "state": state,
            "reason": "",
            "created_by": one.place.coach,
            "created_at": at - 7 * DAY,
            "finished_at": at if state == "done" else None,
            "sequence": 0,
        }
        for one in found
    ]
    sides = [
        {
            "id": one.side_id,
            "day_id": one.day_id,
            "coach_id": one.place.coach,
            "is_replacement": False,
            "added_at": at - 7 * DAY,
        }
        for one in found
    ]
    if found:
        session.execute(insert(Day), days)
        session.execute(insert(DayCoach), sides)
        session.execute(insert(DayEntry), _entries(found, at, state))
    return found


def _entries(found: list[Evening], at: datetime, state: str) -> list[dict[str, Any]]:
    moves = [("plan", "planned", at - 7 * DAY), ("finish", "done", at)]
    return [
        {
            "id": ids.new_id(),
            "day_id": one.day_id,
            "number": number,
            "action": action,
            "state": after,
            "actor_id": one.place.coach,
            "reason": "",
            "unit_id": one.place.unit_id,
            "occurred_at": moment,
            "occurred_on": clock.business_date(moment, DEFAULT_ZONE),
            "received_at": moment,
        }
        for one in found
        for number, (action, after, moment) in enumerate(moves[: 2 if state == "done" else 1], 1)
    ]


_SERVES = text(
    """
    SELECT DISTINCT ON (unit_id) unit_id, person_id FROM network_membership m
     WHERE upper_inf(during) AND is_primary AND unit_id = ANY(:units)
       AND NOT EXISTS (SELECT 1 FROM network_mandate d
                        WHERE d.person_id = m.person_id AND upper_inf(d.during))
     ORDER BY unit_id, person_id
    """
)


def open_sheets(evenings: list[Evening]) -> dict[UUID, UUID]:
    """Let each coach be watching somebody; return the sheet by coach."""
    now = clock.now()
    units = {one.place.coach: one.place.unit_id for one in evenings}
    known = session.execute(_SERVES, {"units": list(units.values())}).all()
    served = {row.unit_id: row.person_id for row in known}
    found = {coach: ids.new_id() for coach, unit_id in units.items() if unit_id in served}
    on = clock.business_date(now, DEFAULT_ZONE)
    rows = [
        {
            "id": sheet,
            "unit_id": units[coach],
            "observed_id": served[units[coach]],
            "observer_id": coach,
            "planned_on": on,
            "state": "observed",
            "observed_at": now,
            "facts": MARK,
            "strength": "",
            "try_words": "",
            "created_at": now,
        }
        for coach, sheet in found.items()
    ]
    if rows:
        session.execute(insert(Observation), rows)
        session.execute(insert(ObservationEntry), [_opened(one) for one in rows])
    return found


def _opened(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": ids.new_id(),
        "observation_id": row["id"],
        "number": 1,
        "action": "observe",
        "state": "observed",
        "actor_id": row["observer_id"],
        "unit_id": row["unit_id"],
        "planned_on": row["planned_on"],
        "occurred_at": row["observed_at"],
        "occurred_on": row["planned_on"],
        "received_at": row["observed_at"],
    }


_DAYS = "SELECT id FROM coaching_day WHERE goals = :mark"
_SIDES = f"SELECT id FROM coaching_day_coach WHERE day_id IN ({_DAYS})"
_SHEETS = "SELECT id FROM coaching_observation WHERE facts = :mark"
_LIFT = (
    (
        "DELETE FROM coaching_entry_part WHERE entry_id IN"
        f" (SELECT id FROM coaching_entry WHERE day_coach_id IN ({_SIDES}))"
    ),
    f"DELETE FROM coaching_entry WHERE day_coach_id IN ({_SIDES})",
    (
        "DELETE FROM coaching_rating_words WHERE rating_id IN"
        f" (SELECT id FROM coaching_rating WHERE day_coach_id IN ({_SIDES}))"
    ),
    f"DELETE FROM coaching_rating WHERE day_coach_id IN ({_SIDES})",
    f"DELETE FROM coaching_day_entry WHERE day_id IN ({_DAYS})",
    f"DELETE FROM coaching_day_coach WHERE day_id IN ({_DAYS})",
    "DELETE FROM coaching_day WHERE goals = :mark",
    f"DELETE FROM coaching_observation_entry WHERE observation_id IN ({_SHEETS})",
    "DELETE FROM coaching_observation WHERE facts = :mark",
)


def lift(owner: Engine) -> None:
    """Delete what was laid, now or by a run that was cut short, and what was said of it."""
    with owner.begin() as connection:
        for statement in _LIFT:
            connection.execute(text(statement), {"mark": MARK} if ":mark" in statement else {})
