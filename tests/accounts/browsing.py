"""A browser without JavaScript: reads a page, fills one of its forms, sends it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


@dataclass
class Form:
    """A form as a browser sees it."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.inside: Form | None = None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.inside = Form(given.get("action") or "", (given.get("method") or "get").lower())
            self.forms.append(self.inside)
        elif tag == "input" and self.inside is not None and given.get("name"):
            unticked = given.get("type") in {"checkbox", "radio"} and "checked" not in given
            if not unticked:
                self.inside.fields[given["name"]] = given.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = None


def forms_of(answer: TestResponse) -> list[Form]:
    reader = _Reader()
    reader.feed(answer.get_data(as_text=True))
    return reader.forms


def form_on(client: FlaskClient, page: str, action: str) -> Form:
    answer = client.get(page)
    assert answer.status_code == 200, (page, answer.status_code, answer.headers.get("Location"))
    found = [form for form in forms_of(answer) if form.action.split("?")[0] == action]
    assert found, (page, [form.action for form in forms_of(answer)])
    return found[0]


def submit(
    client: FlaskClient, page: str, action: str, environ: dict | None = None, **fields: object
) -> TestResponse:
    """Open ``page``, fill its form sent to ``action``, send it; redirects are not followed."""
    form = form_on(client, page, action)
    data = {**form.fields, **fields}
    return client.post(
        action,
        data={k: v for k, v in data.items() if v is not None},
        environ_overrides=environ or {},
    )


def sign_in(
    client: FlaskClient, who: str, secret: str, environ: dict | None = None, **fields: object
) -> TestResponse:
    page = "/sign-in?secret=1"
    return submit(client, page, "/sign-in", environ, who=who, secret=secret, **fields)


def cookie(client: FlaskClient, name: str = "lms_sid") -> str | None:
    held = client.get_cookie(name)
    return held.value if held else None
