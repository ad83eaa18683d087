"""The bases of the twin lives, built once."""

from collections.abc import Iterator

import pytest

from tests.conftest import drop_database, new_database
from tests.quotes.twins.ground import Twins


@pytest.fixture(scope="package")
def lean(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twins]:
    """Give the least base a life needs."""
    url = new_database("twins")
    made = Twins(url, tmp_path_factory.mktemp("twins"), whole=False)
    yield made
    made.close()
    drop_database(url)


@pytest.fixture(scope="package")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twins]:
    """Give the whole house, one of each thing that has an address, with the South added."""
    url = new_database("wholetwins")
    made = Twins(url, tmp_path_factory.mktemp("wholetwins"), whole=True)
    yield made
    made.close()
    drop_database(url)
