"""Days with an opinion: that somebody spoke, never what they said."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from lms.coaching.models import Day
from lms.coaching.queries.opinions import standings
from lms.coaching.queries.sides import TOOK_PLACE, Pair, pairs
from lms.coaching.rules.ratings import Standing, rate_of_rating
from lms.core.measures import Direction, Measure, MeasureClass, Reading, ScopeKind, register
from lms.core.periods import Period


def days_rated(
    ids: Iterable[UUID], kind: ScopeKind, period: Period, as_of: datetime
) -> Mapping[UUID, Reading]:
    """Return days with an opinion over days that took place and expected one.

    A day is counted once its opinion is in, or two weeks after it. It belongs to the unit where it
    happened; of a person it says nothing: it is n/a.
    """
    wanted = list(ids)
    where: dict[UUID, list[Standing]] = {}
    if kind is ScopeKind.UNIT:
        known = pairs(
            Day.unit_id.in_(wanted),
            Day.state.in_(TOOK_PLACE),
            Day.business_date >= period.first,
            Day.business_date < period.after,
            Day.finished_at <= as_of,
        )
        for pair, one in standings([as_known(pair, as_of) for pair in known], as_of):
            where.setdefault(pair.unit.id, []).append(one)
    return {one: _reading(where.get(one, []), as_of) for one in wanted}


def as_known(pair: Pair, as_of: datetime) -> Pair:
    """Return a day as it was known at an instant: an opinion given since is not in yet."""
    if pair.rated_at is None or pair.rated_at <= as_of:
        return pair
    return replace(pair, rating=None, rated_at=None)


def _reading(known: Iterable[Standing], as_of: datetime) -> Reading:
    rated, expected = rate_of_rating(known)
    return Reading(Fraction(rated), Fraction(expected), expected, as_of, 1)


DAYS_RATED = register(
    Measure(
        code="coaching.days_rated",
        version=1,
        klass=MeasureClass.NAMED,
        direction=Direction.UP,
        unit="share",
        readings=days_rated,
        may_feed_label=True,
    )
)
