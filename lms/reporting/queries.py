"""A path seen from above: by region, by unit, down to the list behind each number."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select, text

from lms.accounts.models import Person
from lms.core.access import Capability, Permission, Viewer
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.courses.models import Enrolment
from lms.network.models import Region, Unit
from lms.network.queries import live_units, people_in_scope, units_in_scope
from lms.reporting.models import PathTally

SHOWN = 50
LISTS = ("all", "waiting", "begun", "done", "late")


@dataclass(frozen=True, slots=True)
class Line:
    """A region or a unit on a path: how many people, begun, finished, late."""

    id: UUID | None
    name: str
    kind: str
    people: int
    begun: int
    done: int
    late: int


def total_of(lines: list[Line]) -> Line:
    """Return the sum of ``lines``: the last line of the table."""
    return Line(
        None,
        "",
        "total",
        sum(x.people for x in lines),
        sum(x.begun for x in lines),
        sum(x.done for x in lines),
        sum(x.late for x in lines),
    )


def live_scope(viewer: Viewer, day: date) -> Select[Any]:
    """Select the units the viewer reports on where learning is live."""
    return units_in_scope(viewer, Permission.PATH_REPORT).where(
        Unit.id.in_(live_units(Capability.LEARNING, day))
    )


_TREE = """
    WITH RECURSIVE tree AS (
        SELECT r.id AS leaf, r.id AS top, r.name AS top_name
          FROM network_region r
         WHERE CASE WHEN CAST(:region AS uuid) IS NULL
                    THEN NOT EXISTS (SELECT 1 FROM network_region_parent p
                                      WHERE p.region_id = r.id AND p.during @> :day)
                    ELSE EXISTS (SELECT 1 FROM network_region_parent p
                                  WHERE p.region_id = r.id AND p.during @> :day
                                    AND p.parent_id = CAST(:region AS uuid)) END
        UNION
        SELECT p.region_id, tree.top, tree.top_name
          FROM network_region_parent p JOIN tree ON tree.leaf = p.parent_id
         WHERE p.during @> :day
    )
"""


def list_lines(
    viewer: Viewer, *, path_uid: UUID, region_id: UUID | None, day: date, past: bool
) -> list[Line]:
    """Return one line per region below ``region_id`` and per unit just under it, by name.

    ``past`` reads enrolments and jobs as they were on ``day``, else the tallies of today.
    """
    scope = live_scope(viewer, day).compile(
        compile_kwargs={"literal_binds": True}, dialect=session.get_bind().dialect
    )
    figures = _PAST if past else _TODAY
    rows = session.execute(
        text(
            f"""{_TREE}, figures AS ({figures}),
            placed AS (
                SELECT ur.unit_id, ur.region_id FROM network_unit_region ur
                 WHERE ur.during @> :day AND ur.unit_id IN ({scope}))
            SELECT 'region' AS kind, tree.top AS id, tree.top_name AS name, sum(f.people) AS people,
                   sum(f.begun) AS begun, sum(f.done) AS done, sum(f.late) AS late
              FROM figures f JOIN placed ON placed.unit_id = f.unit_id
              JOIN tree ON tree.leaf = placed.region_id
             GROUP BY tree.top, tree.top_name
            UNION ALL
            SELECT 'unit', u.id, u.name, f.people, f.begun, f.done, f.late
              FROM figures f JOIN placed ON placed.unit_id = f.unit_id
              JOIN network_unit u ON u.id = f.unit_id
             WHERE placed.region_id = CAST(:region AS uuid)
             ORDER BY 1, 3, 2"""  # noqa: S608 - compiled from our own expressions, values bound by kind
        ),
        {"path": path_uid, "region": region_id, "day": day},
    )
    return [
        Line(r.id, r.name, r.kind, int(r.people), int(r.begun), int(r.done), int(r.late))
        for r in rows
    ]


_TODAY = """
    SELECT unit_id, people, begun, done, late FROM reporting_path_tally WHERE path_uid = :path
