"""Painting the week with a finger: each colour stays where it was put."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from lms.core.db import session
from lms.network.models import Unit
from tests.browser.axe import PHONE, overflow
from tests.browser.stages import NewStage, Stage
from tests.factories.network import make_wave

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def stage(new_stage: NewStage) -> Stage:
    made = new_stage("painting", known=("marion",))
    with made.working():
        for unit in session.scalars(sa.select(Unit)):
            make_wave(unit, "project")
    return made


def paint(page: Page, shade: int, square: str) -> None:
    """Choose a colour, touch one hour, put it there."""
    page.locator(f".c-brush label:has(input[value='{shade}'])").click()
    page.locator(f"td label:has(input[value='{square}'])").click()
    with page.expect_response(lambda one: one.request.method == "POST"):
        page.locator("#paint-now").click()
    expect(page.locator(f"td label.is-s{shade}:has(input[value='{square}'])")).to_have_count(1)


def test_a_second_colour_leaves_the_first_one_alone(stage: Stage, open_page: Open) -> None:
    page = stage.enter(open_page(PHONE), "marion")
    with stage.working():
        unit_id = session.scalars(sa.select(Unit.id).where(Unit.code == "0101")).one()
    page.goto(f"{stage.site}/store/{unit_id}/flows")
    page.wait_for_selector("form[data-htmx-powered]", state="attached")
    paint(page, 1, "1-10")
    expect(page.locator("#paint :checked")).to_have_count(1)
    paint(page, 4, "5-17")
    expect(page.locator("td label.is-s1:has(input[value='1-10'])")).to_have_count(1)
    assert overflow(page) == 0
