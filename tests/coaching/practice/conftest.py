"""The ground of practice: the cast, coaching live, a small referential published."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.cast import Cast
from tests.factories.practice import Floor
from tests.factories.quotes import publish_referential


@pytest.fixture
def floor(lit: Cast) -> Floor:
    publish_referential()
    return Floor(lit)


@pytest.fixture
def request_context(app: Flask) -> Iterator[None]:
    """Addresses are built inside a request."""
    with app.test_request_context():
        yield
