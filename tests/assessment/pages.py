"""A browser without JavaScript for pages of quizzes: every control of a form, as it stands."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.assessment import permissions
from lms.assessment.models import QuizVersion
from lms.assessment.permissions import Gate

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


@dataclass
class Form:
    """A form with what a browser would send, and what could be chosen."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    offered: dict[str, list[str]] = field(default_factory=dict)

    def sent(self, **changes: str | list[str]) -> dict[str, list[str]]:
        """Return the fields sent, some replaced."""
        data: dict[str, list[str]] = {}
        for name, value in self.fields:
            data.setdefault(name, []).append(value)
        for name, value in changes.items():
            data[name] = value if isinstance(value, list) else [value]
        return data


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.select = ""
        self.area: str | None = None
        self.known: dict[str, Form] = {}
        self.apart: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = Form(given.get("action", ""))
            self.forms.append(self.form)
            self.known[given.get("id", "")] = self.form
        elif tag in {"input", "button"} and "form" in given:
            self.apart.append((tag, given))
        elif self.form is not None:
            self._control(tag, given)

    def join(self) -> list[Form]:
        """Give each form what names it from elsewhere on the page; return them all."""
        for tag, given in self.apart:
            self.form = self.known.get(given["form"])
            if self.form is not None:
                self._control(tag, given)
        return self.forms

    def _control(self, tag: str, given: dict[str, str]) -> None:
        assert self.form is not None
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "input" and given.get("type") in {"radio", "checkbox"}:
            self.form.offered.setdefault(name, []).append(value)
            if "checked" in given:
                self.form.fields.append((name, value))
        elif tag == "input" and name:
            self.form.fields.append((name, value))
            self.form.offered.setdefault(name, [])
        elif tag == "select":
            self.select = name
        elif tag == "option" and value:
            self.form.offered.setdefault(self.select, []).append(value)
            if "selected" in given:
                self.form.fields.append((self.select, value))
        elif tag == "textarea":
            self.area = name
            self.form.offered.setdefault(name, [])
            self.form.fields.append((name, ""))
        elif tag == "button" and name:
            self.form.offered.setdefault(name, []).append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "textarea":
            self.area = None

    def handle_data(self, data: str) -> None:
        if self.area is not None and self.form is not None:
            name, value = self.form.fields.pop()
            self.form.fields.append((name, value + data.lstrip("\n")))


def forms_of(page: TestResponse) -> list[Form]:
    """Return the forms of a page."""
    reader = _Reader()
    reader.feed(page.get_data(as_text=True))
    return reader.join()


def form_on(page: TestResponse, ending: str) -> Form:
    """Return the form whose action ends so."""
    found = [form for form in forms_of(page) if form.action.endswith(ending)]
    assert found, [form.action for form in forms_of(page)]
    return found[0]


@dataclass
class Player:
    """Somebody in front of a quiz."""

    client: FlaskClient
    quiz_uid: UUID

    def url(self, end: str = "") -> str:
        """Return an address of the quiz."""
        return f"/quizzes/{self.quiz_uid}{end}"

    def open(self, end: str = "", **headers: str) -> TestResponse:
        """Open a page of the quiz."""
        return self.client.get(self.url(end), headers=headers)

    def press(self, page: TestResponse, ending: str, **changes: str | list[str]) -> TestResponse:
        """Send a form of the page."""
        form = form_on(page, ending)
        return self.client.post(form.action, data=form.sent(**changes))

    def begin(self) -> TestResponse:
        """Start, and return the first question."""
        started = self.press(self.open(), "/start")
        assert started.status_code == 303, started.get_data(as_text=True)
        return self.client.get(started.location)


def allow(monkeypatch: pytest.MonkeyPatch, quiz: QuizVersion, **changes: object) -> None:
    """Open the quiz to everybody, and no other gate."""
    gate = Gate(
        **({"allowed": True, "quiz_version_id": quiz.id, "title": quiz.title} | changes)  # type: ignore[arg-type]
    )
    monkeypatch.setattr(
        permissions, "GATES", [lambda _viewer, uid: gate if uid == quiz.quiz_uid else None]
    )
    monkeypatch.setattr(permissions, "LISTENERS", [])
