"""Pages a store opens each day: few statements, its own day wherever it is."""

from datetime import timedelta

import pytest

from lms.core import clock
from lms.core.db import session
from lms.projects.queries import briefs, store_page
from lms.projects.services import rituals
from tests.cast import NOW, TODAY
from tests.factories.projects import Ground, ritual
from tests.pages import Statements, page
from tests.projects import mornings
from tests.projects.test_boards import lived
from tests.projects.views.conftest import Enter

PAGES = {"board": 6, "brief": 5, "project": 4}
"""The viewer, the page, and what depends on it: names, gaps, the label, what waits for somebody."""


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_of_every_day_costs_few_statements(ground: Ground, enter: Enter, name: str):
    lived(ground)
    mornings.whole(ground)
    url = f"/store/{ground.nantes.id}/{name}"
    for who in ("marion", "karim", "rachel"):
        browser = enter(who)
        page(browser, url)
        with Statements() as sent:
            page(browser, url)
        assert len(sent) <= PAGES[name], (who, sent.sent)


LATE = NOW.replace(hour=20)
"""In the evening of Paris it is tomorrow morning at the other end of the world."""


def far(ground: Ground) -> None:
    ground.nantes.zone = "Pacific/Kiritimati"
    session.flush()


def test_a_store_far_away_lives_on_its_own_day(ground: Ground):
    far(ground)
    tomorrow = TODAY + timedelta(days=1)
    ritual(ground, weekdays=frozenset({tomorrow.isoweekday()}), is_brief=True)
    with clock.frozen(LATE):
        viewer = ground.cast.viewer(ground.cast.karim)
        assert viewer.today == TODAY
        found = briefs.morning(viewer, ground.nantes.id)
        assert (found.here.today, found.on, found.is_today) == (tomorrow, tomorrow, True)
        assert found.held.ritual_id is not None
        assert store_page.read(viewer, ground.nantes.id).due == 1


def test_a_store_that_is_closed_has_no_ritual_that_day(ground: Ground):
    ritual(ground, weekdays=frozenset(range(1, 8)), is_brief=True)
    viewer = ground.cast.viewer(ground.cast.karim)
    assert store_page.read(viewer, ground.nantes.id).due == 1
    rituals.close_days(
        unit_id=ground.nantes.id, first=TODAY, last=TODAY, reason="Travaux", by=ground.by("marion")
    )
    assert store_page.read(viewer, ground.nantes.id).due == 0
    assert briefs.morning(viewer, ground.nantes.id).on == TODAY + timedelta(days=1)
