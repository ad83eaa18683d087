"""The house of the trust tests, served: who may open which page, and where it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

from lms.core.pages import FoldingEnvironment
from tests.cast import SESSION_COOKIE
from tests.house.crawling import CRAWLERS
from tests.house.ground import ANONYMOUS, House
from tests.house.places import address, arguments, rules
from tests.pages import VOID
from tests.turns import source_of

OK = 200


@dataclass(frozen=True, slots=True)
class Seen:
    """One page as one viewer: where it is, and the files it is made of."""

    viewer: str
    rule: str
    url: str
    made_of: frozenset[str] = frozenset()


@dataclass
class Shape(HTMLParser):
    """The kinds of elements of a page: each with its class, inside its parent's."""

    kinds: set[str] = field(default_factory=set)
    frame: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)
        self._inside: list[tuple[str, str]] = [("", "")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        told = [tag, given.get("class") or "", given.get("type") or "", given.get("role") or ""]
        name = ".".join(word for word in told if word)
        (self.kinds if self._in_main() else self.frame).add(f"{self._inside[-1][1]} > {name}")
        if tag not in VOID and tag not in {"path", "circle", "rect", "use"}:
            self._inside.append((tag, name))

    def _in_main(self) -> bool:
        return any(tag == "main" for tag, _name in self._inside)

    def handle_endtag(self, tag: str) -> None:
        if any(opened == tag for opened, _name in self._inside):
            while self._inside.pop()[0] != tag:
                pass


def shape_of(html: str) -> Shape:
    """Return the kinds of elements of ``html``, inside its main part and around it."""
    read = Shape()
    read.feed(html)
    return read


@contextmanager
def templates_read() -> Iterator[set[str]]:
    """Gather the names of the templates that are rendered in the block."""
    read: set[str] = set()
    real = FoldingEnvironment.get_template

    def noted(self: FoldingEnvironment, name: Any, *args: Any, **kwargs: Any) -> Any:
        read.add(str(name))
        return real(self, name, *args, **kwargs)

    FoldingEnvironment.get_template = noted  # type: ignore[method-assign]
    try:
        yield read
    finally:
        FoldingEnvironment.get_template = real  # type: ignore[method-assign]


@dataclass
class OpenHouse:
    """A house with a door on the network of this machine."""

    house: House
    site: str
    no_pages: set[str] = field(default_factory=set)
    """Addresses that gave somebody what is no whole page: a part of one, a file, a paper."""

    @cached_property
    def pages(self) -> list[Seen]:
        """Return every whole page that somebody may open, once per kind of page.

        A page is kept for a viewer when it shows a kind of element that no viewer before them got
        at the same address, or a frame nobody had: ten roles with the same screen are one screen.
        """
        found: list[Seen] = []
        known: dict[str, set[str]] = {}
        for viewer in (ANONYMOUS, *(name for name in CRAWLERS if name != ANONYMOUS)):
            for seen, shape in self._pages_of(viewer):
                main, frames = known.setdefault(seen.rule, set()), known.setdefault("", set())
                if not (shape.kinds <= main and shape.frame <= frames):
                    found.append(seen)
                main |= shape.kinds
                frames |= shape.frame
        return found

    def _pages_of(self, viewer: str) -> Iterator[tuple[Seen, Shape]]:
        app, client = self.house.app, self.house.browser(viewer)
        for rule in rules(app, writing=False):
            url = address(app, rule, arguments(self.house.world, rule))
            with templates_read() as read, client.get(url) as answer:
                is_page = answer.headers.get("Content-Type", "").startswith("text/html")
                if answer.status_code != OK:
                    continue
                html = answer.get_data(as_text=True) if is_page else ""
            if "<html" not in html:  # a part of a page is judged inside it
                self.no_pages.add(rule.rule)
                continue
            made_of = frozenset(
                {source_of(app, rule.endpoint), *(f"templates/{name}" for name in read)}
            )
            yield Seen(viewer, rule.rule, url, made_of), shape_of(html)

    def enter(self, page: Page, viewer: str) -> Page:
        """Give ``page`` the session of ``viewer``."""
        page.context.clear_cookies()
        if viewer != ANONYMOUS:
            self.put_cookie(page, SESSION_COOKIE, self.house.world.viewers[viewer].token)
        return page

    def put_cookie(self, page: Page, name: str, value: str) -> None:
        """Put a cookie of the site in the browser of ``page``."""
        kept: Any = {"name": name, "value": value, "url": self.site}
        page.context.add_cookies([kept])

    def here(self, page: Page) -> str:
        """Return the path where ``page`` is."""
        return urlsplit(page.url).path


Open = Callable[..., Page]
