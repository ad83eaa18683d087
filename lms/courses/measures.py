"""Named figures of learning, asked by code: they may feed labels."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy import text

from lms.core import clock
from lms.core.db import session
from lms.core.measures import Direction, Measure, MeasureClass, Reading, ScopeKind, register
from lms.core.periods import Period
from lms.core.policy import duration
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
    wanted = list(ids)
    query = _BY_UNIT if kind is ScopeKind.UNIT else _BY_PERSON
    asked = {"ids": wanted, "as_of": as_of}
    if kind is ScopeKind.UNIT:
        asked["day"] = as_of.date()
    rows = {row.id: row for row in session.execute(text(query), asked)}
    found: dict[UUID, Reading] = {}
    for one in wanted:
        row = rows.get(one)
        num, den = (row.num, row.den) if row else (0, 0)
        found[one] = Reading(Fraction(num), Fraction(den), den, as_of, 1)
    return found


TENURE = "projects.tenure.days"
"""Decided with the other rules of a store's progress, read by code."""

_REQUIRED = text(
    """
WITH who AS (
    SELECT m.unit_id, m.person_id FROM network_membership m
     WHERE m.unit_id = ANY(:ids) AND m.is_primary AND m.during @> CAST(:day AS date)
       AND lower(m.during) <= CAST(:since AS date)
), standing AS (
    SELECT DISTINCT ON (l.enrolment_id) l.enrolment_id, l.person_id, l.path_version_id, l.state
      FROM courses_enrolment_entry l
     WHERE l.received_at <= :as_of AND l.person_id IN (SELECT who.person_id FROM who)
     ORDER BY l.enrolment_id, l.number DESC
), followed AS (
    SELECT s.*, v.lessons AS total FROM standing s
      JOIN courses_path_version v ON v.id = s.path_version_id
     WHERE s.state <> 'withdrawn' AND v.lessons > 0
), asked AS (
    SELECT DISTINCT pc.path_version_id, lv.lesson_uid
      FROM courses_path_course pc
      JOIN courses_course_version cv ON cv.id = pc.course_version_id AND cv.rule <> 'optional'
      JOIN courses_course_lesson cl ON cl.course_version_id = cv.id AND cl.required
      JOIN courses_lesson_version lv ON lv.id = cl.lesson_version_id
     WHERE pc.path_version_id IN (SELECT f.path_version_id FROM followed f)
), learnt AS (
    SELECT DISTINCT c.person_id, c.element_uid FROM courses_completion c
     WHERE c.person_id IN (SELECT f.person_id FROM followed f) AND c.element_kind = 'lesson'
       AND c.state IN ('complete', 'passed', 'waived') AND c.received_at <= :as_of
       AND NOT EXISTS (SELECT 1 FROM courses_completion v
                        WHERE v.voids = c.id AND v.received_at <= :as_of
                          AND NOT EXISTS (SELECT 1 FROM courses_completion w
                                           WHERE w.voids = v.id AND w.received_at <= :as_of))
), reached AS (
    SELECT f.enrolment_id, f.person_id, f.total,
           CASE WHEN f.state = 'complete' THEN f.total
                ELSE least(f.total, (SELECT count(*) FROM asked a
                                       JOIN learnt t ON t.element_uid = a.lesson_uid
                                                    AND t.person_id = f.person_id
                                      WHERE a.path_version_id = f.path_version_id)) END AS done
      FROM followed f
)
SELECT who.unit_id AS id, who.person_id, sum(r.done) AS done, sum(r.total) AS total
  FROM who JOIN reached r ON r.person_id = who.person_id
 GROUP BY who.unit_id, who.person_id
"""
)


def required_share(
    ids: Iterable[UUID], kind: ScopeKind, period: Period, as_of: datetime
) -> Mapping[UUID, Reading]:
    """Return the mean over people of required lessons done over required, as known at ``as_of``.

    Each person weighs 1, whatever they have to do; those here for less than the tenure, or with
    nothing required, are not counted. Where a path lets choose, lessons beyond what it asks count
    no more. ``period`` does not matter: a standing. Of one person it is n/a: it is a unit's.
    """
    del period
    wanted = list(ids)
    found = {one: Reading(Fraction(), Fraction(), 0, as_of, 1) for one in wanted}
    if kind is not ScopeKind.UNIT:
        return found
    day = clock.business_date(as_of, DEFAULT_ZONE)
    asked = {"ids": wanted, "as_of": as_of, "day": day, "since": day - duration(TENURE)}
    for row in session.execute(_REQUIRED, asked):
        was = found[row.id]
        share = Fraction(int(row.done), int(row.total))
        found[row.id] = Reading(was.num + share, was.den + 1, was.n + 1, as_of, 1)
    return found


REQUIRED_SHARE = register(
    Measure(
        code="courses.required_share",
        version=1,
        klass=MeasureClass.NAMED,
        direction=Direction.UP,
        unit="share",
        readings=required_share,
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
