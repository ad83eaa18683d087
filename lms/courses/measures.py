"""Named figures of learning, asked by code: they may feed labels."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, text

from lms.core import clock
from lms.core.measures import (
    Direction,
    Measure,
    MeasureClass,
    Reading,
    ScopeKind,
    Standing,
    none_known,
    not_known,
    read_rows,
    register,
)
from lms.core.periods import Period
from lms.core.policy import duration
from lms.core.standing import INSTANT, Answers, Questions
from lms.courses.queries.outlines import outline
from lms.courses.rules.progress import COMPLETE, stand
from lms.network.rules import DEFAULT_ZONE

_STANDING = """
    SELECT DISTINCT ON (l.enrolment_id) l.person_id, l.state FROM courses_enrolment_entry l
     WHERE l.received_at <= :as_of {people} ORDER BY l.enrolment_id, l.number DESC
"""
_HERE = """AND l.person_id IN (SELECT h.person_id FROM network_membership h
                   WHERE h.unit_id = ANY(:ids) AND h.during @> CAST(:day AS date))"""
_BY_UNIT = f"""
    SELECT m.unit_id AS id, count(*) AS den, count(*) FILTER (WHERE e.state = 'complete') AS num
      FROM network_membership m
      JOIN ({_STANDING.format(people=_HERE)}) e ON e.person_id = m.person_id
     WHERE m.unit_id = ANY(:ids) AND m.is_primary AND m.during @> CAST(:day AS date)
       AND e.state <> 'withdrawn'
     GROUP BY m.unit_id
"""  # noqa: S608 - made of our own words
_BY_PERSON = f"""
    SELECT e.person_id AS id, count(*) AS den, count(*) FILTER (WHERE e.state = 'complete') AS num
      FROM ({_STANDING.format(people="AND l.person_id = ANY(:ids)")}) e
     WHERE e.state <> 'withdrawn'
     GROUP BY e.person_id
"""  # noqa: S608 - made of our own words


def path_completion(
    ids: Iterable[UUID], kind: ScopeKind, period: Period, as_of: datetime
) -> Mapping[UUID, Reading]:
    """Return finished paths over paths followed, as known at ``as_of``, jobs as on its day.

    Read from the ledger of enrolments: a past ``as_of`` gives the answer of then.

    ``period`` does not matter: the figure is a standing, not a flow.
    """
    del period
    if kind is ScopeKind.UNIT:
        return read_rows(text(_BY_UNIT), ids, as_of, day=clock.business_date(as_of, DEFAULT_ZONE))
    return read_rows(text(_BY_PERSON), ids, as_of)


TENURE = "projects.tenure.days"
"""Decided with the other rules of a store's progress, read by code."""

_REQUIRED = text(
    """
SELECT t.at, one.*
  FROM unnest(CAST(:figure_at AS timestamptz[]), CAST(:courses_days AS date[]),
              CAST(:courses_since AS date[])) AS t(at, day, since)
 CROSS JOIN LATERAL (
WITH who AS (
    SELECT m.unit_id, m.person_id FROM network_membership m
     WHERE m.unit_id = ANY(:figure_units) AND m.is_primary AND m.during @> t.day
       AND lower(m.during) <= t.since
), standing AS (
    SELECT DISTINCT ON (l.enrolment_id) l.enrolment_id, l.person_id, l.path_version_id, l.state
      FROM courses_enrolment_entry l
     WHERE l.received_at <= t.at AND l.person_id IN (SELECT who.person_id FROM who)
     ORDER BY l.enrolment_id, l.number DESC
), learnt AS (
    SELECT DISTINCT c.person_id, c.element_uid FROM courses_completion c
     WHERE c.person_id IN (SELECT s.person_id FROM standing s) AND c.element_kind = 'lesson'
       AND c.state IN ('complete', 'passed', 'waived') AND c.received_at <= t.at
       AND NOT EXISTS (SELECT 1 FROM courses_completion v
                        WHERE v.voids = c.id AND v.received_at <= t.at
                          AND NOT EXISTS (SELECT 1 FROM courses_completion w
                                           WHERE w.voids = v.id AND w.received_at <= t.at))
), done AS (
    SELECT l.person_id, array_agg(l.element_uid::text ORDER BY l.element_uid) AS lessons
      FROM learnt l GROUP BY l.person_id
)
SELECT who.unit_id AS id, who.person_id, s.path_version_id AS version, s.state,
       coalesce(d.lessons, '{}') AS lessons
  FROM who
  JOIN standing s ON s.person_id = who.person_id AND s.state <> 'withdrawn'
  LEFT JOIN done d ON d.person_id = who.person_id
) one
"""
).columns(
    at=INSTANT, id=Uuid(), person_id=Uuid(), version=Uuid(), state=Text(), lessons=ARRAY(Text)
)


