"""To whom the viewer may give a path: units and people in reach, found by a few letters."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select

from lms.accounts.models import Person
from lms.accounts.rules.names import fold
from lms.core.access import Permission, Viewer
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.courses.models import Enrolment
from lms.network.models import Membership, Unit
from lms.network.queries import day_of, not_closed, people_in_scope, units_in_scope

SHOWN = 60


def list_units_to_assign(viewer: Viewer, search: str) -> list[Row[Any]]:
    """Return open units in reach with how many people work there today, at most 60."""
    day = day_of(viewer)
    staff = (
        select(Membership.unit_id, func.count().label("people"))
        .where(Membership.during.contains(day), Membership.is_primary)
        .where(Membership.unit_id.in_(units_in_scope(viewer, Permission.ASSIGN)))
        .group_by(Membership.unit_id)
        .subquery()
    )
    asked = (
        select(Unit.id, Unit.name, Unit.code, staff.c.people)
        .join(staff, staff.c.unit_id == Unit.id)
        .where(not_closed(day))
        .order_by(Unit.name, Unit.id)
        .limit(SHOWN)
    )
    if search:
        asked = asked.where(Unit.name.ilike(f"%{_escaped(search)}%", escape="\\"))
    return list(session.execute(asked))


def list_people_to_assign(viewer: Viewer, path_uid: UUID, search: str) -> list[Row[Any]]:
    """Return people in reach, telling who follows the path already, at most 60."""
    follows = (
        select(Enrolment.id)
        .where(
            Enrolment.person_id == Person.id,
            Enrolment.path_uid == path_uid,
            Enrolment.withdrawn_at.is_(None),
        )
        .exists()
    )
    asked = (
        select(Person.id, Person.given_name, Person.family_name, follows.label("follows"))
        .where(Person.id.in_(people_in_scope(viewer, Permission.ASSIGN)))
        .order_by(Person.sort_key, Person.id)
        .limit(SHOWN)
    )
    if search:
        asked = asked.where(Person.sort_key.contains(fold(search), autoescape=True))
    return list(session.execute(asked))


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def in_reach(
    viewer: Viewer, *, units: Iterable[str], people: Iterable[str]
) -> tuple[list[UUID], list[UUID]]:
    """Return the units asked and every person asked or working there today.

    Raises NotFound when one of them is out of the viewer's reach: nothing is given then.
    """
    try:
        unit_ids = [UUID(u) for u in units]
        person_ids = [UUID(p) for p in people]
    except ValueError:
        raise NotFound(_("One of these does not exist, or you cannot see it.")) from None
    known_units = select(Unit.id).where(
        Unit.id.in_(units_in_scope(viewer, Permission.ASSIGN)), Unit.id.in_(unit_ids)
    )
    known_people = select(Person.id).where(
        Person.id.in_(people_in_scope(viewer, Permission.ASSIGN)), Person.id.in_(person_ids)
    )
    if unit_ids and len(set(session.scalars(known_units))) != len(set(unit_ids)):
        raise NotFound(_("One of these does not exist, or you cannot see it."))
    if person_ids and len(set(session.scalars(known_people))) != len(set(person_ids)):
        raise NotFound(_("One of these does not exist, or you cannot see it."))
    if unit_ids:
        staff = select(Membership.person_id).where(
            Membership.unit_id.in_(unit_ids),
            Membership.during.contains(day_of(viewer)),
            Membership.is_primary,
        )
        person_ids += session.scalars(staff)
    return unit_ids, sorted(set(person_ids), key=str)


def count_open_paths(person_ids: Iterable[UUID]) -> int:
    """Return how many paths these people follow and have not finished."""
    counted = select(func.count(Enrolment.id)).where(
        Enrolment.person_id.in_(list(person_ids)),
        Enrolment.withdrawn_at.is_(None),
        Enrolment.completed_at.is_(None),
    )
    return session.scalar(counted) or 0
