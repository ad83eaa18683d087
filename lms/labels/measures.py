"""How near a store is to the next level of the label: a figure for its board, never for a label."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select

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
from lms.labels.queries.grids import grids_of_seasons
from lms.labels.rules.counting import Counter
from lms.labels.rules.gap import Gap, gap

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
    asked = (
        select(Season, Application)
        .join(Application, Application.season_id == Season.id)
        .where(
            Season.state == "open",
            Application.unit_id.in_(unit_ids),
            Application.flag != "closed",
        )
        .order_by(Season.year, Season.id)
    )
    under_way: dict[Season, list[Application]] = {}
    for season, one in session.execute(asked):
        under_way.setdefault(season, []).append(one)
    if not under_way:
        return {}
    grids = grids_of_seasons([season.id for season in under_way])
    rounds = [Round(season, rows, grids[season.id][-1].grid) for season, rows in under_way.items()]
    known, found = known_of_all(rounds), {}
    for _season, rows, grid in rounds:
        counter = Counter(grid)
        for one in rows:
            answers = answers_of(grid, known[one.id])
            found[one.unit_id] = gap(counter, answers, years_held=one.years_held)
    return found


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
