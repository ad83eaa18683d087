"""The ground of Quotes: the cast, in a network where it is live."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from lms.core.i18n import speaking
from lms.quotes.queries import roster
from tests.cast import NOW, Cast, build
from tests.factories.quotes import Ground, open_quotes
from tests.grounds import Stand, back, standing


@pytest.fixture(autouse=True)
def _names() -> None:
    """Have the guard read the names of this test's own network."""
    roster.forget()


@pytest.fixture(scope="session")
def ground_stand(_app: Flask) -> Iterator[Stand]:
    """The ground, where every test that asks for it finds it."""
    with standing(_app, "quotes", lambda: open_quotes(build()), at=NOW) as stand:
        yield stand


@pytest.fixture
def stands_on(request: pytest.FixtureRequest, stands_on: Stand | None) -> Stand | None:
    """Say what the present test stands on."""
    found = "ground" in request.fixturenames
    return request.getfixturevalue("ground_stand") if found else stands_on


@pytest.fixture
def ground(stands_on: Stand, cast: Cast) -> Ground:
    """Give the ground, whose cast is the cast of the test."""
    found: Ground = back(replace(stands_on.built, cast=cast))
    return found


@pytest.fixture
def english() -> Iterator[None]:
    """Write refusals in English, as these tests quote them."""
    with speaking("en"):
        yield
