"""What the server refuses when the network is back is said, and comes back where it was written."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from lms.coaching.models import DashboardEntry, Day
from lms.core import clock
from lms.core.access import Role
from lms.core.db import session
from lms.network.models import Unit
from lms.projects.models import Perception
from lms.projects.services import projects, walks
from lms.projects.services.moving import By
from tests.browser.axe import DESK, PHONE, overflow, violations
from tests.browser.stages import NewStage, Stage
from tests.browser.test_coaching_day import plan
from tests.core.media import picture
from tests.factories.network import make_wave

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
OBSTACLE = "La caisse ouvre trop tôt"


@pytest.fixture(scope="module")
def stage(new_stage: NewStage) -> Stage:
    made = new_stage("given_back", known=("karim", "marion", "rachel"))
    with made.working():
        for unit in session.scalars(sa.select(Unit).where(Unit.code.in_(("0101", "0102")))):
            for capability in ("coaching", "project"):
                make_wave(unit, capability)
    return made


def soon() -> str:
    return (clock.today() + timedelta(days=7)).isoformat()


def filled_offline(stage: Stage, page: Page, side: str, due: str) -> None:
    """Fill a dashboard without a network, with a step that has this day or none."""
    page.goto(f"{stage.site}{side}/dashboard")
    page.context.set_offline(offline=True)
    for part in ("voice", "walk", "flows", "skills", "actions", "rituals"):
        page.locator(f"#{part} label").nth(1).click()
    page.locator("#obstacle").fill(OBSTACLE)
    page.locator("#next_words").fill("Ouvrir à deux")
    page.locator("#next_due").fill(due)
    page.locator("#board button.is-go").click()
    expect(page.locator("#outbox")).to_be_visible()


def refused(page: Page) -> None:
    """Bring the network back: the refusal is said, and nothing is said to wait any more."""
    page.context.set_offline(offline=False)
    expect(page.locator("[data-outbox-page]")).to_be_visible(timeout=15_000)
    expect(page.locator("#outbox")).to_have_count(0)


def entries(stage: Stage, side: str) -> int:
    with stage.working():
        wanted = sa.select(sa.func.count()).select_from(DashboardEntry)
        return (
            session.scalar(wanted.where(DashboardEntry.day_coach_id == side.rsplit("/", 1)[-1]))
            or 0
        )


@pytest.mark.parametrize(("size", "theme"), [(PHONE, "dark"), (DESK, "light")])
def test_a_dashboard_that_lacks_a_day_comes_back_whole_with_the_reason(
    stage: Stage, open_page: Open, size: dict[str, int], theme: str
) -> None:
    _visit, side = plan(stage, "0101")
    page = stage.enter(open_page(size, theme=theme), "karim")
    filled_offline(stage, page, side, "")
    refused(page)
    page.locator("[data-outbox-page]").click()
    back = page.locator("[data-back]")
    expect(back).to_be_visible()
    expect(back.locator("p")).not_to_be_empty()
    expect(page.locator("#obstacle")).to_have_value(OBSTACLE)
    expect(page.locator("#voice input").nth(1)).to_be_checked()
    assert (violations(page), overflow(page)) == ([], 0)
    page.locator("#next_due").fill(soon())
    assert entries(stage, side) == 0
    page.locator("#board button.is-go").click()
    expect(page.locator("[data-back]")).to_have_count(0)
    assert entries(stage, side) == 1
    page.goto(f"{stage.site}/coaching/")
    expect(page.locator("[data-back]")).to_have_count(0)


def test_words_of_a_form_that_is_gone_are_read_on_its_page(stage: Stage, open_page: Open) -> None:
    """The visit was called off meanwhile: there is nothing to fill any more."""
    visit, side = plan(stage, "0102")
    page = stage.enter(open_page(PHONE), "karim")
    filled_offline(stage, page, side, soon())
    with stage.working():
        row = session.get_one(Day, UUID(visit.rsplit("/", 1)[-1]))
        row.state, row.reason = "cancelled", "Inventaire"
    refused(page)
    page.locator("[data-outbox-page]").click()
    expect(page.locator("[data-back] li").first).to_have_text(OBSTACLE)
    page.locator("[data-back] [data-close]").click()
    expect(page.locator("[data-back]")).to_have_count(0)
    page.reload()
    expect(page.locator("main")).to_be_visible()
    expect(page.locator("[data-back]")).to_have_count(0)


def test_a_walk_comes_back_with_its_scores_and_its_photo(stage: Stage, open_page: Open) -> None:
    with stage.working():
        unit = session.scalars(sa.select(Unit).where(Unit.code == "0101")).one()
        by = By(
            person_id=stage.people["marion"],
            roles=frozenset({Role.UNIT_MANAGER}),
            today=clock.today(),
            now=clock.now(),
        )
        project = projects.open_project(unit_id=unit.id, by=by)
        project.state = "diagnosing"
        session.flush()
        walks.draw_zones(project_id=project.id, names=["Entrée", "Caisse"])
        where = f"/store/projects/{project.id}/walk/sight"
    page = stage.enter(open_page(PHONE), "marion")
    page.goto(f"{stage.site}{where}")
    page.context.set_offline(offline=True)
    for n in range(2):
        page.locator(".c-zone").nth(n).locator(".c-feel label").nth(3).click()
    page.locator(".c-zone details summary").first.click()
    taken = {"name": "entree.png", "mimeType": "image/png", "buffer": picture("PNG")}
    page.locator(".c-zone input[type=file]").first.set_input_files(taken)
    page.locator(".c-task button").click()
    expect(page.locator("#outbox")).to_be_visible()
    refused(page)
    page.locator("[data-outbox-page]").click()
    expect(page.locator("[data-back]")).to_be_visible()
    assert (
        page.locator(".c-zone input[type=file]").first.evaluate("one => one.files[0].name")
        == "entree.png"
    )
    page.locator(".c-zone input[type=checkbox]").first.check()
    page.locator(".c-task button").click()
    page.wait_for_url("**/walk")
    with stage.working():
        felt = session.scalars(sa.select(Perception)).all()
        assert len(felt) == 2
        assert sum(one.file_id is not None for one in felt) == 1
