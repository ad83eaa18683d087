"""Who has started, finished, is late: one unit and one path, today or on a past day."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text

from lms.accounts.models import Person
from lms.core.access import Permission, Viewer
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.courses.models import Enrolment, Path, PathVersion
from lms.courses.queries.apart import get_person_for
from lms.courses.queries.learner import list_paths_of
from lms.courses.queries.past import PastLessons, lessons_on, standing_on
from lms.courses.rules.progress import COMPLETE, WITHDRAWN
from lms.courses.rules.rendering import said
from lms.network.models import Unit
from lms.network.queries import day_there, people_in_scope, units_in_scope

__all__ = ["list_paths_of"]

HELP, GOING, FINISHED = "help", "going", "done"
GROUPS = (HELP, GOING, FINISHED)


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A person of a unit on a path, as their manager sees it: lessons done, never answers."""

    person_id: UUID
    given_name: str
    family_name: str
    has_email: bool
    has_account: bool
    state: str
    done: int
    total: int
    due_on: date | None
    moved_on: date | None
    completed_on: date | None
    late: int

    @property
    def group(self) -> str:
        """Return where the row stands: a hand needed, on the way, done."""
        if self.state == COMPLETE:
            return FINISHED
        return HELP if self.late else GOING

    @property
    def full_name(self) -> str:
        """Return "Given Family"."""
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True, slots=True)
class TeamPath:
    """A path followed in a unit: how many people follow it, and who is where."""

    path_uid: UUID
    title: str
    people: int
    done: int
    late: int


def get_unit_in_scope(viewer: Viewer, permission: Permission, unit_id: UUID | None) -> Unit:
    """Return the unit asked, or the first of the viewer's; raises NotFound out of scope."""
    scope = units_in_scope(viewer, permission)
    asked = select(Unit).where(Unit.id.in_(scope))
    if unit_id is not None:
        asked = asked.where(Unit.id == unit_id)
    else:
        own = [g.scope_id for g in viewer.grants_for(permission) if g.scope_kind == "unit"]
        asked = asked.where(Unit.id.in_(own)) if own else asked
    found = session.scalars(asked.order_by(Unit.name, Unit.id).limit(1)).first()
    if found is None:
        raise NotFound(_("This store does not exist, or you cannot see it."))
    return found


_PATHS = text(
    """
    SELECT e.path_uid, v.title, v.language, count(*) AS people,
           count(*) FILTER (WHERE e.state = 'complete') AS done,
           count(*) FILTER (WHERE e.state <> 'complete' AND e.due_on < CAST(:today AS date)) AS late
      FROM courses_enrolment e
      JOIN courses_path p ON p.uid = e.path_uid
      JOIN courses_path_version v ON v.id = p.current_version_id
     WHERE e.unit_id = :unit AND e.withdrawn_at IS NULL
     GROUP BY e.path_uid, v.title, v.language
     ORDER BY late DESC, people DESC, v.title
    """
)


def list_team_paths(unit_id: UUID, today: date) -> list[TeamPath]:
    """Return the paths followed in a unit, those where somebody waits first."""
    rows = session.execute(_PATHS, {"unit": unit_id, "today": today})
    return [TeamPath(r.path_uid, said(r.title, r.language), r.people, r.done, r.late) for r in rows]


