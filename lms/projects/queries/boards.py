"""Boards of a unit, a region, the network: pillars asked by code, their past, who needs help.

One function makes the figure of the page, of the export and of the measure. Never a ranking: those
to help come first, the others by name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from lms.core import clock
from lms.core.asking import UNIT, Question, ask
from lms.core.db import session
from lms.core.measures import MEASURES, ScopeKind
from lms.core.periods import PeriodKind, period_of
from lms.core.policy import number
from lms.core.standing import read_all
from lms.network.models import Unit
from lms.network.rules import DEFAULT_ZONE
from lms.projects.models import Project
from lms.projects.policies import HELP_DAYS, WEIGHTS
from lms.projects.queries import figures
from lms.projects.queries.places import Place, unit_day
from lms.projects.queries.projects import live_projects
from lms.projects.rules.pillars import (
    MEASURE_OF,
    Pillar,
    Progress,
    Share,
    progress,
    who_to_help,
)
from lms.projects.rules.pillars import Unit as Followed
from lms.projects.rules.standings import NONE, Standing

VISIT = "coaching.days_since_visit"
"""Asked by code: days since the last coaching day of a unit that took place; n/a: never."""
PAST = timedelta(weeks=26)
"""A unit is compared with itself this long ago."""
STALE_DAYS = 42
POINTS = 7
"""Of a line of its own past, the present included."""


def weights() -> dict[Pillar, int]:
    """Return what each pillar weighs today."""
    return {Pillar(name): number(code) for name, code in WEIGHTS.items()}


def shares_at(
    unit_ids: Sequence[UUID], instants: Sequence[datetime]
) -> dict[datetime, dict[UUID, dict[Pillar, Share | None]]]:
    """Return each pillar of each unit as known at instants.

    The number of statements depends neither on how many units nor on how many instants.
    """
    when = {
        at: period_of(clock.business_date(at, DEFAULT_ZONE), PeriodKind.MONTH) for at in instants
    }
    found: dict[datetime, dict[UUID, dict[Pillar, Share | None]]] = {
        at: {one: {} for one in unit_ids} for at in instants
    }
    asked = {code: MEASURES[code] for code in MEASURE_OF.values() if code in MEASURES}
    known = read_all(asked.values(), unit_ids, when)
    for pillar, code in MEASURE_OF.items():
        for at, readings in known.get(code, {}).items():
            for unit_id, one in readings.items():
                if one.den:
                    found[at][unit_id][pillar] = Share(one.num, one.den)
    return found


def progress_at(
    unit_ids: Sequence[UUID], instants: Sequence[datetime]
) -> dict[datetime, dict[UUID, Progress]]:
    """Return the progress of each unit as known at instants, with today's weights."""
    weighed = weights()
    return {
        at: {unit_id: progress(shares, weighed) for unit_id, shares in units.items()}
        for at, units in shares_at(unit_ids, instants).items()
    }


def trend_of(now: Progress, before: Progress) -> Fraction | None:
    """Return how far the whole moved by the pillars that applied both times, or None without any.

    A pillar that begins to count is taken as it is today, so it is no progress and no loss; one that
    counts no more is left out.
    """
    was = {part.pillar: part.value for part in before.parts}
    both = [part for part in now.parts if part.pillar in was]
    if not both:
        return None
    total = sum(part.weight for part in now.parts)
    return sum(((part.value - was[part.pillar]) * part.weight for part in both), Fraction()) / total


def comparable(before: Progress, at: datetime, since: datetime | None) -> Progress:
    """Return a past with what may be compared with today's project, opened at ``since``.

    A diagnostic is compared with itself: that of the project before is another one.
    """
    if since is None or since <= at:
        return before
    kept = tuple(part for part in before.parts if part.pillar is not Pillar.DIAGNOSTIC)
    return replace(before, parts=kept)


@dataclass(frozen=True, slots=True)
class PillarLine:
    """A pillar as a board shows it."""

    pillar: Pillar
    share: Share
    value: Fraction
    before: Fraction | None
    """Its own past, where there was one."""
    weight: Fraction
    """Its part of the whole."""
    days_old: int | None
    """Since something moved; None where nothing tells."""

    @property
    def is_stale(self) -> bool:
        """Tell whether it is greyed: nothing moved for six weeks, and all is not done."""
        return self.days_old is not None and self.days_old >= STALE_DAYS and self.value < 1


@dataclass(frozen=True, slots=True)
class Board:
    """A unit's board."""

    state: str
    """Of its project; "none" without one."""
    progress: Progress
    trend: Fraction | None
    """Beside its own past; None without a past."""
    lines: tuple[PillarLine, ...]

    @property
    def before(self) -> Fraction | None:
        """Return where it stood, told by the same pillars as now."""
        now = self.progress.value
        return None if now is None or self.trend is None else now - self.trend


