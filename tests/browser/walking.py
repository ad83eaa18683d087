"""Somebody who follows lessons in a browser, with script or without it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask
from playwright.sync_api import Locator, Page, expect

from lms.assessment import queries
from lms.assessment.rules import public
from lms.assessment.rules.questions import Multiple, Question
from tests.assessment.samples import right_form

MOST_SCREENS = 400
"""More than any course here has: a walk that goes on is lost."""


def right_fields(question: Question, seed: str) -> dict[str, list[str]]:
    """Return what a person posts to be fully right, whatever the names of the options."""
    if isinstance(question, Multiple):
        tokens = public.option_tokens(question, seed)
        return {"answer": [tokens[o.uid] for o in question.options if o.fraction > 0]}
    return right_form(question, seed)


def fill(page: Page, fields: dict[str, list[str]], press: Callable[[Locator], None] | None) -> None:
    """Fill the form of a question as a person does: press, choose, type."""
    for name, values in fields.items():
        for value in values:
            control = page.locator(f'#q [name="{name}"]').first
            kind = control.evaluate("c => c.tagName + (c.type || '')")
            if kind in {"INPUTradio", "INPUTcheckbox"}:
                page.locator(f'#q [name="{name}"][value="{value}"]').check(force=True)
            elif kind.startswith("SELECT"):
                control.select_option(value)
            elif kind == "INPUThidden":
                put_in_order(page, values, press or by_keyboard)
                break
            else:
                control.fill(value)


def by_keyboard(button: Locator) -> None:
    """Press a button as one who has no pointer."""
    button.focus()
    button.page.keyboard.press("Enter")


def put_in_order(page: Page, wanted: list[str], press: Callable[[Locator], None]) -> None:
    """Bring items to their places with the buttons."""
    for place, token in enumerate(wanted):
        for _ in range(len(wanted)):
            items = page.locator("#q [name=order]").all()
            if [item.input_value() for item in items].index(token) <= place:
                break
            press(page.locator(f'#q li:has([value="{token}"]) [data-move=up]').first)


@dataclass
class Learner:
    """A person with a page open; ``look`` is called on each screen before it is left."""

    app: Flask
    page: Page
    person_id: UUID
    scripted: bool = True
    look: Callable[[Page], None] = lambda _page: None
    screens: list[str] = field(default_factory=list)

    @property
    def path(self) -> str:
        """Return where the person is."""
        return urlsplit(self.page.url).path

    def press(self, target: Locator) -> None:
        """Press something that leads to another page, and wait for that page."""
        if not self.scripted:
            with self.page.expect_navigation():
                target.click()
            return
        self.page.evaluate("document.querySelector('main').dataset.left = 'yes'")
        target.click()
        self.page.wait_for_selector("main:not([data-left])", state="attached")

    def go(self, address: str) -> None:
        """Open an address."""
        self.page.goto(address)

    def follow_lesson(self) -> None:
        """Go from where one is to the page that ends the lesson, through its questions."""
        for _ in range(MOST_SCREENS):
            if re.fullmatch(r"/lessons/[^/]+/end", self.path):
                return
            self.look(self.page)
            self.screens.append(self.page.title())
            if self.path.startswith("/quizzes/"):
                self.step_in_quiz()
            else:
                self.step_in_lesson()
        raise AssertionError(self.screens[-5:])

    def step_in_lesson(self) -> None:
        """Do what a screen of a lesson asks, then go on."""
        choices = self.page.locator("#node a.c-tile")
        while choices.count():
            self.press(choices.last)
        accept = self.page.locator("input[name=accepted]")
        if accept.count():
            accept.check()
        self.press(self.page.locator("#go-on button"))

    def step_in_quiz(self) -> None:
        """Begin, answer, read what is told, send: whichever is next."""
        answer = self.page.locator("button[form=q]")
        if answer.count():
            self.answer()
            return
        onward = self.page.locator(".c-sheet a.c-btn:not(.c-btn-ghost), .c-sheet form button")
        if not onward.count():
            onward = self.page.locator(".c-task a.c-btn, .c-task button.c-btn")
        self.press(onward.first)

    def question(self) -> tuple[Question, str]:
        """Return the question on the screen, and the seed of the attempt."""
        quiz_uid, step = re.fullmatch(r"/quizzes/([^/]+)/(\d+)", self.path).groups()  # type: ignore[union-attr]
        with self.app.app_context():
            attempt = queries.find_attempt(self.person_id, UUID(quiz_uid))
            assert attempt is not None
            return attempt.order()[int(step) - 1], attempt.seed

    def answer(self) -> None:
        """Give the right answer and wait until the page tells about it."""
        self.page.wait_for_selector("#question")
        fill(self.page, right_fields(*self.question()), None if self.scripted else self.press)
        if self.scripted:
            self.page.wait_for_selector("a[data-htmx-powered]", state="attached")
            self.page.locator("button[form=q]").click()
        else:
            self.press(self.page.locator("button[form=q]"))
        expect(self.page.locator("#sheet h2")).to_be_visible()
