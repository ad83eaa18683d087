"""Desks: evidence to look at by region, audits, panels, the calendar of a season."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from lms.core.access import Permission, Viewer
from lms.core.db import session
from lms.core.errors import NotFound
from lms.labels.models import (
    Application,
    Audit,
    Ballot,
    Decision,
    Evidence,
    Review,
    Revision,
    Season,
)
from lms.labels.queries.applications import Applied, Scored, get_applied, results_of
from lms.labels.queries.evidence import Elsewhere, doubts_of
from lms.labels.queries.grids import grids_of_season
from lms.labels.queries.plaques import NO_LEVEL
from lms.labels.queries.store import title_of
from lms.labels.rules.grid import Grid
from lms.network.models import Region, Unit, UnitRegion
from lms.network.queries import day_of, units_in_scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An evidence as it stands, with what was seen elsewhere."""

    evidence_id: UUID
    revision_id: UUID
    application_id: UUID
    criterion_uid: UUID
    criterion: str
    unit_id: UUID
    unit: str
    region: str
    type: str
    file_id: UUID | None
    note: str
    number: int
    effective_on: date
    received_at: datetime
    expires_on: date | None
    uploaded_by: UUID
    verdict: str
    """sent, approved, rejected or withdrawn."""
    reason: str
    doubts: tuple[Elsewhere, ...] = ()


def evidence_queue(
    viewer: Viewer,
    season: Season,
    locale: str,
    *,
    region_id: UUID | None = None,
    only_waiting: bool = True,
    limit: int = 50,
) -> list[Shown]:
    """Return the evidence to look at within the viewer's reach, the oldest first."""
    return _shown(
        grids_of_season(season)[-1].grid,
        locale,
        Application.season_id == season.id,
        Unit.id.in_(units_in_scope(viewer, Permission.LABELS_REVIEW)),
        *([UnitRegion.region_id == region_id] if region_id else ()),
        day=day_of(viewer),
        only_waiting=only_waiting,
        limit=limit,
    )


def evidence_of(
    viewer: Viewer, applied: Applied, locale: str, criterion_uid: UUID | None = None
) -> list[Shown]:
    """Return what a unit shows, the oldest first; the caller has checked it may be read."""
    return _shown(
        applied.grid,
        locale,
        Evidence.application_id == applied.application.id,
        *([Evidence.criterion_uid == criterion_uid] if criterion_uid else ()),
        day=day_of(viewer),
        only_waiting=False,
        limit=500,
    )


def _shown(
    grid: Grid, locale: str, *which: object, day: date, only_waiting: bool, limit: int
) -> list[Shown]:
    verdict, later, after = aliased(Review), aliased(Revision), aliased(Review)
    is_last = ~exists().where(later.evidence_id == Evidence.id, later.number > Revision.number)
    last_word = ~exists().where(after.revision_id == Revision.id, after.number > verdict.number)
    wanted = (
        select(Evidence, Revision, Unit, func.coalesce(Region.name, ""), verdict)
        .select_from(Evidence)
        .join(Revision, (Revision.evidence_id == Evidence.id) & is_last)
        .join(Application, Application.id == Evidence.application_id)
        .join(Unit, Unit.id == Application.unit_id)
        .outerjoin(UnitRegion, in_region(day))
        .outerjoin(Region, Region.id == UnitRegion.region_id)
        .outerjoin(verdict, (verdict.revision_id == Revision.id) & last_word)
        .where(*which)  # type: ignore[arg-type]
        .order_by(Revision.received_at, Evidence.id)
        .limit(limit)
    )
    if only_waiting:
        wanted = wanted.where(verdict.id.is_(None))
    rows = session.execute(wanted).all()
    doubts = doubts_of(row[1].id for row in rows)
    names = {one.uid: title_of(one, locale, grid.locales) for one in grid.criteria}
    return [
        _one_shown(row, names.get(str(row[0].criterion_uid), ""), doubts.get(row[1].id, []))
        for row in rows
    ]


def in_region(day: date) -> ColumnElement[bool]:
    """Tie a unit to its region of a day."""
    return and_(UnitRegion.unit_id == Unit.id, UnitRegion.during.contains(day))


