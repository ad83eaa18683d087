"""People as screens show them: the list, one person with a dated history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased

from lms.accounts.models import Person
from lms.accounts.rules.names import fold
from lms.core.access import Permission, Viewer
from lms.core.db import session
from lms.core.errors import NotFound
from lms.network.models import (
    Change,
    ChangeRow,
    Mandate,
    Membership,
    Position,
    Region,
    Unit,
)
from lms.network.queries.scope import Reach, people_in_scope, people_reached, reach_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A line of the list: who, and their main job of today, the next one or the last one."""

    id: UUID
    given_name: str
    family_name: str
    external_id: str | None
    email: str | None
    left_on: date | None
    unit_id: UUID | None
    unit_code: str | None
    unit_name: str | None
    position: str | None
    since: date | None
    until: date | None

    @property
    def full_name(self) -> str:
        """Return "Given Family"."""
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page of the list; nothing counts a whole network to say how many pages there are."""

    rows: Sequence[PersonRow]
    page: int
    has_next: bool


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list was asked: words, a unit, and "here" or "left"."""

    words: str = ""
    unit_id: UUID | None = None
    state: str = "here"


def prefix_query(words: str) -> str:
    """Return the text-search query for people whose words start like those typed."""
    return " & ".join(f"{word}:*" for word in fold(words[:100]).split())


def _chosen(reach: Reach, state: str, *, words: bool, unit: bool) -> list[ColumnElement[bool]]:
    gone = and_(Person.left_on.is_not(None), Person.left_on <= reach.day)
    left = state == "left"
    which = [
        Person.erased_at.is_(None),
        gone if left else ~gone,
    ]
    if words:
        asked = func.to_tsquery("simple", bindparam("words", type_=Text))
        which.append(Person.search.op("@@")(asked))
    if unit:
        job = aliased(Membership)
        still = or_(func.upper_inf(job.during), func.upper(job.during) > reach.day)
        inside = select(job.person_id).where(job.unit_id == bindparam("unit", type_=Uuid))
        which.append(Person.id.in_(inside if left else inside.where(still)))
    return which


@lru_cache(maxsize=256)
def _rows(
    reach: Reach,
    state: str,
    words: bool,  # noqa: FBT001 - a key
    unit: bool,  # noqa: FBT001 - a key
    paged: bool,  # noqa: FBT001 - a key
) -> "Select[*tuple[Any, ...]]":
    """Choose people first, then read the main job of those chosen only."""
    which = _chosen(reach, state, words=words, unit=unit)
    chosen = people_reached(reach, which, gone=state == "left")
    if paged:
        chosen = chosen.limit(PAGE + 1).offset(bindparam("skipped", type_=Integer))
    found = chosen.subquery()
    job = (
        select(Membership.unit_id, Membership.position_id, Membership.during)
        .where(Membership.person_id == Person.id, Membership.is_primary)
        .order_by(
            Membership.during.contains(reach.day).desc(), func.lower(Membership.during).desc()
        )
        .limit(1)
        .lateral("job")
    )
    return (
        select(
            Person.id,
            Person.given_name,
            Person.family_name,
            Person.external_id,
            Person.email,
            Person.left_on,
            Unit.id,
            Unit.code,
            Unit.name,
            Position.name,
            func.lower(job.c.during),
            func.upper(job.c.during),
        )
        .select_from(found)
        .join(Person, Person.id == found.c.id)
        .outerjoin(job, true())
        .outerjoin(Unit, Unit.id == job.c.unit_id)
        .outerjoin(Position, Position.id == job.c.position_id)
        .order_by(Person.sort_key, Person.id)
    )


def _read(viewer: Viewer, filters: Filters, skipped: int | None = None) -> list[PersonRow]:
    words = prefix_query(filters.words)
    reach = reach_of(viewer, Permission.PEOPLE_READ)
    asked = _rows(reach, filters.state, bool(words), bool(filters.unit_id), skipped is not None)
    given = {"words": words, "unit": filters.unit_id, "skipped": skipped}
    return [PersonRow(*row) for row in session.execute(asked, given)]


def list_people(viewer: Viewer, filters: Filters, page: int = 1) -> PeoplePage:
    """Return one page of the people in scope, in the order of names."""
    rows = _read(viewer, filters, (page - 1) * PAGE)
    return PeoplePage(rows[:PAGE], page, len(rows) > PAGE)


def all_people(viewer: Viewer, filters: Filters) -> list[PersonRow]:
    """Return every person of the list on the screen, for its export."""
    return _read(viewer, filters)


@dataclass(frozen=True, slots=True)
class Job:
    """A job of a person, past, present or planned."""

    id: UUID
    unit_id: UUID
    unit_name: str
    position_id: UUID
    position: str
    since: date
    until: date | None
    is_primary: bool


