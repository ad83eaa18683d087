"""Named figures of learning, asked by code: they may feed labels."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy import text

from lms.core.db import session
from lms.core.measures import Direction, Measure, MeasureClass, Reading, ScopeKind, register
from lms.core.periods import Period

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
