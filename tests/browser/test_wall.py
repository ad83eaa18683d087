"""The break room's screen in a real browser: paired, the network gone, closed from afar."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from lms.core import clock
from lms.core.access import Role
from lms.core.db import session
from lms.network.models import Unit
from lms.projects.models import Screen
from lms.projects.services import screens
from lms.projects.services.moving import By
from tests.browser.answering import serving
from tests.browser.axe import overflow, violations
from tests.browser.stages import NewStage, Stage
from tests.factories.network import make_wave

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Open = Callable[..., Page]
TELEVISION = {"width": 1920, "height": 1080}
STORE = "Nantes Beaulieu"


@pytest.fixture(scope="module")
def stage(new_stage: NewStage) -> Stage:
    made = new_stage("wall", known=("marion",))
    with made.working():
        make_wave(_nantes(), "project")
    return made


def _nantes() -> Unit:
    return session.scalars(select(Unit).where(Unit.name == STORE)).one()


def _by(stage: Stage) -> By:
    now = clock.now()
    roles = frozenset({Role.UNIT_MANAGER})
    return By(person_id=stage.people["marion"], roles=roles, today=now.date(), now=now)


def put_up(stage: Stage, page: Page, address: str) -> None:
    """Ask for a code on the television, type it elsewhere, come back to the wall."""
    page.goto(f"{address}/screen")
    page.get_by_role("button").click()
    code = page.locator(".c-pair-code").inner_text()
    assert violations(page) == []
    with stage.working():
        screens.pair(code=code, unit_id=_nantes().id, name="Pause", by=_by(stage))
    page.goto(f"{address}/screen")
    expect(page.locator("h1")).to_have_text(STORE)


def kept(page: Page, words: str) -> None:
    """Wait until the service worker keeps a page that says ``words``."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.wait_for_function(
        """async words => { const page = await caches.match('/screen', {ignoreVary: true});
        return !!page && (await page.text()).includes(words); }""",
        arg=words,
    )


def test_without_a_network_the_wall_keeps_what_it_showed(stage: Stage, open_page: Open) -> None:
    page = open_page(TELEVISION)
    with serving(stage.app) as address:
        put_up(stage, page, address)
        assert violations(page) == []
        assert overflow(page) == 0
        kept(page, STORE)
    page.reload()
    expect(page.locator("h1")).to_have_text(STORE)


def test_closed_it_shows_nothing_more_even_without_a_network(stage: Stage, open_page: Open) -> None:
    page = open_page(TELEVISION)
    with serving(stage.app) as address:
        put_up(stage, page, address)
        kept(page, STORE)
        with stage.working():
            for one in session.scalars(select(Screen).where(Screen.revoked_at.is_(None))):
                screens.revoke(screen_id=one.id, by=_by(stage))
        page.reload()
        expect(page.locator("h1")).not_to_have_text(STORE)
        kept(page, "c-pair")
    page.reload()
    expect(page.locator("h1")).not_to_have_text(STORE)
    assert STORE not in page.content()
