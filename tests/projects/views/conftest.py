"""Browsers of the people of a project."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories.projects import Ground

Enter = Callable[[str], FlaskClient]


@pytest.fixture
def enter(app: Flask, ground: Ground) -> Enter:
    """Sign somebody of the cast in, in a browser of their own."""

    def come_in(name: str) -> FlaskClient:
        return ground.cast.sign_in(app.test_client(), getattr(ground.cast, name))

    return come_in


@pytest.fixture
def marion(enter: Enter) -> FlaskClient:
    return enter("marion")
