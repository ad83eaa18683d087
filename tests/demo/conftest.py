"""One small demo network for the whole folder: loading it takes seconds."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from lms.app import create_app
from lms.core import clock
from lms.core.db import db, session
from lms.demo import load
from tests.conftest import drop_database, new_database, settings_for

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 7, tzinfo=UTC)
"""The morning of the demo."""


@pytest.fixture(scope="package")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, str]]:
    url = new_database("demo")
    app = create_app(settings_for(url, tmp_path_factory.mktemp("demo")))
    with app.app_context():
        load.load_demo(units=12, people=120, years=1, seed=7, today=TODAY)
        session.commit()
        yield app, url
        session.remove()
        db.engine.dispose()
    drop_database(url)


@pytest.fixture
def today(world: tuple[Flask, str]) -> Iterator[None]:
    """Play on the day of the demo; nothing played is kept."""
    with clock.frozen(NOW):
        yield
    session.rollback()
