"""Named figures of learning, asked by code: they may feed labels."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy import text

from lms.core.db import session
from lms.core.measures import Direction, Measure, MeasureClass, Reading, ScopeKind, register
from lms.core.periods import Period

_BY_UNIT = """
    SELECT m.unit_id AS id, count(*) AS den,
           count(*) FILTER (WHERE e.completed_at <= :as_of) AS num
      FROM courses_enrolment e
      JOIN network_membership m ON m.person_id = e.person_id AND m.is_primary
       AND m.during @> CAST(:day AS date)
     WHERE m.unit_id = ANY(:ids) AND e.enrolled_at <= :as_of
       AND (e.withdrawn_at IS NULL OR e.withdrawn_at > :as_of)
     GROUP BY m.unit_id
"""
_BY_PERSON = """
    SELECT e.person_id AS id, count(*) AS den,
           count(*) FILTER (WHERE e.completed_at <= :as_of) AS num
      FROM courses_enrolment e
     WHERE e.person_id = ANY(:ids) AND e.enrolled_at <= :as_of
       AND (e.withdrawn_at IS NULL OR e.withdrawn_at > :as_of)
     GROUP BY e.person_id
"""


def path_completion(
    ids: Iterable[UUID], kind: ScopeKind, period: Period, as_of: datetime
) -> Mapping[UUID, Reading]:
    """Return finished paths over paths followed, as known at ``as_of``, jobs as on its day.

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
