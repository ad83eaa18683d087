"""Faults are read here in the language of the code."""

from collections.abc import Iterator

import pytest

from lms.core.i18n import speaking


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Say reasons as they are written in the code."""
    with speaking("en"):
        yield
