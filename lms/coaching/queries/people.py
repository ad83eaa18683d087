"""Who has to do with a unit's coaching on a day: managers, coaches, leads; and how they are called."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from lms.accounts.models import Person
from lms.coaching.policies import KEPT_MONTHS
from lms.core import clock
from lms.core.access import Role, Viewer
from lms.core.asking import PEOPLE, TODAY, UNIT, Wanted
from lms.core.db import session
from lms.core.policy import number
from lms.network.models import Mandate, RegionParent, UnitRegion
from lms.network.queries import names_of
from lms.network.rules import DEFAULT_ZONE

STORE = (Role.UNIT_MANAGER.value, Role.DEPUTY.value)


def in_charge(unit_id: UUID, day: date) -> set[UUID]:
    """Return the manager and deputies of a unit on ``day``, backups included."""
    rows = session.execute(_in_charge(), {"asked_unit": unit_id, "asked_today": day})
    return {one for row in rows for one in row if one}


@lru_cache
def _in_charge() -> Wanted:
    return select(Mandate.person_id, Mandate.backup_person_id).where(
        Mandate.unit_id == UNIT, Mandate.kind.in_(STORE), Mandate.during.contains(TODAY)
    )


def in_charge_of(places: Iterable[tuple[UUID, date]]) -> dict[tuple[UUID, date], set[UUID]]:
    """Return who was in charge of each unit on its day, in one statement."""
    found: dict[tuple[UUID, date], set[UUID]] = {place: set() for place in places}
    rows = session.execute(
        select(Mandate.unit_id, Mandate.person_id, Mandate.backup_person_id, Mandate.during).where(
            Mandate.unit_id.in_({unit for unit, _day in found}), Mandate.kind.in_(STORE)
        )
    ).all()
    for place, held in found.items():
        unit_id, day = place
        for row in rows:
            if row.unit_id == unit_id and row.during.contains(day):
                held |= {one for one in (row.person_id, row.backup_person_id) if one}
    return found


def units_held(person_id: UUID) -> Select[UUID | None]:
    """Select the units somebody was ever in charge of, backups included."""
    return select(Mandate.unit_id).where(
        Mandate.kind.in_(STORE),
        or_(Mandate.person_id == person_id, Mandate.backup_person_id == person_id),
    )


def is_coach(person_id: UUID, day: date) -> bool:
    """Tell whether somebody coaches a unit, or stands in for its coach, on ``day``."""
    held = select(Mandate.id).where(
        Mandate.kind == Role.COACH.value,
        Mandate.during.contains(day),
        or_(Mandate.person_id == person_id, Mandate.backup_person_id == person_id),
    )
    return session.scalar(held.limit(1)) is not None


def coaches_on(day: date) -> list[tuple[UUID, str]]:
    """Return who coaches on ``day``, with their names and in the order of names."""
    name = func.concat_ws(" ", Person.given_name, Person.family_name)
    rows = session.execute(
        select(Person.id, name)
        .join(Mandate, or_(Mandate.person_id == Person.id, Mandate.backup_person_id == Person.id))
        .where(Mandate.kind == Role.COACH.value, Mandate.during.contains(day))
        .group_by(Person.id)
        .order_by(Person.sort_key, Person.id)
    )
    return [(row[0], row[1]) for row in rows]


@lru_cache
def leads_asked() -> Wanted:
    """Select who leads the region a unit is in today, those above it and who stands in for them."""
    above = (
        select(UnitRegion.region_id)
        .where(UnitRegion.unit_id == UNIT, UnitRegion.during.contains(TODAY))
        .cte("above", recursive=True)
    )
    step = aliased(RegionParent)
    above = above.union(
        select(step.parent_id).where(
            step.region_id == above.c.region_id, step.during.contains(TODAY)
        )
    )
    return select(Mandate.person_id, Mandate.backup_person_id).where(
        Mandate.kind == Role.REGIONAL_LEAD.value,
        Mandate.scope_id.in_(select(above.c.region_id)),
        Mandate.during.contains(TODAY),
    )


def kept_since(now: datetime) -> date:
    """Return the day before which a coach must have left for opinions not to be read any more."""
    today = clock.business_date(now, DEFAULT_ZONE)
    year, month = divmod(today.year * 12 + today.month - 1 - number(KEPT_MONTHS), 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def names_beside(viewer: Viewer, person_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Return "Given Family" of each; who looks is known already, and not asked for."""
    wanted = {one for one in person_ids if one}
    me = {viewer.person_id: f"{viewer.given_name} {viewer.family_name}"}
    return names_of(wanted - me.keys()) | {one: me[one] for one in wanted & me.keys()}


def given_names(person_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Return the given name of each."""
    wanted = {one for one in person_ids if one}
    if not wanted:
        return {}
    rows = session.execute(given_names_asked(), {"asked_people": list(wanted)})
    return {row[0]: row[1] for row in rows}


@lru_cache
def given_names_asked() -> Wanted:
    """Select the given names of some people."""
    return select(Person.id, Person.given_name).where(Person.id == func.any(PEOPLE))
