"""How near a store is to the next level of the label: a figure for its board, never for a label."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, bindparam, func, select

from lms.core import clock
from lms.core.db import session
from lms.core.measures import (
    Direction,
    Known,
    Measure,
    MeasureClass,
    Reading,
    ScopeKind,
    Standing,
    not_known,
    register,
)
from lms.labels.models import Application, Season
from lms.labels.queries.answers import Round, answers_of, known_of_all
from lms.labels.queries.applications import asked_of
from lms.labels.queries.grids import asked_grids, published_of
from lms.labels.rules.gap import Gap, gap
from lms.network.models import Unit

PRESENT = timedelta(days=1)
"""What was shown and found is not kept day by day: further back the figure is n/a."""


def next_level_share(ids: Iterable[UUID], kind: ScopeKind, instants: Sequence[datetime]) -> Known:
    """Return the share of weights met over the quota of the next level, in the open season.

    A unit at the highest level has all of it; one out of the season, and any past instant, is n/a.
    As many statements for one season, unit or instant as for many.
    """
    wanted, since = list(ids), clock.now() - PRESENT
    present = any(at >= since for at in instants) and kind is ScopeKind.UNIT
    known = _gaps(wanted) if present else {}
    return {
        at: {one: _reading(known.get(one) if at >= since else None, at) for one in wanted}
        for at in instants
    }


def _gaps(unit_ids: list[UUID]) -> dict[UUID, Gap]:
    """Return how far each unit of an open season is from its next level."""
    under_way: dict[Season, list[Application]] = {}
    published: dict[Season, Sequence[Sequence[str]]] = {}
    # Units come along: what was shown is counted on their own days.
    for season, one, _unit, grids in session.execute(_under_way(), {"units": unit_ids}):
        under_way.setdefault(season, []).append(one)
        published[season] = grids
    asked = {season: asked_grids(grids)[-1] for season, grids in published.items()}
    rounds = [Round(season, rows, asked[season].grid) for season, rows in under_way.items()]
    if not rounds:
        return {}
    known, found = known_of_all(rounds), {}
    for season, rows, _grid in rounds:
        for one in rows:
            counter = asked_of(one, asked[season])
            answers = answers_of(counter.grid, known[one.id])
            found[one.unit_id] = gap(counter, answers, years_held=one.years_held)
    return found


@cache
def _under_way() -> Select[Any]:
    """Return open seasons with the applications of units, the units, and published grids."""
    # The offset keeps grids from being looked for again beside each application.
    seasons = (
        select(Season.id, published_of().label("published"))
        .where(Season.state == "open")
        .offset(0)
        .subquery()
    )
    return (
        select(Season, Application, Unit, seasons.c.published)
        .join(seasons, seasons.c.id == Season.id)
        .join(Application, Application.season_id == Season.id)
        .join(Unit, Unit.id == Application.unit_id)
        .where(
            Application.unit_id == func.any(bindparam("units", type_=ARRAY(Uuid))),
            Application.flag != "closed",
        )
        .order_by(Season.year, Season.id)
    )


def _reading(far: Gap | None, as_of: datetime) -> Reading:
    if far is not None and far.next is None:
        return Reading(Fraction(1), Fraction(1), 1, as_of, 1)
    if far is None or far.share is None or not far.quota:
        return not_known(as_of)
    return Reading(min(far.share, far.quota), far.quota, 1, as_of, 1)


NEXT_LEVEL = register(
    Measure(
        code="labels.next_level_share",
        version=1,
        klass=MeasureClass.NAMED,
        direction=Direction.UP,
        unit="share",
        readings=Standing(next_level_share),
    )
)
