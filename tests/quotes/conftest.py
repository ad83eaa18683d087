"""The ground of Quotes: the cast, in a network where it is live."""

from collections.abc import Iterator

import pytest

from lms.core.i18n import speaking
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


@pytest.fixture
def english() -> Iterator[None]:
    """Write refusals in English, as these tests quote them."""
    with speaking("en"):
        yield