"""
_PAST = """
    SELECT m.unit_id, count(*) AS people,
           count(*) FILTER (WHERE CAST(e.started_at AT TIME ZONE u.zone AS date) <= :day) AS begun,
           count(*) FILTER (WHERE CAST(e.completed_at AT TIME ZONE u.zone AS date) <= :day) AS done,
           count(*) FILTER (WHERE e.due_on < :day AND coalesce(
                 CAST(e.completed_at AT TIME ZONE u.zone AS date) > :day, true)) AS late
      FROM courses_enrolment e
      JOIN network_membership m ON m.person_id = e.person_id AND m.is_primary AND m.during @> :day
      JOIN network_unit u ON u.id = m.unit_id
     WHERE e.path_uid = :path AND CAST(e.enrolled_at AT TIME ZONE u.zone AS date) <= :day
       AND (e.withdrawn_at IS NULL OR CAST(e.withdrawn_at AT TIME ZONE u.zone AS date) > :day)
     GROUP BY m.unit_id
"""


def get_region(viewer: Viewer, region_id: UUID | None) -> Region | None:
    """Return the region asked, None for the whole scope; raises NotFound for an unknown one."""
    if region_id is None:
        return None
    found = session.get(Region, region_id)
    if found is None:
        raise NotFound(_("This region does not exist, or you cannot see it."))
    return found


@dataclass(frozen=True, slots=True)
class PeopleList:
    """The list behind a number: a page of people, the count, and how many may not be named."""

    rows: list[Row[Any]]
    count: int
    unnamed: int
    page: int

    @property
    def has_more(self) -> bool:
        """Tell whether another page follows."""
        return self.page * SHOWN < self.count - self.unnamed


def list_people(
    viewer: Viewer,
    *,
    path_uid: UUID,
    unit_id: UUID | None,
    region_id: UUID | None,
    show: str,
    day: date,
    page: int = 1,
    whole: bool = False,
) -> PeopleList:
    """Return who is behind a number of the report, in the order of names.

    People of another employer are counted but not named (``unnamed``).
    """
    asked = select(Enrolment.id).where(
        Enrolment.path_uid == path_uid,
        Enrolment.withdrawn_at.is_(None),
        Enrolment.unit_id.in_(_units(viewer, unit_id, region_id, day)),
    )
    asked = _only(asked, show, day)
    count = session.scalar(select(func.count()).select_from(asked.subquery())) or 0
    readable = Enrolment.person_id.in_(people_in_scope(viewer, Permission.PATH_REPORT))
    named = asked.where(readable)
    count_named = session.scalar(select(func.count()).select_from(named.subquery())) or 0
    rows = (
        select(
            Person.given_name,
            Person.family_name,
            Person.external_id,
            Unit.name.label("unit"),
            Enrolment.state,
            Enrolment.done,
            Enrolment.total,
            Enrolment.progress,
            Enrolment.due_on,
            Enrolment.completed_at,
        )
        .select_from(Enrolment)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Unit, Unit.id == Enrolment.unit_id)
        .where(Enrolment.id.in_(named))
        .order_by(Person.sort_key, Person.id)
    )
    if not whole:
        rows = rows.limit(SHOWN).offset((page - 1) * SHOWN)
    return PeopleList(list(session.execute(rows)), count, count - count_named, page)


def _units(viewer: Viewer, unit_id: UUID | None, region_id: UUID | None, day: date) -> Select[Any]:
    from lms.network.models import UnitRegion
    from lms.network.queries import regions_under

    scope = live_scope(viewer, day)
    if unit_id is not None:
        scope = scope.where(Unit.id == unit_id)
    if region_id is not None:
        linked = select(UnitRegion.unit_id).where(
            UnitRegion.during.contains(day),
            UnitRegion.region_id.in_(regions_under([region_id], day)),
        )
        scope = scope.where(Unit.id.in_(linked))
    return scope


def _only(asked: Select[Any], show: str, day: date) -> Select[Any]:
    if show == "waiting":
        return asked.where(Enrolment.state == "not_started")
    if show == "begun":
        return asked.where(Enrolment.state != "not_started")
    if show == "done":
        return asked.where(Enrolment.state == "complete")
    if show == "late":
        return asked.where(Enrolment.state != "complete", Enrolment.due_on < day)
    return asked


def counted_on(path_uid: UUID) -> date | None:
    """Return the oldest day on which a tally of this path was made."""
    found: date | None = session.scalar(
        select(func.min(PathTally.counted_on)).where(PathTally.path_uid == path_uid)
    )
    return found
