"""The ground of practice: the cast, coaching live, a small referential published."""

import pytest

from tests.cast import Cast
from tests.factories.practice import Floor
from tests.factories.quotes import publish_referential


@pytest.fixture
def floor(lit: Cast) -> Floor:
    publish_referential()
    return Floor(lit)
