"""Observations, skills and tries as figures: units for all, persons where the figure is theirs.

The past is read from ledgers: a past ``as_of`` gives the answer of then, in two statements at most
whatever the number of units.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Uuid, text

from lms.coaching.policies import SKILL_TARGET
from lms.coaching.rules.observing import window
from lms.core import clock
from lms.core.measures import (
    Direction,
    Measure,
    MeasureClass,
    Reading,
    ScopeKind,
    Standing,
    none_known,
    read_rows,
    reading_of,
    register,
)
from lms.core.measures import Readings as Computed
from lms.core.periods import Period
from lms.core.policy import number
from lms.core.standing import INSTANT, Answers, Questions
from lms.network.rules import DEFAULT_ZONE

Readings = Mapping[UUID, Reading]

_LAST = """
    SELECT DISTINCT ON (e.observation_id) e.unit_id, e.state, e.planned_on
      FROM coaching_observation_entry e
     WHERE e.unit_id = ANY({units}) AND e.received_at <= {as_of}
       AND e.planned_on >= {first} AND e.planned_on < {after}
     ORDER BY e.observation_id, e.number DESC
"""
_LAST_THEN = _LAST.format(units=":figure_units", as_of="t.at", first="t.first", after="t.after")
_LAST_ASKED = _LAST.format(units=":ids", as_of=":as_of", first=":first", after=":after")
_OBSERVED = text(
    f"""
    SELECT t.at, l.unit_id AS id, count(*) AS den, count(*) AS n,
           count(*) FILTER (WHERE l.state IN ('debriefed', 'acknowledged')) AS num
      FROM unnest(CAST(:figure_at AS timestamptz[]), CAST(:coaching_first AS date[]),
                  CAST(:coaching_after AS date[])) AS t(at, first, after)
     CROSS JOIN LATERAL ({_LAST_THEN}) l
     WHERE l.state <> 'cancelled' GROUP BY t.at, l.unit_id
"""  # noqa: S608 - made of our own words
).columns(at=INSTANT, id=Uuid(), den=BigInteger(), n=BigInteger(), num=BigInteger())
_PER_PERSON = text(
    f"""
    SELECT m.unit_id AS id, count(*) AS den, count(*) AS n, coalesce(max(o.num), 0) AS num
      FROM network_membership m
      LEFT JOIN (SELECT l.unit_id, count(*) AS num FROM ({_LAST_ASKED}) l
                  WHERE l.state IN ('debriefed', 'acknowledged') GROUP BY l.unit_id) o
             ON o.unit_id = m.unit_id
     WHERE m.unit_id = ANY(:ids) AND m.is_primary AND m.during @> CAST(:day AS date)
     GROUP BY m.unit_id
"""  # noqa: S608 - made of our own words
)
_SKILLS = """
    SELECT {scope} AS id, count(*) AS den, count(DISTINCT l.person_id) AS n,
           count(*) FILTER (WHERE l.level >= coalesce(t.level, u.level, :target)) AS num
      FROM (SELECT DISTINCT ON (k.person_id, k.skill_uid) k.person_id, k.skill_uid, k.level
              FROM coaching_skill_measure k
             WHERE k.kind = 'observer' AND k.received_at <= :as_of {people}
             ORDER BY k.person_id, k.skill_uid, k.number DESC) l
      JOIN network_membership m ON m.person_id = l.person_id AND m.is_primary
           AND m.during @> CAST(:day AS date)
      LEFT JOIN coaching_target t ON t.skill_uid = l.skill_uid AND t.position_id = m.position_id
      LEFT JOIN coaching_target u ON u.skill_uid = l.skill_uid AND u.position_id IS NULL
     WHERE {scope} = ANY(:ids)
     GROUP BY 1
"""
_STAFF = """AND k.person_id IN (SELECT h.person_id FROM network_membership h
             WHERE h.unit_id = ANY(:ids) AND h.is_primary AND h.during @> CAST(:day AS date))"""
_TRIES = """
    SELECT g.{scope} AS id, count(*) AS den, count(DISTINCT g.person_id) AS n,
           count(*) FILTER (WHERE g.answer <> 'no') AS num
      FROM coaching_goal g
     WHERE g.{scope} = ANY(:ids) AND g.answered_at <= :as_of
       AND g.on_date >= :first AND g.on_date < :after
     GROUP BY 1
"""


def _day(as_of: datetime) -> date:
    return clock.business_date(as_of, DEFAULT_ZONE)


def _debriefed(
    found: Answers, _wanted: Sequence[UUID], instants: Sequence[datetime]
) -> Mapping[datetime, Readings]:
    known: dict[datetime, dict[UUID, Reading]] = {at: {} for at in instants}
    for row in found["observed"]:
        known[row.at][row.id] = reading_of(row, row.at)
    return known


def _spans(instants: Sequence[datetime]) -> Mapping[str, Any]:
    spans = [window(_day(at)) for at in instants]
    return {
        "coaching_first": [first for first, _after in spans],
        "coaching_after": [after for _first, after in spans],
    }


observations_debriefed = Questions(lambda: {"observed": _OBSERVED}, _debriefed, _spans)
"""Observations talked about over planned, of the 28 days that end with each instant."""


def observations_per_person(
    ids: Iterable[UUID], kind: ScopeKind, period: Period, as_of: datetime
) -> Readings:
    """Return observations talked about in the period over the people of the unit."""
    if kind is not ScopeKind.UNIT:
        return none_known(ids, as_of)
    day = min(_day(as_of), period.after)
    asked = {"first": period.first, "after": period.after, "day": day}
    return read_rows(_PER_PERSON, ids, as_of, **asked)


def skills_at_target(
    ids: Iterable[UUID], kind: ScopeKind, period: Period, as_of: datetime
) -> Readings:
    """Return skills seen at the level asked over skills an observer measured; a standing."""
    del period
    of_unit = kind is ScopeKind.UNIT
    people = _STAFF if of_unit else "AND k.person_id = ANY(:ids)"
    scope = "m.unit_id" if of_unit else "l.person_id"
    statement = text(_SKILLS.format(scope=scope, people=people))
    return read_rows(statement, ids, as_of, day=_day(as_of), target=number(SKILL_TARGET, as_of))


def goals_answered(
    ids: Iterable[UUID], kind: ScopeKind, period: Period, as_of: datetime
) -> Readings:
    """Return tries done, even partly, over tries answered in the period."""
    scope = "unit_id" if kind is ScopeKind.UNIT else "person_id"
    asked = {"first": period.first, "after": period.after}
    return read_rows(text(_TRIES.format(scope=scope)), ids, as_of, **asked)


def _measure(
    code: str, readings: Computed, klass: MeasureClass, unit: str, *, label: bool
) -> Measure:
    return register(
        Measure(
            code=f"coaching.{code}",
            version=1,
            klass=klass,
            direction=Direction.UP,
            unit=unit,
            readings=readings,
            may_feed_label=label,
        )
    )


NAMED, SENSITIVE = MeasureClass.NAMED, MeasureClass.SENSITIVE
OBSERVATIONS_DEBRIEFED = _measure(
    "observations_debriefed", Standing(observations_debriefed), NAMED, "share", label=True
)
OBSERVATIONS_PER_PERSON = _measure(
    "observations_per_person", observations_per_person, NAMED, "count", label=True
)
SKILLS_AT_TARGET = _measure("skills_at_target", skills_at_target, SENSITIVE, "share", label=False)
GOALS_ANSWERED = _measure("goals_answered", goals_answered, SENSITIVE, "share", label=False)
