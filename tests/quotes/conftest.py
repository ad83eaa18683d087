"""The ground of Quotes: the cast, in a network where it is live."""

import pytest

from lms.quotes.queries import roster
from tests.cast import Cast
from tests.factories.quotes import Ground, open_quotes


@pytest.fixture(autouse=True)
def _names() -> None:
    """Have the guard read the names of this test's own network."""
    roster.forget()


@pytest.fixture
def ground(cast: Cast) -> Ground:
    return open_quotes(cast)
