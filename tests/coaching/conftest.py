"""Words of rules are quoted in English; coaching is live in the cast's stores."""

from collections.abc import Iterator

import pytest

from lms.core.i18n import speaking
from tests.cast import Cast
from tests.factories.coaching import light


@pytest.fixture
def english() -> Iterator[None]:
    with speaking("en"):
        yield


@pytest.fixture
def lit(cast: Cast) -> Cast:
    """The cast, in stores where coaching is live."""
    return light(cast)
