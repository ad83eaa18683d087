"""S8, the shared tablet in a real browser: two minutes, a draft that waits, nothing left behind."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from lms.accounts.services.codes import keep_code
from lms.assessment.rules.questions import FreeText
from lms.core import clock, policy
from tests.browser.keeping import cookie_names, kept_addresses, personal, storage
from tests.browser.stages import NewStage, Stage
from tests.factories.courses import (
    course,
    keep_nothing,
    package,
    publish_package,
    quiz_lesson,
    uid,
)

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
TABLET = {"width": 1024, "height": 768}
CODES = {"alice": "2580", "bruno": "1397"}
ASKED = "Racontez un accueil."
WORDS = "Elle cherchait un cadeau pour sa sœur."
IDLE = 121_000


@pytest.fixture(scope="module")
def stage(new_stage: NewStage) -> Stage:
    made = new_stage("tablet", known=("marion", "alice", "bruno"))
    with made.working():
        publish_package(only_a_story(), actor_id=None, store_asset=keep_nothing)
        for name, code in CODES.items():
            keep_code(person_id=made.people[name], code=code, now=clock.now())
    made.give(uid("path"), *CODES)
    return made


def only_a_story() -> Any:
    """Return a path of one question, answered in one's own words."""
    told = FreeText(uid=uid("story/free"), stem=ASKED, min_length=3)
    lesson = quiz_lesson("story")
    assert lesson.quiz is not None
    lesson = replace(lesson, quiz=replace(lesson.quiz, questions=(told,)))
    made = package()
    only = course("told", lesson)
    assert made.path is not None
    first = replace(made.path.sets[0], courses=(only.uid,))
    return replace(made, path=replace(made.path, sets=(first,)), courses=(only,))


@pytest.fixture
def tablet(stage: Stage, open_page: Open) -> Page:
    """Give a browser that Marion has just made a tablet of Nantes; her session ended there."""
    page = stage.enter(open_page(TABLET, has_touch=True), "marion")
    stage.renew("marion")
    page.clock.install()
    page.goto(f"{stage.site}/tablet/enrol")
    page.locator("[name=unit]").select_option(label="Nantes Beaulieu")
    page.locator("[name=name]").fill("Réserve")
    page.locator(".c-card button.c-btn").click()
    page.wait_for_url("**/tablet")
    return page


def come_in(page: Page, name: str) -> None:
    """Touch a name, type its code on the keypad."""
    page.locator(".c-face", has_text=name.title()).click()
    for digit in CODES[name]:
        page.locator(f"[data-key='{digit}']").click()
    page.locator(".c-pad button.is-go").click()
    page.wait_for_url(lambda url: not url.endswith("/tablet"))
    expect(page.locator("[data-shared-device]")).to_be_attached()


def open_story(page: Page) -> None:
    """Go from home to the question."""
    page.locator(".c-ticket a.c-btn").click()
    page.locator(".c-task button.c-btn").wait_for()
    if not page.locator("#answer").count():
        page.locator(".c-task button.c-btn").click()
    page.locator("#answer").wait_for()


def begin_to_write(page: Page) -> None:
    """Write half an answer and wait until it is said to be kept."""
    open_story(page)
    with page.expect_response("**/draft") as kept:
        page.locator("#answer").fill(WORDS)
    assert kept.value.status == 204


def test_two_minutes_without_a_touch_lock_it_and_keep_the_draft(tablet: Page) -> None:
    come_in(tablet, "alice")
    begin_to_write(tablet)
    tablet.clock.fast_forward(IDLE)
    tablet.wait_for_url("**/tablet")
    expect(tablet.locator(".c-people")).to_be_visible()
    assert "lms_sid" not in cookie_names(tablet.context)

    come_in(tablet, "bruno")
    open_story(tablet)
    expect(tablet.locator("#answer")).to_have_value("")
    tablet.locator("button[form=lock]").first.click()
    tablet.wait_for_url("**/tablet")

    come_in(tablet, "alice")
    open_story(tablet)
    expect(tablet.locator("#answer")).to_have_value(WORDS)


def test_a_touch_holds_it_open(tablet: Page) -> None:
    come_in(tablet, "bruno")
    for _ in range(2):
        tablet.clock.fast_forward(IDLE - 20_000)
        tablet.touchscreen.tap(500, 400)
    assert not tablet.url.endswith("/tablet")
    tablet.clock.fast_forward(IDLE)
    tablet.wait_for_url("**/tablet")


@pytest.fixture
def hurried(stage: Stage) -> Iterator[None]:
    """Have the house decide that its tablets close after 45 seconds."""

    def decide(seconds: int) -> None:
        with stage.working():
            policy.decide(
                "accounts.tablet.rest",
                seconds,
                decided_by=stage.people["marion"],
                reason="A busy counter",
            )

    decide(45)
    yield
    decide(120)


def test_the_rule_of_the_house_says_how_long(hurried: None, tablet: Page) -> None:
    come_in(tablet, "bruno")
    tablet.clock.fast_forward(40_000)
    assert not tablet.url.endswith("/tablet")
    tablet.clock.fast_forward(6_000)
    tablet.wait_for_url("**/tablet")


def test_the_server_locks_it_too_should_the_script_be_asleep(tablet: Page) -> None:
    come_in(tablet, "alice")
    with clock.frozen(clock.now() + timedelta(seconds=121)):
        tablet.reload()
        tablet.wait_for_url("**/tablet**")
        expect(tablet.locator(".c-people")).to_be_visible()


def test_after_leaving_nothing_of_anybody_stays(tablet: Page) -> None:
    come_in(tablet, "alice")
    begin_to_write(tablet)
    tablet.locator("button[form=lock]").first.click()
    tablet.wait_for_url("**/tablet")
    assert personal(kept_addresses(tablet)) == set()
    assert storage(tablet) == 0
    assert cookie_names(tablet.context) == ["lms_device", "lms_form"]


def test_the_way_back_shows_no_page_of_the_one_who_left(tablet: Page) -> None:
    come_in(tablet, "alice")
    begin_to_write(tablet)
    tablet.locator("button[form=lock]").first.click()
    tablet.wait_for_url("**/tablet")
    for _ in range(3):
        tablet.go_back()
        expect(tablet.locator(".c-people")).to_be_visible()
        assert ASKED not in tablet.content()
        assert WORDS not in tablet.content()


def test_canary_a_page_kept_by_the_browser_is_seen(tablet: Page) -> None:
    """Planted: a service worker that would keep the page of a person."""
    come_in(tablet, "alice")
    tablet.evaluate("caches.open('shell').then(c => c.put('/profile', new Response('Alice')))")
    assert personal(kept_addresses(tablet)) == {"/profile"}
