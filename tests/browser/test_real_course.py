"""A whole French course of a school of engineers, brought as it is, followed on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from lms.courses import queries
from tests.browser.axe import DESK, PHONE, overflow
from tests.browser.stages import NewStage, Stage
from tests.browser.walking import Learner
from tests.material import MATERIAL, needs

COURSE = MATERIAL / "training_fr" / "heig_progim2"

pytestmark = [
    pytest.mark.browser,
    needs("training_fr/heig_progim2"),
]

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def stage(new_stage: NewStage, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    made = new_stage("real_course", known=("alice", "marion"))
    path_uid, report = made.bring(COURSE)
    assert [p for p in report.problems if p.refused] == []
    made.give(path_uid, "alice")
    return made


def lessons_of_the_first_course(stage: Stage) -> int:
    """Return how many lessons the first chapter has."""
    with stage.app.app_context():
        (path,) = queries.list_paths_of(stage.people["alice"])
        return len(path.outline.sets[0].courses[0].lessons)


def fits(page: Page) -> None:
    """Refuse a screen that scrolls sideways, and a picture that is not there."""
    assert overflow(page) == 0, page.title()
    missing = "[...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.src)"
    assert page.evaluate(missing) == [], page.title()


def test_a_real_course_is_followed_to_its_end_and_the_manager_sees_it(
    stage: Stage, open_page: Open
) -> None:
    phone = stage.enter(open_page(PHONE, service_workers="block"), "alice")
    learner = Learner(stage.app, phone, stage.people["alice"], look=fits)
    lessons = lessons_of_the_first_course(stage)
    phone.goto(stage.site)
    learner.press(phone.locator(".c-ticket a.c-btn"))
    for _ in range(lessons):
        learner.follow_lesson()
        learner.press(phone.locator(".c-task a.c-btn[href^='/lessons/']"))
    assert len(learner.screens) > 3 * lessons > 30
    assert phone.said == []  # type: ignore[attr-defined]

    desk = stage.enter(open_page(DESK), "marion")
    desk.goto(f"{stage.site}/team")
    desk.get_by_role("link", name="Alice Martin").click()
    expect(desk.locator(".c-skills .is-done")).to_have_count(lessons)
