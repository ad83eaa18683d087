"""What app.js, player.js and tablet.js promise, in Chromium, on the pages of the style guide."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import PHONE

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


def go(page: Page, address: str) -> None:
    """Open ``address`` and wait until htmx has read it: before, a link is only a link."""
    page.goto(address)
    page.wait_for_selector("a[data-htmx-powered]", state="attached")


def test_a_link_changes_the_page_but_not_the_document(open_page: Open, site: str):
    page = open_page(locale="en-GB")
    go(page, f"{site}/styleguide")
    page.evaluate("window.same = true")
    page.get_by_role("link", name="Leçon", exact=True).click()
    page.wait_for_url("**/styleguide/lesson")
    assert page.evaluate("window.same") is True
    expect(page).to_have_title("Trois clients attendent, écran 2 sur 4 – Comptoir")
    expect(page.locator("h1")).to_be_focused()
    expect(page.locator("#live")).to_have_text("Trois clients attendent, écran 2 sur 4 – Comptoir")


def test_going_back_asks_the_server_again(open_page: Open, site: str):
    page = open_page(locale="en-GB")
    go(page, f"{site}/styleguide")
    page.get_by_role("link", name="Leçon", exact=True).click()
    page.wait_for_url("**/styleguide/lesson")
    with page.expect_request(lambda sent: sent.resource_type == "fetch") as asked:
        page.go_back()
    assert asked.value.headers["hx-history-restore-request"] == "true"
    expect(page.locator("h1")).to_contain_text("Styleguide")
    assert (
        page.evaluate("Object.keys(localStorage).length + Object.keys(sessionStorage).length") == 0
    )


def test_answers_are_put_in_order_without_a_drag(open_page: Open, site: str):
    page = open_page(PHONE, locale="en-GB")
    go(page, f"{site}/styleguide")
    down = page.locator("[data-order] li").first.locator("[data-move=down]")
    down.focus()
    page.keyboard.press("Enter")
    order = "[...document.querySelectorAll('[data-order] input')].map(i => i.value).join('')"
    assert page.evaluate(order) == "bac"
    expect(page.locator("#live")).to_have_text("Un regard, 2 / 3")
    assert page.evaluate("document.activeElement.dataset.move") == "down"


def test_the_keypad_types_in_the_one_real_field(open_page: Open, site: str):
    page = open_page(PHONE, locale="en-GB")
    page.goto(f"{site}/styleguide/tablet")
    page.wait_for_load_state("networkidle")
    page.get_by_role("radio", name="Aïcha D.").check(force=True)
    expect(page.locator("#pin-t")).to_have_text("Hello Aïcha")
    for key in ("1", "2", "3"):
        page.get_by_role("button", name=key, exact=True).click()
    page.get_by_role("button", name="Erase the last digit").click()
    expect(page.locator("#pin")).to_have_value("12")


def test_a_secret_can_be_seen_and_hidden(open_page: Open, site: str):
    page = open_page(PHONE, locale="en-GB")
    page.goto(f"{site}/styleguide/door")
    page.get_by_role("button", name="Show Code secret").click()
    expect(page.locator("#secret")).to_have_attribute("type", "text")
    page.get_by_role("button", name="Hide Code secret").click()
    expect(page.locator("#secret")).to_have_attribute("type", "password")


def test_a_closed_act_says_why(open_page: Open, site: str):
    page = open_page(locale="en-GB")
    go(page, f"{site}/styleguide")
    page.get_by_role("button", name="Fermé").click(force=True)
    expect(page.locator("#live")).to_have_text("Corrigez les 2 passages pour continuer.")


def test_a_form_is_sent_once_however_many_presses(open_page: Open, site: str):
    page = open_page(service_workers="block")
    go(page, f"{site}/styleguide")
    posts: list[str] = []
    page.route("**/once", lambda route: (posts.append("post"), route.fulfill(status=204)))
    page.evaluate(
        """() => { const form = document.createElement('form'); form.method = 'post';
        form.action = '/once'; form.id = 'once'; form.innerHTML = '<button>ok</button>';
        document.querySelector('#main').append(form);
        for (let n = 0; n < 3; n += 1) form.querySelector('button').click(); }"""
    )
    page.wait_for_timeout(300)
    assert posts == ["post"]


def test_a_proxy_page_never_replaces_the_words_on_screen(open_page: Open, site: str):
    page = open_page(locale="en-GB", service_workers="block")
    go(page, f"{site}/styleguide")
    page.route("**/styleguide/lesson", lambda route: route.fulfill(status=502, body="<p>proxy</p>"))
    page.get_by_role("link", name="Leçon", exact=True).click()
    expect(page.locator("#flash")).to_contain_text("it was not sent")
    expect(page.locator("h1")).to_contain_text("Styleguide")
    assert page.url.endswith("/styleguide")


def test_without_a_network_a_page_says_so_and_shows_nothing_else(open_page: Open, site: str):
    page = open_page(PHONE, locale="en-GB")
    page.goto(f"{site}/styleguide/door")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    kept = page.evaluate(
        """async () => { const names = await caches.keys(); const cache = await caches.open(names[0]);
        return (await cache.keys()).map(r => new URL(r.url).pathname); }"""
    )
    assert [path for path in kept if not path.startswith("/static/")] == ["/offline"]
    page.context.set_offline(offline=True)
    page.goto(f"{site}/profile")
    expect(page.locator("h1")).to_have_text("No connection")
    page.context.set_offline(offline=False)


def test_everything_is_there_without_script(open_page: Open, site: str):
    page = open_page(PHONE, java_script_enabled=False)
    page.goto(f"{site}/styleguide/door")
    expect(page.get_by_role("button", name="Show Code secret")).to_be_hidden()
    page.goto(f"{site}/styleguide/tablet")
    expect(page.locator(".c-keys")).to_be_hidden()
    expect(page.locator("#pin")).to_be_visible()


ROWS = """() => { document.querySelector("main").innerHTML =
  `<ul class="c-list">${["Un", "Deux"].map(name => `<li class="c-line"><div><h2 class="sm">
     <a href="#${name}">${name}</a></h2><p>le 12 mars</p></div></li>`).join("")}</ul>`; }"""
"""Two rows of a list, each with the link that names it."""
PRESSED = """far => [...document.querySelectorAll(".c-line a")].map(one => {
  const box = one.getBoundingClientRect();
  return document.elementFromPoint(box.left + 4, box.top + box.height / 2 + far)?.closest("a")?.hash;
})"""


def test_the_link_of_a_row_is_pressed_a_thumb_around_its_words(open_page: Open, site: str):
    """18 px of words, 44 px to press, and no row takes what is pressed on the next."""
    page = open_page(PHONE, locale="en-GB")
    go(page, f"{site}/styleguide")
    page.evaluate(ROWS)
    for far in (-21, 0, 21):
        assert page.evaluate(PRESSED, far) == ["#Un", "#Deux"], far
