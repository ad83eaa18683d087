"""What learning makes people be told: paths given, dates near or passed, a team's week."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Text, cast, func, literal, select, type_coerce
from sqlalchemy.sql.functions import concat

from lms.accounts.models import Person
from lms.core.access import Capability
from lms.core.db import session
from lms.core.notices.models import Notice
from lms.courses.models import Enrolment, PathVersion
from lms.courses.rules.progress import COMPLETE
from lms.network.models import Mandate, Unit
from lms.network.queries import live_units

WEEK = timedelta(days=7)
SOON = "courses.due_soon"
LATE = "courses.late"
TEAM = "courses.team_week"


@dataclass(frozen=True, slots=True)
class Reminder:
    """People to be told the same thing of a path; ``turn`` tells it from what was told before."""

    path_uid: UUID
    title: str
    due_on: date
    turn: str


Reminders = dict[Reminder, list[UUID]]


def _live(zone: str, day: date) -> Any:
    """Select the open enrolments of people of live units in ``zone``, with their path's title."""
    return (
        select(Enrolment.person_id, Enrolment.path_uid, PathVersion.title, Enrolment.due_on)
        .join(PathVersion, PathVersion.id == Enrolment.path_version_id)
        .join(Unit, Unit.id == Enrolment.unit_id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(
            Enrolment.withdrawn_at.is_(None),
            Enrolment.state != COMPLETE,
            Unit.zone == zone,
            Unit.id.in_(live_units(Capability.LEARNING, day)),
            Person.erased_at.is_(None),
        )
    )


def _untold(kind: str, turn: ColumnElement[str]) -> ColumnElement[bool]:
    told = select(Notice.id).where(
        Notice.kind == kind,
        Notice.key == cast(Enrolment.path_uid, Text),
        Notice.turn == turn,
        Notice.person_id == Enrolment.person_id,
    )
    return ~told.exists()


def list_near(*, zone: str, day: date, days: int, limit: int) -> Reminders:
    """Return who has a path to finish within ``days`` and was not told of it."""
    turn = cast(Enrolment.due_on, Text)
    asked = _live(zone, day).add_columns(turn.label("turn"))
    near = Enrolment.due_on.between(day, day + timedelta(days=days))
    return _grouped(asked.where(near, _untold(SOON, turn)).limit(limit))


def list_late(*, zone: str, day: date, times: int, limit: int) -> Reminders:
    """Return whose path's date has passed and who were not told this week, ``times`` at most."""
    weeks = (type_coerce(literal(day) - Enrolment.due_on, Integer) - 1) // 7
    turn = concat(cast(Enrolment.due_on, Text), "/", cast(weeks, Text))
    asked = _live(zone, day).add_columns(turn.label("turn"))
    late = (Enrolment.due_on < day, Enrolment.due_on >= day - times * WEEK)
    return _grouped(asked.where(*late, _untold(LATE, turn)).limit(limit))


def _grouped(asked: Any) -> Reminders:
    found: Reminders = {}
    # Put in order here: asked in order, the planner would sort everybody before the limit.
    for person, path, title, due_on, turn in sorted(session.execute(asked), key=_by_person):
        found.setdefault(Reminder(path, title, due_on, turn), []).append(person)
    return found


def _by_person(row: Any) -> tuple[UUID, UUID]:
    return (row[1], row[0])


def list_given(assignment_id: UUID, day: date) -> list[tuple[UUID, date | None, UUID, str]]:
    """Return (person, date, path, title) of an assignment, where learning is live."""
    rows = session.execute(
        select(Enrolment.person_id, Enrolment.due_on, Enrolment.path_uid, PathVersion.title)
        .join(PathVersion, PathVersion.id == Enrolment.path_version_id)
        .where(
            Enrolment.assignment_id == assignment_id,
            Enrolment.withdrawn_at.is_(None),
            Enrolment.unit_id.in_(live_units(Capability.LEARNING, day)),
        )
        .order_by(Enrolment.person_id)
    )
    return [(person, due_on, path, title) for person, due_on, path, title in rows]


def find_enrolment(enrolment_id: UUID) -> Enrolment | None:
    """Return an enrolment."""
    return session.get(Enrolment, enrolment_id)


def title_of(version_id: UUID) -> str | None:
    """Return the title of a path's version."""
    return session.scalar(select(PathVersion.title).where(PathVersion.id == version_id))


@dataclass(frozen=True, slots=True)
class TeamWeek:
    """A unit's week: whom to tell, and three figures that open lists the manager may read."""

    unit_id: UUID
    unit_name: str
    manager_id: UUID
    late: int
    soon: int
    done: int


def list_team_weeks(
    *, zone: str, day: date, turn: str, now: datetime, limit: int
) -> list[TeamWeek]:
    """Return the weeks in which something moved, of live units whose manager was not told yet."""
    going = Enrolment.state != COMPLETE
    late = func.count().filter(going, Enrolment.due_on < day)
    soon = func.count().filter(going, Enrolment.due_on.between(day, day + WEEK))
    done = func.count().filter(Enrolment.completed_at >= now - WEEK)
    told = select(Notice.id).where(
        Notice.kind == TEAM,
        Notice.key == cast(Unit.id, Text),
        Notice.turn == turn,
        Notice.person_id == Mandate.person_id,
    )
    rows = session.execute(
        select(Unit.id, Unit.name, Mandate.person_id, late, soon, done)
        .join(Enrolment, Enrolment.unit_id == Unit.id)
        .join(Mandate, Mandate.unit_id == Unit.id)
        .where(
            Enrolment.withdrawn_at.is_(None),
            Unit.zone == zone,
            Unit.id.in_(live_units(Capability.LEARNING, day)),
            Mandate.kind == "unit_manager",
            Mandate.during.contains(day),
            ~told.exists(),
        )
        .group_by(Unit.id, Unit.name, Mandate.person_id)
        .having(late + soon + done > 0)
        .order_by(Unit.id)
        .limit(limit)
    )
    return [TeamWeek(*row) for row in rows]
