"""A store's years in three series: as decided, on what stayed the same, under the later grid."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.dialects.postgresql import distinct_on

from lms.core.db import session
from lms.labels.models import Application, Award, Decision, Season
from lms.labels.queries.answers import thaw
from lms.labels.queries.grids import links_between, load_grids, published_of
from lms.labels.queries.plaques import WORN, Worn
from lms.labels.rules.grid import Level
from lms.labels.rules.scoring import Result
from lms.labels.rules.series import CommonCore, Story, TwoYears, story
from lms.network.models import Unit


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


class Told(NamedTuple):
    """An application of a unit, what was decided last of it, and the award it won.

    A decision comes without what it was taken from, which is long: it is read once, to compare.
    """

    application: Application
    season: Season
    unit: Unit
    asked: Sequence[Sequence[str]] | None
    """The grids of the season, as :func:`asked_grids` reads them."""
    decision_id: UUID | None
    level: str
    decided_on: date
    award: Worn | None


@cache
def told_asked() -> Select[Any]:
    """Return what :func:`told_from` reads: every application of the unit ``unit``, by year."""
    return (
        select(
            Application,
            Season,
            Unit,
            published_of(),
            Decision.id,
            Decision.decided_level,
            Decision.effective_on,
            *WORN,
        )
        .join(Season, Season.id == Application.season_id)
        .join(Unit, Unit.id == Application.unit_id)
        .outerjoin(Decision, Decision.application_id == Application.id)
        .outerjoin(Award, Award.application_id == Application.id)
        .where(Application.unit_id == bindparam("unit"))
        .ext(distinct_on(Season.year, Application.id))
        .order_by(Season.year, Application.id, Decision.rev.desc())
    )


def told_from(row: Sequence[Any]) -> Told:
    """Return what a row of :func:`told_asked` says."""
    said, worn = row[: len(Told._fields) - 1], row[len(Told._fields) - 1 :][: len(WORN)]
    return Told._make([*said, Worn(*worn) if worn[0] is not None else None])


def years_of(unit_id: UUID) -> list[Year]:
    """Return the decided years of a unit, the last first."""
    return years_from(told_from(row) for row in session.execute(told_asked(), {"unit": unit_id}))


def years_from(rows: Iterable[Told]) -> list[Year]:
    """Return the decided years of a unit, the last first; ``rows`` come by year.

    What compares two years is computed once: neither decisions nor published grids change.
    """
    decided = [one for one in rows if one.decision_id is not None]
    before = {one.season.year: one for one in decided}
    pairs = [(before.get(one.season.year - 1), one) for one in decided]
    compared = _compare([(was, now) for was, now in pairs if was is not None])
    return [
        _year(now, compared.get(_key(was, now)) if was is not None else None)
        for was, now in reversed(pairs)
    ]


class Compared(NamedTuple):
    """Two decided years beside each other."""

    core: CommonCore
    constant: Result
    story: Story


Key = tuple[UUID | None, UUID | None]
MOST_COMPARED = 4096
_compared: dict[Key, Compared] = {}


def _compare(pairs: list[tuple[Told, Told]]) -> dict[Key, Compared]:
    """Return years beside the ones before them; those this process knows cost nothing."""
    keys = {_key(was, now) for was, now in pairs}
    found = {key: _compared[key] for key in keys if key in _compared}
    new = [(was, now) for was, now in pairs if _key(was, now) not in found]
    if not new:
        return found
    made = _compared_anew(new)
    if len(_compared) + len(made) > MOST_COMPARED:
        _compared.clear()
    _compared.update(made)
    return found | made


def _compared_anew(pairs: list[tuple[Told, Told]]) -> dict[Key, Compared]:
    wanted = {one.season.grid_id for pair in pairs for one in pair}
    grids, links = load_grids(wanted), links_between(wanted)
    inputs = _inputs_of(one.decision_id for pair in pairs for one in pair)
    made = {}
    for was, now in pairs:
        two = TwoYears(
            grids[was.season.grid_id].grid,
            grids[now.season.grid_id].grid,
            links[now.season.grid_id],
        )
        then, held = thaw(inputs[was.decision_id])
        constant = two.constant_grid(then, years_held=held)
        core = two.common_core(then, thaw(inputs[now.decision_id])[0])
        levels = _level(was.level), _level(now.level)
        made[_key(was, now)] = Compared(core, constant, story(*levels, constant, core))
    return made


def _inputs_of(decision_ids: Iterable[UUID | None]) -> Mapping[UUID | None, Mapping[str, Any]]:
    """Return what decisions were taken from."""
    rows = session.execute(
        select(Decision.id, Decision.inputs).where(Decision.id.in_(set(decision_ids)))
    )
    return {row[0]: row[1] for row in rows}


def _key(was: Told, now: Told) -> Key:
    return was.decision_id, now.decision_id


def _year(now: Told, found: Compared | None) -> Year:
    return Year(
        year=now.season.year,
        level=_level(now.level),
        status=now.award.status if now.award else "none",
        is_trial=now.application.is_trial,
        decided_on=now.decided_on,
        grid_id=now.season.grid_id,
        core=found.core if found else None,
        constant=found.constant.level if found else None,
        story=found.story if found else None,
    )


def _level(word: str) -> Level | None:
    return None if word == "none" else Level(word)
