"""The ground of labels: the cast, in a network where a season is open."""

from collections.abc import Iterator

import pytest

from lms.core.i18n import speaking
from tests.cast import Cast
from tests.factories.labels import Ground, open_labels


@pytest.fixture
def ground(cast: Cast) -> Ground:
    return open_labels(cast)


@pytest.fixture
def english() -> Iterator[None]:
    """Write refusals in English, as these tests quote them."""
    with speaking("en"):
        yield
