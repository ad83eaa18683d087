"""Who may hear a difficulty: the usual coach, or three elsewhere; never the management line."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from lms.accounts.models import Person
from lms.core import clock
from lms.core.access import Role
from lms.core.db import session
from lms.core.policy import number
from lms.network.models import Mandate, Membership, Region, RegionParent, UnitRegion
from lms.network.queries import primary_unit
from lms.quotes.models import Absence, Difficulty
from lms.quotes.policies import days_to_see, days_to_talk
from lms.quotes.rules.calendar import days_later, due, is_working
from lms.quotes.rules.machines import WAITING_COACH

ELSEWHERE = 3
"""How many coaches are offered besides the usual one."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A coach one may choose, and the first working day they have time."""

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


def management_line(person_id: UUID, day: date) -> frozenset[UUID]:
    """Return everybody above a person on ``day``: managers, deputies, leads of their regions."""
    units = select(Membership.unit_id).where(
        Membership.person_id == person_id, Membership.during.contains(day)
    )
    near = select(Mandate.person_id).where(
        Mandate.unit_id.in_(units),
        Mandate.kind.in_((Role.UNIT_MANAGER.value, Role.DEPUTY.value)),
        Mandate.during.contains(day),
    )
    far = select(Mandate.person_id).where(
        Mandate.region_id.in_(_regions_above(units, day)), Mandate.during.contains(day)
    )
    return frozenset(session.scalars(near.union(far)))


def _regions_above(units: Select[UUID], day: date) -> Select[UUID]:
    """Select the regions of some units and all those above them."""
    tree = (
        select(Region.id)
        .join(UnitRegion, UnitRegion.region_id == Region.id)
        .where(UnitRegion.unit_id.in_(units), UnitRegion.during.contains(day))
        .cte(recursive=True)
    )
    step = aliased(RegionParent)
    tree = tree.union(
        select(step.parent_id).where(step.region_id == tree.c.id, step.during.contains(day))
    )
    return select(tree.c.id)


def list_coaches(day: date) -> dict[UUID, str]:
    """Return every coach of ``day`` who has not left, those who stand in included, by name."""
    rows = session.execute(
        select(Person.id, Person.given_name, Person.family_name)
        .join(Mandate, or_(Mandate.person_id == Person.id, Mandate.backup_person_id == Person.id))
        .where(Mandate.kind == Role.COACH.value, Mandate.during.contains(day), *_here(Person, day))
        .distinct()
    )
    return {row.id: f"{row.given_name} {row.family_name}" for row in rows}


def _here(person: Any, day: date) -> tuple[Any, ...]:
    return (person.erased_at.is_(None), or_(person.left_on.is_(None), person.left_on > day))


def get_choices(person_id: UUID, day: date) -> Choices:
    """Return whom a person may talk to on ``day``: their coach, and three others by first slot."""
    coaches = list_coaches(day)
    barred = management_line(person_id, day) | {person_id}
    absences = _coming_absences(coaches, day)
    away = {one for one, periods in absences.items() if any(day in during for during in periods)}
    allowed = [one for one in coaches if one not in barred and one not in away]
    free = _first_free(allowed, day, absences)
    mandates = _mandates(person_id, day)
    usual, is_backup = _usual(mandates, allowed)
    line = {one for pair in mandates for one in pair if one}
    elsewhere = sorted(
        (one for one in allowed if one not in line), key=lambda one: (free[one], coaches[one], one)
    )
    return Choices(
        usual=Offer(usual, coaches[usual], free[usual], is_usual=not is_backup, is_backup=is_backup)
        if usual
        else None,
        elsewhere=tuple(Offer(one, coaches[one], free[one]) for one in elsewhere[:ELSEWHERE]),
    )


def _mandates(person_id: UUID, day: date) -> list[tuple[UUID, UUID | None]]:
    place = primary_unit(person_id, day)
    if place is None:
        return []
    rows = session.execute(
        select(Mandate.person_id, Mandate.backup_person_id).where(
            Mandate.unit_id == place.unit_id,
            Mandate.kind == Role.COACH.value,
            Mandate.during.contains(day),
        )
    )
    return [(row[0], row[1]) for row in rows]


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


def _first_free(
    coaches: Collection[UUID], day: date, away: Mapping[UUID, Collection[Any]]
) -> dict[UUID, date]:
    """Return the first working day each coach has time, from the talks they already owe."""
    owed: dict[UUID, int] = dict(
        session.execute(
            select(Difficulty.coach_id, func.count())
            .where(
                Difficulty.coach_id.in_(list(coaches)),
                Difficulty.state.in_(WAITING_COACH),
                Difficulty.talked_at.is_(None),
            )
            .group_by(Difficulty.coach_id)
        ).all()  # type: ignore[arg-type]
    )
    daily = number("quotes.coach.day")
    return {
        one: _skip(days_later(day, 1 + owed.get(one, 0) // daily), away.get(one, ()))
        for one in coaches
    }


def _coming_absences(coaches: Collection[UUID], day: date) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    rows = session.execute(
        select(Absence.person_id, Absence.during).where(
            Absence.person_id.in_(list(coaches)), func.upper(Absence.during) > day
        )
    )
    for person, during in rows:
        found.setdefault(person, []).append(during)
    return found


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