def board_of(unit: Place, now: datetime) -> Board:
    """Return the board of one unit: what its region reads of it, and nothing else."""
    return board_from(ask(beside(), {"asked_unit": unit.id}), unit, now)


def board_from(told: Mapping[str, Sequence[Any]], unit: Place, now: datetime) -> Board:
    """Return the board of one unit from the rows of :func:`beside`."""
    found = progress_at([unit.id], (now, now - PAST))
    project = next(iter(told["project"]), None)
    since = project.created_at if project else None
    return _board(
        unit_day(unit, now),
        found[now][unit.id],
        comparable(found[now - PAST][unit.id], now - PAST, since),
        state=project.state if project else NONE,
        moves=figures.moves_read(told["moves"]),
    )


@lru_cache
def beside() -> dict[str, Question]:
    """Ask what a board says beside figures: where the project is, when things moved last."""
    project = (
        select(Project.state, Project.created_at)
        .where(Project.unit_id == UNIT)
        .order_by(Project.cycle.desc())
        .limit(1)
    )
    return {"project": project, "moves": figures.moves_asked()}


def past_of(unit: Place, now: datetime) -> tuple[Fraction, ...]:
    """Return where a unit stood month after month, told by today's pillars, today last."""
    then = [now - PAST * (POINTS - 1 - point) / (POINTS - 1) for point in range(POINTS)]
    found = progress_at([unit.id], then)
    today = found[then[-1]][unit.id]
    if today.value is None:
        return ()
    since = session.scalar(select(func.max(Project.created_at)).where(Project.unit_id == unit.id))
    moved = (trend_of(today, comparable(found[at][unit.id], at, since)) for at in then)
    return tuple(today.value - one for one in moved if one is not None)


def _board(
    today: date, now: Progress, before: Progress, *, state: str, moves: Mapping[str, date]
) -> Board:
    total = sum(part.weight for part in now.parts)
    was = {part.pillar: part.value for part in before.parts}
    lines = []
    for part in now.parts:
        moved = moves.get(part.pillar.value)
        lines.append(
            PillarLine(
                part.pillar,
                part.share,
                part.value,
                was.get(part.pillar),
                Fraction(part.weight, total),
                (today - moved).days if moved else None,
            )
        )
    return Board(state, now, trend_of(now, before), tuple(lines))


class Store(NamedTuple):
    """What a board says of a unit beside its figures."""

    id: UUID
    code: str
    name: str
    sort_key: str


def store_of(unit: Unit) -> Store:
    """Return what a board says of ``unit``."""
    return Store(unit.id, unit.code, unit.name, unit.sort_key)


@dataclass(frozen=True, slots=True)
class Row:
    """A unit as those above read it."""

    unit: Store
    stands: Standing
    needs_help: bool


def standings_of(units: Sequence[Unit], now: datetime) -> dict[UUID, Standing]:
    """Return where each unit stands, asked of what is known; as many statements for one as for all."""
    ids = [one.id for one in units]
    found = progress_at(ids, (now, now - PAST))
    projects, visits = live_projects(ids), _visits(ids, now)
    then = now - PAST
    past = {
        one: comparable(
            found[then][one], then, projects[one].created_at if one in projects else None
        )
        for one in ids
    }
    return {
        one: Standing(
            projects[one].state if one in projects else NONE,
            found[now][one].value,
            trend_of(found[now][one], past[one]),
            visits.get(one, 0),
            {part.pillar: part.share for part in found[now][one].parts},
        )
        for one in ids
    }


def in_order(units: Sequence[Unit], stands: Mapping[UUID, Standing]) -> list[Row]:
    """Return units: those to help first, then the others in the order of names."""
    named = {str(one.id): one for one in units}
    asked = who_to_help(
        [
            Followed(
                str(one.id),
                stands[one.id].trend,
                Fraction(),
                stands[one.id].days_since_visit,
            )
            for one in units
        ],
        number(HELP_DAYS),
    )
    helped = dict.fromkeys(one.code for one in asked)
    first = [Row(store_of(named[code]), stands[named[code].id], needs_help=True) for code in helped]
    rest = [store_of(one) for one in units if str(one.id) not in helped]
    return [*first, *(Row(one, stands[one.id], needs_help=False) for one in rest)]


def _visits(unit_ids: Sequence[UUID], now: datetime) -> dict[UUID, int | None]:
    """Return days since the last visit: None, never; absent where visits are not told at all."""
    measure = MEASURES.get(VISIT)
    if measure is None:
        return {}
    period = period_of(clock.business_date(now, DEFAULT_ZONE), PeriodKind.MONTH)
    readings = measure.readings(unit_ids, ScopeKind.UNIT, period, now)
    return {
        unit_id: int(one.num / one.den) if one.den else None for unit_id, one in readings.items()
    }
