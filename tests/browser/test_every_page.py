"""Every page, as those who may open it: nobody stumbles, nothing is cut, nothing is refused.

On a phone and a desk, in light and dark: axe-core finds nothing, the page never scrolls sideways
from 320 px up, the console says nothing and the Content Security Policy has nothing to report.
"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser import choosing
from tests.browser.axe import DESK, PHONE, THEMES, overflow, violations
from tests.browser.houses import OpenHouse, Seen
from tests.turns import turn_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("every-page")]

Open = Callable[..., Page]
PARTS = 6
NARROW = {"width": 320, "height": 640}
MAIL = "/dev/outbox/<uuid:mail_id>/html"
"""Sandboxed: no script runs there, axe neither, so its words are read outside of the sandbox."""
LISTEN = """
window.refused = [];
document.addEventListener("securitypolicyviolation", e => {
  window.refused.push(`${e.violatedDirective} ${e.blockedURI} ${e.sourceFile || ""}`);
});
"""


class Looker:
    """One tab that goes from page to page and tells what is wrong."""

    def __init__(self, house: OpenHouse, open_page: Open) -> None:
        """Open the tab, with the service worker left aside: it has its own tests."""
        self.house = house
        self.page = open_page(PHONE, service_workers="block")
        self.page.add_init_script(LISTEN)
        self.viewer = ""

    def look(self, seen: Seen) -> list[str]:
        """Return what is wrong with a page, in words."""
        if seen.viewer != self.viewer:
            self.house.enter(self.page, seen.viewer)
            self.viewer = seen.viewer
        said: Any = self.page.said  # type: ignore[attr-defined]
        said.clear()
        self.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        self.page.goto(self.house.site + seen.url)
        if seen.rule == MAIL:
            words = self.page.context.request.get(self.page.url).text()
            self.page.goto("about:blank")
            self.page.set_content(words)
        found = [f"320 px: {overflow(self.page)} px too wide"] if overflow(self.page) else []
        for size in (PHONE, DESK):
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            if overflow(self.page):
                found.append(f"{size['width']} px: {overflow(self.page)} px too wide")
            for theme in THEMES:
                # Colours in motion between two themes would be judged half way.
                self.page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
                found += [f"{size['width']} px {theme}: {v}" for v in violations(self.page)]
        return [
            f"{seen.viewer} {seen.rule} {wrong}"
            for wrong in [*found, *said, *self.page.evaluate("window.refused")]
        ]


@pytest.fixture(scope="module")
def todays(open_house: OpenHouse) -> list[Seen]:
    """Return the pages to visit in this run."""
    return choosing.chosen(open_house)


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("part", range(PARTS))
def test_nobody_stumbles_on_any_page(
    open_house: OpenHouse, open_page: Open, todays: list[Seen], part: int
) -> None:
    looker = Looker(open_house, open_page)
    wrong = []
    for seen in todays[part::PARTS]:
        wrong += looker.look(seen)
    assert wrong == []


def test_the_crawl_leaves_no_page_of_the_application_aside(open_house: OpenHouse) -> None:
    visited = {seen.rule for seen in open_house.first}
    told = {
        rule.rule for rule in open_house.house.app.url_map.iter_rules() if "GET" in rule.methods
    }
    lead_on = {"/quizzes/<uuid:quiz_uid>", "/region", "/region/project"}
    assert told - visited - open_house.no_pages == lead_on
    assert {"/healthz", "/cards/<uuid:card_id>/body"} <= open_house.no_pages - visited
    assert "/" not in open_house.no_pages


def test_in_twelve_days_every_page_had_its_turn(open_house: OpenHouse) -> None:
    nothing: frozenset[str] = frozenset()
    days = [
        {seen for seen in open_house.first if choosing.is_chosen(seen, day=day, changed=nothing)}
        for day in range(choosing.TURNS)
    ]
    assert set().union(*days) == set(open_house.first)
    assert max(map(len, days)) < len(open_house.first) / 2


def test_a_page_whose_template_changed_is_visited_today(open_house: OpenHouse) -> None:
    team = next(seen for seen in open_house.first if seen.rule == "/team")
    other_day = turn_of(team.rule, choosing.TURNS) + 1
    changed = frozenset({"templates/courses/team.html"})
    assert choosing.is_chosen(team, day=other_day, changed=changed)
    assert not choosing.is_chosen(team, day=other_day, changed=frozenset())


def test_canary_a_fault_on_one_page_is_caught(
    open_house: OpenHouse, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: a field without label, a style in the page, a line too long, a script that fails."""
    app = open_house.house.app
    real = app.view_functions["help.page"]

    def planted() -> Any:
        return real().replace(
            "</main>",
            '<input><p style="color:red">x</p><p class="nb">' + "wide" * 200 + "</p></main>"
            '<script src="/nowhere.js"></script>',
        )

    planted.policy = real.policy  # type: ignore[attr-defined]
    monkeypatch.setitem(app.view_functions, "help.page", planted)
    wrong = "\n".join(Looker(open_house, open_page).look(Seen("employee", "/help", "/help")))
    for told in ("label: ", "style-src", "320 px", "404"):
        assert told in wrong
