"""Browsers of the people of a coaching day."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Person
from tests.cast import Cast

Enter = Callable[[Person], FlaskClient]


@pytest.fixture
def enter(app: Flask, lit: Cast) -> Enter:
    """Sign somebody in, in a browser of their own."""

    def come_in(person: Person) -> FlaskClient:
        return lit.sign_in(app.test_client(), person)

    return come_in
