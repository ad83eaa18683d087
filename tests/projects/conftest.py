"""The ground of projects: the cast, in a network where projects are live."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.cast import NOW, build
from tests.factories.projects import open_projects
from tests.grounds import Stand, ground, standing, stands_on

__all__ = ["ground", "stands_on"]


@pytest.fixture(scope="session")
def ground_stand(_app: Flask) -> Iterator[Stand]:
    """The ground, where every test that asks for it finds it."""
    with standing(_app, "projects", lambda: open_projects(build()), at=NOW) as stand:
        yield stand
