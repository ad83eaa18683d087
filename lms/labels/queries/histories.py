"""A store's years in three series: as decided, on what stayed the same, under the later grid."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from lms.core.db import session
from lms.labels.models import Application, Award, Decision, Season
from lms.labels.queries.answers import Answers, thaw
from lms.labels.queries.grids import Loaded, links_between, load_grids
from lms.labels.rules.grid import Level
from lms.labels.rules.lineage import Link
from lms.labels.rules.series import CommonCore, Story, TwoYears, story


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """One year of a unit. ``core``, ``constant`` and ``story`` compare it with the year before.

    ``constant`` is what the year before would be worth under this grid.
    """

    year: int
    level: Level | None
    status: str
    is_trial: bool
    decided_on: date | None
    grid_id: UUID
    core: CommonCore | None = None
    constant: Level | None = None
    story: Story | None = None


def years_of(unit_id: UUID) -> list[Year]:
    """Return the decided years of a unit, the last first."""
    rows = session.execute(
        select(Application, Season, Decision, Award.status)
        .join(Season, Season.id == Application.season_id)
        .join(Decision, Decision.application_id == Application.id)
        .outerjoin(Award, Award.application_id == Application.id)
        .where(Application.unit_id == unit_id)
        .ext(distinct_on(Season.year, Application.id))
        .order_by(Season.year, Application.id, Decision.rev.desc())
    ).all()
    decisions = {
        season.year: (decision, season.grid_id) for _one, season, decision, _status in rows
    }
    wanted = {grid_id for _decision, grid_id in decisions.values()}
    grids = load_grids(wanted)
    links = links_between(wanted)
    found = []
    for application, season, decision, status in rows:
        before = decisions.get(season.year - 1)
        base = Year(
            year=season.year,
            level=_level(decision.decided_level),
            status=status or "none",
            is_trial=application.is_trial,
            decided_on=decision.effective_on,
            grid_id=season.grid_id,
        )
        found.append(_compared(base, before, decision, grids=grids, links=links))
    return found[::-1]


def _compared(
    year: Year,
    earlier: tuple[Decision, UUID] | None,
    decision: Decision,
    *,
    grids: dict[UUID, Loaded],
    links: dict[UUID, tuple[Link, ...]],
) -> Year:
    if earlier is None:
        return year
    before, grid_id = earlier
    two = TwoYears(grids[grid_id].grid, grids[year.grid_id].grid, links[year.grid_id])
    then, held = thaw(before.inputs)
    since: Answers = thaw(decision.inputs)[0]
    constant = two.constant_grid(then, years_held=held)
    core = two.common_core(then, since)
    return Year(
        year=year.year,
        level=year.level,
        status=year.status,
        is_trial=year.is_trial,
        decided_on=year.decided_on,
        grid_id=year.grid_id,
        core=core,
        constant=constant.level,
        story=story(_level(before.decided_level), year.level, constant, core),
    )


def _level(word: str) -> Level | None:
    return None if word == "none" else Level(word)
