"""How near a store is to the next level: what is met over what the level asks."""

from datetime import date, timedelta
from fractions import Fraction

from lms.core import clock
from lms.core.measures import MEASURES, ScopeKind
from lms.core.periods import PeriodKind, period_of
from lms.labels.queries.applications import get_applied
from lms.labels.queries.store import current_of
from lms.labels.services import drafting, seasons
from tests.factories.labels import AUTUMN, Ground, assess, publish_grid
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


def test_it_never_feeds_a_label():
    assert not MEASURES[CODE].may_feed_label


def open_another(ground: Ground) -> None:
    """Open the season of a second label in the same stores."""
    henri = ground.cast.henri
    with clock.frozen(AUTUMN):
        program = drafting.create_program(
            code="windows", names={"fr": "Label Vitrines"}, actor_id=henri.id
        )
        grid = publish_grid(program, 2027, date(2026, 1, 1), first=henri, second=ground.odile)
    season = seasons.plan_season(
        grid_id=grid.id, days=seasons.usual_days(2027), actor_id=henri.id, is_trial=False
    )
    seasons.open_season(season_id=season.id, actor_id=henri.id)


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
