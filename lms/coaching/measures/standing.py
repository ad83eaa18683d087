"""What boards ask of coaching: days since a visit, people whose skills somebody saw."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy import func, select, text

from lms.coaching.models import Day
from lms.coaching.queries.sides import TOOK_PLACE
from lms.core import clock
from lms.core.db import session
from lms.core.measures import (
    Direction,
    Measure,
    MeasureClass,
    Reading,
    ScopeKind,
    none_known,
    read_rows,
    register,
)
from lms.core.periods import Period
from lms.network.rules import DEFAULT_ZONE

_SEEN = text(
    """
    SELECT m.unit_id AS id, count(DISTINCT m.person_id) AS den,
           count(DISTINCT k.person_id) AS num
      FROM network_membership m
      LEFT JOIN coaching_skill_measure k
             ON k.person_id = m.person_id AND k.kind = 'observer' AND k.received_at <= :as_of
     WHERE m.unit_id = ANY(:ids) AND m.during @> CAST(:day AS date)
     GROUP BY m.unit_id
"""
)


def days_since_visit(
    ids: Iterable[UUID], kind: ScopeKind, period: Period, as_of: datetime
) -> Mapping[UUID, Reading]:
    """Return the days since a unit's last coaching day that took place; n/a: never visited."""
    del period
    wanted = list(ids)
    found = none_known(wanted, as_of)
    if kind is ScopeKind.UNIT:
        day = clock.business_date(as_of, DEFAULT_ZONE)
        last = (
            select(Day.unit_id, func.max(Day.business_date))
            .where(Day.unit_id.in_(wanted), Day.state.in_(TOOK_PLACE), Day.finished_at <= as_of)
            .group_by(Day.unit_id)
        )
        for unit_id, on in session.execute(last):
            since = max((day - on).days, 0)
            found[unit_id] = Reading(Fraction(since), Fraction(1), 1, as_of, 1)
    return found


def people_measured(
    ids: Iterable[UUID], kind: ScopeKind, period: Period, as_of: datetime
) -> Mapping[UUID, Reading]:
    """Return people of a unit of whom an observer measured a skill, over its people: how many."""
    del period
    if kind is not ScopeKind.UNIT:
        return none_known(ids, as_of)
    return read_rows(_SEEN, ids, as_of, day=clock.business_date(as_of, DEFAULT_ZONE))


DAYS_SINCE_VISIT = register(
    Measure(
        code="coaching.days_since_visit",
        version=1,
        klass=MeasureClass.NAMED,
        direction=Direction.DOWN,
        unit="days",
        readings=days_since_visit,
    )
)
PEOPLE_MEASURED = register(
    Measure(
        code="coaching.people_measured",
        version=1,
        klass=MeasureClass.NAMED,
        direction=Direction.UP,
        unit="share",
        readings=people_measured,
    )
)
