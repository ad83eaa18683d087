"""The ground of Quotes: the cast, in a network where it is live."""

from collections.abc import Iterator

import pytest
from flask import Flask

from lms.quotes.queries import roster
from tests.cast import NOW, build
from tests.factories.quotes import open_quotes
from tests.grounds import Stand, ground, standing, stands_on

__all__ = ["ground", "stands_on"]


@pytest.fixture(autouse=True)
def _names() -> None:
    """Have the guard read the names of this test's own network."""
    roster.forget()


@pytest.fixture(scope="session")
def ground_stand(_app: Flask) -> Iterator[Stand]:
    """The ground, where every test that asks for it finds it."""
    with standing(_app, "quotes", lambda: open_quotes(build()), at=NOW) as stand:
        yield stand
