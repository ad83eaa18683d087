"""The label page of a store: its plaque, a ring per criterion, what to aim at first, its years."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from lms.core import clock
from lms.core.access import Permission, Viewer
from lms.core.db import session
from lms.core.errors import NotFound
from lms.labels.models import Season
from lms.labels.queries.applications import Applied, missing_evidence
from lms.labels.queries.calendars import rules_of
from lms.labels.queries.grids import asked_grids
from lms.labels.queries.histories import Told, Year, told_asked, told_from, years_from
from lms.labels.queries.plaques import Plaque, plaque_from, plaque_of
from lms.labels.rules.bars import value_of
from lms.labels.rules.gap import Gap, Step, gap
from lms.labels.rules.grid import LEVELS, Criterion, Level, MeasureKind
from lms.labels.rules.scoring import Result, Status
from lms.network.models import Unit
from lms.network.queries import scope_values, units_asked, units_in_scope


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


def _told(viewer: Viewer, unit_id: UUID) -> tuple[list[Told], bool]:
    """Return the applications of a unit the viewer may read, and whether they show evidence of it.

    Nothing for a unit out of reach, nor for one that never applied.
    """
    is_own = unit_id in {one.unit_id for one in viewer.memberships}
    is_theirs = is_own and viewer.may(Permission.LABELS_READ)
    wanted = _told_asked(
        units_asked(viewer, Permission.LABELS_SHOW),
        None if is_theirs else units_asked(viewer, Permission.LABELS_READ),
    )
    given = scope_values(viewer, Permission.LABELS_SHOW, Permission.LABELS_READ)
    rows = session.execute(wanted, {"unit": unit_id, **given}).all()
    return [told_from(row) for row in rows], any(row[-1] for row in rows)


@lru_cache
def _told_asked(shows: Select[UUID], reads: Select[UUID] | None) -> Select[Any]:
    """Return what a page of a store asks; built once for all who look in the same manner."""
    wanted = told_asked().add_columns(Unit.id.in_(shows))
    return wanted if reads is None else wanted.where(Unit.id.in_(reads))


def plaque_in_reach(viewer: Viewer, unit_id: UUID) -> Plaque:
    """Return what a store may show, for who may read its label; raises NotFound out of reach."""
    return plaque_of(readable_unit(viewer, unit_id), clock.now())


def label_page(viewer: Viewer, unit_id: UUID, locale: str) -> LabelPage:
    """Return the label of a store; raises NotFound out of the viewer's reach.

    In a number of statements that depends neither on criteria nor on units.
    """
    told, may_show = _told(viewer, unit_id)
    unit = told[0].unit if told else readable_unit(viewer, unit_id)
    now = clock.now()
    awards = [one.award for one in told if one.award is not None]
    return LabelPage(
        unit_id=unit.id,
        unit=unit.name,
        plaque=plaque_from(unit, awards[-1] if awards else None, now),
        current=current_among(told, locale, now),
        years=tuple(years_from(told)),
        may_show=may_show,
        may_submit=may_show and viewer.may(Permission.LABELS_SUBMIT),
    )


def _current(told: Sequence[Told], now: datetime) -> Applied | None:
    """Return the application a unit works on: the open season it is to submit to first.

    Next year's season opens before this year's last day: what is due sooner comes first. Without a
    day to come, the last season.
    """
    begun = [one for one in told if one.season.state != "planned"]
    if not begun:
        return None
    unit = begun[0].unit
    today = clock.business_date(now, unit.zone, unit.day_cut)
    first = min(begun, key=lambda one: _due(one.season, today))
    return Applied(first.application, first.season, unit, asked_grids(first.asked))


def current_among(told: Sequence[Told], locale: str, now: datetime) -> Current | None:
    """Return where a unit stands in the season it works on, of its applications; None without."""
    applied = _current(told, now)
    return current_of(applied, locale, now) if applied else None


def _due(season: Season, today: date) -> tuple[object, ...]:
    """Return what puts seasons in the order a unit works on them."""
    to_come = season.state == "open" and season.cut_off_on >= today
    return (
        season.state != "open",
        season.cut_off_on if to_come else date.max,
        -season.year,
        season.created_at,
        season.id,
    )


def current_of(applied: Applied, locale: str, now: datetime) -> Current:
    """Return where a store stands in its season."""
    row, season, grid = applied.application, applied.season, applied.grid
    result = applied.result
    far = gap(applied.counters[-1], applied.answers, years_held=row.years_held)
    steps = {step.uid: (step, False) for step in far.others}
    steps |= {step.uid: (step, True) for step in far.steps}
    rings = [_ring(applied, one, result, steps, locale) for one in grid.criteria]
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
        grid_id=applied.asked[-1].id,
    )


def _ring(
    applied: Applied,
    criterion: Criterion,
    result: Result,
    steps: Mapping[str, tuple[Step, bool]],
    locale: str,
) -> Ring:
    """Draw a criterion; ``steps`` is what lacks, and whether it is to aim at first."""
    uid, known = criterion.uid, applied.known
    answer = applied.answers[uid]
    statuses = result.statuses[uid]
    met = [level for level in LEVELS if statuses.get(level) is Status.MET]
    value = known.values.get(uid)
    carried = known.carried.get(uid)
    step, is_first = steps.get(uid, (None, False))
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
        step=step,
        is_first=is_first,
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
