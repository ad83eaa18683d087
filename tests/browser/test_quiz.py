"""A quiz of every kind in Chromium: answered by keyboard and htmx, seen by axe, 320 px and up."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from lms.assessment import permissions, queries
from lms.assessment.permissions import Gate
from lms.assessment.rules.questions import Kind
from lms.assessment.services import start_attempt
from lms.core import clock
from lms.core.db import session
from tests.assessment.makers import publish
from tests.assessment.samples import one_of_each, right_form
from tests.browser.axe import DESK, PHONE, overflow, violations
from tests.cast import SESSION_COOKIE, build

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
NARROW = {"width": 320, "height": 640}


@dataclass
class Seat:
    """Somebody in front of a quiz, in a browser."""

    app: Flask
    site: str
    person_id: UUID
    cookie: str
    author_cookie: str

    def quiz(self, monkeypatch: pytest.MonkeyPatch, **settings: object) -> str:
        """Publish a quiz of every kind, start it, and return its address."""
        with self.app.app_context():
            quiz = publish(*one_of_each().values(), **settings)
            self.quiz_uid = quiz.quiz_uid
            start_attempt(
                person_id=self.person_id,
                quiz_uid=quiz.quiz_uid,
                quiz_version_id=quiz.id,
                now=clock.now(),
            )
            session.commit()
        gate = Gate(allowed=True, quiz_version_id=quiz.id, title="Accueil en magasin")
        monkeypatch.setattr(permissions, "GATES", [lambda _viewer, _uid: gate])
        monkeypatch.setattr(permissions, "LISTENERS", [])
        return f"{self.site}/quizzes/{quiz.quiz_uid}"

    def right(self, step: int) -> dict[str, list[str]]:
        """Return the right fields of a question."""
        with self.app.app_context():
            attempt = queries.find_attempt(self.person_id, self.quiz_uid)
            assert attempt is not None
            return right_form(attempt.order()[step - 1], attempt.seed)

    def enter(self, page: Page, cookie: str = "") -> Page:
        """Put the session's cookie in a browser."""
        kept = {"name": SESSION_COOKIE, "value": cookie or self.cookie, "url": self.site}
        page.context.add_cookies([kept])  # type: ignore[list-item]
        return page


@pytest.fixture(scope="module")
def seat(live_app: Flask, site: str) -> Seat:
    with live_app.app_context():
        cast = build()
        made = Seat(
            live_app,
            site,
            cast.alice.id,
            cast.open_session(cast.alice),
            cast.open_session(cast.henri),
        )
        session.commit()
    return made


KINDS = list(Kind)


def fill(page: Page, fields: dict[str, list[str]]) -> None:
    """Fill the form as a person does: press, choose, type."""
    for name, values in fields.items():
        for value in values:
            control = page.locator(f'#q [name="{name}"]').first
            kind = control.evaluate("c => c.tagName + (c.type || '')")
            if kind in {"INPUTradio", "INPUTcheckbox"}:
                page.locator(f'#q [name="{name}"][value="{value}"]').check(force=True)
            elif kind.startswith("SELECT"):
                control.select_option(value)
            elif kind == "INPUThidden":
                _put_in_order(page, values)
                break
            else:
                control.fill(value)


def _put_in_order(page: Page, wanted: list[str]) -> None:
    """Bring items to their places with the buttons, by keyboard."""
    for place, token in enumerate(wanted):
        for _ in range(len(wanted)):
            found = page.evaluate(
                "[...document.querySelectorAll('#q [name=order]')].map(i => i.value)"
            )
            if found.index(token) <= place:
                break
            up = page.locator(f'#q li:has([value="{token}"]) [data-move=up]').first
            up.focus()
            page.keyboard.press("Enter")


@pytest.mark.parametrize(
    ("size", "theme"), [(PHONE, "light"), pytest.param(DESK, "dark", marks=pytest.mark.slow)]
)
def test_every_kind_is_answered_and_told_without_a_violation(
    seat: Seat,
    open_page: Open,
    monkeypatch: pytest.MonkeyPatch,
    size: dict[str, int],
    theme: str,
) -> None:
    url = seat.quiz(monkeypatch)
    page = seat.enter(open_page(size, theme, service_workers="block"))
    page.goto(url)
    for step, kind in enumerate(KINDS, 1):
        expect(page).to_have_url(f"{url}/{step}")
        assert violations(page) == [], kind
        assert overflow(page) == 0, kind
        fill(page, seat.right(step))
        page.locator("button[form=q]").click()
        expect(page.locator("#sheet h2")).to_be_focused()
        assert page.url.endswith(f"/{step}")
        assert violations(page) == [], f"{kind} told"
        assert overflow(page) == 0, f"{kind} told"
        go_on = page.locator("#sheet").get_by_text("Continu", exact=False).first
        go_on.click()
    page.wait_for_url(f"{url}/result")
    assert violations(page) == []
    assert page.said == []  # type: ignore[attr-defined]


def test_a_missing_answer_is_said_and_the_focus_goes_there(
    seat: Seat, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = seat.quiz(monkeypatch)
    page = seat.enter(open_page(PHONE, service_workers="block"))
    for step in range(1, len(KINDS) + 1):
        if KINDS[step - 1] is Kind.ORDERING:
            continue
        page.goto(f"{url}/{step}")
        page.locator("button[form=q]").click()
        expect(page.locator(".c-errsum")).to_be_focused()
        assert violations(page) == []


def test_an_answer_left_on_the_way_is_there_on_another_device(
    seat: Seat, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = seat.quiz(monkeypatch)
    phone = seat.enter(open_page(PHONE, service_workers="block"))
    step = KINDS.index(Kind.FREE_TEXT) + 1
    phone.goto(f"{url}/{step}")
    with phone.expect_response("**/draft") as kept:
        phone.locator("#answer").press_sequentially("Un regard et un mot.", delay=5)
    assert kept.value.status == 204
    desk = seat.enter(open_page(DESK, service_workers="block"))
    desk.goto(f"{url}/{step}")
    expect(desk.locator("#answer")).to_have_value("Un regard et un mot.")


@pytest.mark.parametrize("size", [NARROW, DESK])
def test_the_other_pages_have_no_violation(
    seat: Seat, open_page: Open, monkeypatch: pytest.MonkeyPatch, size: dict[str, int]
) -> None:
    url = seat.quiz(monkeypatch)
    page = seat.enter(open_page(size, service_workers="block"))
    for end in ("/end", "/1/disagree"):
        page.goto(url + end)
        assert violations(page) == [], end
        assert overflow(page) == 0, end
    page.goto(f"{url}/1/disagree")
    page.locator("#text").fill("Les deux gestes aident.")
    page.locator("button[form=f]").click()
    page.wait_for_url(f"{url}/1")
    author = seat.enter(open_page(size, service_workers="block"), seat.author_cookie)
    author.goto(f"{seat.site}/questions")
    assert violations(author) == []
    assert overflow(author) == 0
    author.get_by_role("link", name="Le regard (b)").first.click()
    author.wait_for_url("**/disputes/*")
    assert violations(author) == []
    assert overflow(author) == 0
