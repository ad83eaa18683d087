"""What a browser keeps of a site: Cache Storage, storages, cookies."""

from playwright.sync_api import BrowserContext, Page


def kept_addresses(page: Page) -> set[str]:
    """Return the path of everything the browser has in its Cache Storage."""
    found: list[str] = page.evaluate(
        """async () => { const found = [];
        for (const name of await caches.keys())
          for (const asked of await (await caches.open(name)).keys())
            found.push(new URL(asked.url).pathname);
        return found; }"""
    )
    return set(found)


def personal(addresses: set[str]) -> set[str]:
    """Return the addresses that are neither static nor the page without a network."""
    return {a for a in addresses if not a.startswith("/static/") and a != "/offline"}


def kept(page: Page, wanted: set[str]) -> None:
    """Wait until the phone keeps these pages."""
    for _try in range(80):
        if personal(kept_addresses(page)) >= wanted:
            return
        page.wait_for_timeout(100)
    raise AssertionError(personal(kept_addresses(page)))


def dropped(page: Page) -> None:
    """Wait until the phone keeps nobody's page."""
    for _try in range(80):
        if not personal(kept_addresses(page)):
            return
        page.wait_for_timeout(100)
    raise AssertionError(personal(kept_addresses(page)))


def storage(page: Page) -> int:
    """Return how many words the browser keeps for the site, cookies apart."""
    count: int = page.evaluate("localStorage.length + sessionStorage.length")
    return count


def cookie_names(context: BrowserContext) -> list[str]:
    """Return the names of the cookies a browser holds."""
    return sorted(str(cookie["name"]) for cookie in context.cookies())
