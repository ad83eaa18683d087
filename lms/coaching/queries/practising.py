"""Whose practice one may read, and whom one may observe: nobody but by today's jobs and mandates.

Observations, skills and tries are read by the person, by who runs their store and by the coach of
that store. Above, only figures of groups.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select, true

from lms.accounts.models import Person
from lms.coaching.models import Observation, Observer
from lms.coaching.rules.observing import PATH_UID, Right, right_to_observe
from lms.core import clock, conditions
from lms.core.access import Permission, Role, Viewer
from lms.core.asking import ME, TODAY, UNIT, Wanted
from lms.core.db import session
from lms.core.errors import NotFound
from lms.network.models import Mandate, Membership, Position, Unit
from lms.network.queries import (
    day_of,
    people_asked,
    scope_values,
    units_asked,
    units_in_scope,
)

PATH = "courses.path_completed"


@dataclass(frozen=True, slots=True)
class Someone:
    """A person in the store where they are met."""

    id: UUID
    given_name: str
    family_name: str
    unit_id: UUID
    unit: str
    position: str

    @property
    def name(self) -> str:
        """Return "Given Family"."""
        return f"{self.given_name} {self.family_name}".strip()


def observable(viewer: Viewer) -> list[Someone]:
    """Return whom the viewer may watch at work: those of their stores, never themselves."""
    return [one for one, _runs in _members(viewer, Permission.OBSERVE)]


def followed(viewer: Viewer, unit_id: UUID | None = None) -> list[Someone]:
    """Return whose practice the viewer reads; a deputy does not read their manager's."""
    return readable(viewer, _members(viewer, Permission.SKILLS_MEASURE, unit_id))


def readable(viewer: Viewer, found: Iterable[tuple[Someone, bool]]) -> list[Someone]:
    """Return those whose practice the viewer reads, among members and whether each runs the store."""
    coached = {
        grant.scope_id for grant in viewer.grants if grant.role is Role.COACH and grant.scope_id
    }
    return [one for one, runs in found if one.unit_id in coached or not runs]


def _members(
    viewer: Viewer, permission: Permission, unit_id: UUID | None = None
) -> list[tuple[Someone, bool]]:
    """Return who works today in the stores in scope, and whether they run it; one statement."""
    asked = members_asked(viewer, permission, of_one=unit_id is not None)
    if asked is None:
        return []
    given = {
        "asked_me": viewer.person_id,
        "asked_today": day_of(viewer),
        "asked_unit": unit_id,
        **scope_values(viewer, permission),
    }
    return [(someone(row), row.runs) for row in session.execute(asked, given)]


def members_asked(viewer: Viewer, permission: Permission, *, of_one: bool) -> Wanted | None:
    """Select who works today in the stores in scope, or in one of them, and whether they run it.

    The wall between employers holds, and those who left or come later are not here. None for who
    has no such scope. Sent with the scope's values.
    """
    if viewer.person_id is None or not viewer.may(permission):
        return None
    units, people = units_asked(viewer, permission), people_asked(viewer, permission, gone=False)
    return _members_of(units, people, of_one)


@lru_cache(maxsize=256)
def _members_of(
    units: Select[UUID],
    people: Select[UUID],
    of_one: bool,  # noqa: FBT001 - a key of the cache
) -> Wanted:
    runs = select(Mandate.id).where(
        Mandate.unit_id == Membership.unit_id,
        Mandate.person_id == Person.id,
        Mandate.kind == Role.UNIT_MANAGER.value,
        Mandate.during.contains(TODAY),
    )
    return (
        select(
            Person.id,
            Person.given_name,
            Person.family_name,
            Unit.id.label("unit_id"),
            Unit.name.label("unit"),
            Position.name.label("position"),
            runs.exists().label("runs"),
        )
        .join(Membership, Membership.person_id == Person.id)
        .join(Unit, Unit.id == Membership.unit_id)
        .join(Position, Position.id == Membership.position_id)
        .where(
            Unit.id.in_(units),
            Unit.kind == "store",
            Membership.during.contains(TODAY),
            Person.id.in_(people),
            Person.id != ME,
            or_(Person.left_on.is_(None), Person.left_on > TODAY),
            Person.erased_at.is_(None),
            Unit.id == UNIT if of_one else true(),
        )
        .order_by(Person.sort_key, Person.id)
    )


