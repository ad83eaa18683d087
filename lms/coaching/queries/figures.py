"""What may be drawn from opinions: what the rules need, and what each reader gets of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects.postgresql import distinct_on

from lms.coaching.models import Block, Conflict, DayCoach, Rating
from lms.coaching.policies import LENIENCY, POOL_RATINGS, POOL_UNITS, PRIOR, UNIT_SHARE
from lms.coaching.rules import ratings as rules
from lms.coaching.rules.pooling import NETWORK, Distribution, Pool, distributions
from lms.coaching.rules.ratings import QUESTIONS
from lms.coaching.rules.reveal import end_of_day
from lms.coaching.rules.scoring import Settings
from lms.core import clock
from lms.core.db import session
from lms.core.periods import PeriodKind, period_named, period_of
from lms.core.policy import number
from lms.network.models import Region, UnitRegion
from lms.network.rules import DEFAULT_ZONE

PUBLISHED_AFTER: Final = timedelta(days=14)
"""After the end of a quarter: opinions still come in, then it is closed for good."""
BEGAN: Final = date(2000, 1, 1)
SPAN: Final = 4
"""Quarters over which a score compares raters."""


def published_at(quarter: str) -> datetime:
    """Return the instant a quarter's figures are drawn; what comes later is not in them."""
    after = period_named(quarter).after
    return end_of_day(after + PUBLISHED_AFTER - timedelta(days=1), DEFAULT_ZONE, time(0))


def quarter_of(day: date) -> str:
    """Return the key of the quarter of a business date."""
    return period_of(day, PeriodKind.QUARTER).key


def quarters_back(quarter: str, count: int) -> str:
    """Return the key of the quarter ``count`` before."""
    for _step in range(count):
        quarter = quarter_of(period_named(quarter).first - timedelta(days=1))
    return quarter


def closed_quarters(now: datetime, since: str) -> list[str]:
    """Return the quarters drawn by ``now``, from ``since`` on, in order."""
    found = []
    one = period_named(since)
    while now >= published_at(one.key):
        found.append(one.key)
        one = period_of(one.after, PeriodKind.QUARTER)
    return found


@dataclass(frozen=True, slots=True)
class Known:
    """One opinion with what the rules read of it, and the region of its unit on its day."""

    row: Rating
    coach_id: UUID
    region_id: UUID | None
    rule: rules.Rating


def known_ratings(*which: ColumnElement[bool], before: datetime | None = None) -> list[Known]:
    """Return the last state of opinions, in one statement; ``before``: as received by then.

    What two people said later of being close does not change what was drawn before.
    """
    before = before or clock.now()
    last = (
        select(Rating.id)
        .join(DayCoach, DayCoach.id == Rating.day_coach_id)
        .where(Rating.received_at < before, *which)
        .ext(distinct_on(Rating.day_coach_id))
        .order_by(Rating.day_coach_id, Rating.number.desc())
        .correlate(None)
    )
    close = (
        select(Conflict.id)
        .where(
            Conflict.rater_id == Rating.rater_id,
            Conflict.coach_id == DayCoach.coach_id,
            Conflict.during.op("@>")(Rating.occurred_on),
            Conflict.declared_at < before,
        )
        .exists()
    )
    rows = session.execute(
        select(Rating, DayCoach.coach_id, UnitRegion.region_id, close)
        .join(DayCoach, DayCoach.id == Rating.day_coach_id)
        .outerjoin(
            UnitRegion,
            (UnitRegion.unit_id == Rating.unit_id) & UnitRegion.during.op("@>")(Rating.occurred_on),
        )
        .where(Rating.id.in_(last))
        .order_by(Rating.occurred_on, Rating.id)
    )
    return [
        Known(row, coach_id, region_id, as_rule(row, coach_id, conflict=conflict))
        for row, coach_id, region_id, conflict in rows
    ]


def as_rule(row: Rating, coach_id: UUID, *, conflict: bool) -> rules.Rating:
    """Return an opinion as the rules read it."""
    return rules.Rating(
        coach=str(coach_id),
        unit=str(row.unit_id),
        rater=str(row.rater_id),
        quarter=quarter_of(row.occurred_on),
        answers=tuple(getattr(row, question) for question in QUESTIONS),
        conflict=conflict,
        late=row.is_late,
    )


def pool() -> Pool:
    """Return how many opinions make a pot today."""
    return Pool(number(POOL_RATINGS), number(POOL_UNITS))


def settings() -> Settings:
    """Return the numbers of the score in force."""
    share = Fraction(number(UNIT_SHARE), 100)
    return Settings(number(PRIOR), share, number(LENIENCY))


@dataclass(frozen=True, slots=True)
class Shown:
    """A block as a coach reads it; means and score are in tenths, from 1 to 5."""

    first: str
    last: str
    n: int
    units: int
    means: Mapping[str, Fraction]
    score: Fraction


def blocks_of(coach_ids: Iterable[UUID]) -> dict[UUID, list[Shown]]:
    """Return what was published of each coach, the last first; nothing else is ever drawn."""
    found: dict[UUID, list[Shown]] = {}
    rows = session.scalars(
        select(Block).where(Block.coach_id.in_(list(coach_ids))).order_by(Block.last_quarter.desc())
    )
    for row in rows:
        means = {question: Fraction(getattr(row, question)) for question in QUESTIONS}
        shown = Shown(
            row.first_quarter, row.last_quarter, row.n, row.units, means, Fraction(row.score)
        )
        found.setdefault(row.coach_id, []).append(shown)
    return found


@dataclass(frozen=True, slots=True)
class Spread:
    """What head office reads of one quarter: the network, then the regions that may be shown."""

    quarter: str
    network: Distribution
    regions: tuple[tuple[str, Distribution], ...]


def spreads(now: datetime, count: int = SPAN) -> list[Spread]:
    """Return the last ``count`` quarters drawn, the last first; as known when each was drawn."""
    last = quarter_of(clock.business_date(now, DEFAULT_ZONE))
    closed = closed_quarters(now, quarters_back(last, count + 1))[-count:]
    return [one for one in map(_spread, reversed(closed)) if one is not None]


def _spread(quarter: str) -> Spread | None:
    during = period_named(quarter)
    known = known_ratings(
        Rating.occurred_on >= during.first,
        Rating.occurred_on < during.after,
        before=published_at(quarter),
    )
    # One region per unit: that of its last opinion of the quarter.
    regions = {one.rule.unit: str(one.region_id) for one in known}
    drawn = distributions([one.rule for one in known], regions, pool=pool())
    if not drawn:
        return None
    names = _region_names(key for key in drawn if key != NETWORK)
    shown = tuple((names[key], drawn[key]) for key in sorted(names, key=lambda key: names[key]))
    return Spread(quarter, drawn[NETWORK], shown)


def _region_names(keys: Iterable[str]) -> dict[str, str]:
    ids = [UUID(key) for key in keys if key != str(None)]
    rows = session.execute(select(Region.id, Region.name).where(Region.id.in_(ids)))
    return {str(region_id): name for region_id, name in rows}
