"""The past, read from the ledgers: what was known at the end of a day, jobs as on that day.

Enrolments are read from their own ledger (the last entry received by the end of the day, in the
zone of the unit where the person worked then), lessons from the ledger of completions, replayed.
A report of a past day is then the report that was made on that day.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import Date, DateTime, Text, TextClause, Uuid, bindparam, column, text
from sqlalchemy.sql.selectable import TextualSelect

from lms.core.db import session
from lms.courses.queries.outlines import outline
from lms.courses.rules import progress as rules
from lms.courses.rules.ledger import standing_rows
from lms.courses.rules.progress import Tally, stand

_JOBS = """
    SELECT DISTINCT ON (m.person_id) m.person_id, m.unit_id
      FROM network_membership m
     WHERE m.during @> CAST(:day AS date)
     ORDER BY m.person_id, m.is_primary DESC, m.id
"""
_KNOWN = """
    CAST(({at} AT TIME ZONE u.zone) - (u.day_cut - time '00:00') AS date) <= CAST(:day AS date)
"""
_STANDING = f"""
    SELECT DISTINCT ON (l.enrolment_id) l.enrolment_id, l.person_id, l.path_version_id, l.state,
           l.due_on, l.occurred_on, l.received_at, j.unit_id
      FROM courses_enrolment_entry l
      JOIN ({_JOBS}) j ON j.person_id = l.person_id
      JOIN network_unit u ON u.id = j.unit_id
     WHERE l.path_uid = :path AND {_KNOWN.format(at="l.received_at")}
     ORDER BY l.enrolment_id, l.number DESC
"""  # noqa: S608 - made of our own words


def standing_on(day: date) -> TextualSelect:
    """Select where each enrolment of the path ``:path`` stood at the end of ``day``.

    Withdrawn ones are there with the state "withdrawn"; people without a job that day are not.
    """
    return (
        text(_STANDING)
        .bindparams(bindparam("path", type_=Uuid), day=day)
        .columns(
            column("enrolment_id", Uuid),
            column("person_id", Uuid),
            column("path_version_id", Uuid),
            column("state", Text),
            column("due_on", Date),
            column("occurred_on", Date),
            column("received_at", DateTime(timezone=True)),
            column("unit_id", Uuid),
        )
    )


_ROWS: TextClause = text(
    f"""
    SELECT c.id, c.voids, c.person_id, c.element_uid, c.state, c.occurred_on
      FROM courses_completion c
      JOIN ({_JOBS}) j ON j.person_id = c.person_id
      JOIN network_unit u ON u.id = j.unit_id
     WHERE c.person_id = ANY(:people) AND c.element_kind = 'lesson'
       AND {_KNOWN.format(at="c.received_at")}
     ORDER BY c.received_at
    """  # noqa: S608 - made of our own words
)


@dataclass(frozen=True, slots=True)
class _Row:
    id: UUID
    voids: UUID | None
    person_id: UUID
    lesson_uid: UUID
    state: str
    occurred_on: date


@dataclass(slots=True)
class PastLessons:
    """A person's lessons as known at the end of a day: their states, and the last step's day."""

    states: dict[UUID, str] = field(default_factory=dict)
    moved_on: date | None = None

    def tally(self, version_id: UUID) -> Tally:
        """Return what was done and remained of a version of a path."""
        return stand(outline(version_id), self.states).tally


def lessons_on(person_ids: Iterable[UUID], day: date) -> dict[UUID, PastLessons]:
    """Return the lessons of these people as known at the end of ``day``: the ledger replayed."""
    people = list(person_ids)
    found = {person: PastLessons() for person in people}
    rows = [_Row(*row) for row in session.execute(_ROWS, {"people": people, "day": day})]
    for row in standing_rows(rows):
        lessons = found[row.person_id]
        before = lessons.states.get(row.lesson_uid, rules.NOT_STARTED)
        lessons.states[row.lesson_uid] = rules.next_state(before, row.state)
        lessons.moved_on = max(row.occurred_on, lessons.moved_on or row.occurred_on)
    return found
