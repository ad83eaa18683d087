"""One database per test process, made from a template; each test is rolled back."""

import hashlib
import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as drawing
from sqlalchemy.pool import NullPool
from werkzeug.test import TestResponse

from lms import migrating
from lms.accounts.services import keys
from lms.app import Comptoir, create_app
from lms.config import Settings, psycopg_url
from lms.core.db import APP_ROLE, db
from lms.core.i18n import DEFAULT, set_locale, speaking
from lms.network.queries import asked, naming, people, scope
from lms.reporting import queries as reporting
from tests.compiled import CompiledTemplates

pytest_plugins = ["tests.cast", "tests.collecting", "tests.sharing"]

# Two processes share the machine: an example that waits for its turn is no failure.
drawing.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
drawing.load_profile("shared")

Comptoir.jinja_options = {"bytecode_cache": CompiledTemplates()}

ROOT = Path(__file__).resolve().parent.parent
SERVER = "LMS_TEST_DATABASE_URL"
BUILT_FOR_SOMEBODY = (
    scope.units_reached,
    scope._people,
    asked._units,
    asked._people,
    asked._walled,
    naming._names_but,
    people._rows,
    reporting._lines,
)
"""Statements kept by who reads: a test that plants another scope has them built again."""

KEY = "t" * 40
NUMBERS = count(1)
"""What tells apart two databases of one process that were given one label."""


def pytest_configure(config: pytest.Config) -> None:
    """Start one embedded PostgreSQL for the run, unless a server is named in the environment."""
    if SERVER not in os.environ and not hasattr(config, "workerinput"):
        from lms.core import embedded

        os.environ[SERVER] = embedded.for_tests()


def server(name: str) -> str:
    """Return the URL of database ``name`` on the test server, as its owner."""
    url = sa.make_url(psycopg_url(os.environ[SERVER])).set(database=name)
    return url.render_as_string(hide_password=False)


def as_application(url: str) -> str:
    """Return ``url`` with the rights of the application's role, not the owner's."""
    made = sa.make_url(url).update_query_dict({"options": f"-c role={APP_ROLE}"})
    return made.render_as_string(hide_password=False)


def _template() -> str:
    """Return the name of a migrated database kept for this state of the migrations."""
    seen = hashlib.sha256()
    for path in sorted(
        [
            *(ROOT / "lms").rglob("models*.py"),
            *(ROOT / "lms").glob("**/models/*.py"),
            *(ROOT / "lms/migrations").rglob("*.*"),
            ROOT / "lms/core/db.py",
        ]
    ):
        if "__pycache__" not in path.parts:
            seen.update(path.read_bytes())
    name = f"lms_template_{seen.hexdigest()[:12]}"
    engine = sa.create_engine(server("postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text("SELECT pg_advisory_lock(42)"))
        known = sa.text("SELECT 1 FROM pg_database WHERE datname = :name")
        if not connection.execute(known, {"name": name}).scalar():
            building = f"{name}_{os.getpid()}"
            connection.execute(sa.text(f'CREATE DATABASE "{building}"'))
            migrating.upgrade(server(building))
            connection.execute(sa.text(f'ALTER DATABASE "{building}" RENAME TO "{name}"'))
        connection.execute(sa.text("SELECT pg_advisory_unlock(42)"))
    return name


def new_database(label: str) -> str:
    """Make a fresh migrated database and return its owner URL."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"lms_test_{label}_{os.getpid()}_{worker}_{next(NUMBERS)}"
    template = _template()
    engine = sa.create_engine(server("postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text("SELECT pg_advisory_lock(43)"))
        connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(sa.text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
        connection.execute(sa.text("SELECT pg_advisory_unlock(43)"))
    return server(name)


def drop_database(url: str) -> None:
    """Drop a database made by :func:`new_database`."""
    name = sa.make_url(url).database
    engine = sa.create_engine(server("postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    drop = f'DROP DATABASE IF EXISTS "{name}"'
    with engine.connect() as connection:
        try:
            connection.execute(sa.text(f"{drop} WITH (FORCE)"))
        except sa.exc.ProgrammingError:
            # An automatic vacuum belongs to the superuser: it is not ours to end, a plain drop asks it.
            connection.execute(sa.text(drop))


def settings_for(owner_url: str, folder: Path) -> Settings:
    """Return the settings of a test application on ``owner_url``."""
    return Settings(
        database_url=as_application(owner_url),
        owner_database_url=owner_url,
        secret_key=KEY,
        base_url="http://localhost",
        testing=True,
        development=True,
        demo=True,
        files_dir=folder / "files",
        argon2_time_cost=1,
        argon2_memory_kib=64,
    )


class Browser(FlaskClient):
    """A test client whose requests each have their own context, as under a real server."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send one request; what it leaves in ``g`` or in the session is gone after it."""
        with self.application.app_context():
            return super().open(*args, **kwargs)


@pytest.fixture(scope="session")
def database() -> Iterator[str]:
    """A database for this process, dropped at the end; gives the owner's URL."""
    url = new_database("unit")
    yield url
    drop_database(url)


@pytest.fixture(scope="session")
def _app(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    made = create_app(settings_for(database, tmp_path_factory.mktemp("instance")))
    made.test_client_class = Browser
    with made.app_context():
        yield made
        db.engine.dispose()


@pytest.fixture
def app(_app: Flask, stands_on: Any) -> Iterator[Flask]:
    """The application, its engine replaced by one connection that is rolled back.

    The network is empty, or holds what the test asks for (:mod:`tests.grounds`).
    """
    for kept in BUILT_FOR_SOMEBODY:
        kept.cache_clear()
    usual = db._app_engines[_app][None]
    engine: Any = stands_on.engine if stands_on else usual
    with engine.connect() as connection:
        outer = connection.begin()
        db._app_engines[_app][None] = connection
        db.session.remove()
        try:
            yield _app
        finally:
            db.session.remove()
            db._app_engines[_app][None] = usual
            outer.rollback()


@pytest.fixture(autouse=True)
def _own_key() -> Iterator[None]:
    """Put the key of the tests back: a process has one, and an application built with another
    takes its place (a command run here, an installation as in production)."""
    yield
    if keys._tools is not None and keys._tools.key != KEY.encode():
        keys.configure(settings_for(server("postgres"), Path()))


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """Begin in the language a process begins in, whoever's request was the last in this one."""
    set_locale(DEFAULT)


@pytest.fixture
def english() -> Iterator[None]:
    """Write refusals and words of rules in English, as tests quote them."""
    with speaking("en"):
        yield


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript, nobody signed in."""
    return app.test_client()
