"""Issue's promise: a newcomer with a slip and a phone follows a path to its end; others see it."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from lms.assessment.rules.questions import Kind
from lms.courses.rules.content import LessonKind
from lms.demo import publishing
from tests.browser.axe import DESK, PHONE, overflow, violations
from tests.browser.stages import SECRET, NewStage, Stage
from tests.browser.walking import Learner

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
COURSE = Path(__file__).parent / "un-de-chaque"
LESSONS = 9
DEMO = publishing.FOLDER / "accueillir-et-ecouter"


def one_of_each(folder: Path) -> Path:
    """Return the folder of the course, with pictures, a film, a sound and a document of the demo."""
    made = Path(shutil.copytree(COURSE, folder / COURSE.name))
    media = made / "01-tout" / "media"
    media.mkdir()
    for name in (
        "02-voir-et-etre-vu/media/regard.webp",
        "02-voir-et-etre-vu/media/dix-secondes.webm",
        "02-voir-et-etre-vu/media/dix-secondes.webp",
        "02-voir-et-etre-vu/media/dix-secondes.fr.vtt",
        "03-au-telephone/media/mise-en-attente.mp3",
        "03-au-telephone/media/guide-de-rappel.pdf",
    ):
        shutil.copy(DEMO / name, media)
    return made


@pytest.fixture(scope="module")
def stage(new_stage: NewStage, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    made = new_stage("journey", known=("marion", "henri", "bruno"))
    path_uid, report = made.bring(one_of_each(tmp_path_factory.mktemp("course")))
    assert [p for p in report.problems if p.refused] == []
    made.give(path_uid, "alice", "bruno")
    return made


def slip_for(stage: Stage, manager: Page, name: str) -> str:
    """Have the manager make a slip for somebody; return the code as printed."""
    stage.enter(manager, "marion")
    manager.goto(f"{stage.site}/entries")
    manager.locator(".c-line", has_text=name).locator("input[name=person]").check(force=True)
    manager.locator("#people > button.c-btn").click()
    code = manager.locator(".c-slip .c-code")
    expect(code).to_have_text(re.compile(r"^\w{4} \w{4}$"))
    return code.inner_text()


def come_in(stage: Stage, phone: Page, code: str) -> None:
    """Type the code of a slip at the door, then choose a secret."""
    phone.goto(f"{stage.site}/sign-in")
    phone.locator("#slip-code").fill(code)
    phone.locator("form[action='/slip'] button").click()
    phone.locator("#new_secret").fill(SECRET)
    with phone.expect_navigation():
        phone.locator(".c-form button.is-go").click()


def taps_to_first_lesson(learner: Learner) -> int:
    """Press what each screen offers until a lesson is open; return how many times."""
    for taps in range(1, 10):
        learner.press(learner.page.locator(".c-task .c-btn"))
        if learner.path.startswith("/lessons/"):
            return taps
    raise AssertionError(learner.path)


def judge(page: Page) -> None:
    """Look at a screen as axe and a narrow phone do."""
    assert violations(page) == [], page.title()
    assert overflow(page) == 0, page.title()


def test_a_newcomer_follows_a_path_to_its_end_and_the_manager_sees_it(
    stage: Stage, open_page: Open
) -> None:
    code = slip_for(stage, open_page(DESK), "Alice")
    phone = open_page(PHONE, is_mobile=True, has_touch=True)
    come_in(stage, phone, code)
    learner = Learner(stage.app, phone, stage.people["alice"], look=judge)
    assert taps_to_first_lesson(learner) <= 3
    assert phone.evaluate("scrollY") == 0
    learner.press(phone.locator("#go-on button"))

    learner.page = again = elsewhere(stage, open_page, phone.title())
    resumed_kinds = follow_everything(learner)
    assert resumed_kinds == {kind.value for kind in LessonKind}

    stage.run_jobs()
    give_mark(stage, open_page)
    again.goto(f"{stage.site}/paths")
    expect(again.locator("main")).to_contain_text("Un de chaque")
    seen_by_manager(stage, open_page, finished=LESSONS)
    assert (phone.said, again.said) == ([], [])  # type: ignore[attr-defined]


def elsewhere(stage: Stage, open_page: Open, title: str) -> Page:
    """Sign in on another device; return its page, which is on the very same screen."""
    other = open_page(PHONE)
    other.goto(f"{stage.site}/sign-in")
    other.locator("#who").fill("alice@example.org")
    other.locator("#secret").fill(SECRET)
    with other.expect_navigation():
        other.locator("form[action='/sign-in'] button.is-go").click()
    other.locator(".c-ticket a.c-btn").click()
    expect(other).to_have_title(title)
    return other


def follow_everything(learner: Learner) -> set[str]:
    """Follow each lesson to its end; return the kinds of lessons met."""
    kinds, asked = set(), set()
    answer = learner.answer

    def noted() -> None:
        asked.add(learner.question()[0].kind)
        answer()

    learner.answer = noted  # type: ignore[method-assign]
    for number in range(LESSONS):
        kinds.add(kind_of(learner))
        if number == 0:
            disagree_on_the_way(learner)
        if learner.scripted and learner.page.locator("video").count():
            leave_a_film_midway(learner.page)
        learner.follow_lesson()
        onward = learner.page.locator(".c-task a.c-btn[href^='/lessons/']")
        if onward.count():
            learner.press(onward)
    assert asked == set(Kind)
    return kinds


def kind_of(learner: Learner) -> str:
    """Return the kind of the lesson on the screen."""
    from lms.courses import queries

    if learner.path.startswith("/quizzes/"):
        return "quiz"
    with learner.app.app_context():
        uid = UUID(learner.path.split("/")[2])
        return str(queries.get_at_lesson(learner.person_id, uid).lesson.kind)


def leave_a_film_midway(page: Page) -> None:
    """Go to a second of the film, open the page again: it is where it was left."""
    film = page.locator("video")
    expect(film).to_have_js_property("readyState", 4)
    with page.expect_response("**/second") as kept:
        film.evaluate("film => { film.currentTime = 11; }")
    assert kept.value.status == 204
    page.reload()
    expect(film).to_have_js_property("currentTime", 11)
    assert film.evaluate("film => film.textTracks.length") == 1


def disagree_on_the_way(learner: Learner) -> None:
    """Answer the first question of the lesson, disagree, come back to it."""
    page = learner.page
    while not learner.path.startswith("/quizzes/"):
        learner.step_in_lesson()
    learner.answer()
    learner.press(page.locator("#sheet a.c-btn-ghost"))
    page.locator("#text").fill("Les deux phrases aident.")
    learner.press(page.locator("button[form=f]"))
    expect(page.locator("#flash .c-flash")).to_be_visible()


def give_mark(stage: Stage, open_page: Open) -> None:
    """Head office answers the disagreement and reads the free text."""
    author = stage.enter(open_page(DESK), "henri")
    author.goto(f"{stage.site}/questions")
    expect(author.locator("main")).to_contain_text("Les deux phrases aident.")
    author.locator("#answers ~ .c-list a, ul:below(#answers) a").first.click()
    author.wait_for_url("**/questions/answers/**")
    author.locator("input[name=mark]").last.check(force=True)
    author.locator("main form button").click()
    author.wait_for_url("**/questions")
    assert author.said == []  # type: ignore[attr-defined]


def seen_by_manager(stage: Stage, open_page: Open, *, finished: int) -> None:
    """Look at the team page as the manager: the person, and where they are."""
    desk = stage.enter(open_page(DESK), "marion")
    desk.goto(f"{stage.site}/team")
    group = desk.locator("section[aria-labelledby=g-done]")
    expect(group).to_contain_text("Alice Martin")
    group.get_by_role("link", name="Alice Martin").click()
    expect(desk.locator(".c-skills .is-done")).to_have_count(finished)


def test_without_script_a_lesson_is_followed_with_its_questions(
    stage: Stage, open_page: Open
) -> None:
    page = stage.enter(open_page(PHONE, java_script_enabled=False), "bruno")
    learner = Learner(stage.app, page, stage.people["bruno"], scripted=False)
    page.goto(stage.site)
    learner.press(page.locator(".c-ticket a.c-btn"))
    follow_everything(learner)
    said: Any = page.said  # type: ignore[attr-defined]
    assert said == []
