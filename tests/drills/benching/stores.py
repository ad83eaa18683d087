"""What the benchmark adds to a network for its stores: projects, two years of half hours, twins.

The demo lives four projects and a year of visits; here some hundreds of stores have a project, one
has counted 104 weeks and walked through every sense, and each store has a twin without people, so
that the network's board is as long as the one promised.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import cycle
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, text

from lms.core import clock, ids
from lms.core.db import session
from lms.demo.projects import texts
from lms.network.rules import DEFAULT_ZONE
from lms.projects.models import (
    Action,
    ActionEntry,
    Irritant,
    Occurrence,
    Project,
    ProjectEntry,
    Ritual,
    Section,
    SectionEntry,
)
from lms.projects.rules.sections import UNIT_SECTIONS
from tests.drills.benching.counted import count_two_years
from tests.drills.benching.places import MARK, Place, Rows, at_nine, list_places

PROJECTS, EACH = 400, 2000
STAGES = ("running", "running", "diagnosing", "planning", "reviewing", "framing")
SINCE = timedelta(weeks=20)
HELD = 40


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
    kept: Rows = {}
    for place in free[1:]:
        _project(kept, place, next(stages), today)
    count_two_years(kept, free[0], _project(kept, free[0], "diagnosing", today, MARK), today)
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


def _project(
    kept: Rows,
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
            "created_at": at_nine(since),
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
    return {"occurred_at": at_nine(day), "occurred_on": day, "received_at": at_nine(day)}


def _parts(
    kept: Rows,
    place: Place,
    project_id: UUID,
    since: date,
    *,
    is_whole: bool,
) -> None:
    for code in UNIT_SECTIONS:
        one = {"id": ids.new_id(), "project_id": project_id, "code": code}
        done = (place.manager, at_nine(since)) if is_whole else (None, None)
        kept.setdefault(Section, []).append(
            {
                **one,
                "words": texts.SYNTHESIS,
                "validated_by": done[0],
                "validated_at": done[1],
                "updated_at": at_nine(since),
            }
        )
        if is_whole:
            entry = {**one, "id": ids.new_id(), "number": 1, "validated": True}
            kept.setdefault(SectionEntry, []).append(
                {**entry, "actor_id": place.manager, **_when(since)}
            )


def _points(kept: Rows, place: Place, project_id: UUID, since: date) -> list[UUID]:
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
                "created_at": at_nine(since),
            }
        )
    return found


def _actions(
    kept: Rows,
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
                "created_at": at_nine(due - SINCE / 2),
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


def _ritual(kept: Rows, place: Place, project_id: UUID, today: date) -> None:
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
            "created_at": at_nine(starts),
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
                    "occurred_at": at_nine(day),
                    "received_at": at_nine(day),
                }
            )
