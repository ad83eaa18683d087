"""What people are called, for those who already may see that they are there."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from lms.accounts.models import Person
from lms.core.access import Permission, Viewer
from lms.core.asking import PEOPLE, Wanted
from lms.core.db import session
from lms.network.queries.asked import scope_values, walled_asked


def names_of(person_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Return "Given Family" of each."""
    return _named(person_ids, _names(), {})


def names_known(viewer: Viewer, person_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Return "Given Family" of each whom the employers' wall lets the viewer know."""
    return _named(person_ids, _names_but(), scope_values(viewer, Permission.PEOPLE_READ))


def _named(
    person_ids: Iterable[UUID | None], asked: Wanted, given: Mapping[str, Any]
) -> dict[UUID, str]:
    wanted = {one for one in person_ids if one is not None}
    if not wanted:
        return {}
    rows = session.execute(asked, {"asked_people": list(wanted), **given})
    return {row.id: row.name for row in rows}


@lru_cache
def _names() -> Wanted:
    name = func.concat_ws(" ", Person.given_name, Person.family_name)
    return select(Person.id, name.label("name")).where(Person.id == func.any(PEOPLE))


@lru_cache
def _names_but() -> Wanted:
    return _names().where(Person.id.not_in(walled_asked()))
