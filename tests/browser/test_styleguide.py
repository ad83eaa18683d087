"""The components in Chromium: axe, both sizes, both themes, no sideways scroll, no CSP report."""

from collections.abc import Callable, Iterable
from itertools import product

import pytest
from playwright.sync_api import Browser, Page

from lms.home.styleguide import PAGES
from tests.browser.axe import SIZES, THEMES, overflow, violations
from tests.turns import full

pytestmark = pytest.mark.browser

ADDRESSES = ["/styleguide", *(f"/styleguide/{name}" for name in PAGES)]


def looks() -> Iterable[tuple[dict[str, int], str]]:
    """Return sizes with themes: all pairs in a full check, else each size and each theme once."""
    return product(SIZES, THEMES) if full() else zip(SIZES, THEMES, strict=True)


@pytest.mark.parametrize("address", ADDRESSES)
def test_nobody_stumbles_on_a_component(open_page: Callable[..., Page], site: str, address: str):
    for size, theme in looks():
        page = open_page(size, theme)
        page.goto(site + address)
        assert [str(v) for v in violations(page)] == [], (size, theme)
        assert overflow(page) == 0, (size, theme)
        refused = [words for words in page.said if "Content Security" in words]
        assert refused == []
        page.context.close()


def test_a_planted_fault_is_seen_by_axe(open_page: Callable[..., Page], site: str):
    page = open_page()
    page.goto(f"{site}/styleguide/door")
    page.evaluate("document.querySelector('label[for=who]').remove()")
    assert "label" in {v.rule for v in violations(page)}


def test_a_planted_style_is_refused_by_the_policy(open_page: Callable[..., Page], site: str):
    page = open_page()
    page.goto(f"{site}/styleguide/door")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">x</p>')")
    page.wait_for_timeout(50)
    assert any("Content Security" in words for words in page.said)


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_narrowest_phone_never_scrolls_sideways(
    open_page: Callable[..., Page], site: str, address: str
):
    page = open_page({"width": 320, "height": 640})
    page.goto(site + address)
    assert overflow(page) == 0


@pytest.fixture(scope="module")
def large_words(launch: Callable[..., Browser]) -> Browser:
    """A Chromium whose reader chose letters twice as large (32 px instead of 16)."""
    return launch("--blink-settings=defaultFontSize=32")


@pytest.mark.parametrize("address", ADDRESSES)
def test_words_twice_as_large_still_fit(large_words: Browser, site: str, address: str):
    for size in SIZES:
        context = large_words.new_context(viewport=size)
        page = context.new_page()
        page.goto(site + address)
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        assert overflow(page) == 0, size
        context.close()
