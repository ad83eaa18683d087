"""Who may hear a difficulty: the usual coach, or three elsewhere; never the management line."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Date,
    Select,
    Uuid,
    and_,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from lms.accounts.models import Person
from lms.core import clock
from lms.core.access import Role
from lms.core.db import session
from lms.network.models import Mandate, Membership, Region, RegionParent, UnitRegion
from lms.quotes.models import Absence
from lms.quotes.policies import days_to_see, days_to_talk
from lms.quotes.rules.calendar import days_later, due, is_working

ELSEWHERE = 3
"""How many coaches are offered besides the usual one."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A coach one may choose, and the first working day they are there."""

    coach_id: UUID
    name: str
    first_free: date
    is_usual: bool = False
    is_backup: bool = False
    """The usual coach is away or stands too near: this one stands in."""


@dataclass(frozen=True, slots=True)
class Choices:
    """Whom a person may talk to; ``usual`` None: their coach is away, or is their own manager."""

    usual: Offer | None
    elsewhere: tuple[Offer, ...] = field(default=())

    @property
    def first(self) -> Offer | None:
        """Return who is asked when nothing is chosen."""
        return self.usual or (self.elsewhere[0] if self.elsewhere else None)

    def find(self, coach_id: UUID) -> Offer | None:
        """Return the offer of this coach, if they may be chosen."""
        offers = (self.usual, *self.elsewhere)
        return next((one for one in offers if one and one.coach_id == coach_id), None)


DAY: Final[BindParameter[date]] = bindparam("day", type_=Date)
WHO: Final[BindParameter[UUID]] = bindparam("person", type_=Uuid)
"""What statements built once are asked for."""


def management_line(person_id: UUID, day: date) -> frozenset[UUID]:
    """Return everybody above a person on ``day``: managers, deputies, leads of their regions."""
    return frozenset(session.scalars(_line(), {"person": person_id, "day": day}))


@lru_cache
def _line() -> CompoundSelect[UUID]:
    """Select everybody above a person: built once, as a part of other statements too."""
    units = select(Membership.unit_id).where(
        Membership.person_id == WHO, Membership.during.contains(DAY)
    )
    near = select(Mandate.person_id).where(
        Mandate.unit_id.in_(units),
        Mandate.kind.in_((Role.UNIT_MANAGER.value, Role.DEPUTY.value)),
        Mandate.during.contains(DAY),
    )
    far = select(Mandate.person_id).where(
        Mandate.region_id.in_(_regions_above(units)), Mandate.during.contains(DAY)
    )
    return near.union(far)


def _regions_above(units: Select[UUID]) -> Select[UUID]:
    """Select the regions of some units and all those above them."""
    tree = (
        select(Region.id)
        .join(UnitRegion, UnitRegion.region_id == Region.id)
        .where(UnitRegion.unit_id.in_(units), UnitRegion.during.contains(DAY))
        .cte(recursive=True)
    )
    step = aliased(RegionParent)
    tree = tree.union(
        select(step.parent_id).where(step.region_id == tree.c.id, step.during.contains(DAY))
    )
    return select(tree.c.id)


def list_coaches(day: date) -> dict[UUID, str]:
    """Return every coach of ``day`` who has not left, those who stand in included, by name."""
    return {row.id: full_name(row) for row in session.execute(_coaches(), {"day": day})}


def full_name(row: Any) -> str:
    """Return how a coach is called."""
    return f"{row.given_name} {row.family_name}"


def name_of(coach_id: UUID | None) -> str:
    """Return the name of whom a difficulty was told to; empty for nobody."""
    person = session.get(Person, coach_id) if coach_id else None
    return full_name(person) if person else ""


@lru_cache
def _coaches() -> "Select[*tuple[Any, ...]]":
    coaching = (Mandate.kind == Role.COACH.value, Mandate.during.contains(DAY))
    usual = select(Mandate.person_id).where(*coaching)
    return select(Person.id, Person.given_name, Person.family_name).where(
        Person.id.in_(usual.union(select(Mandate.backup_person_id).where(*coaching))),
        Person.erased_at.is_(None),
        or_(Person.left_on.is_(None), Person.left_on > DAY),
    )


@lru_cache
def _offered() -> "Select[*tuple[Any, ...]]":
    """Select the coaches for somebody: whether they stand above them, when they are away.

    Each line also says who coaches the unit of their main job, and who stands in.
    """
    coming = and_(Absence.person_id == Person.id, func.upper(Absence.during) > DAY)
    mandates = _mandated().subquery()
    pairs = func.jsonb_agg(func.jsonb_build_array(mandates.c[0], mandates.c[1]))
    return (
        _coaches()
        .outerjoin(Absence, coming)
        .add_columns(
            Absence.during,
            Person.id.in_(_line()).label("is_above"),
            select(pairs).scalar_subquery().label("mandates"),
        )
    )


