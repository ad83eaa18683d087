"""Every page as everybody, read once: what was answered, at what price, and whether it wrote."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.house.ground import ANONYMOUS, House, Print
from tests.house.places import address, arguments, rules
from tests.pages import Statements

FEW = 8
CRAWLERS = (
    ANONYMOUS,
    "employee",
    "deputy",
    "unit_manager",
    "coach",
    "regional_lead",
    "learning_author",
    "label_officer",
    "administrator",
    "privacy_officer",
    "dark",
    "void",
    "nobody",
    "tablet",
)
"""One viewer of each kind: every role alone, a dark store, an empty scope, no job, a tablet."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What one request gave back; ``let_in`` tells whether the view itself ran."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes
    let_in: bool
    statements: int = 0
    error: str = ""

    @property
    def text(self) -> str:
        """Return the body as words."""
        return self.body.decode(errors="replace")

    @property
    def is_page(self) -> bool:
        """Tell whether this is a whole HTML page."""
        html = self.headers.get("Content-Type", "").startswith("text/html")
        return (
            html and not 300 <= self.status < 400 and self.body.lstrip()[:9].lower() == b"<!doctype"
        )


@dataclass
class Crawl:
    """What each viewer got at each rule, and the tables before and after."""

    answers: dict[tuple[str, str], Answered] = field(default_factory=dict)
    before: Print = field(default_factory=dict)
    after: Print = field(default_factory=dict)

    def pages(self) -> Iterator[tuple[str, str, Answered]]:
        """Yield viewer, rule and answer of every request."""
        for (viewer, rule), answered in self.answers.items():
            yield viewer, rule, answered


class Watch:
    """Tells which views ran."""

    def __init__(self, *, dry: bool = False) -> None:
        self.ran: set[str] = set()
        self.dry = dry

    def wrap(self, endpoint: str, view: Callable[..., Any]) -> Callable[..., Any]:
        """Return ``view``, noted when it runs; what it declared goes with it."""

        @wraps(view)
        def watched(*args: Any, **kwargs: Any) -> Any:
            self.ran.add(endpoint)
            return ("", 204) if self.dry else view(*args, **kwargs)

        return watched


@contextmanager
def watching(app: Flask, *, dry: bool = False) -> Iterator[Watch]:
    """Note which views run until the block ends; ``dry``: they are reached, and do nothing."""
    watch, real = Watch(dry=dry), dict(app.view_functions)
    app.view_functions.update({name: watch.wrap(name, view) for name, view in real.items()})
    try:
        yield watch
    finally:
        app.view_functions.update(real)


def ask(watch: Watch, endpoint: str, send: Callable[[], Any], url: str = "") -> Answered:
    """Send one request and keep what it gave; an error that escaped counts as 500."""
    watch.ran.clear()
    with Statements() as sent:
        try:
            response = send()
        except Exception as error:  # noqa: BLE001 - an error is an answer here
            words = f"{type(error).__name__}: {error}"[:300]
            return Answered(url, 500, {}, b"", endpoint in watch.ran, len(sent), words)
        body = response.get_data()
    response.close()
    headers = dict(response.headers)
    return Answered(url, response.status_code, headers, body, endpoint in watch.ran, len(sent))


def read(house: House, watch: Watch, client: FlaskClient, rule: Rule) -> Answered:
    """Read the page of a rule; a second time when it looks dear, caches being filled then."""
    url = address(house.app, rule, arguments(house.world, rule))
    first = ask(watch, rule.endpoint, lambda: client.get(url), url)
    if first.statements <= FEW:
        return first
    return ask(watch, rule.endpoint, lambda: client.get(url), url)


def crawl(house: House) -> Crawl:
    """Read every page as everybody."""
    found = Crawl(before=house.fingerprint())
    with watching(house.app) as watch:
        for viewer in CRAWLERS:
            client = house.browser(viewer)
            for rule in rules(house.app, writing=False):
                found.answers[viewer, rule.rule] = read(house, watch, client, rule)
    found.after = house.fingerprint()
    return found
