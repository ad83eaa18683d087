"""How near a store is to the next level of the label: a figure for its board, never for a label."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select

from lms.core import clock
from lms.core.db import session
from lms.core.measures import Direction, Measure, MeasureClass, Reading, ScopeKind, register
from lms.core.periods import Period
from lms.labels.models import Application, Season
from lms.labels.queries.answers import answers_of, known_of
from lms.labels.queries.grids import grids_of_season
from lms.labels.rules.counting import Counter
from lms.labels.rules.gap import Gap, gap

PRESENT = timedelta(days=1)
"""What was shown and found is not kept day by day: further back the figure is n/a."""


def next_level_share(
    ids: Iterable[UUID], kind: ScopeKind, period: Period, as_of: datetime
) -> Mapping[UUID, Reading]:
    """Return the share of weights met over the quota of the next level, in the open season.

    A unit at the highest level has all of it; one out of the season, and any past instant, is n/a.
    """
    del period
    wanted = list(ids)
    found = {one: Reading(Fraction(), Fraction(), 0, as_of, 1) for one in wanted}
    if kind is not ScopeKind.UNIT or as_of < clock.now() - PRESENT:
        return found
    asked = (
        select(Season, Application)
        .join(Application, Application.season_id == Season.id)
        .where(
            Season.state == "open",
            Application.unit_id.in_(wanted),
            Application.flag != "closed",
        )
    )
    under_way: dict[Season, list[Application]] = {}
    for season, one in session.execute(asked):
        under_way.setdefault(season, []).append(one)
    for season, rows in under_way.items():
        grid = grids_of_season(season)[-1].grid
        counter, known = Counter(grid), known_of(season, rows, grid)
        for one in rows:
            far = gap(counter, answers_of(grid, known[one.id]), years_held=one.years_held)
            found[one.unit_id] = _reading(far, as_of)
    return found


def _reading(far: Gap, as_of: datetime) -> Reading:
    if far.next is None:
        return Reading(Fraction(1), Fraction(1), 1, as_of, 1)
    if far.share is None or not far.quota:
        return Reading(Fraction(), Fraction(), 0, as_of, 1)
    return Reading(min(far.share, far.quota), far.quota, 1, as_of, 1)


NEXT_LEVEL = register(
    Measure(
        code="labels.next_level_share",
        version=1,
        klass=MeasureClass.NAMED,
        direction=Direction.UP,
        unit="share",
        readings=next_level_share,
    )
)
