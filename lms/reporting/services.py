"""Make tallies again, one unit at a time or all at once."""

from datetime import date
from uuid import UUID

from sqlalchemy import text

from lms.core.db import session

_COUNTS = """
    SELECT e.path_uid, e.unit_id, count(*),
           count(*) FILTER (WHERE e.state = 'not_started'),
           count(*) FILTER (WHERE e.state <> 'not_started'),
           count(*) FILTER (WHERE e.state = 'complete'),
           count(*) FILTER (WHERE e.state <> 'complete' AND e.due_on < :today),
           min(e.due_on) FILTER (WHERE e.state <> 'complete' AND e.due_on >= :today),
           CAST(:today AS date)
      FROM courses_enrolment e
     WHERE e.withdrawn_at IS NULL AND e.unit_id IS NOT NULL
"""
_INTO = """
    INSERT INTO reporting_path_tally
           (path_uid, unit_id, people, waiting, begun, done, late, next_due_on, counted_on)
"""
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 7))")
_CLEAR = text("DELETE FROM reporting_path_tally WHERE path_uid = :path AND unit_id = :unit")
_COUNT = text(_INTO + _COUNTS + " AND e.path_uid = :path AND e.unit_id = :unit GROUP BY 1, 2")
_COUNT_ALL = text(_INTO + _COUNTS + " GROUP BY 1, 2")
_DUE = text(
    "SELECT path_uid, unit_id FROM reporting_path_tally WHERE next_due_on < :today LIMIT 500"
)


def recount(*, path_uid: UUID, unit_id: UUID, today: date) -> None:
    """Make the tally of a path in a unit again from the enrolments as they are now."""
    session.execute(_LOCK, {"key": f"{path_uid}/{unit_id}"})
    asked = {"path": path_uid, "unit": unit_id}
    session.execute(_CLEAR, asked)
    session.execute(_COUNT, {**asked, "today": today})


def recount_all(*, today: date) -> None:
    """Make every tally again; used after bulk loads."""
    session.execute(text("DELETE FROM reporting_path_tally"))
    session.execute(_COUNT_ALL, {"today": today})


def recount_due(*, today: date) -> int:
    """Make again the tallies where a due date has passed since they were made."""
    rows = session.execute(_DUE, {"today": today}).all()
    for row in rows:
        recount(path_uid=row.path_uid, unit_id=row.unit_id, today=today)
    return len(rows)
