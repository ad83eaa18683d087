"""Without a network: the service worker has a page with words, and nobody's page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.answering import serving
from tests.browser.axe import PHONE, overflow, violations
from tests.browser.keeping import kept_addresses, personal, storage
from tests.browser.stages import NewStage, Stage

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
PERSONAL = ("/", "/paths", "/profile", "/profile/data", "/notebook", "/help")


@pytest.fixture(scope="module")
def stage(new_stage: NewStage) -> Stage:
    return new_stage("offline", known=("alice",))


def watched(page: Page) -> None:
    """Wait until the service worker answers for the page."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    if not page.evaluate("!!navigator.serviceWorker.controller"):
        page.reload()
    assert page.evaluate("!!navigator.serviceWorker.controller")


def read_everything(stage: Stage, page: Page) -> None:
    """Read the personal pages, each by its address, then by links."""
    for path in PERSONAL:
        page.goto(stage.site + path)
    page.wait_for_selector("a[data-htmx-powered]", state="attached")
    page.locator(".c-dock a").first.click()
    page.wait_for_url(f"{stage.site}/")


def test_only_the_shell_is_kept(stage: Stage, open_page: Open) -> None:
    page = stage.enter(open_page(PHONE), "alice")
    page.goto(f"{stage.site}/")
    watched(page)
    read_everything(stage, page)
    kept = kept_addresses(page)
    assert personal(kept) == set()
    assert {path.rsplit("/", 1)[-1] for path in kept} >= {"offline", "app.css", "app.js"}
    assert storage(page) == 0
    words = page.evaluate("caches.match('/offline').then(page => page.text())")
    assert "Alice" not in words
    assert "csrf_token" not in words
    assert page.said == []  # type: ignore[attr-defined]


def test_the_page_without_a_network_speaks(stage: Stage, open_page: Open) -> None:
    """The server is really gone: its port answers nobody."""
    page = open_page(PHONE)
    with serving(stage.app) as address:
        stage.site, former = address, stage.site
        try:
            stage.enter(page, "alice")
        finally:
            stage.site = former
        page.goto(f"{address}/")
        expect(page.locator("h1")).to_contain_text("Alice")
        watched(page)
    page.goto(f"{address}/paths")
    expect(page.locator("h1")).to_have_text("Hors connexion")
    assert "Alice" not in page.content()
    assert page.locator("a.c-btn").get_attribute("href") == "/"
    assert violations(page) == []
    assert overflow(page) == 0


def test_losing_the_network_is_said_and_coming_back_too(stage: Stage, open_page: Open) -> None:
    page = stage.enter(open_page(PHONE), "alice")
    page.goto(f"{stage.site}/")
    page.wait_for_selector("a[data-htmx-powered]", state="attached")
    page.context.set_offline(offline=True)
    bar = page.locator("#offline")
    expect(bar).to_be_visible()
    assert violations(page) == []
    page.locator(".c-dock a[href='/paths']").click()
    expect(page.locator("h1")).to_contain_text("Alice")
    page.context.set_offline(offline=False)
    expect(bar).to_have_count(0)


def test_it_can_be_installed(stage: Stage, open_page: Open) -> None:
    page = open_page(PHONE)
    page.goto(f"{stage.site}/sign-in")
    told = page.evaluate(
        """() => fetch(document.querySelector('link[rel=manifest]').href).then(a => a.json())"""
    )
    assert (told["name"], told["start_url"], told["display"]) == ("Comptoir", "/", "standalone")
    for icon in told["icons"]:
        size = page.evaluate(
            """src => new Promise((done, not) => { const i = new Image();
            i.onload = () => done(`${i.naturalWidth}x${i.naturalHeight}`); i.onerror = not;
            i.src = src; })""",
            icon["src"],
        )
        assert size == icon["sizes"]
