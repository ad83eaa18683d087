"""A phone that reloads its page without a network finds what was counted and typed there."""

from collections.abc import Callable
from uuid import UUID

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from lms.coaching.models import Observation
from lms.coaching.rules.observing import Right
from lms.coaching.services import observations
from lms.coaching.services.observations import Begin
from lms.core.db import session
from lms.network.models import Unit
from tests.browser.axe import PHONE, overflow, violations
from tests.browser.stages import NewStage, Stage
from tests.factories.network import make_wave
from tests.factories.quotes import publish_referential

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
KEPT = "path => caches.match(path, {ignoreVary: true}).then(Boolean)"
TOUCHED = "one => one.map(each => each.textContent)"


@pytest.fixture(scope="module")
def stage(new_stage: NewStage) -> Stage:
    made = new_stage("half_filled", known=("karim",))
    with made.working():
        for unit in session.scalars(sa.select(Unit)):
            make_wave(unit, "coaching")
        publish_referential()
    return made


def begin(stage: Stage) -> str:
    """Let Karim begin to watch Alice; return the address of the sheet."""
    with stage.working():
        unit_id = session.scalars(sa.select(Unit.id).where(Unit.code == "0101")).one()
        wanted = Begin(stage.people["karim"], stage.people["alice"], unit_id, Right.OPEN)
        return f"/coaching/observations/{observations.begin(wanted).id}/watch"


def test_counts_and_words_outlive_a_reload_without_a_network(stage: Stage, open_page: Open) -> None:
    sheet = begin(stage)
    page = stage.enter(open_page(PHONE), "karim")
    page.goto(f"{stage.site}{sheet}")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.wait_for_function(KEPT, arg=sheet)
    page.context.set_offline(offline=True)
    for _touch in range(3):
        page.locator(".c-tally").first.click()
    page.locator("#facts").fill("« Je vous montre. »")
    page.wait_for_function("indexedDB.databases().then(all => all.length > 0)")
    page.wait_for_timeout(600)
    page.reload()
    expect(page.locator(".c-tally [data-number]").first).to_have_text("3")
    expect(page.locator("#facts")).to_have_value("« Je vous montre. »")
    expect(page.locator("[data-total]")).to_have_text("3")
    assert violations(page) == []
    assert overflow(page) == 0
    with page.expect_response(lambda one: one.url.endswith("/keep") and one.ok, timeout=20_000):
        page.context.set_offline(offline=False)
    page.wait_for_function("indexedDB.databases().then(all => all.length === 0)")
    with stage.working():
        row = session.get_one(Observation, UUID(sheet.split("/")[3]))
        assert (row.state, row.facts) == ("planned", "« Je vous montre. »")


def test_a_sheet_that_answered_a_post_is_kept_too(stage: Stage, open_page: Open) -> None:
    page = stage.enter(open_page(PHONE), "karim")
    page.goto(f"{stage.site}/coaching/observe")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.wait_for_selector("form[data-htmx-powered]", state="attached")
    page.locator("button.c-face:visible").first.click()
    page.wait_for_url("**/watch")
    page.wait_for_function(KEPT, arg="/" + page.url.split("/", 3)[3])
