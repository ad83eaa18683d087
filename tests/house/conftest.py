"""The house: an application on a whole network in use, each test in a transaction thrown away."""

from collections.abc import Iterator

import pytest

from tests.conftest import drop_database, new_database
from tests.house.crawling import Crawl, crawl
from tests.house.ground import House


@pytest.fixture(scope="session")
def _house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    url = new_database("house")
    made = House(url, tmp_path_factory.mktemp("house"))
    try:
        yield made
    finally:
        made.close()
        drop_database(url)


@pytest.fixture
def house(_house: House) -> Iterator[House]:
    """Give the house; whatever the test does to it is undone."""
    with _house.opened():
        yield _house


@pytest.fixture(scope="session")
def crawled(_house: House) -> Crawl:
    """Give what every page answered to everybody, read once per process."""
    with _house.opened():
        return crawl(_house)
