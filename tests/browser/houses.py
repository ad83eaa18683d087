"""The house of the trust tests, served: who may open which page, and where it is."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment
from jinja2.meta import find_referenced_templates
from playwright.sync_api import Page
from werkzeug.routing import Rule

from lms.core.pages import FoldingEnvironment
from tests.cast import SESSION_COOKIE
from tests.house.crawling import CRAWLERS
from tests.house.ground import ANONYMOUS, House
from tests.house.places import address, arguments, rules
from tests.house.test_hostile import viewer_of
from tests.pages import VOID
from tests.turns import source_of

OK = 200
HOME = "/"
VIEWERS = (ANONYMOUS, *(name for name in CRAWLERS if name != ANONYMOUS))


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
    _taken: dict[str, set[str]] = field(default_factory=dict)

    @cached_property
    def first(self) -> list[Seen]:
        """Return every whole page once, as the first of those who may open it.

        Its files are those it may be made of for anybody.
        """
        found = []
        for rule in rules(self.house.app, writing=False):
            likely = viewer_of(self.house, rule)
            for viewer in (likely, *(name for name in VIEWERS if name != likely)):
                if shown := self._page(viewer, rule):
                    found.append(shown[0])
                    break
        return found

    def pages(self, wanted: Collection[str]) -> list[Seen]:
        """Return the whole pages of the rules ``wanted`` that somebody may open, once per kind.

        A page is kept for a viewer when it shows a kind of element that no viewer before them got
        at the same address, or a frame nobody had: ten roles with the same screen are one screen.
        Frames are told by the home page, and on the day of the home page.
        """
        found: list[Seen] = []
        known: dict[str, set[str]] = {}
        frames: set[str] = set()
        asked = [
            rule for rule in rules(self.house.app, writing=False) if rule.rule in {HOME, *wanted}
        ]
        for rule in sorted(asked, key=lambda rule: rule.rule != HOME):
            for viewer in VIEWERS:
                if shown := self._page(viewer, rule):
                    seen, shape = shown
                    main = known.setdefault(seen.rule, set())
                    if not (shape.kinds <= main and shape.frame <= frames):
                        found.append(seen)
                    main |= shape.kinds
                    frames |= shape.frame
        return sorted(
            (seen for seen in found if seen.rule in wanted),
            key=lambda seen: VIEWERS.index(seen.viewer),
        )

    def _page(self, viewer: str, rule: Rule) -> tuple[Seen, Shape] | None:
        """Return a page as one viewer, and its shape; nothing where they get no whole page."""
        app = self.house.app
        url = address(app, rule, arguments(self.house.world, rule))
        with templates_read() as read, self.house.browser(viewer).get(url) as answer:
            is_page = answer.headers.get("Content-Type", "").startswith("text/html")
            if answer.status_code != OK:
                return None
            html = answer.get_data(as_text=True) if is_page else ""
        if "<html" not in html:  # a part of a page is judged inside it
            self.no_pages.add(rule.rule)
            return None
        names = {name for one in read for name in self._leads_to(one)}
        made_of = {source_of(app, rule.endpoint), *(f"templates/{name}" for name in names)}
        return Seen(viewer, rule.rule, url, frozenset(made_of)), shape_of(html)

    def _leads_to(self, name: str) -> set[str]:
        """Return a template and those it may take in, for whomever."""
        if name not in self._taken:
            self._taken[name] = {name}
            env: Environment = self.house.app.extensions["pages"]["fr"]
            source, _file, _fresh = env.loader.get_source(env, name)  # type: ignore[union-attr]
            for taken in find_referenced_templates(env.parse(source)):
                if taken:
                    self._taken[name] = self._taken[name] | self._leads_to(taken)
        return self._taken[name]

    def enter(self, page: Page, viewer: str) -> Page:
        """Give ``page`` the session of ``viewer``, once what it was loading is left.

        A part that asks while nobody is signed in leads the whole page to the door.
        """
        page.goto("about:blank")
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
