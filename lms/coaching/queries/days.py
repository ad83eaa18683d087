"""Days a viewer may open, and what they are to each of them; lists of visits."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Date, Select, and_, bindparam, or_, select

from lms.coaching.models import Day, DayCoach
from lms.coaching.queries.people import in_charge, in_charge_of, names_beside, units_held
from lms.coaching.queries.sides import ENTRY, Pair, choose_pairs, pairs, pairs_of_day, read_pairs
from lms.core import clock
from lms.core.access import Permission, Role, Viewer
from lms.core.asking import ME, TODAY, UNIT, Wanted
from lms.core.db import session
from lms.core.errors import NotFound
from lms.network.models import Unit, UnitRegion
from lms.network.queries import (
    day_of,
    list_members,
    names_of,
    not_closed,
    reach_of,
    regions_under,
    same_side,
    scope_values,
    units_asked,
    units_in_scope,
)

SHOWN_BACK = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Stance:
    """What a viewer is to one day; each kind of person reads and does other things."""

    comes: bool = False
    """A coach of that day."""
    charged: bool = False
    """In charge of the store on that date: may rate."""
    here: bool = False
    """In charge of the store today."""
    follows: bool = False
    """Coaches the store today."""
    leads: bool = False
    """Leads the region the store was in on that date."""

    @property
    def sees(self) -> bool:
        """Tell whether the day may be opened at all."""
        return self.comes or self.charged or self.here or self.follows or self.leads

    @property
    def roles(self) -> frozenset[Role]:
        """Return the roles held about that very day, as its machine asks."""
        held = set()
        if self.comes:
            held.add(Role.COACH)
        if self.charged or self.here:
            held.add(Role.UNIT_MANAGER)
        if self.leads:
            held.add(Role.REGIONAL_LEAD)
        return frozenset(held)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A day somebody opened: its coaches, and what the viewer is to it."""

    day: Day
    unit: Unit
    pairs: tuple[Pair, ...]
    stance: Stance
    names: dict[UUID, str]

    def own(self, person_id: UUID) -> Pair | None:
        """Return the viewer's own part, as a coach of the day."""
        return next((one for one in self.pairs if one.coach.coach_id == person_id), None)


def open_day(viewer: Viewer, day_id: UUID) -> Opened:
    """Return a day within the viewer's reach; raises NotFound, foreign and missing alike."""
    known = tuple(pairs_of_day(day_id))
    day, unit = (known[0].day, known[0].unit) if known else _alone(day_id)
    stance = stance_of(viewer, day, {one.coach.coach_id for one in known})
    if not stance.sees:
        raise NotFound
    return Opened(
        day=day,
        unit=unit,
        pairs=known,
        stance=stance,
        names=names_beside(viewer, (one.coach.coach_id for one in known)),
    )


