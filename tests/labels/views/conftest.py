"""Browsers of the people of the label."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from tests.factories.labels import Ground

Enter = Callable[[Person], FlaskClient]


@pytest.fixture
def enter(app: Flask, ground: Ground) -> Enter:
    """Sign somebody in, in a browser of their own."""

    def come_in(person: Person) -> FlaskClient:
        return ground.cast.sign_in(app.test_client(), person)

    return come_in


@pytest.fixture
def marion(enter: Enter, ground: Ground) -> FlaskClient:
    return enter(ground.marion)