def list_team(
    viewer: Viewer,
    *,
    unit_id: UUID,
    path_uid: UUID,
    today: date,
    as_of: date | None = None,
) -> list[TeamRow]:
    """Return a unit's people on a path, in alphabetical order.

    With ``as_of`` (a past day) the answer is the ledgers': who worked there then, who had begun or
    finished as far as was known at the end of that day. Names the viewer may not read are left out.
    """
    if as_of is not None and as_of < today:
        return _list_past(viewer, unit_id, path_uid, as_of)
    rows = session.execute(
        select(
            Person.id,
            Person.given_name,
            Person.family_name,
            Person.email,
            _has_account(),
            Enrolment.state,
            Enrolment.done,
            Enrolment.total,
            Enrolment.due_on,
            day_there(Enrolment.moved_at).label("moved_on"),
            day_there(Enrolment.completed_at).label("completed_on"),
        )
        .join(Person, Person.id == Enrolment.person_id)
        .join(Unit, Unit.id == Enrolment.unit_id)
        .where(
            Enrolment.unit_id == unit_id,
            Enrolment.path_uid == path_uid,
            Enrolment.withdrawn_at.is_(None),
            Person.id.in_(people_in_scope(viewer, Permission.TEAM_READ)),
        )
        .order_by(Person.sort_key, Person.id)
    ).all()
    return [
        TeamRow(
            r.id,
            r.given_name,
            r.family_name,
            bool(r.email),
            bool(r.has_account),
            r.state,
            r.done,
            r.total,
            r.due_on,
            r.moved_on,
            r.completed_on,
            _late(r.state, r.due_on, today),
        )
        for r in rows
    ]


def _has_account() -> Any:
    from lms.accounts.models import Account

    found = select(Account.person_id).where(
        Account.person_id == Person.id, Account.password_hash.is_not(None)
    )
    return found.exists().label("has_account")


def _late(state: str, due_on: date | None, today: date) -> int:
    return max((today - due_on).days, 0) if due_on and state != COMPLETE else 0


def _list_past(viewer: Viewer, unit: UUID, path_uid: UUID, day: date) -> list[TeamRow]:
    """Read the ledgers: who was on the path at the end of ``day``, jobs as on that day."""
    one = standing_on(day).subquery("standing")
    asked = (
        select(one, Person.given_name, Person.family_name, Person.email)
        .join(Person, Person.id == one.c.person_id)
        .where(
            one.c.unit_id == unit,
            one.c.state != WITHDRAWN,
            Person.id.in_(people_in_scope(viewer, Permission.TEAM_READ)),
        )
        .order_by(Person.sort_key, Person.id)
    )
    rows = session.execute(asked, {"path": path_uid}).all()
    lessons = lessons_on([row.person_id for row in rows], day)
    return [_past_row(row, lessons[row.person_id], day) for row in rows]


def _past_row(row: Row[Any], lessons: PastLessons, day: date) -> TeamRow:
    tally = lessons.tally(row.path_version_id)
    return TeamRow(
        row.person_id,
        row.given_name,
        row.family_name,
        bool(row.email),
        True,
        row.state,
        tally.done,
        tally.total,
        row.due_on,
        lessons.moved_on,
        row.occurred_on if row.state == COMPLETE else None,
        _late(row.state, row.due_on, day),
    )


@dataclass(frozen=True, slots=True)
class PublishedPath:
    """A path as its givers choose it."""

    path_uid: UUID
    title: str
    language: str
    level: str
    brand: str
    minutes: int
    lessons: int
    number: int
    published_at: datetime


def list_published() -> list[PublishedPath]:
    """Return the paths that can be given, by title."""
    rows = session.execute(
        select(PathVersion)
        .join(Path, Path.current_version_id == PathVersion.id)
        .where(Path.retired_at.is_(None))
        .order_by(PathVersion.title, PathVersion.id)
    ).scalars()
    return [
        PublishedPath(
            v.path_uid,
            said(v.title, v.language),
            v.language,
            v.level,
            v.brand,
            v.minutes,
            v.lessons,
            v.number,
            v.published_at,
        )
        for v in rows
    ]


def get_published(path_uid: UUID) -> PublishedPath:
    """Return one path that can be given; raises NotFound."""
    for found in list_published():
        if found.path_uid == path_uid:
            return found
    raise NotFound(_("This path does not exist, or you cannot see it."))


def get_person_in_scope(viewer: Viewer, person_id: UUID) -> Person:
    """Return a person whose learning the viewer may see; raises NotFound."""
    return get_person_for(viewer, Permission.TEAM_READ, person_id)
