"""A served application on a database of its own, and a Chromium to look at it."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright

from lms.app import create_app
from lms.core import clock
from lms.core.db import db
from tests.browser.answering import serving
from tests.browser.axe import DESK
from tests.browser.houses import OpenHouse
from tests.browser.stages import NewStage, Stage
from tests.cast import NOW
from tests.conftest import drop_database, new_database, settings_for
from tests.house.ground import House

SHOTS = os.environ.get("LMS_SHOTS", "")
"""A folder where each page is photographed as a test leaves it; empty: no pictures."""


@pytest.fixture(scope="session")
def live_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application on its own database: what the browser does is committed."""
    url = new_database("browser")
    app = create_app(settings_for(url, tmp_path_factory.mktemp("browser")))
    yield app
    with app.app_context():
        db.engine.dispose()
    drop_database(url)


@pytest.fixture(scope="session")
def site(live_app: Flask) -> Iterator[str]:
    """The address where ``live_app`` answers."""
    with serving(live_app) as address:
        yield address


@pytest.fixture(scope="session")
def _open_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, str]]:
    url = new_database("open_house")
    house = House(url, tmp_path_factory.mktemp("open_house"))
    with serving(house.app) as address:
        yield house, address
    house.close()
    drop_database(url)


@pytest.fixture(scope="module")
def open_house(_open_house: tuple[House, str]) -> Iterator[OpenHouse]:
    """The whole network of the trust tests, served, its clock held while a module runs."""
    house, address = _open_house
    with clock.frozen(NOW):
        yield OpenHouse(house, address)


@pytest.fixture(scope="module")
def new_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewStage]:
    """Serve a network on a database of its own: ``new_stage("tablet", known=("marion",))``."""
    with ExitStack() as left:

        def made(label: str, *, known: tuple[str, ...] = ()) -> Stage:
            url = new_database(label)
            left.callback(drop_database, url)
            app = create_app(settings_for(url, tmp_path_factory.mktemp(label)))
            stage = Stage(app)
            left.callback(stage.close)
            stage.set_up(known=known)
            stage.site = left.enter_context(serving(app))
            return stage

        yield made


@pytest.fixture(scope="session")
def launch() -> Iterator[Callable[..., Browser]]:
    """Start a Chromium with more arguments; ``LMS_CHROMIUM`` says which."""
    with sync_playwright() as playwright:
        started: list[Browser] = []

        def start(*arguments: str) -> Browser:
            browser = playwright.chromium.launch(
                executable_path=os.environ.get("LMS_CHROMIUM"),
                args=["--no-sandbox", "--disable-gpu", *arguments],
            )
            started.append(browser)
            return browser

        yield start
        for browser in started:
            browser.close()


@pytest.fixture(scope="session")
def chromium(launch: Callable[..., Browser]) -> Browser:
    """One Chromium for the run."""
    return launch()


@pytest.fixture
def open_page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Open a page in a fresh browser context; what its console says is in ``page.said``."""
    contexts = []

    def opened(
        size: dict[str, int] = DESK, theme: str = "light", locale: str = "fr-FR", **options: object
    ) -> Page:
        context = chromium.new_context(
            viewport=size,  # type: ignore[arg-type]
            color_scheme=theme,  # type: ignore[arg-type]
            locale=locale,
            **options,  # type: ignore[arg-type]
        )
        contexts.append(context)
        context.set_default_timeout(8000)
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.said = said  # type: ignore[attr-defined]
        return page

    yield opened
    for number, context in enumerate(contexts):
        for page in context.pages if SHOTS else ():
            page.screenshot(path=f"{SHOTS}/{request.node.name[:60]}-{number}.png")
        context.close()
