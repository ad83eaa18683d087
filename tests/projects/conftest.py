"""The ground of projects: the cast, in a network where projects are live."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from lms.core.i18n import speaking
from tests.cast import NOW, Cast, build
from tests.factories.projects import Ground, open_projects
from tests.grounds import Stand, back, standing


@pytest.fixture(scope="session")
def project_stand(_app: Flask) -> Iterator[Stand]:
    """The ground, where every test that asks for it finds it."""
    with standing(_app, "projects", lambda: open_projects(build()), at=NOW) as stand:
        yield stand


@pytest.fixture
def stands_on(request: pytest.FixtureRequest, stands_on: Stand | None) -> Stand | None:
    """Say what the present test stands on."""
    found = "ground" in request.fixturenames
    return request.getfixturevalue("project_stand") if found else stands_on


@pytest.fixture
def ground(stands_on: Stand, cast: Cast) -> Ground:
    """Give the ground, whose cast is the cast of the test."""
    found: Ground = back(replace(stands_on.built, cast=cast))
    return found


@pytest.fixture
def english() -> Iterator[None]:
    """Words of rules are quoted in English."""
    with speaking("en"):
        yield
