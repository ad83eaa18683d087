"""The browser most tests of these pages look with."""

import pytest
from flask.testing import FlaskClient

from tests.cast import Enter
from tests.factories.quotes import Ground


@pytest.fixture
def alice(enter: Enter, ground: Ground) -> FlaskClient:
    return enter(ground.alice)
