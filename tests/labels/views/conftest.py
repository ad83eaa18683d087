"""The browser most tests of these pages look with."""

import pytest
from flask.testing import FlaskClient

from lms.labels.views import boards
from tests.cast import Enter
from tests.factories.labels import Ground


@pytest.fixture
def marion(enter: Enter, ground: Ground) -> FlaskClient:
    return enter(ground.marion)


@pytest.fixture(autouse=True)
def no_board(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the figures of each test anew: its season has the same identity as the one before."""
    monkeypatch.setattr(boards, "_boards", {})
