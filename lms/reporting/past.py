"""The list behind a number of a past day: who was counted then, where they stood, jobs of that day.

Names follow today's rights: a past day shows nobody that the viewer may not know today.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.selectable import Subquery

from lms.accounts.models import Person
from lms.core.access import Permission, Viewer
from lms.core.db import session
from lms.courses.queries.past import PastLessons, lessons_on, standing_on
from lms.courses.rules.progress import COMPLETE, NOT_STARTED, WITHDRAWN
from lms.network.models import Unit, UnitRegion
from lms.network.queries import (
    people_in_scope,
    reach_of,
    regions_under,
    units_reached,
    walled_units,
)
from lms.reporting.queries import SHOWN, PeopleList


@dataclass(frozen=True, slots=True)
class PastPerson:
    """Somebody on a path, as they stood at the end of a day."""

    given_name: str
    family_name: str
    external_id: str | None
    unit: str
    state: str
    done: int
    total: int
    due_on: date | None
    finished_on: date | None


def list_people(
    viewer: Viewer,
    *,
    path_uid: UUID,
    unit_id: UUID | None,
    region_id: UUID | None,
    show: str,
    day: date,
    page: int = 1,
    whole: bool = False,
) -> PeopleList:
    """Return who was behind a number on ``day``, in the order of names, as ``queries`` does."""
    one = standing_on(day).subquery("standing")
    scope = _units(viewer, unit_id, region_id, day)
    asked = select(one.c.enrolment_id).where(one.c.unit_id.in_(scope), _only(one, show, day))
    readable = and_(
        one.c.person_id.in_(people_in_scope(viewer, Permission.PATH_REPORT)),
        one.c.unit_id.not_in(walled_units(viewer, day)),
    )
    path = {"path": path_uid}
    count = session.scalar(select(func.count()).select_from(asked.subquery()), path) or 0
    named = asked.where(readable)
    count_named = session.scalar(select(func.count()).select_from(named.subquery()), path) or 0
    # By another name: the scope is a selection of units, and must not be tied to this one.
    place = aliased(Unit)
    rows = (
        select(one, Person.given_name, Person.family_name, Person.external_id, place.name)
        .join(Person, Person.id == one.c.person_id)
        .join(place, place.id == one.c.unit_id)
        .where(one.c.unit_id.in_(scope), _only(one, show, day), readable)
        .order_by(Person.sort_key, Person.id)
    )
    if not whole:
        rows = rows.limit(SHOWN).offset((page - 1) * SHOWN)
    found = session.execute(rows, path).all()
    lessons = lessons_on([row.person_id for row in found], day)
    people: list[Any] = [_person(row, lessons[row.person_id]) for row in found]
    return PeopleList(people, count, count - count_named, page)


def _person(row: Any, lessons: PastLessons) -> PastPerson:
    tally = lessons.tally(row.path_version_id)
    return PastPerson(
        row.given_name,
        row.family_name,
        row.external_id,
        row.name,
        row.state,
        tally.done,
        tally.total,
        row.due_on,
        row.occurred_on if row.state == COMPLETE else None,
    )


def _units(viewer: Viewer, unit_id: UUID | None, region_id: UUID | None, day: date) -> Select[Any]:
    scope = units_reached(reach_of(viewer, Permission.PATH_REPORT), day)
    if unit_id is not None:
        scope = scope.where(Unit.id == unit_id)
    if region_id is not None:
        linked = select(UnitRegion.unit_id).where(
            UnitRegion.during.contains(day),
            UnitRegion.region_id.in_(regions_under([region_id], day)),
        )
        scope = scope.where(Unit.id.in_(linked))
    return scope


def _only(one: Subquery, show: str, day: date) -> ColumnElement[bool]:
    state = one.c.state
    if show == "waiting":
        return state == NOT_STARTED
    if show == "begun":
        return state.not_in((NOT_STARTED, WITHDRAWN))
    if show == "done":
        return state == COMPLETE
    if show == "late":
        return state.not_in((COMPLETE, WITHDRAWN)) & (one.c.due_on < day)
    return state != WITHDRAWN