@dataclass(frozen=True, slots=True)
class MandateRow:
    """A mandate with the name of what it is over, and of the people who hold it."""

    id: UUID
    kind: str
    scope_kind: str
    scope_id: UUID | None
    scope_name: str | None
    person_id: UUID
    person_name: str
    backup_id: UUID | None
    backup_name: str | None
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """An act of the last days, and who did it."""

    id: UUID
    verb: str
    at: datetime
    actor: str | None
    undone_at: datetime | None
    undo_until: datetime


def get_person(viewer: Viewer, person_id: UUID, permission: Permission) -> Person:
    """Return a person in scope; raises NotFound for a stranger as for nobody."""
    person = session.scalar(
        select(Person).where(
            Person.id == person_id,
            Person.erased_at.is_(None),
            Person.id.in_(people_in_scope(viewer, permission)),
        )
    )
    if person is None:
        raise NotFound
    return person


def list_jobs(person_id: UUID) -> list[Job]:
    """Return every job of a person, the latest first, the main ones before the others."""
    rows = session.execute(
        select(
            Membership.id,
            Membership.unit_id,
            Unit.name,
            Membership.position_id,
            Position.name,
            func.lower(Membership.during),
            func.upper(Membership.during),
            Membership.is_primary,
        )
        .join(Unit, Unit.id == Membership.unit_id)
        .join(Position, Position.id == Membership.position_id)
        .where(Membership.person_id == person_id)
        .order_by(func.lower(Membership.during).desc(), Membership.is_primary.desc())
    )
    return [Job(*row) for row in rows]


def _mandates(*which: ColumnElement[bool]) -> list[MandateRow]:
    backup = aliased(Person)
    rows = session.execute(
        select(
            Mandate.id,
            Mandate.kind,
            Mandate.scope_kind,
            Mandate.scope_id,
            func.coalesce(Unit.name, Region.name),
            Mandate.person_id,
            Person.given_name + literal(" ") + Person.family_name,
            Mandate.backup_person_id,
            backup.given_name + literal(" ") + backup.family_name,
            func.lower(Mandate.during),
            func.upper(Mandate.during),
        )
        .select_from(Mandate)
        .join(Person, Person.id == Mandate.person_id)
        .outerjoin(backup, backup.id == Mandate.backup_person_id)
        .outerjoin(Unit, Unit.id == Mandate.unit_id)
        .outerjoin(Region, Region.id == Mandate.region_id)
        .where(*which)
        .order_by(
            func.upper_inf(Mandate.during).desc(), func.lower(Mandate.during).desc(), Mandate.kind
        )
    )
    return [MandateRow(*row) for row in rows]


def list_mandates_of(person_id: UUID) -> list[MandateRow]:
    """Return every mandate of a person, as holder or as backup, the running ones first."""
    return _mandates(or_(Mandate.person_id == person_id, Mandate.backup_person_id == person_id))


def list_mandates_over(unit_id: UUID, day: date) -> list[MandateRow]:
    """Return who holds what over a unit on ``day`` or later."""
    return _mandates(
        Mandate.unit_id == unit_id,
        or_(func.upper_inf(Mandate.during), func.upper(Mandate.during) > day),
    )


def list_changes(
    subject_id: UUID | None = None, *, kind: str = "", limit: int = 10
) -> list[ChangeLine]:
    """Return the last acts on a subject, or on all of a ``kind``, the latest first."""
    which = Change.subject_kind == kind if subject_id is None else Change.subject_id == subject_id
    rows = session.execute(
        select(
            Change.id,
            Change.verb,
            Change.at,
            case((Person.id.is_not(None), Person.given_name + literal(" ") + Person.family_name)),
            Change.undone_at,
            Change.undo_until,
        )
        .select_from(Change)
        .outerjoin(Person, Person.id == Change.actor_id)
        .where(which)
        .order_by(Change.at.desc(), Change.id)
        .limit(limit)
    )
    return [ChangeLine(*row) for row in rows]


def people_of_change(change_id: UUID) -> Select[UUID]:
    """Select the people an act or an import touched, while its copies are kept."""
    touched = func.coalesce(ChangeRow.after, ChangeRow.before)
    of_jobs = select(func.cast(touched["person_id"].astext, Membership.person_id.type)).where(
        ChangeRow.change_id == change_id,
        ChangeRow.table_name.in_(("network_membership", "network_mandate")),
    )
    own = select(ChangeRow.row_id).where(
        ChangeRow.change_id == change_id, ChangeRow.table_name == "accounts_person"
    )
    return select(Person.id).where(or_(Person.id.in_(of_jobs), Person.id.in_(own)))


def list_positions() -> list[tuple[UUID, str]]:
    """Return every position with its name, in order."""
    rows = session.execute(select(Position.id, Position.name).order_by(Position.name))
    return [(row[0], row[1]) for row in rows]