def get_choices(person_id: UUID, day: date) -> Choices:
    """Return whom a person may talk to on ``day``: their coach, and three others by first slot.

    The first slot is the first working day a coach is there. It does not look at the talks they
    owe: the day moving for everybody would tell that somebody has just told them something.
    """
    rows = session.execute(_offered(), {"person": person_id, "day": day}).all()
    coaches = {row.id: full_name(row) for row in rows}
    absences: dict[UUID, list[Any]] = {}
    for row in rows:
        if row.during is not None:
            absences.setdefault(row.id, []).append(row.during)
    barred = {row.id for row in rows if row.is_above} | {person_id}
    away = {one for one, periods in absences.items() if any(day in during for during in periods)}
    allowed = [one for one in coaches if one not in barred and one not in away]
    tomorrow = days_later(day, 1)
    free = {one: _skip(tomorrow, absences.get(one, ())) for one in allowed}
    mandates = _pairs(rows)
    usual, is_backup = _usual(mandates, allowed)
    line = {one for pair in mandates for one in pair if one}
    elsewhere = sorted(
        (one for one in allowed if one not in line),
        key=lambda one: (free[one], _turn(person_id, one, day)),
    )
    return Choices(
        usual=Offer(usual, coaches[usual], free[usual], is_usual=not is_backup, is_backup=is_backup)
        if usual
        else None,
        elsewhere=tuple(Offer(one, coaches[one], free[one]) for one in elsewhere[:ELSEWHERE]),
    )


def _pairs(rows: Sequence[Any]) -> list[tuple[UUID, UUID | None]]:
    """Return who coaches the person's unit, and who stands in."""
    said = rows[0].mandates if rows else None
    return [(UUID(coach), UUID(backup) if backup else None) for coach, backup in said or ()]


@lru_cache
def _mandated() -> "Select[*tuple[Any, ...]]":
    """Select the coaches, and who stands in for them, of the unit of somebody's main job."""
    return (
        select(Mandate.person_id, Mandate.backup_person_id)
        .join(Membership, Membership.unit_id == Mandate.unit_id)
        .where(
            Membership.person_id == WHO,
            Membership.is_primary,
            Membership.during.contains(DAY),
            Mandate.kind == Role.COACH.value,
            Mandate.during.contains(DAY),
        )
    )


def _usual(
    mandates: Collection[tuple[UUID, UUID | None]], allowed: Collection[UUID]
) -> tuple[UUID | None, bool]:
    """Return the usual coach, or who stands in; whether it is the latter."""
    for coach, backup in mandates:
        if coach in allowed:
            return coach, False
        if backup in allowed:
            return backup, True
    return None, False


def _turn(person_id: UUID, coach_id: UUID, day: date) -> bytes:
    """Return where a coach comes in somebody's list of a day, drawn so that all come first in turn."""
    return hashlib.sha256(f"{day}:{person_id}:{coach_id}".encode()).digest()


def _skip(day: date, absences: Collection[Any]) -> date:
    while not is_working(day) or any(day in during for during in absences):
        day += timedelta(days=1)
    return day


def find_backup(coach_id: UUID, unit_id: UUID, day: date) -> UUID | None:
    """Return who stands in for a coach in a unit on ``day``."""
    return session.scalar(
        select(Mandate.backup_person_id).where(
            Mandate.person_id == coach_id,
            Mandate.unit_id == unit_id,
            Mandate.kind == Role.COACH.value,
            Mandate.during.contains(day),
        )
    )


def list_leads(unit_id: UUID, day: date) -> list[UUID]:
    """Return the leads of the nearest region of a unit that has one."""
    region = session.scalar(
        select(UnitRegion.region_id).where(
            UnitRegion.unit_id == unit_id, UnitRegion.during.contains(day)
        )
    )
    while region is not None:
        found = list(
            session.scalars(
                select(Mandate.person_id).where(
                    Mandate.region_id == region, Mandate.during.contains(day)
                )
            )
        )
        if found:
            return found
        region = session.scalar(
            select(RegionParent.parent_id).where(
                RegionParent.region_id == region, RegionParent.during.contains(day)
            )
        )
    return []


def promised(urgency: str, zone: str) -> tuple[datetime, datetime]:
    """Return by when a message sent now is seen, and talked over, in a unit's zone."""
    now = clock.now()
    return due(now, days_to_see(urgency), zone), due(now, days_to_talk(urgency), zone)
