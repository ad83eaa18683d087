"""What people are called, for those who already may see that they are there."""

from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Select, func, select

from lms.accounts.models import Person
from lms.core.access import Viewer
from lms.core.asking import PEOPLE, Wanted
from lms.core.db import session
from lms.network.queries.scope import walled_asked


def names_of(person_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Return "Given Family" of each."""
    return _named(person_ids, _names())


def names_known(viewer: Viewer, person_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Return "Given Family" of each whom the employers' wall lets the viewer know."""
    return _named(person_ids, _names_but(walled_asked(viewer)))


def _named(person_ids: Iterable[UUID | None], asked: Wanted) -> dict[UUID, str]:
    wanted = {one for one in person_ids if one is not None}
    if not wanted:
        return {}
    return {row.id: row.name for row in session.execute(asked, {"asked_people": list(wanted)})}


@lru_cache
def _names() -> Wanted:
    name = func.concat_ws(" ", Person.given_name, Person.family_name)
    return select(Person.id, name.label("name")).where(Person.id == func.any(PEOPLE))


@lru_cache(maxsize=256)
def _names_but(walled: Select[UUID]) -> Wanted:
    return _names().where(Person.id.not_in(walled))
