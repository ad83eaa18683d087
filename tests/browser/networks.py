"""A network that goes while somebody works, and comes back at the same address."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser.answering import serving
from tests.browser.stages import Stage

Gone = Callable[[], AbstractContextManager[None]]


@contextmanager
def own_network(stage: Stage) -> Iterator[Gone]:
    """Serve a stage at an address of its own; gives what takes the network away for a while."""
    former = stage.site
    with ExitStack() as served:
        stage.site = served.enter_context(serving(stage.app))
        port = urlsplit(stage.site).port or 0

        @contextmanager
        def gone() -> Iterator[None]:
            served.close()
            yield
            served.enter_context(serving(stage.app, port))

        try:
            yield gone
        finally:
            stage.site = former


def sent_from(page: Page, address: str) -> None:
    """Open a page and wait until what the phone kept to send is sent."""
    with page.expect_response(lambda one: one.request.method == "POST", timeout=20_000):
        page.goto(address)
    expect(page.locator("#outbox")).to_have_count(0, timeout=15_000)
