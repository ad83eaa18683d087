"""How near a store is to the next level: what is met over what the level asks."""

from datetime import timedelta
from fractions import Fraction

from lms.core import clock
from lms.core.measures import MEASURES, ScopeKind
from lms.core.periods import PeriodKind, period_of
from lms.labels.queries.applications import get_applied
from lms.labels.queries.store import current_of
from tests.factories.labels import Ground, assess

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