def someone(row: Any) -> Someone:
    """Return the person of a row of :func:`members_asked`."""
    return Someone(row.id, row.given_name, row.family_name, row.unit_id, row.unit, row.position)


def get_followed(viewer: Viewer, person_id: UUID) -> Someone:
    """Return somebody whose practice the viewer reads; raises NotFound for anybody else."""
    found = next((one for one in followed(viewer) if one.id == person_id), None)
    if found is None:
        raise NotFound
    return found


def get_observable(viewer: Viewer, person_id: UUID) -> Someone:
    """Return somebody the viewer may watch; raises NotFound for anybody else."""
    found = next((one for one in observable(viewer) if one.id == person_id), None)
    if found is None:
        raise NotFound
    return found


def get_team_unit(viewer: Viewer, unit_id: UUID) -> Unit:
    """Return a store whose team's practice the viewer reads; raises NotFound."""
    scope = units_in_scope(viewer, Permission.SKILLS_MEASURE)
    unit = session.scalar(select(Unit).where(Unit.id == unit_id, Unit.id.in_(scope)))
    if unit is None or not viewer.may(Permission.SKILLS_MEASURE):
        raise NotFound
    return unit


def team_units(viewer: Viewer) -> list[Unit]:
    """Return the stores whose team's practice the viewer reads, in the order of names."""
    if not viewer.may(Permission.SKILLS_MEASURE):
        return []
    scope = units_in_scope(viewer, Permission.SKILLS_MEASURE)
    wanted = select(Unit).where(Unit.id.in_(scope), Unit.kind == "store")
    return list(session.scalars(wanted.order_by(Unit.sort_key)))


def right_of(viewer: Viewer) -> Right:
    """Return what still stands between the viewer and observing others."""
    assert viewer.person_id is not None  # noqa: S101 - @requires refused anybody else
    return right_of_person(viewer.person_id, is_coach=Role.COACH in viewer.roles)


def right_of_person(person_id: UUID, *, is_coach: bool) -> Right:
    """Return what still stands between a person and observing others."""
    if is_coach:
        return Right.OPEN
    held = select(Observer.person_id).where(
        Observer.person_id == person_id, Observer.closed_at.is_(None)
    )
    path_done = conditions.is_met(PATH, person_id, PATH_UID, now=clock.now()).met
    beside = session.scalar(held) is not None
    return right_to_observe(is_coach=False, path_done=path_done, held_beside=beside)


def coaches_of(unit_ids: Iterable[UUID], day: date) -> dict[UUID, list[tuple[UUID, str]]]:
    """Return the coaches of each store on ``day``, backups included, with their names."""
    rows = session.execute(
        select(Mandate.unit_id, Person.id, Person.given_name, Person.family_name)
        .join(Person, or_(Person.id == Mandate.person_id, Person.id == Mandate.backup_person_id))
        .where(
            Mandate.unit_id.in_(list(unit_ids)),
            Mandate.kind == Role.COACH.value,
            Mandate.during.contains(day),
        )
        .order_by(Person.sort_key, Person.id)
    )
    found: dict[UUID, list[tuple[UUID, str]]] = {}
    for unit_id, person_id, given, family in rows:
        if unit_id is not None:
            found.setdefault(unit_id, []).append((person_id, f"{given} {family}".strip()))
    return found


def watched_today(viewer: Viewer) -> int:
    """Return how many observations the viewer began today, those called off aside."""
    wanted = select(Observation.id).where(
        Observation.observer_id == viewer.person_id,
        Observation.planned_on == day_of(viewer),
        Observation.state != "cancelled",
    )
    return len(session.scalars(wanted).all())