def _one_shown(row: Any, criterion: str, doubts: list[Elsewhere]) -> Shown:
    evidence: Evidence = row[0]
    revision: Revision = row[1]
    unit: Unit = row[2]
    region: str = row[3]
    review: Review | None = row[4]
    return Shown(
        evidence_id=evidence.id,
        revision_id=revision.id,
        application_id=evidence.application_id,
        criterion_uid=evidence.criterion_uid,
        criterion=criterion,
        unit_id=unit.id,
        unit=unit.name,
        region=region,
        type=revision.type,
        file_id=revision.file_id,
        note=revision.note,
        number=revision.number,
        effective_on=revision.effective_on,
        received_at=revision.received_at,
        expires_on=revision.expires_on,
        uploaded_by=revision.uploaded_by,
        verdict=review.verdict if review else "sent",
        reason=review.reason if review else "",
        doubts=tuple(doubts),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskLine:
    """An application on somebody's desk."""

    application_id: UUID
    unit_id: UUID
    unit: str
    region: str
    state: str
    flag: str
    proposed_level: str | None
    """Computed when it was put before the panel."""
    computed: str | None
    """Computed now, of those before the panel: what a yes is said to."""
    submitted_at: datetime | None
    auditor_id: UUID | None
    audit_id: UUID | None
    audit_state: str


def application_desk(
    viewer: Viewer, season: Season, *, states: tuple[str, ...] = (), limit: int = 200
) -> list[DeskLine]:
    """Return the applications of a season within reach (those who decide), by name of unit."""
    day = day_of(viewer)
    last = (
        select(Audit)
        .ext(distinct_on(Audit.application_id))
        .where(Audit.state != "ended")
        .order_by(Audit.application_id, Audit.assigned_at.desc())
        .subquery()
    )
    audit = aliased(Audit, last)
    wanted = (
        select(Application, Unit, func.coalesce(Region.name, ""), audit)
        .join(Unit, Unit.id == Application.unit_id)
        .outerjoin(UnitRegion, in_region(day))
        .outerjoin(Region, Region.id == UnitRegion.region_id)
        .outerjoin(audit, audit.application_id == Application.id)
        .where(
            Application.season_id == season.id,
            Unit.id.in_(units_in_scope(viewer, Permission.LABELS_DECIDE)),
        )
        .order_by(Unit.sort_key, Unit.id)
        .limit(limit)
    )
    if states:
        wanted = wanted.where(Application.state.in_(states))
    rows = session.execute(wanted).all()
    waiting = [row[0] for row in rows if row[0].state == "proposed"]
    scored = results_of(season, waiting) if waiting else {}
    return [_desk_line(row, scored.get(row[0].id)) for row in rows]


def _desk_line(row: Any, scored: Scored | None) -> DeskLine:
    one: Application = row[0]
    found: Audit | None = row[3]
    level = scored.result.level if scored else None
    return DeskLine(
        application_id=one.id,
        unit_id=row[1].id,
        unit=row[1].name,
        region=row[2],
        state=one.state,
        flag=one.flag,
        proposed_level=one.proposed_level,
        computed=(level.value if level else NO_LEVEL) if scored else None,
        submitted_at=one.submitted_at,
        auditor_id=found.auditor_id if found else None,
        audit_id=found.id if found else None,
        audit_state=found.state if found else "",
    )


class AuditTask(NamedTuple):
    """An audit somebody is asked to hold."""

    audit: Audit
    unit: str
    city: str
    applied: Applied


def my_audits(person_id: UUID) -> list[tuple[Audit, str]]:
    """Return the audits a person is asked to hold, with the unit's name; the first due first."""
    rows = session.execute(
        select(Audit, Unit.name)
        .join(Application, Application.id == Audit.application_id)
        .join(Unit, Unit.id == Application.unit_id)
        .where(Audit.auditor_id == person_id, Audit.state == "assigned")
        .order_by(Audit.due_on.nulls_last(), Unit.sort_key)
    )
    return [(row[0], row[1]) for row in rows]


def audit_task(viewer: Viewer, audit_id: UUID) -> AuditTask:
    """Return an audit to the person it is asked of; raises NotFound to anybody else."""
    found = session.get(Audit, audit_id)
    if found is None or found.auditor_id != viewer.person_id:
        raise NotFound
    applied = get_applied(found.application_id)
    return AuditTask(found, applied.unit.name, applied.unit.city or "", applied)


def application_in_reach(viewer: Viewer, application_id: UUID, permission: Permission) -> Applied:
    """Return an application of a unit within reach; raises NotFound."""
    return get_applied(application_id, within=units_in_scope(viewer, permission))


def ballots_of(application_id: UUID, turn: int) -> list[Ballot]:
    """Return the last ballot of each member for a decision to come, the first cast first."""
    rows = session.scalars(
        select(Ballot)
        .where(Ballot.application_id == application_id, Ballot.round == turn)
        .ext(distinct_on(Ballot.person_id))
        .order_by(Ballot.person_id, Ballot.number.desc())
    )
    return sorted(rows, key=lambda one: (one.at, one.id))


def decisions_of(application_id: UUID) -> list[Decision]:
    """Return the decisions about an application, the last first."""
    wanted = select(Decision).where(Decision.application_id == application_id)
    return list(session.scalars(wanted.order_by(Decision.rev.desc())))


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPage:
    """A season's calendar and how far its units are."""

    season: Season
    states: Mapping[str, int]
    levels: Mapping[str, int]
    units: int


def calendar_page(viewer: Viewer, season: Season) -> CalendarPage:
    """Return a season with the counts of the units within reach."""
    reach = units_in_scope(viewer, Permission.LABELS_NETWORK)
    here = Application.season_id == season.id, Application.unit_id.in_(reach)
    counted = select(Application.state, func.count()).where(*here).group_by(Application.state)
    states = session.execute(counted).all()
    last = (
        select(Decision.application_id, Decision.decided_level)
        .join(Application, Application.id == Decision.application_id)
        .where(*here)
        .ext(distinct_on(Decision.application_id))
        .order_by(Decision.application_id, Decision.rev.desc())
        .subquery()
    )
    levels = session.execute(
        select(last.c.decided_level, func.count()).group_by(last.c.decided_level)
    ).all()
    return CalendarPage(
        season=season,
        states={row[0]: row[1] for row in states},
        levels={row[0]: row[1] for row in levels},
        units=sum(row[1] for row in states),
    )


def seasons_by_program() -> dict[UUID, list[Season]]:
    """Return every season by programme, the latest first, in one statement."""
    found: dict[UUID, list[Season]] = {}
    for row in session.scalars(select(Season).order_by(Season.year.desc())):
        found.setdefault(row.program_id, []).append(row)
    return found
