"""A store that counted its customers for two years, and whose whole team walked through it."""

from datetime import date, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import text

from lms.core import ids
from lms.core.db import session
from lms.demo.projects import texts
from lms.demo.projects.flows import USUAL, shade_of
from lms.projects.models import Count, Function, Paint, Perception, Walk, Zone
from lms.projects.rules.flows.painting import Shade
from lms.projects.rules.walks import Sense
from tests.drills.benching.places import Place, Rows, at_nine

WEEKS, SLOTS, OPEN, SHUT = 104, 48, 18, 40


def count_two_years(kept: Rows, place: Place, project_id: UUID, today: date) -> None:
    """Keep 104 weeks of half hours, the week painted, functions, everybody's walks."""
    draw, common = Random(1), {"unit_id": place.unit_id, "channel": place.channel}
    first = today - timedelta(days=today.weekday(), weeks=WEEKS)
    for day in (first + timedelta(days=n) for n in range(7 * WEEKS)):
        for slot in range(SLOTS):
            usual = USUAL.get(shade_of(day.isoweekday(), slot), 0) if OPEN <= slot < SHUT else 0
            row = {**common, "id": ids.new_id(), "on_date": day, "slot": slot, "fold": 0}
            said = {"number": 1, "count": usual and usual + draw.randint(-4, 9), "source": "csv"}
            kept.setdefault(Count, []).append({**row, **said, "received_at": at_nine(day)})
    for weekday in range(1, 8):
        for slot in range(SLOTS):
            shade = shade_of(weekday, slot) if OPEN <= slot < SHUT else Shade.CLOSED
            row = {**common, "weekday": weekday, "slot": slot, "shade": int(shade)}
            kept.setdefault(Paint, []).append({**row, "at": at_nine(first)})
    _functions(kept, place)
    _walk(kept, place, project_id, draw, first)


def _functions(kept: Rows, place: Place) -> None:
    for rank, (name, handling, share) in enumerate(texts.FUNCTIONS):
        kept.setdefault(Function, []).append(
            {
                "id": ids.new_id(),
                "unit_id": place.unit_id,
                "code": f"bench-{rank}",
                "name": name,
                "channel": place.channel,
                "place": rank,
                "share_pct": share,
                "handling_s": handling,
                "target_pct": 80,
                "target_s": 120,
                "occupancy_pct": 85,
            }
        )


_TEAM = text(
    """
    SELECT person_id FROM network_membership
     WHERE unit_id = :unit_id AND upper_inf(during) AND person_id <> :manager ORDER BY person_id
    """
)


def _walk(
    kept: Rows,
    place: Place,
    project_id: UUID,
    draw: Random,
    day: date,
) -> None:
    """Let the manager and the whole team walk through every zone with every sense."""
    zones = [ids.new_id() for _name in texts.ZONES]
    for rank, (zone_id, name) in enumerate(zip(zones, texts.ZONES, strict=True), 1):
        one = {"id": zone_id, "project_id": project_id, "name": name, "place": rank}
        kept.setdefault(Zone, []).append(one)
    team = session.scalars(_TEAM, {"unit_id": place.unit_id, "manager": place.manager}).all()
    for walker in dict.fromkeys([place.manager, *team]):
        for sense in Sense:
            walk_id, at = ids.new_id(), at_nine(day)
            one = {"id": walk_id, "project_id": project_id, "sense": sense.value}
            kept.setdefault(Walk, []).append(
                {**one, "walker_id": walker, "started_at": at, "scored_at": at}
            )
            for zone_id in zones:
                felt = {"walk_id": walk_id, "zone_id": zone_id, "score": draw.randint(-2, 2)}
                note = draw.choice(texts.NOTES[sense]) if draw.random() < 0.1 else ""
                kept.setdefault(Perception, []).append({**felt, "note": note})
