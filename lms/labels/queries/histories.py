"""A store's years in three series: as decided, on what stayed the same, under the later grid."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.dialects.postgresql import distinct_on

from lms.core.db import session
from lms.labels.models import Application, Award, Decision, Season
from lms.labels.queries.answers import thaw
from lms.labels.queries.grids import links_between, load_grids
from lms.labels.rules.grid import Level
from lms.labels.rules.scoring import Result
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
    return decided_years(unit_id)[0]


@cache
def _asked() -> Select[Application, Season, Decision, Award]:
    return (
        select(Application, Season, Decision, Award)
        .join(Season, Season.id == Application.season_id)
        .join(Decision, Decision.application_id == Application.id)
        .outerjoin(Award, Award.application_id == Application.id)
        .where(Application.unit_id == bindparam("unit"))
        .ext(distinct_on(Season.year, Application.id))
        .order_by(Season.year, Application.id, Decision.rev.desc())
    )


def decided_years(unit_id: UUID) -> tuple[list[Year], Award | None]:
    """Return the decided years of a unit, the last first, and its last award; in one statement.

    What compares two years is computed once: neither decisions nor published grids change.
    """
    rows = [_Decided(*row) for row in session.execute(_asked(), {"unit": unit_id})]
    before = {one.season.year: one for one in rows}
    pairs = [(before.get(one.season.year - 1), one) for one in rows]
    _compare([(was, now) for was, now in pairs if was is not None])
    awards = [one.award for one in rows if one.award is not None]
    return [_year(*pair) for pair in reversed(pairs)], awards[-1] if awards else None


class _Decided(NamedTuple):
    application: Application
    season: Season
    decision: Decision
    award: Award | None


class Compared(NamedTuple):
    """Two decided years beside each other."""

    core: CommonCore
    constant: Result
    story: Story


MOST_COMPARED = 4096
_compared: dict[tuple[UUID, UUID], Compared] = {}


def _compare(pairs: list[tuple[_Decided, _Decided]]) -> None:
    """Compare the years that this process has not compared yet."""
    new = [(was, now) for was, now in pairs if _key(was, now) not in _compared]
    if not new:
        return
    wanted = {one.season.grid_id for pair in new for one in pair}
    grids, links = load_grids(wanted), links_between(wanted)
    if len(_compared) + len(new) > MOST_COMPARED:
        _compared.clear()
    for was, now in new:
        two = TwoYears(
            grids[was.season.grid_id].grid,
            grids[now.season.grid_id].grid,
            links[now.season.grid_id],
        )
        then, held = thaw(was.decision.inputs)
        constant = two.constant_grid(then, years_held=held)
        core = two.common_core(then, thaw(now.decision.inputs)[0])
        levels = _level(was.decision.decided_level), _level(now.decision.decided_level)
        _compared[_key(was, now)] = Compared(core, constant, story(*levels, constant, core))


def _key(was: _Decided, now: _Decided) -> tuple[UUID, UUID]:
    return was.decision.id, now.decision.id


def _year(was: _Decided | None, now: _Decided) -> Year:
    found = _compared.get(_key(was, now)) if was is not None else None
    return Year(
        year=now.season.year,
        level=_level(now.decision.decided_level),
        status=now.award.status if now.award else "none",
        is_trial=now.application.is_trial,
        decided_on=now.decision.effective_on,
        grid_id=now.season.grid_id,
        core=found.core if found else None,
        constant=found.constant.level if found else None,
        story=found.story if found else None,
    )


def _level(word: str) -> Level | None:
    return None if word == "none" else Level(word)
