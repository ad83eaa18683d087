"""The label page of a store: its plaque, a ring per criterion, what to aim at first, its years."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy import case, select

from lms.core import clock
from lms.core.access import Permission, Viewer
from lms.core.db import session
from lms.core.errors import NotFound
from lms.labels.models import Application, Season
from lms.labels.queries.answers import answers_of
from lms.labels.queries.applications import Applied, missing_evidence
from lms.labels.queries.calendars import rules_of
from lms.labels.queries.grids import grids_of_season
from lms.labels.queries.histories import Year, decided_years
from lms.labels.queries.plaques import Plaque, plaque_from, plaque_of
from lms.labels.rules.bars import value_of
from lms.labels.rules.gap import Gap, Step, gap
from lms.labels.rules.grid import LEVELS, Criterion, Level, MeasureKind
from lms.labels.rules.scoring import Result, Status
from lms.network.models import Unit
from lms.network.queries import units_in_scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """A criterion as a store sees it. Numbers are in the unit of the criterion's scale."""

    criterion: Criterion
    title: str
    value: Fraction | None
    n: int | None
    reached: Level | None
    """The highest level it meets."""
    statuses: Mapping[Level, Status]
    is_computed: bool
    as_of: datetime | None
    shown: int
    """Pieces that count, of ``criterion.evidence.minimum``."""
    carried: Fraction | None
    """Last year's value, to check."""
    step: Step | None
    """What lacks for the next level, when it lacks something."""
    is_first: bool
    """Among what to aim at first."""
    is_na: bool
    is_pooled: bool
    is_insufficient: bool

    @property
    def uid(self) -> str:
        """Return the criterion's identity."""
        return self.criterion.uid


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """The season a store is in."""

    season_id: UUID
    application_id: UUID
    year: int
    state: str
    flag: str
    is_trial: bool
    cut_off_on: date
    days_left: int
    is_open: bool
    """There is still time to say and to show."""
    result: Result
    gap: Gap
    rings: tuple[Ring, ...]
    """Those to aim at first come first."""
    missing_evidence: tuple[str, ...]
    grid_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelPage:
    """Everything the page of a store's label shows."""

    unit_id: UUID
    unit: str
    plaque: Plaque
    current: Current | None
    years: tuple[Year, ...]
    may_show: bool
    may_submit: bool


def unit_in_scope(viewer: Viewer, unit_id: UUID, permission: Permission) -> Unit:
    """Return a unit the viewer reaches with ``permission``; raises NotFound, foreign and missing."""
    found = session.scalar(
        select(Unit).where(Unit.id == unit_id, Unit.id.in_(units_in_scope(viewer, permission)))
    )
    if found is None:
        raise NotFound
    return found


def readable_unit(viewer: Viewer, unit_id: UUID) -> Unit:
    """Return a unit whose label the viewer may read: theirs, or in their reach; raises NotFound."""
    own = {one.unit_id for one in viewer.memberships}
    if unit_id in own and viewer.may(Permission.LABELS_READ):
        return session.get_one(Unit, unit_id)
    return unit_in_scope(viewer, unit_id, Permission.LABELS_READ)


def _unit_shown(viewer: Viewer, unit_id: UUID) -> tuple[Unit, bool]:
    """Return a unit the viewer may read, and whether they show evidence of it; raises NotFound."""
    shows = Unit.id.in_(units_in_scope(viewer, Permission.LABELS_SHOW))
    found = select(Unit, shows).where(Unit.id == unit_id)
    is_own = unit_id in {one.unit_id for one in viewer.memberships}
    if not (is_own and viewer.may(Permission.LABELS_READ)):
        found = found.where(Unit.id.in_(units_in_scope(viewer, Permission.LABELS_READ)))
    row = session.execute(found).one_or_none()
    if row is None:
        raise NotFound
    return row[0], bool(row[1])


def plaque_in_reach(viewer: Viewer, unit_id: UUID) -> Plaque:
    """Return what a store may show, for who may read its label; raises NotFound out of reach."""
    return plaque_of(readable_unit(viewer, unit_id), clock.now())


