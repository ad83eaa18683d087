"""How near a store is to the next level: what is met over what the level asks."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from lms.core import clock
from lms.core.db import session
from lms.core.measures import MEASURES, ScopeKind
from lms.core.periods import PeriodKind, period_of
from lms.labels.queries.applications import get_applied
from lms.labels.queries.store import current_of
from lms.labels.rules.grid import Level
from lms.labels.services import applying, drafting, seasons
from tests.factories.labels import (
    AUTUMN,
    Ground,
    assess,
    criterion,
    grid_file,
    publish_grid,
    said,
    show,
)
from tests.pages import Statements

CODE = "labels.next_level_share"


def reading(ground: Ground, at=None):
    unit_id, now = ground.cast.nantes.id, clock.now()
    period = period_of(now.date(), PeriodKind.MONTH)
    return MEASURES[CODE].readings([unit_id], ScopeKind.UNIT, period, at or now)[unit_id]


def test_the_board_and_the_label_page_say_the_same(ground: Ground):
    assess(ground, welcome="3", callback="3")
    far = current_of(get_applied(ground.application().id), "fr", clock.now()).gap
    found = reading(ground)
    if far.next is None:
        assert found.ratio == 1
    else:
        assert found.ratio == min(far.share or Fraction(), far.quota) / far.quota


def test_a_past_instant_is_not_known(ground: Ground):
    assess(ground)
    assert reading(ground, clock.now() - timedelta(days=30)).den == 0


def test_it_never_feeds_a_label(ground: Ground):
    assert not MEASURES[CODE].may_feed_label


def open_another(ground: Ground, plain: dict[str, Any] | None = None) -> Ground:
    """Open the season of a second label in the same stores."""
    henri = ground.cast.henri
    with clock.frozen(AUTUMN):
        program = drafting.create_program(
            code="windows", names={"fr": "Label Vitrines"}, actor_id=henri.id
        )
        grid = publish_grid(
            program, 2027, date(2026, 1, 1), first=henri, second=ground.odile, plain=plain
        )
    season = seasons.plan_season(
        grid_id=grid.id, days=seasons.usual_days(2027), actor_id=henri.id, is_trial=False
    )
    seasons.open_season(season_id=season.id, actor_id=henri.id)
    return Ground(ground.cast, program, grid, season, ground.people)


def test_a_store_opened_late_is_asked_half_on_its_board_as_on_its_label(ground: Ground):
    """Two pieces are asked of a whole year, one of half: the board counts as the label does."""
    evidence = {"types": ["photo"], "max_age_days": 365, "minimum": 2}
    other = open_another(ground, grid_file(criterion("visits", evidence=evidence)))
    session.delete(ground.application())
    row = other.application()
    show(other)
    applying.self_assess(
        application_id=row.id, said=said(other, visits="3"), actor_id=ground.cast.marion.id
    )
    assert reading(ground).ratio == 0
    row.flag = "late_opening"
    session.flush()
    far = current_of(get_applied(row.id), "fr", clock.now()).gap
    assert (far.now, far.next) == (Level.GOLD, None)
    assert reading(ground).ratio == 1


def test_two_open_seasons_cost_what_one_does(ground: Ground):
    assess(ground)
    reading(ground)  # what this process then knows of the grid
    with Statements() as one:
        reading(ground)
    open_another(ground)
    reading(ground)
    with Statements() as two:
        reading(ground)
    assert len(two) == len(one)