def _alone(day_id: UUID) -> tuple[Day, Unit]:
    """Return a day that no coach comes to any more; raises NotFound."""
    row = session.execute(
        select(Day, Unit).join(Unit, Unit.id == Day.unit_id).where(Day.id == day_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


def stance_of(viewer: Viewer, day: Day, coach_ids: set[UUID]) -> Stance:
    """Return what ``viewer`` is to a day whose coaches are ``coach_ids``."""
    me = viewer.person_id
    rates = viewer.may(Permission.COACH_RATE)
    return Stance(
        comes=viewer.may(Permission.COACHING_RUN) and me in coach_ids,
        charged=rates and me in in_charge(day.unit_id, day.business_date),
        here=rates and _reaches(viewer, day.unit_id, Permission.COACH_RATE),
        follows=_reaches(viewer, day.unit_id, Permission.COACHING_RUN),
        leads=leads_unit(viewer, day.unit_id, day.business_date),
    )


def _reaches(viewer: Viewer, unit_id: UUID, permission: Permission) -> bool:
    if not viewer.may(permission):
        return False
    given = {"asked_unit": unit_id, **scope_values(viewer, permission)}
    return session.scalar(_among(units_asked(viewer, permission)), given) is not None


@lru_cache(maxsize=256)
def _among(units: Select[UUID]) -> Select[UUID]:
    return select(Unit.id).where(Unit.id == UNIT, Unit.id.in_(units))


def leads_unit(viewer: Viewer, unit_id: UUID, on: date) -> bool:
    """Tell whether the viewer leads the region a unit was in on a day."""
    regions = list(reach_of(viewer, Permission.RATINGS_READ).regions)
    if not regions or not viewer.may(Permission.RATINGS_READ):
        return False
    linked = select(UnitRegion.id).where(
        UnitRegion.unit_id == unit_id,
        UnitRegion.during.contains(on),
        UnitRegion.region_id.in_(regions_under(regions, day_of(viewer))),
    )
    return session.scalar(linked.limit(1)) is not None


def pair_in_reach(viewer: Viewer, day_id: UUID, day_coach_id: UUID) -> tuple[Opened, Pair]:
    """Return a day and one coach of it; raises NotFound."""
    opened = open_day(viewer, day_id)
    found = next((one for one in opened.pairs if one.coach.id == day_coach_id), None)
    if found is None:
        raise NotFound
    return opened, found


def unit_to_plan(viewer: Viewer, unit_id: UUID) -> Unit:
    """Return a unit the viewer coaches today; raises NotFound to others."""
    scope = units_in_scope(viewer, Permission.COACHING_RUN)
    found = session.scalar(select(Unit).where(Unit.id == unit_id, Unit.id.in_(scope)))
    if found is None:
        raise NotFound
    return found


def units_to_plan(viewer: Viewer) -> list[Unit]:
    """Return the units the viewer coaches today, in the order of names."""
    scope = units_in_scope(viewer, Permission.COACHING_RUN)
    wanted = select(Unit).where(Unit.id.in_(scope), not_closed(day_of(viewer)))
    return list(session.scalars(wanted.order_by(Unit.sort_key)))


def own_pairs(person_id: UUID, first: date, after: date) -> list[Pair]:
    """Return a coach's days from ``first`` to before ``after``."""
    return pairs(
        DayCoach.coach_id == person_id, Day.business_date >= first, Day.business_date < after
    )


def waiting_for_me(person_id: UUID, today: date) -> list[Pair]:
    """Return a coach's days behind whose dashboard is not in, the oldest first."""
    return [one for one in around(person_id, today, today) if waits(one, today)]


def waits(pair: Pair, today: date) -> bool:
    """Tell whether a day is behind and its dashboard not in."""
    day = pair.day
    behind = day.business_date < today or day.state == "done"
    return pair.entry is None and behind and day.state in {"planned", "done"}


def around(person_id: UUID, today: date, after: date) -> list[Pair]:
    """Return a coach's days from today to before ``after``, and those behind to write down yet."""
    given = {
        "asked_me": person_id,
        "asked_today": today,
        "asked_since": today - SHOWN_BACK,
        "asked_after": after,
    }
    return read_pairs(_around(), given)


@lru_cache
def _around() -> Wanted:
    since, after = bindparam("asked_since", type_=Date), bindparam("asked_after", type_=Date)
    unwritten = and_(Day.state.in_(("planned", "done")), ENTRY.id.is_(None))
    return choose_pairs().where(
        DayCoach.coach_id == ME,
        Day.business_date > since,
        or_(
            and_(Day.business_date >= TODAY, Day.business_date < after),
            and_(unwritten, or_(Day.business_date < TODAY, Day.state == "done")),
        ),
    )


def to_rate(person_id: UUID, today: date, wait: timedelta) -> list[Pair]:
    """Return the days somebody may rate and whose store has not said anything, the last first."""
    now = clock.now()
    known = [
        one
        for one in pairs(
            Day.unit_id.in_(units_held(person_id)),
            Day.state.in_(("planned", "done", "closed")),
            Day.business_date > today - wait,
            Day.business_date <= today + timedelta(days=1),
        )
        if one.rating is None and (one.day.state != "planned" or now >= one.ended_at)
    ]
    charged = in_charge_of((one.unit.id, one.day.business_date) for one in known)
    mine = [
        one
        for one in known
        if person_id in charged[one.unit.id, one.day.business_date]
        and person_id != one.coach.coach_id
    ]
    return mine[::-1]


def visits_of(viewer: Viewer, first: date, after: date) -> list[Pair]:
    """Return the visits of the units within the viewer's reach, the last first."""
    scope = units_in_scope(viewer, Permission.COACHING_READ)
    return pairs(Day.unit_id.in_(scope), Day.business_date >= first, Day.business_date < after)[
        ::-1
    ]


def next_owners(pair: Pair, coach: str | None = None) -> list[tuple[UUID, str]]:
    """Return who may take a next step: the team of that store, and its coach, named when known."""
    members = list_members([pair.unit.id], pair.day.business_date)
    known = {one.person_id: f"{one.given_name} {one.family_name}" for one in members}
    known |= {pair.coach.coach_id: coach} if coach else names_of([pair.coach.coach_id])
    return list(known.items())


def owners_named(viewer: Viewer, opened: Opened, pair: Pair) -> list[tuple[UUID, str]]:
    """Return those of :func:`next_owners` whose name the viewer may read."""
    known = next_owners(pair, opened.names.get(pair.coach.coach_id))
    seen = same_side(viewer, [one for one, _name in known])
    return [(one, name) for one, name in known if one in seen]