@lru_cache(maxsize=8192)
def _tally(version_id: UUID, lessons: tuple[str, ...]) -> tuple[int, int]:
    """Return required lessons done and asked of a version, which never changes."""
    found = stand(outline(version_id), dict.fromkeys(map(UUID, lessons), COMPLETE)).tally
    return found.done, found.total


def _standings(
    found: Answers, _wanted: Sequence[UUID], instants: Sequence[datetime]
) -> Mapping[datetime, Mapping[UUID, Reading]]:
    """Return the mean over people of required lessons done over required, as known at instants.

    Each person weighs 1, whatever they have to do; those here for less than the tenure, or with
    nothing required, are not counted.
    """
    known: dict[datetime, dict[UUID, Reading]] = {at: {} for at in instants}
    for (at, unit_id, _person_id), (done, total) in _tallies(found["required"]).items():
        if total:
            was = known[at].get(unit_id) or not_known(at)
            known[at][unit_id] = Reading(
                was.num + Fraction(done, total), was.den + 1, was.n + 1, at, 1
            )
    return known


def _tallies(rows: Iterable[Any]) -> dict[tuple[datetime, UUID, UUID], tuple[int, int]]:
    """Return required lessons done and asked of each person of units, at instants."""
    people: dict[tuple[datetime, UUID, UUID], tuple[int, int]] = {}
    for row in rows:
        done, total = _tally(row.version, tuple(row.lessons))
        was = people.get((row.at, row.id, row.person_id), (0, 0))
        done = total if row.state == COMPLETE else done
        people[row.at, row.id, row.person_id] = (was[0] + done, was[1] + total)
    return people


def _tenured(instants: Sequence[datetime]) -> Mapping[str, Any]:
    """Return the day of each instant, and since when somebody then was there long enough."""
    days = [clock.business_date(at, DEFAULT_ZONE) for at in instants]
    return {"courses_days": days, "courses_since": [day - duration(TENURE) for day in days]}


required_share = Questions(lambda: {"required": _REQUIRED}, _standings, _tenured)
"""Required lessons done over required, the mean over people of a unit; of one person it is n/a."""

_BEGUN = text(
    """
    SELECT m.unit_id AS id, count(DISTINCT m.person_id) AS den,
           count(DISTINCT m.person_id) FILTER (WHERE EXISTS (
               SELECT 1 FROM courses_completion c
                WHERE c.person_id = m.person_id AND c.element_kind = 'lesson'
                  AND c.state IN ('complete', 'passed') AND c.received_at <= :as_of
                  AND NOT EXISTS (SELECT 1 FROM courses_completion v
                                   WHERE v.voids = c.id AND v.received_at <= :as_of)
           )) AS num
      FROM network_membership m
     WHERE m.unit_id = ANY(:ids) AND m.is_primary AND m.during @> CAST(:day AS date)
     GROUP BY m.unit_id
"""
)


def first_lesson(
    ids: Iterable[UUID], kind: ScopeKind, period: Period, as_of: datetime
) -> Mapping[UUID, Reading]:
    """Return people who did a lesson over people of each unit; a standing, n/a of one person."""
    del period
    if kind is not ScopeKind.UNIT:
        return none_known(ids, as_of)
    return read_rows(_BEGUN, ids, as_of, day=clock.business_date(as_of, DEFAULT_ZONE))


FIRST_LESSON = register(
    Measure(
        code="courses.first_lesson",
        version=1,
        klass=MeasureClass.NAMED,
        direction=Direction.UP,
        unit="share",
        readings=first_lesson,
    )
)
REQUIRED_SHARE = register(
    Measure(
        code="courses.required_share",
        version=1,
        klass=MeasureClass.NAMED,
        direction=Direction.UP,
        unit="share",
        readings=Standing(required_share),
        may_feed_label=True,
    )
)
PATH_COMPLETION = register(
    Measure(
        code="courses.path_completion",
        version=1,
        klass=MeasureClass.NAMED,
        direction=Direction.UP,
        unit="share",
        readings=path_completion,
        may_feed_label=True,
    )
)
