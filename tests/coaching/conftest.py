"""Coaching is live in the cast's stores."""

import pytest

from tests.cast import Cast
from tests.factories.coaching import light


@pytest.fixture
def lit(cast: Cast) -> Cast:
    """The cast, in stores where coaching is live."""
    return light(cast)
