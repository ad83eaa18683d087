"""T05: hostile words written wherever one writes stay words, on every page, in a real browser.

A corpus is written through the text fields of every form, in files of people and their names, in
Markdown and in questions; then the pages are opened in Chromium with the Content Security Policy
listening. No dialog, nothing refused by the policy because nothing was there to refuse, no element,
handler or address of theirs in the document. ``LMS_CHECK_FULL=1`` tries all of the corpus, several
times over, on each page as each role.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, Route
from wtforms import Form, StringField, TextAreaField

from lms.app import CSP
from lms.core import clock
from lms.core.pages import FoldingEnvironment
from tests.browser import payloads
from tests.browser.answering import serving
from tests.browser.axe import DESK
from tests.browser.hostility import SECRETS, Pen, Writer, is_alive
from tests.browser.houses import OpenHouse
from tests.cast import NOW
from tests.conftest import drop_database, new_database
from tests.house.acts import ready_acts
from tests.house.crawling import CRAWLERS
from tests.house.ground import House
from tests.house.places import address, arguments, rules
from tests.house.test_hostile import viewer_of
from tests.turns import full, today

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("hostile-words"),
]

Open = Callable[..., Page]
One = TypeVar("One")
PARTS = 4
ROUNDS = 5
TURNS = 4
"""Days in which every page, and every answer, is opened once; all of them in a full check."""
ALIVE = next(one for one in payloads.FEW if "onerror=alert(1)>" in one)
"""Of the corpus, what speaks by itself wherever it stands: names hold whatever was written last."""
LISTEN = """
window.refused = [];
document.addEventListener("securitypolicyviolation", e => {
  window.refused.push(`${e.violatedDirective} ${e.blockedURI} ${e.sample || ""}`);
});
"""
LOOK = """() => {
  const found = [...window.refused || []];
  const say = (what, all) => { if (all.length) found.push(`${what}: ${all[0].outerHTML.slice(0, 200)}`); };
  const each = [...document.querySelectorAll("*")];
  const away = /^\\s*(javascript|vbscript|data:text|(https?:)?\\/\\/evil)/i;
  say("an element of theirs", each.filter(e => e.hasAttribute("data-xss")));
  say("a handler", each.filter(e => [...e.attributes].some(a => /^(data-)?(hx-)?on/i.test(a.name))));
  say("an address", each.filter(e =>
    ["href", "src", "action", "formaction", "data", "xlink:href", "hx-get", "hx-post"]
      .some(name => away.test((e.getAttribute(name) || "").replace(/[\\t\\n\\r]/g, "")))));
  say("a frame of theirs", [...document.querySelectorAll("object,embed,base[href],frameset,marquee")]);
  say("htmx in an author's words", [...document.querySelectorAll(".c-prose *")].filter(e =>
    [...e.attributes].some(a => /^(data-)?hx-/.test(a.name) && a.name != "hx-ignore")));
  return found;
}"""


@dataclass
class Hostile:
    """A house where hostile words were written, served."""

    open: OpenHouse
    writers: list[Writer] = field(default_factory=list)

    @property
    def house(self) -> House:
        """Return the house itself."""
        return self.open.house

    def write(self, corpus: tuple[str, ...], start: int) -> None:
        """Write everywhere, beginning somewhere in the corpus."""
        writer = Writer(self.house, Pen(corpus, used=start), typed_names())
        writer.write()
        self.writers.append(writer)

    def pages(self) -> list[tuple[str, str]]:
        """Return who opens what: every page, the pages of every act, those the words made."""
        app, world = self.house.app, self.house.world
        found: dict[tuple[str, str], None] = {}
        for rule in rules(app, writing=False):
            url = address(app, rule, arguments(world, rule))
            viewers = CRAWLERS if full() else (viewer_of(self.house, rule),)
            found.update(dict.fromkeys((viewer, url) for viewer in viewers))
        found.update(dict.fromkeys((one.act.viewer, one.act.page) for one in self.acts))
        for writer in self.writers:
            found.update(dict.fromkeys(writer.places))
        return [(viewer, url) for viewer, url in found if url]

    @property
    def acts(self) -> list[Any]:
        """Return every act, ready."""
        return ready_acts(self.house)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    """A network of its own, written all over."""
    url = new_database("hostile_words")
    with clock.frozen(NOW):
        house = House(url, tmp_path_factory.mktemp("hostile_words"))
        with serving(house.app) as site:
            made = Hostile(OpenHouse(house, site))
            corpus = payloads.ALL if full() else payloads.FEW
            for turn in range(ROUNDS if full() else 1):
                made.write(corpus, turn * 7)
            yield made
        house.close()
    drop_database(url)


# ---- what was written ---------------------------------------------------------------------------


def typed_names() -> set[str]:
    """Return the name of every text field of every WTForms form of the product."""
    found, forms = set(), [Form]
    while forms:
        form = forms.pop()
        forms += form.__subclasses__()
        if form.__module__.startswith("lms."):
            for name in dir(form):
                made = getattr(form, name, None)
                if getattr(made, "field_class", None) in {StringField, TextAreaField}:
                    found.add(name)
    return found


def test_every_field_where_one_types_was_written_in(hostile: Hostile) -> None:
    tried = {name for writer in hostile.writers for _endpoint, name in writer.tried}
    kept = {one for writer in hostile.writers for one in writer.kept}
    used = sum(writer.pen.used for writer in hostile.writers)
    assert typed_names() - tried == SECRETS & typed_names()
    assert len(kept) >= 45, "that many fields keep what was written"
    assert used >= len(payloads.ALL), "each payload was written more than once"
    assert len(payloads.FEW) >= 40
    assert len(payloads.ALL) >= 120


# ---- what is shown ------------------------------------------------------------------------------


class Looker:
    """A tab that opens pages and tells what came alive in them."""

    def __init__(self, hostile: Hostile, open_page: Open, **options: object) -> None:
        """Open the tab; a dialog anywhere is kept in ``dialogs``."""
        self.hostile, self.viewer = hostile, ""
        self.page = open_page(DESK, service_workers="block", **options)
        self.page.add_init_script(LISTEN)
        self.dialogs: list[str] = []
        self.page.on("dialog", self._dialog)

    def _dialog(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def look(self, viewer: str, url: str) -> list[str]:
        """Return what came alive on a page."""
        if viewer != self.viewer:
            self.hostile.open.enter(self.page, viewer)
            self.viewer = viewer
        where = self.hostile.open.site + url
        if url.endswith("/html"):
            words = self.page.context.request.get(where).text()
            return self.tell(url, self.shown("about:blank", words))
        if not is_worth_a_look(self.hostile.house, viewer, url):
            return []
        self.page.goto(where)
        return self.tell(f"{viewer} {url}", self.page.evaluate(LOOK))

    def look_at(self, viewer: str, url: str, html: str) -> list[str]:
        """Return what came alive on a page that answered a form."""

        where = f"{self.hostile.open.site}/answered"

        def fulfil(route: Route) -> None:
            headers = {"Content-Security-Policy": CSP, "Content-Type": "text/html; charset=utf-8"}
            if route.request.url == where:
                route.fulfill(body=html, headers=headers)
            elif "/static/" in route.request.url:
                route.continue_()
            else:  # an answer to nobody could lead the tab to the door
                route.abort()

        self.page.route("**/*", fulfil)
        self.page.goto(where)
        found = self.page.evaluate(LOOK)
        self.page.unroute("**/*")
        return self.tell(f"{viewer} answer of {url}", found)

    def shown(self, where: str, html: str) -> list[str]:
        """Return what is alive in words shown outside of the site."""
        self.page.goto(where)
        self.page.set_content(html)
        found: list[str] = self.page.evaluate(LOOK)
        return [one for one in found if not one.startswith("style-src")]

    def tell(self, where: str, found: list[str]) -> list[str]:
        """Return faults with their place, dialogs among them."""
        told = [f"{where}: {one}" for one in (*found, *(f"dialog {d}" for d in self.dialogs))]
        self.dialogs.clear()
        return told


def is_worth_a_look(house: House, viewer: str, url: str) -> bool:
    """Tell whether an address gives a page to somebody; with some of the words, unless all are asked."""
    with house.browser(viewer).get(url) as answer:
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            return False
        return full() or "data-xss" in answer.get_data(as_text=True)


def todays(found: list[One]) -> list[One]:
    """Return those whose turn it is."""
    return found if full() else found[today() % TURNS :: TURNS]


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_written_comes_alive_on_any_page(
    hostile: Hostile, open_page: Open, part: int
) -> None:
    looker, alive = Looker(hostile, open_page), list[str]()
    pages = hostile.pages()
    assert len(pages) > 100
    for viewer, url in todays(pages[part::PARTS]):
        alive += looker.look(viewer, url)
    assert alive == []


def test_nothing_comes_alive_on_the_pages_that_answer_forms(
    hostile: Hostile, open_page: Open
) -> None:
    looker, alive = Looker(hostile, open_page), list[str]()
    answers = [one for writer in hostile.writers for one in writer.shown]
    assert len(answers) > 20
    assert [url for _viewer, url, html in answers if is_alive(html)] == []
    for viewer, url, html in todays(answers):
        alive += looker.look_at(viewer, url, html)
    assert alive == []


def test_nothing_comes_alive_after_a_question_mark(hostile: Hostile) -> None:
    """Read as words: escaped, a mark has no tag around it."""
    names = ("q", "from", "next", "show", "state", "store", "person", "unit", "region", "kind")
    pen, alive = Pen(payloads.ALL), []
    for viewer, url in hostile.pages():
        query = urlencode({name: pen.fill(120) for name in names})
        with hostile.house.browser(viewer).get(f"{url}?{query}") as answer:
            html = answer.headers.get("Content-Type", "").startswith("text/html")
            if html and is_alive(answer.get_data(as_text=True)):
                alive.append((viewer, url))
    assert alive == []


def test_words_swapped_in_while_one_types_stay_words(hostile: Hostile, open_page: Open) -> None:
    looker = Looker(hostile, open_page)
    for viewer, url in (("administrator", "/people"), ("administrator", "/units")):
        looker.look(viewer, url)
        with looker.page.expect_response(lambda answer: "q=" in answer.url):
            looker.page.locator("input[type=search]").first.press_sequentially("a")
        looker.page.wait_for_timeout(200)
        assert looker.tell(url, looker.page.evaluate(LOOK)) == []


# ---- canaries -----------------------------------------------------------------------------------


@pytest.fixture
def careless(hostile: Hostile, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Planted: the list of people believes what a name says."""
    environments: dict[str, FoldingEnvironment] = hostile.house.app.extensions["pages"]
    loader = hostile.house.app.jinja_loader
    assert loader is not None
    real = type(loader).get_source

    def careless_source(self: Any, environment: Any, template: str) -> Any:
        source, name, current = real(self, environment, template)
        if template == "network/people.html":
            words = "{{ p.given_name }} {{ p.family_name }}</a>"
            assert words in source
            believed = "{{ (p.given_name ~ p.family_name)|safe }}" + ALIVE + "</a>"
            source = source.replace(words, believed)
        return source, name, current

    monkeypatch.setattr(type(loader), "get_source", careless_source)
    for one in environments.values():
        assert one.cache is not None
        one.cache.clear()
    yield
    monkeypatch.undo()
    for one in environments.values():
        assert one.cache is not None
        one.cache.clear()


def test_canary_a_name_believed_is_caught(
    hostile: Hostile, open_page: Open, careless: None
) -> None:
    told = "\n".join(Looker(hostile, open_page).look("administrator", "/people"))
    assert "an element of theirs" in told
    with hostile.house.browser("administrator").get("/people") as answer:
        assert is_alive(answer.get_data(as_text=True))


def test_canary_without_its_policy_a_script_would_run(
    hostile: Hostile, open_page: Open, careless: None
) -> None:
    """The corpus is alive: only escaping, then the policy, stand between it and people."""
    told = Looker(hostile, open_page, bypass_csp=True).look("administrator", "/people")
    assert any("dialog" in one for one in told)
