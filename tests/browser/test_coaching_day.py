"""A coach's day on a phone: read in a basement, filled there, sent once; judged in four taps."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from lms.coaching.models import DashboardEntry, Day, DayCoach, Rating
from lms.coaching.services import days
from lms.core import clock
from lms.core.access import Role
from lms.core.db import session
from lms.network.models import Unit
from tests.browser.axe import DESK, PHONE, overflow, violations
from tests.browser.keeping import dropped, kept
from tests.browser.networks import own_network, sent_from
from tests.browser.stages import NewStage, Stage
from tests.browser.test_offline import watched
from tests.factories.network import make_wave

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
QUESTIONS = ("prep", "listening", "usefulness", "follow_through")


@pytest.fixture(scope="module")
def stage(new_stage: NewStage) -> Stage:
    made = new_stage("coaching_day", known=("karim", "marion", "dina"))
    with made.working():
        for unit in session.scalars(sa.select(Unit).where(Unit.code.in_(("0101", "0102")))):
            make_wave(unit, "coaching")
    return made


def plan(stage: Stage, code: str) -> tuple[str, str]:
    """Plan Karim's day in a store, today; return the addresses of the visit and of his side."""
    with stage.working():
        unit = session.scalars(sa.select(Unit).where(Unit.code == code)).one()
        for old in session.scalars(sa.select(Day).where(Day.unit_id == unit.id)):
            old.state, old.reason = "cancelled", "another test"
        session.flush()
        day = days.plan(
            unit_id=unit.id,
            on=clock.today(unit.zone),
            goals="Le rituel du samedi",
            coach_id=stage.people["karim"],
        )
        side = session.scalars(sa.select(DayCoach).where(DayCoach.day_id == day.id)).one()
        visit = f"/coaching/days/{day.id}"
        return visit, f"{visit}/{side.id}"


def finish(stage: Stage, visit: str) -> None:
    with stage.working():
        days.act(
            "finish",
            day_id=visit.rsplit("/", 1)[-1],  # type: ignore[arg-type]
            actor_id=stage.people["karim"],
            roles={Role.COACH},
        )


def test_a_day_in_a_basement_is_read_filled_and_sent_once(stage: Stage, open_page: Open) -> None:
    """The server is really gone while the coach reads and writes; it comes back on its address."""
    visit, side = plan(stage, "0101")
    page = open_page(PHONE)
    with own_network(stage) as gone:
        stage.enter(page, "karim")
        page.goto(f"{stage.site}/coaching/")
        watched(page)
        page.goto(f"{stage.site}/coaching/")
        kept(page, {"/coaching/", visit, f"{side}/dashboard"})
        with gone():
            page.goto(f"{stage.site}/coaching/")
            expect(page.locator("main")).to_contain_text("Nantes Beaulieu")
            page.goto(f"{stage.site}{side}/dashboard")
            page.wait_for_selector("form[data-htmx-powered], form#board", state="attached")
            for part in ("voice", "walk", "flows", "skills", "actions", "rituals"):
                page.locator(f"#{part} label").nth(1).click()
            page.locator("#obstacle").fill("La caisse ouvre trop tôt")
            page.locator("#board button.is-go").click()
            expect(page.locator("#outbox")).to_be_visible()
        sent_from(page, f"{stage.site}/coaching/")
        page.goto(f"{stage.site}{side}/dashboard")
        expect(page.locator("main")).to_contain_text("La caisse ouvre trop tôt")
    with stage.app.app_context():
        side_id = side.rsplit("/", 1)[-1]
        wanted = sa.select(sa.func.count()).where(DashboardEntry.day_coach_id == side_id)
        assert session.scalar(wanted) == 1
        session.remove()


def test_signing_out_leaves_no_page_on_the_phone(stage: Stage, open_page: Open) -> None:
    plan(stage, "0102")
    stage.renew("karim")
    page = stage.enter(open_page(PHONE), "karim")
    page.goto(f"{stage.site}/coaching/")
    watched(page)
    page.goto(f"{stage.site}/coaching/")
    kept(page, {"/coaching/"})
    page.goto(f"{stage.site}/profile")
    page.locator("form[action='/sign-out'] button").last.click()
    page.wait_for_url("**/sign-in**")
    dropped(page)
    stage.renew("karim")


def test_four_questions_and_send_are_on_one_phone_screen(stage: Stage, open_page: Open) -> None:
    visit, side = plan(stage, "0101")
    finish(stage, visit)
    page = stage.enter(open_page(PHONE), "marion")
    page.goto(f"{stage.site}{visit}")
    page.locator("main a[href$='/rate']").first.click()
    page.wait_for_url("**/rate")
    send = page.locator(".c-task button")
    top = send.bounding_box()
    assert top is not None
    for question in QUESTIONS:
        box = page.locator(f"#{question}").bounding_box()
        assert box is not None
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= top["y"], question
    assert top["y"] + top["height"] <= PHONE["height"]
    assert page.evaluate("scrollY") == 0
    assert page.locator("#rate").get_attribute("data-outbox") is None
    assert overflow(page) == 0
    for taps, question in enumerate(QUESTIONS, 1):
        page.locator(f"#{question} label").nth(3).click()
        assert page.locator("#rate :checked").count() == taps
    assert violations(page) == []
    send.click()
    page.wait_for_url(f"**{visit}")
    with stage.app.app_context():
        side_id = side.rsplit("/", 1)[-1]
        row = session.scalars(sa.select(Rating).where(Rating.day_coach_id == side_id)).one()
        assert (row.prep, row.follow_through) == (4, 4)
        session.remove()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_of_a_day_hold_in_both_sizes_and_themes(
    stage: Stage, open_page: Open, size: dict[str, int], theme: str
) -> None:
    visit, side = plan(stage, "0102")
    page = stage.enter(open_page(size, theme=theme), "karim")
    for path in (
        "/coaching/",
        visit,
        f"{side}/dashboard",
        "/coaching/figures",
        "/coaching/days/new",
    ):
        page.goto(stage.site + path)
        assert violations(page) == [], path
        assert overflow(page) == 0, path


SHORT = """() => [...document.querySelectorAll(".c-btn, .c-link, .c-topbar .c-avatar")]
    .filter(one => one.offsetHeight && one.offsetHeight < 44).map(one => one.textContent.trim())"""
"""What is too low for a thumb."""


def test_what_is_pressed_on_a_visit_is_high_enough_for_a_thumb(
    stage: Stage, open_page: Open
) -> None:
    visit, side = plan(stage, "0102")
    page = stage.enter(open_page(PHONE), "karim")
    for path in ("/coaching/", visit, f"{side}/dashboard", "/coaching/observe"):
        page.goto(stage.site + path)
        assert page.evaluate(SHORT) == [], path
