"""Words of rules are quoted in English."""

from collections.abc import Iterator

import pytest

from lms.core.i18n import speaking


@pytest.fixture
def english() -> Iterator[None]:
    with speaking("en"):
        yield
