"""Skills read from above a store: shares of groups large enough, as each quarter closed them.

A live figure would tell of one person to whoever looks before and after they are measured. Figures
stand as on the last day of the last whole quarter, and a store or region has one only when enough
people were measured in that quarter: two of its figures then differ by a group, never by somebody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from uuid import UUID

from sqlalchemy import func, select

from lms.coaching.measures.practice import SKILLS_AT_TARGET
from lms.coaching.models import SkillMeasure
from lms.coaching.policies import SMALL_GROUP
from lms.coaching.rules.reveal import end_of_day
from lms.core import disclosure
from lms.core.access import Permission, Viewer
from lms.core.db import session
from lms.core.disclosure import FLOOR, Group
from lms.core.measures import Reading, ScopeKind
from lms.core.periods import Period, PeriodKind, period_of
from lms.core.policy import number
from lms.network.models import Membership, Region, Unit, UnitRegion
from lms.network.queries import day_of, reach_of, units_reached
from lms.network.rules import DEFAULT_ZONE

Places = Mapping[str, Mapping[UUID, str]]
"""Stores by name, under their region."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The share of skills at the level asked; None where too few people stand behind."""

    name: str
    share: Fraction | None
    n: int | None
    stores: tuple["Shown", ...] = ()


@dataclass(frozen=True, slots=True)
class Above:
    """What the viewer reaches together, and each region with its stores, as on a day."""

    on: date
    whole: Shown
    regions: tuple[Shown, ...]


def shown_above(viewer: Viewer) -> Above:
    """Return the figure of all the viewer reaches, and of each region with its stores.

    One tree for everybody, stores under their region of the day the quarter closed: what is hidden
    in a region is the same for its lead and for head office, so that nobody's page completes
    another's.
    """
    closed = period_of(
        period_of(day_of(viewer), PeriodKind.QUARTER).first - DAY, PeriodKind.QUARTER
    )
    last = closed.after - DAY
    places = _places(viewer, last)
    wanted = [unit for units in places.values() for unit in units]
    read = SKILLS_AT_TARGET.readings(wanted, ScopeKind.UNIT, closed, _end(last))
    behind = {unit: one.n for unit, one in read.items()}
    shown = disclosure.disclose(_tree(places, behind), number(SMALL_GROUP)) & disclosure.disclose(
        _tree(places, _measured(wanted, closed)), FLOOR
    )

    def tell(key: str, name: str, units: Iterable[UUID], stores: Iterable[Shown] = ()) -> Shown:
        if key not in shown:
            return Shown(name, None, None, tuple(stores))
        parts = [read[one] for one in units]
        return Shown(name, _share(parts), sum(one.n for one in parts), tuple(stores))

    regions = tuple(
        tell(
            _key(name),
            name,
            units,
            [tell(str(one), said, [one]) for one, said in units.items()],
        )
        for name, units in places.items()
    )
    return Above(last, tell(ALL, "", wanted), regions)


ALL = "all"
DAY = timedelta(days=1)


def _key(region: str) -> str:
    return f"region {region}"


def _end(last: date) -> datetime:
    return end_of_day(last, DEFAULT_ZONE)


def _share(parts: Iterable[Reading]) -> Fraction | None:
    known = list(parts)
    num = sum((one.num for one in known), Fraction())
    den = sum((one.den for one in known), Fraction())
    return num / den if den else None


def _tree(places: Places, people: Mapping[UUID, int]) -> Group:
    regions = []
    for name, units in places.items():
        stores = tuple(Group(str(one), people.get(one, 0)) for one in units)
        regions.append(Group(_key(name), sum(one.n for one in stores), stores))
    return Group(ALL, sum(one.n for one in regions), tuple(regions))


def _measured(units: Iterable[UUID], quarter: Period) -> dict[UUID, int]:
    """Return how many people of each store an observer measured in a quarter."""
    last = quarter.after - DAY
    rows = session.execute(
        select(Membership.unit_id, func.count(SkillMeasure.person_id.distinct()))
        .join(Membership, Membership.person_id == SkillMeasure.person_id)
        .where(
            Membership.unit_id.in_(list(units)),
            Membership.is_primary,
            Membership.during.contains(quarter.after),
            SkillMeasure.kind == "observer",
            SkillMeasure.received_at > _end(quarter.first - DAY),
            SkillMeasure.received_at <= _end(last),
        )
        .group_by(Membership.unit_id)
    )
    return {row[0]: row[1] for row in rows}


def _places(viewer: Viewer, day: date) -> dict[str, dict[UUID, str]]:
    """Return the stores of the viewer's regions by name, under their region: all as on ``day``."""
    reach = replace(reach_of(viewer, Permission.SKILLS_FIGURES), day=day)
    rows = session.execute(
        select(Region.name, Unit.id, Unit.name)
        .join(UnitRegion, UnitRegion.unit_id == Unit.id)
        .join(Region, Region.id == UnitRegion.region_id)
        .where(Unit.id.in_(units_reached(reach)), UnitRegion.during.contains(day))
        .order_by(Region.name, Unit.sort_key)
    )
    found: dict[str, dict[UUID, str]] = {}
    for region, unit_id, name in rows:
        found.setdefault(region, {})[unit_id] = name
    return found
