"""Awards as people see them: the plaque of a store, the public page, the list of the network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Date, Select, bindparam, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from lms.core import clock
from lms.core.access import Permission, Viewer
from lms.core.db import session
from lms.core.errors import NotFound
from lms.labels.models import Application, Award, AwardEntry, Grid, Program, Season
from lms.labels.queries.calendars import rules_of
from lms.labels.rules.statuses import Bit
from lms.network.models import Region, Unit, UnitRegion
from lms.network.queries import day_of, units_in_scope

NO_LEVEL = "none"
SUBMITTED = ("submitted", "audited", "proposed", "decided", "appealed", "final")


def status_on(status: str, valid_until: date, today: date) -> str:
    """Return the status of an award on a day: over, whoever is late to write it."""
    over = today >= valid_until and status in {"active", "suspended"}
    return "expired" if over else status


@dataclass(frozen=True, slots=True, kw_only=True)
class Plaque:
    """What a store may show: a level while it is active, or that it is being renewed, or nothing."""

    level: str | None
    status: str
    year: int | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    public_code: str = ""
    award_id: UUID | None = None
    is_renewing: bool = False
    """Over, an application for this year is submitted, and its sixty days are running."""


NO_PLAQUE = Plaque(level=None, status="none")


class Worn(NamedTuple):
    """An award as a plaque shows it: the columns of its row."""

    id: UUID
    level: str
    status: str
    year: int
    valid_from: date
    valid_until: date
    public_code: str


WORN = tuple(getattr(Award, name) for name in Worn._fields)


def plaque_of(unit: Unit, at: datetime) -> Plaque:
    """Return what a unit may show at an instant."""
    last = select(*WORN).where(Award.unit_id == unit.id).order_by(Award.year.desc()).limit(1)
    row = session.execute(last).one_or_none()
    return plaque_from(unit, Worn(*row) if row else None, at)


def plaque_from(unit: Unit, award: Worn | None, at: datetime) -> Plaque:
    """Return what a unit may show, its last award being known."""
    today = clock.business_date(at, unit.zone, unit.day_cut)
    if award is None:
        return NO_PLAQUE
    status = status_on(award.status, award.valid_until, today)
    return Plaque(
        level=award.level,
        status=status,
        year=award.year,
        valid_from=award.valid_from,
        valid_until=award.valid_until,
        public_code=award.public_code,
        award_id=award.id,
        is_renewing=status == "expired" and _is_renewing(unit, award, today),
    )


def _is_renewing(unit: Unit, award: Worn, today: date) -> bool:
    row = session.execute(
        select(Season)
        .join(Application, Application.season_id == Season.id)
        .where(
            Application.unit_id == unit.id,
            Season.year == award.year + 1,
            Application.state.in_(SUBMITTED),
        )
    ).scalar()
    return row is not None and rules_of(row).is_renewing(today)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicAward:
    """All the public page says: the award, and nothing about anybody."""

    program: Mapping[str, Any]
    unit: str
    city: str
    level: str
    year: int
    status: str
    valid_from: date
    valid_until: date
    grid_year: int
    grid_minor: int
    grid_hash: str
    place: int


class AwardRows(NamedTuple):
    """An award with all that is told of it outside."""

    award: Award
    unit: Unit
    grid: Grid
    program: Program


def award_rows(code: str) -> AwardRows:
    """Return what stands behind a public code; raises NotFound."""
    row = session.execute(
        select(Award, Unit, Grid, Program)
        .join(Unit, Unit.id == Award.unit_id)
        .join(Grid, Grid.id == Award.grid_id)
        .join(Program, Program.id == Grid.program_id)
        .where(Award.public_code == code)
    ).one_or_none()
    if row is None:
        raise NotFound
    return AwardRows(*row)


def public_award(code: str) -> PublicAward:
    """Return the award of a code, for ever, with its status of today; raises NotFound."""
    award, unit, grid, program = award_rows(code)
    return PublicAward(
        program=program.names,
        unit=award.unit_name,
        city=unit.city or "",
        level=award.level,
        year=award.year,
        status=status_on(award.status, award.valid_until, clock.today(unit.zone, unit.day_cut)),
        valid_from=award.valid_from,
        valid_until=award.valid_until,
        grid_year=grid.year,
        grid_minor=grid.minor,
        grid_hash=award.grid_hash,
        place=award.place,
    )


def status_list() -> list[Bit]:
    """Return the status of every award by place, for the lists that credentials point to."""
    rows = session.execute(
        select(
            Award.place,
            Award.status,
            Award.decision_rev,
            Award.valid_until,
            Unit.zone,
            Unit.day_cut,
        )
        .join(Unit, Unit.id == Award.unit_id)
        .order_by(Award.place)
    )
    now = clock.now()
    return [
        Bit(place, status_on(status, until, clock.business_date(now, zone, cut)), rev)
        for place, status, rev, until, zone, cut in rows
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardLine:
    """A unit in the list of the network; ``level`` is None where it holds nothing."""

    unit_id: UUID
    unit: str
    code: str
    city: str
    postcode: str
    region: str
    level: str | None
    status: str
    valid_until: date | None
    public_code: str
    award_id: UUID | None
    state: str
    """Of its application of the year."""


def network_labels(
    viewer: Viewer, season: Season, *, level: str | None = None, region_id: UUID | None = None
) -> list[AwardLine]:
    """Return the units of a season within the viewer's reach, in the order of names.

    ``level`` "none" gives those that hold nothing. Regions are those of today.
    """
    day = day_of(viewer)
    reach = units_in_scope(viewer, Permission.LABELS_NETWORK)
    wanted = _lines_asked(reach, level if level in {None, NO_LEVEL} else "worn", bool(region_id))
    rows = session.execute(
        wanted, {"season": season.id, "day": day, "level": level, "region": region_id}
    )
    return [_line(row, day) for row in rows]


@lru_cache(maxsize=256)
def _lines_asked(reach: Select[UUID], level: str | None, in_region: bool) -> Select[Any]:  # noqa: FBT001 - a key
    """Return what the list of the network asks; built once per reach, which lasts a day."""
    day = bindparam("day", type_=Date)
    wanted = (
        select(
            Unit.id,
            Unit.name,
            Unit.code,
            func.coalesce(Unit.city, ""),
            func.coalesce(Unit.postcode, ""),
            func.coalesce(Region.name, ""),
            Application.state,
            *WORN,
        )
        .select_from(Application)
        .join(Unit, Unit.id == Application.unit_id)
        .outerjoin(Award, Award.application_id == Application.id)
        .outerjoin(UnitRegion, (UnitRegion.unit_id == Unit.id) & UnitRegion.during.contains(day))
        .outerjoin(Region, Region.id == UnitRegion.region_id)
        .where(Application.season_id == bindparam("season"), Unit.id.in_(reach))
        .order_by(Unit.sort_key, Unit.id)
    )
    if in_region:
        wanted = wanted.where(UnitRegion.region_id == bindparam("region"))
    if level is not None:
        nothing = level == NO_LEVEL
        wanted = wanted.where(Award.id.is_(None) if nothing else Award.level == bindparam("level"))
    return wanted


def _line(row: Sequence[Any], day: date) -> AwardLine:
    unit_id, unit, code, city, postcode, region, state, *worn = row
    award = Worn(*worn) if worn[0] is not None else None
    return AwardLine(
        unit_id=unit_id,
        unit=unit,
        code=code,
        city=city,
        postcode=postcode,
        region=region,
        level=award.level if award else None,
        status=status_on(award.status, award.valid_until, day) if award else "none",
        valid_until=award.valid_until if award else None,
        public_code=award.public_code if award else "",
        award_id=award.id if award else None,
        state=state,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardStep:
    """A line of an award's history."""

    on: date
    status: str
    level: str
    reason: str


def award_history(award_id: UUID) -> list[AwardStep]:
    """Return what happened to an award, the last first."""
    rows = session.scalars(
        select(AwardEntry).where(AwardEntry.award_id == award_id).order_by(AwardEntry.number.desc())
    )
    return [
        AwardStep(on=one.on, status=one.status, level=one.level, reason=one.reason) for one in rows
    ]


def levels_held(unit_ids: list[UUID], day: date) -> dict[UUID, str]:
    """Return the level each unit holds on ``day``; those that hold nothing are absent."""
    rows = session.execute(
        select(Award.unit_id, Award.level)
        .where(
            Award.unit_id.in_(unit_ids),
            Award.status == "active",
            Award.valid_from <= day,
            Award.valid_until > day,
        )
        .ext(distinct_on(Award.unit_id))
        .order_by(Award.unit_id, Award.year.desc())
    )
    return {row[0]: row[1] for row in rows}
