"""What the benchmark adds to a network for its stores: projects, two years of half hours, twins.

The demo lives four projects and a year of visits; here some hundreds of stores have a project, one
has counted 104 weeks and walked through every sense, and each store has a twin without people, so
that the network's board is as long as the one promised.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, text

from lms.core import clock, ids
from lms.core.db import Base, session
from lms.demo.projects import texts
from lms.demo.projects.flows import USUAL, shade_of
from lms.network.rules import DEFAULT_ZONE
from lms.projects.models import (
    Action,
    ActionEntry,
    Count,
    Function,
    Irritant,
    Occurrence,
    Paint,
    Perception,
    Project,
    ProjectEntry,
    Ritual,
    Section,
    SectionEntry,
    Walk,
    Zone,
)
from lms.projects.rules.flows.painting import Shade
from lms.projects.rules.sections import UNIT_SECTIONS
from lms.projects.rules.walks import Sense

PROJECTS, EACH = 400, 2000
WEEKS, SLOTS, OPEN, SHUT = 104, 48, 18, 40
MARK = "Banc d'essai"
STAGES = ("running", "running", "diagnosing", "planning", "reviewing", "framing")
SINCE = timedelta(weeks=20)
HELD = 40


@dataclass(frozen=True, slots=True)
class Place:
    """A store, who runs it, who coaches it."""

    unit_id: UUID
    manager: UUID
    coach: UUID
    channel: str


_PLACES = text(
    """
    SELECT u.id, m.person_id, c.person_id, coalesce(u.channels[1], 'store') FROM network_unit u
      JOIN network_mandate m ON m.unit_id = u.id AND m.kind = 'unit_manager' AND upper_inf(m.during)
      JOIN network_mandate c ON c.unit_id = u.id AND c.kind = 'coach' AND upper_inf(c.during)
     WHERE u.kind = 'store' AND u.closed_on IS NULL AND m.person_id <> c.person_id
     ORDER BY u.code
    """
)
_TWINS = (
    """
    INSERT INTO network_unit (id, code, name, sort_key, kind, zone, day_cut, opened_on, closed_on,
                              city, postcode, channels, format)
    SELECT t.twin, 'T' || u.code, u.name || ' bis', u.sort_key || ' bis', u.kind, u.zone, u.day_cut,
           u.opened_on, u.closed_on, u.city, u.postcode, u.channels, u.format
      FROM unnest(CAST(:units AS uuid[]), CAST(:twins AS uuid[])) t (one, twin)
      JOIN network_unit u ON u.id = t.one
    """,
    """
    INSERT INTO network_unit_region (id, unit_id, region_id, during)
    SELECT t.id, t.twin, r.region_id, r.during
      FROM unnest(CAST(:units AS uuid[]), CAST(:twins AS uuid[]), CAST(:ids AS uuid[]))
           t (one, twin, id)
      JOIN network_unit_region r ON r.unit_id = t.one AND upper_inf(r.during)
    """,
    """
    INSERT INTO network_wave (id, unit_id, capability, during)
    SELECT t.id, t.twin, w.capability, w.during
      FROM unnest(CAST(:units AS uuid[]), CAST(:twins AS uuid[]), CAST(:ids AS uuid[]))
           t (one, twin, id)
      JOIN network_wave w ON w.unit_id = t.one AND w.capability = 'project' AND upper_inf(w.during)
    """,
)


def list_places() -> list[Place]:
    """Return the stores that have a manager and a coach, in the order of their codes."""
    found: dict[UUID, Place] = {}
    for row in session.execute(_PLACES).all():
        found.setdefault(row[0], Place(*row))
    return list(found.values())


def counted_place() -> tuple[Place, UUID]:
    """Return the store that counted two years, and its project."""
    unit_id, project_id = session.execute(
        select(Project.unit_id, Project.id).where(Project.meaning == MARK, Project.metric == MARK)
    ).one()
    return next(one for one in list_places() if one.unit_id == unit_id), project_id


def fill_stores() -> bool:
    """Give stores their projects, once; tell whether there was anything to do."""
    if session.scalar(select(Project.id).where(Project.meaning == MARK).limit(1)):
        return False
    live = set(session.scalars(select(Project.unit_id).where(Project.state != "closed")))
    free = [one for one in list_places() if one.unit_id not in live][:PROJECTS]
    today = clock.business_date(clock.now(), DEFAULT_ZONE)
    stages = cycle(STAGES)
    kept: dict[type[Base], list[dict[str, Any]]] = {}
    for place in free[1:]:
        _project(kept, place, next(stages), today)
    _count_two_years(kept, free[0], _project(kept, free[0], "diagnosing", today, MARK), today)
    for kind, rows in kept.items():
        for start in range(0, len(rows), EACH):
            session.execute(insert(kind), rows[start : start + EACH])
    _double()
    return True


def _double() -> None:
    """Give each store a twin, without people, where projects are live."""
    known = session.scalars(
        text("SELECT id FROM network_unit WHERE kind = 'store' AND closed_on IS NULL ORDER BY code")
    ).all()
    twins = {"units": list(known), "twins": [ids.new_id() for _one in known]}
    for statement in _TWINS:
        session.execute(text(statement), {**twins, "ids": [ids.new_id() for _one in known]})


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def _project(
    kept: dict[type[Base], list[dict[str, Any]]],
    place: Place,
    state: str,
    today: date,
    metric: str = texts.METRIC,
) -> UUID:
    """Keep a project at a stage with its parts, its points, its actions, its ritual."""
    project_id, since = ids.new_id(), today - SINCE
    runs = state in {"running", "reviewing"}
    kept.setdefault(Project, []).append(
        {
            "id": project_id,
            "unit_id": place.unit_id,
            "region_id": None,
            "cycle": 1,
            "state": state,
            "meaning": MARK,
            "metric": metric,
            "baseline_num": "18",
            "baseline_den": "40",
            "baseline_n": 40,
            "target": "7/10",
            "due_on": today + SINCE,
            "opened_on": since,
            "created_by": place.manager,
            "created_at": _at(since),
            "running_since": today - SINCE / 2 if runs else None,
        }
    )
    entry = {"id": ids.new_id(), "project_id": project_id, "number": 1, "action": "open"}
    kept.setdefault(ProjectEntry, []).append(
        {**entry, "state": state, "actor_id": place.manager, "reason": "", **_when(since)}
    )
    _parts(kept, place, project_id, since, is_whole=runs or state == "planning")
    points = _points(kept, place, project_id, since)
    if runs:
        _actions(kept, place, project_id, points, today)
        _ritual(kept, place, project_id, today)
    return project_id


def _when(day: date) -> dict[str, Any]:
    return {"occurred_at": _at(day), "occurred_on": day, "received_at": _at(day)}


def _parts(
    kept: dict[type[Base], list[dict[str, Any]]],
    place: Place,
    project_id: UUID,
    since: date,
    *,
    is_whole: bool,
) -> None:
    for code in UNIT_SECTIONS:
        one = {"id": ids.new_id(), "project_id": project_id, "code": code}
        done = (place.manager, _at(since)) if is_whole else (None, None)
        kept.setdefault(Section, []).append(
            {
                **one,
                "words": texts.SYNTHESIS,
                "validated_by": done[0],
                "validated_at": done[1],
                "updated_at": _at(since),
            }
        )
        if is_whole:
            entry = {**one, "id": ids.new_id(), "number": 1, "validated": True}
            kept.setdefault(SectionEntry, []).append(
                {**entry, "actor_id": place.manager, **_when(since)}
            )


def _points(
    kept: dict[type[Base], list[dict[str, Any]]], place: Place, project_id: UUID, since: date
) -> list[UUID]:
    found = []
    for _moment, words, count, _said in texts.POINTS:
        found.append(ids.new_id())
        kept.setdefault(Irritant, []).append(
            {
                "id": found[-1],
                "project_id": project_id,
                "words": words,
                "channels": [],
                "count": count,
                "escalation_answer": "",
                "created_by": place.manager,
                "created_at": _at(since),
            }
        )
    return found


def _actions(
    kept: dict[type[Base], list[dict[str, Any]]],
    place: Place,
    project_id: UUID,
    points: Sequence[UUID],
    today: date,
) -> None:
    """Keep three actions, of which one is done."""
    for rank, (_moment, when, do, _effect) in enumerate(texts.ACTIONS):
        action_id, due = ids.new_id(), today + timedelta(days=14 * rank - 10)
        state = "done" if rank == 0 else "in_progress"
        done = due - timedelta(days=3) if rank == 0 else None
        kept.setdefault(Action, []).append(
            {
                "id": action_id,
                "project_id": project_id,
                "gap": "irritant",
                "irritant_id": points[rank],
                "about": "",
                "when_words": when,
                "do_words": do,
                "owner_id": place.manager,
                "due_on": due,
                "state": state,
                "proof": "",
                "done_by": place.manager if done else None,
                "done_on": done,
                "effect": "",
                "reason": "",
                "created_by": place.manager,
                "created_at": _at(due - SINCE / 2),
            }
        )
        for number, (action, after, day) in enumerate(_moves(due, done), 1):
            kept.setdefault(ActionEntry, []).append(
                {
                    "id": ids.new_id(),
                    "action_id": action_id,
                    "number": number,
                    "action": action,
                    "state": after,
                    "actor_id": place.manager,
                    "owner_id": place.manager,
                    "due_on": due,
                    "reason": "",
                    "unit_id": place.unit_id,
                    **_when(day),
                }
            )


def _moves(due: date, done: date | None) -> Iterator[tuple[str, str, date]]:
    yield "accept", "accepted", due - SINCE / 2
    yield "begin", "in_progress", due - SINCE / 4
    if done is not None:
        yield "finish", "done", done


def _ritual(
    kept: dict[type[Base], list[dict[str, Any]]], place: Place, project_id: UUID, today: date
) -> None:
    ritual_id, name = ids.new_id(), texts.RITUALS[0][0]
    starts = today - timedelta(days=HELD)
    kept.setdefault(Ritual, []).append(
        {
            "id": ritual_id,
            "unit_id": place.unit_id,
            "project_id": project_id,
            "name": name,
            "minutes": 3,
            "every": "week",
            "interval": 1,
            "weekdays": [1, 2, 3, 4, 5, 6],
            "place": None,
            "starts_on": starts,
            "is_brief": True,
            "created_by": place.manager,
            "created_at": _at(starts),
        }
    )
    for day in (starts + timedelta(days=n) for n in range(HELD)):
        if day.isoweekday() < 7:
            kept.setdefault(Occurrence, []).append(
                {
                    "id": ids.new_id(),
                    "ritual_id": ritual_id,
                    "unit_id": place.unit_id,
                    "on_date": day,
                    "number": 1,
                    "state": "held" if day.day % 5 else "skipped",
                    "reason": "" if day.day % 5 else texts.SKIPPED[0],
                    "source": "tap",
                    "actor_id": place.manager,
                    "occurred_at": _at(day),
                    "received_at": _at(day),
                }
            )


# --- the store that counted two years -----------------------------------------------------------


def _count_two_years(
    kept: dict[type[Base], list[dict[str, Any]]], place: Place, project_id: UUID, today: date
) -> None:
    draw, common = Random(1), {"unit_id": place.unit_id, "channel": place.channel}
    first = today - timedelta(days=today.weekday(), weeks=WEEKS)
    for day in (first + timedelta(days=n) for n in range(7 * WEEKS)):
        for slot in range(SLOTS):
            usual = USUAL.get(shade_of(day.isoweekday(), slot), 0) if OPEN <= slot < SHUT else 0
            row = {**common, "id": ids.new_id(), "on_date": day, "slot": slot, "fold": 0}
            said = {"number": 1, "count": usual and usual + draw.randint(-4, 9), "source": "csv"}
            kept.setdefault(Count, []).append({**row, **said, "received_at": _at(day)})
    for weekday in range(1, 8):
        for slot in range(SLOTS):
            shade = shade_of(weekday, slot) if OPEN <= slot < SHUT else Shade.CLOSED
            row = {**common, "weekday": weekday, "slot": slot, "shade": int(shade)}
            kept.setdefault(Paint, []).append({**row, "at": _at(first)})
    _functions(kept, place)
    _walk(kept, place, project_id, draw, first)


def _functions(kept: dict[type[Base], list[dict[str, Any]]], place: Place) -> None:
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
    kept: dict[type[Base], list[dict[str, Any]]],
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
            walk_id, at = ids.new_id(), _at(day)
            one = {"id": walk_id, "project_id": project_id, "sense": sense.value}
            kept.setdefault(Walk, []).append(
                {**one, "walker_id": walker, "started_at": at, "scored_at": at}
            )
            for zone_id in zones:
                felt = {"walk_id": walk_id, "zone_id": zone_id, "score": draw.randint(-2, 2)}
                note = draw.choice(texts.NOTES) if draw.random() < 0.1 else ""
                kept.setdefault(Perception, []).append({**felt, "note": note})
