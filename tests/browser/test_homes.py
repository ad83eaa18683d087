"""Homes of who looks after others, read and worked from a stockroom without a network."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from lms.core import clock
from lms.core.access import Role
from lms.core.db import session
from lms.network.models import Unit
from lms.projects.models import Occurrence
from lms.projects.services import rituals
from lms.projects.services.moving import By
from tests.browser.axe import DESK, PHONE, overflow, violations
from tests.browser.keeping import kept
from tests.browser.networks import own_network, sent_from
from tests.browser.stages import NewStage, Stage
from tests.factories.network import make_wave

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
NAME = "Brief de l’ouverture"


@pytest.fixture(scope="module")
def stage(new_stage: NewStage) -> Stage:
    made = new_stage("homes", known=("karim", "marion", "rachel"))
    with made.working():
        for unit in session.scalars(sa.select(Unit).where(Unit.code.in_(("0101", "0102")))):
            for capability in ("coaching", "project", "practice"):
                make_wave(unit, capability)
        draft = rituals.Draft(name=NAME, minutes=3, weekdays=frozenset(range(1, 8)))
        by = By(
            person_id=made.people["marion"],
            roles=frozenset({Role.UNIT_MANAGER}),
            today=clock.today(),
            now=clock.now(),
        )
        rituals.set_up(unit_id=store(), draft=draft, by=by)
    return made


def store() -> UUID:
    return session.scalars(sa.select(Unit.id).where(Unit.code == "0101")).one()


def held(stage: Stage) -> list[str]:
    with stage.working():
        return list(session.scalars(sa.select(Occurrence.state)))


def test_a_manager_reads_home_and_tells_of_a_ritual_without_a_network(
    stage: Stage, open_page: Open
) -> None:
    page = open_page(PHONE)
    with stage.working():
        where = f"/store/{store()}/rituals"
    with own_network(stage) as gone:
        stage.enter(page, "marion")
        page.goto(f"{stage.site}/")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.reload()
        kept(page, {"/", where})
        with gone():
            page.goto(f"{stage.site}/")
            expect(page.locator(".c-now")).to_contain_text(NAME)
            page.locator(".c-now a").click()
            page.wait_for_url(f"**{where}")
            page.locator("form[data-outbox] button").first.click()
            expect(page.locator("#outbox")).to_be_visible()
            assert held(stage) == []
        sent_from(page, f"{stage.site}/")
    stage.renew("marion")
    assert held(stage) == ["held"]


KEPT_PHOTO = """() => new Promise((resolve) => {
  indexedDB.open("outbox").onsuccess = ({ target: { result } }) => {
    result.transaction("entries").objectStore("entries").getAll().onsuccess = (event) => {
      result.close();
      const [, photo] = event.target.result[0].fields.find(([name]) => name === "photo");
      resolve(photo.text());
    };
  };
})"""
"""Reads what the phone keeps of the picture."""


def test_a_photo_waits_as_it_was_taken_and_goes_whole(stage: Stage, open_page: Open) -> None:
    """A form of the page is given a picture: its very bytes wait, and leave as a file."""
    page = stage.enter(open_page(PHONE), "marion")
    page.goto(f"{stage.site}/coaching/me")
    page.evaluate(
        """() => {
          const form = document.querySelector("form[data-outbox]");
          form.enctype = "multipart/form-data";
          form.insertAdjacentHTML("beforeend", '<input type="file" name="photo" id="photo">');
        }"""
    )
    taken = {"name": "rayon.png", "mimeType": "image/png", "buffer": b"the shelf"}
    page.locator("#photo").set_input_files(taken)
    page.context.set_offline(offline=True)
    page.locator("form[data-outbox]:has(#photo) button").first.click()
    expect(page.locator("#outbox")).to_be_visible()
    assert page.evaluate(KEPT_PHOTO) == "the shelf"
    told_at = page.evaluate(
        KEPT_PHOTO.replace("photo", "told_at").replace("told_at.text()", "told_at")
    )
    assert abs((datetime.fromisoformat(told_at) - clock.now()).total_seconds()) < 300
    with page.expect_request(lambda one: one.method == "POST") as sent:
        page.context.set_offline(offline=False)
    assert sent.value.headers["content-type"].startswith("multipart/form-data")


@pytest.mark.parametrize(
    ("size", "theme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone", "desk"]
)
def test_homes_hold_in_both_sizes_and_themes(
    stage: Stage, open_page: Open, size: dict[str, int], theme: str
) -> None:
    for who in ("karim", "marion", "rachel"):
        page = stage.enter(open_page(size, theme=theme), who)
        page.goto(f"{stage.site}/")
        expect(page.locator("[hx-trigger=revealed]")).to_have_count(0)
        assert (violations(page), overflow(page)) == ([], 0), who
