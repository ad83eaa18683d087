"""A draft tried on the figures of a season, in a constant number of statements."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.core import clock
from lms.core.db import session
from lms.core.measures import MEASURES, ScopeKind
from lms.core.policy import number
from lms.labels.models import Application, Season
from lms.labels.policies import AUDIT_HOURS, DRAWN
from lms.labels.queries.answers import Answers, answers_of, known_of
from lms.labels.queries.calendars import figures_as_of, period_of_season
from lms.labels.queries.grids import grids_of_season
from lms.labels.queries.places import spots_of
from lms.labels.rules import grid as rules
from lms.labels.rules.bars import Reading
from lms.labels.rules.counting import Answer
from lms.labels.rules.grid import Level, MeasureKind
from lms.labels.rules.numbers import plain_number
from lms.labels.rules.simulation import (
    Board,
    Comparison,
    Rates,
    Simulation,
    UnitSheet,
    compare,
    rates_of,
    simulate,
)
from lms.network.rules import DEFAULT_ZONE


def grid_to_compare(season: Season) -> rules.Grid:
    """Return the grid of a season as its last erratum says it."""
    return grids_of_season(season)[-1].grid


def board_of(season: Season, *drafts: rules.Grid) -> Board:
    """Return the units of a season with their answers; keep it, it is the slow part.

    Criteria of ``drafts`` that the season does not know are read from their measures on the same
    day as the others. Units closed since are left out.
    """
    rows = session.scalars(
        select(Application)
        .where(Application.season_id == season.id, Application.flag != "closed")
        .order_by(Application.unit_id)
    ).all()
    grid = grid_to_compare(season)
    known = known_of(season, rows, grid)
    fresh = _unknown_figures(season, _new_criteria(grid, drafts), [one.unit_id for one in rows])
    spots = spots_of([one.unit_id for one in rows], clock.today(DEFAULT_ZONE))
    sheets = []
    for one in rows:
        answers: Answers = {**fresh.get(one.unit_id, {}), **answers_of(grid, known[one.id])}
        spot = spots[one.unit_id]
        sheets.append(
            UnitSheet(
                str(one.unit_id),
                answers,
                years_held=one.years_held,
                region=spot.region,
                size=spot.size,
                format=spot.format,
            )
        )
    return Board(sheets)


def _new_criteria(grid: rules.Grid, drafts: Iterable[rules.Grid]) -> list[rules.Criterion]:
    """Return what is computed for drafts and not for the season, each criterion once."""
    known = {one.uid for one in grid.criteria}
    asked = {
        one.uid: one
        for draft in drafts
        for one in draft.criteria
        if one.uid not in known and one.measure.kind is MeasureKind.REGISTRY
    }
    return list(asked.values())


def _unknown_figures(
    season: Season, criteria: Iterable[rules.Criterion], unit_ids: list[UUID]
) -> Mapping[UUID, Answers]:
    found: dict[UUID, Answers] = {}
    as_of, period = figures_as_of(season, clock.now()), period_of_season(season)
    for criterion in criteria:
        measure = MEASURES.get(criterion.measure.code)
        if measure is None or not measure.may_feed_label:
            continue
        for unit_id, one in measure.readings(unit_ids, ScopeKind.UNIT, period, as_of).items():
            answer = Answer(Reading(one.num, one.den, one.n))
            found.setdefault(unit_id, {})[criterion.uid] = answer
    return found


def simulate_draft(draft: rules.Grid, season: Season) -> Simulation:
    """Return what a draft would do to the units of a season, beside the season's own grid."""
    return simulate_on(board_of(season, draft), grid_to_compare(season), draft)


def simulate_on(board: Board, grid: rules.Grid, draft: rules.Grid) -> Simulation:
    """Return what a draft would do to the units of a board, beside the grid of their season."""
    return simulate(board, grid, draft, rates=rates_in_force(grid))


def compare_on(board: Board, grid: rules.Grid, first: rules.Grid, second: rules.Grid) -> Comparison:
    """Return two drafts side by side on the units of a board."""
    return compare(board, grid, first, second, rates=rates_in_force(grid))


def rates_in_force(grid: rules.Grid) -> Rates:
    """Return what work is counted by, as the settings in force say it of the season of ``grid``."""
    return rates_of(grid, hours=number(AUDIT_HOURS), drawn=number(DRAWN))


def figures_of(found: Simulation) -> dict[str, Any]:
    """Return a simulation as plain data, to keep with a draft."""
    return {
        "units": found.units,
        "before": _counts(found.before),
        "after": _counts(found.after),
        "flow": [
            {"from": _word(was), "to": _word(now), "units": count}
            for (was, now), count in found.flow.items()
            if count
        ],
        "lost": {level.value: found.lost(level) for level in rules.LEVELS},
        "why": {level.value: dict(why) for level, why in found.why.items()},
        "moved": [
            {
                "unit_id": one.key,
                "from": _word(one.before),
                "to": _word(one.after),
                "cause": one.cause.value,
                "deciding": list(one.deciding),
            }
            for one in found.moved
        ],
        "unassessable": found.unassessable,
        "insufficient": found.insufficient,
        "unknown": plain_number(found.unknown),
        "blind": list(found.blind),
        "dead": [one.uid for one in found.dead],
        "evidence": found.workload.evidence,
        "audit_hours": found.workload.audit_hours,
        "audit_hours_before": found.workload_before.audit_hours,
    }


def _counts(found: Mapping[Level | None, int]) -> dict[str, int]:
    return {_word(level): count for level, count in found.items()}


def _word(level: Level | None) -> str:
    return level.value if level else "none"
