"""Read and post pages as a browser without JavaScript would, and check each page's honesty."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Self

from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Engine
from werkzeug.test import TestResponse

from lms.core import ids

INVALID = 422

VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
}


@dataclass
class Read(HTMLParser):
    """What a page holds: headings, forms, links, ids, labels."""

    title: str = ""
    h1: list[str] = field(default_factory=list)
    lang: str = ""
    links: list[str] = field(default_factory=list)
    forms: list[dict[str, Any]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)
    controls: list[dict[str, str]] = field(default_factory=list)
    styled: int = 0
    scripts: int = 0

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._inside.append(tag)
        if tag == "html":
            self.lang = given.get("lang", "")
        if tag == "h1":
            self.h1.append("")
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag == "form":
            self.forms.append({"attrs": given, "fields": []})
        if tag == "label":
            self.labels.add(given.get("for", ""))
        if tag == "script" and "src" not in given:
            self.scripts += 1
        self.styled += "style" in given
        if "id" in given:
            self.ids.append(given["id"])
        if tag in {"input", "select", "textarea", "button"}:
            self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str]) -> None:
        if self.forms and "form" in self._inside:
            self.forms[-1]["fields"].append((given.get("name", ""), given.get("value", "")))
        unseen = given.get("type") in {"hidden", "submit"} or given.get("aria-hidden") == "true"
        if tag != "button" and not unseen:
            inside_label = "label" in self._inside
            self.controls.append({**given, "_labelled": "yes" if inside_label else ""})

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            while self._inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if "title" in self._inside and "svg" not in self._inside:
            self.title += data
        if "h1" in self._inside and self.h1:
            self.h1[-1] += data


def faults(html: str) -> list[str]:
    """Return what a whole page lacks to be honest; empty when nothing."""
    read = Read()
    read.feed(html)
    found: list[str] = []
    if len(read.h1) != 1:
        found.append(f"{len(read.h1)} h1")
    if not read.title.strip().endswith("Comptoir") or len(read.title.strip()) < 12:
        found.append(f"title {read.title.strip()!r}")
    if read.lang not in {"fr", "en"}:
        found.append(f"lang {read.lang!r}")
    doubled = {name for name in read.ids if read.ids.count(name) > 1}
    if doubled:
        found.append(f"ids twice: {sorted(doubled)}")
    for control in read.controls:
        named = control["_labelled"] or control.get("id") in read.labels
        if not (named or control.get("aria-label") or control.get("aria-labelledby")):
            found.append(f"no label: {control.get('name')}")
    for form in read.forms:
        names = {name for name, _value in form["fields"]}
        if form["attrs"].get("method", "get").lower() == "post" and not (
            {"csrf_token", "_key"} <= names
        ):
            found.append(f"form without token: {form['attrs'].get('action')}")
    if read.styled or read.scripts:
        found.append("inline style or script")
    return found


def page(client: FlaskClient, url: str, *, status: int = 200) -> str:
    """Get a page, check its status and its honesty, return its HTML."""
    answer = client.get(url)
    html = answer.get_data(as_text=True)
    assert answer.status_code == status, f"{url}: {answer.status_code}\n{html[:600]}"
    assert faults(html) == [], (url, faults(html))
    return html


def token_of(client: FlaskClient, url: str = "/") -> str:
    """Return the CSRF token of a page of this browser's session.

    A page read before will do, as long as the session holds the same secret.
    """
    kept: dict[str, str] = client.__dict__.setdefault("tokens", {})
    if url != "/" or secret_of(client) not in kept:
        html = client.get(url, follow_redirects=True).get_data(as_text=True)
        found = re.search(r'X-CSRF-Token":"([^"]+)"', html)
        assert found, f"no token on {url}"
        kept[secret_of(client)] = found[1]
    return kept[secret_of(client)]


def secret_of(client: FlaskClient) -> str:
    """Return the secret that the forms of this browser are signed with; nothing before the first."""
    cookie = client.get_cookie("lms_form")
    signer = SecureCookieSessionInterface().get_signing_serializer(client.application)
    assert signer is not None
    return str(signer.loads(cookie.value).get("csrf_token", "")) if cookie else ""


def post(client: FlaskClient, url: str, **fields: Any) -> TestResponse:
    """Post a form of the page one is on, with its token and a fresh key."""
    data = {"csrf_token": token_of(client), "_key": str(ids.new_id()), **fields}
    return client.post(url, data=data)


def fill(client: FlaskClient, url: str, **fields: Any) -> TestResponse:
    """Post a form; where it is refused, the summary of errors leads to each field to mend."""
    answer = post(client, url, **fields)
    if answer.status_code == INVALID:
        assert lost(answer.get_data(as_text=True)) == set(), url
    return answer


def lost(html: str) -> set[str]:
    """Return the fields that summaries of errors lead to and that are not on the page."""
    told = "".join(re.findall(r'<div class="c-errsum".*?</div>', html, re.DOTALL))
    wanted = set(re.findall(r'href="#([^"]+)"', told))
    return {one for one in wanted if f'id="{one}"' not in html}


class Statements:
    """Count the SQL statements sent while a block runs."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def __enter__(self) -> Self:
        event.listen(Engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_error: object) -> None:
        event.remove(Engine, "before_cursor_execute", self._note)

    def _note(self, _c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            self.sent.append(statement)

    def __len__(self) -> int:
        return len(self.sent)