def label_page(viewer: Viewer, unit_id: UUID, locale: str) -> LabelPage:
    """Return the label of a store; raises NotFound out of the viewer's reach.

    In a number of statements that depends neither on criteria nor on units.
    """
    unit, may_show = _unit_shown(viewer, unit_id)
    now = clock.now()
    applied = _current(unit, now)
    years, award = decided_years(unit.id)
    return LabelPage(
        unit_id=unit.id,
        unit=unit.name,
        plaque=plaque_from(unit, award, now),
        current=current_of(applied, locale, now) if applied else None,
        years=tuple(years),
        may_show=may_show,
        may_submit=may_show and viewer.may(Permission.LABELS_SUBMIT),
    )


def _current(unit: Unit, now: datetime) -> Applied | None:
    """Return the application a unit works on: the open season it is to submit to first.

    Next year's season opens before this year's last day: what is due sooner comes first. Without a
    day to come, the last season.
    """
    today = clock.business_date(now, unit.zone, unit.day_cut)
    to_come = (Season.state == "open") & (Season.cut_off_on >= today)
    row = session.execute(
        select(Application, Season)
        .join(Season, Season.id == Application.season_id)
        .where(Application.unit_id == unit.id, Season.state != "planned")
        .order_by(
            (Season.state == "open").desc(),
            case((to_come, Season.cut_off_on)).asc().nulls_last(),
            Season.year.desc(),
            Season.created_at,
            Season.id,
        )
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    application, season = row
    return Applied(application, season, unit, grids_of_season(season))


def current_of(applied: Applied, locale: str, now: datetime) -> Current:
    """Return where a store stands in its season."""
    row, season, grid = applied.application, applied.season, applied.grid
    answers = answers_of(grid, applied.known)
    result = applied.result
    far = gap(grid, answers, years_held=row.years_held)
    rings = [_ring(applied, one, result, far, locale) for one in grid.criteria]
    year = rules_of(season)
    today = clock.business_date(now, applied.unit.zone, applied.unit.day_cut)
    return Current(
        season_id=season.id,
        application_id=row.id,
        year=season.year,
        state=row.state,
        flag=row.flag,
        is_trial=season.is_trial,
        cut_off_on=year.cut_off_day,
        days_left=(year.cut_off_day - today).days,
        is_open=row.state in {"open", "self_assessed"} and applied.is_before_cut_off(now),
        result=result,
        gap=far,
        rings=tuple(sorted(rings, key=lambda one: not one.is_first)),
        missing_evidence=tuple(missing_evidence(applied)),
        grid_id=applied.loaded[-1].row.id,
    )


def _ring(applied: Applied, criterion: Criterion, result: Result, far: Gap, locale: str) -> Ring:
    uid, known = criterion.uid, applied.known
    answer = applied.answers[uid]
    statuses = result.statuses[uid]
    met = [level for level in LEVELS if statuses.get(level) is Status.MET]
    steps = {step.uid: step for step in (*far.steps, *far.others)}
    value = known.values.get(uid)
    carried = known.carried.get(uid)
    return Ring(
        criterion=criterion,
        title=title_of(criterion, locale, applied.grid.locales),
        value=value_of(criterion, answer.reading) if answer.reading else None,
        n=answer.reading.n if answer.reading else None,
        reached=met[-1] if met else None,
        statuses=statuses,
        is_computed=criterion.measure.kind is not MeasureKind.TYPED,
        as_of=value.as_of if value else None,
        shown=known.shown.get(uid, 0),
        carried=Fraction(carried.value) if carried and carried.value else None,
        step=steps.get(uid),
        is_first=uid in {step.uid for step in far.steps},
        is_na=answer.na,
        is_pooled=uid in result.pooled,
        is_insufficient=uid in result.insufficient,
    )


def title_of(criterion: Criterion, locale: str, locales: Sequence[str]) -> str:
    """Return a criterion's title in the reader's language, else in the grid's first one."""
    return in_locale(criterion.title, locale, locales) or criterion.code


def in_locale(texts: Mapping[str, str], locale: str, locales: Sequence[str]) -> str:
    """Return a text in the reader's language, else in the first of ``locales`` that has it."""
    return texts.get(locale) or next((texts[one] for one in locales if texts.get(one)), "")
