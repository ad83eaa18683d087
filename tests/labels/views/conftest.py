"""The browser most tests of these pages look with."""

import pytest
from flask.testing import FlaskClient

from tests.cast import Enter
from tests.factories.labels import Ground


@pytest.fixture
def marion(enter: Enter, ground: Ground) -> FlaskClient:
    return enter(ground.marion)
