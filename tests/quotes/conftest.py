"""The ground of Quotes: the cast, in a network where it is live."""

import pytest

from tests.cast import Cast
from tests.factories.quotes import Ground, open_quotes


@pytest.fixture
def ground(cast: Cast) -> Ground:
    return open_quotes(cast)
