"""The kernel alone: an application with no feature, rolled back or really committing."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.pool import NullPool

from lms.core import jobs, policy, sweepers
from lms.core.db import db
from lms.core.facts import bus, kinds
from tests.conftest import drop_database, new_database
from tests.core.ground import bare_app

REGISTRIES = (
    jobs.JOBS,
    kinds.KINDS,
    kinds.CONSUMERS,
    bus.BACKFILLS,
    sweepers.SWEEPERS,
    policy.POLICIES,
)

COMMITTED = (
    "core_thread",
    "core_fact",
    "core_fact_delivery",
    "core_fact_dead",
    "core_audit",
    "core_audit_seal",
    "core_audit_private",
    "core_policy",
    "core_snapshot",
    "core_idempotency",
    "ops.severance",
    "ops.job_done",
    "ops.job_failure",
    "ops.sweep",
    "ops.audit_look",
    "procrastinate_jobs",
    "procrastinate_workers",
)


@pytest.fixture(autouse=True)
def registries() -> Iterator[None]:
    """What a test registers is forgotten after it."""
    before = [dict(one) for one in REGISTRIES]
    policy.forget()
    yield
    policy.forget()
    for one, kept in zip(REGISTRIES, before, strict=True):
        one.clear()
        one.update(kept)


@pytest.fixture(scope="session")
def _kernel(database: str) -> Iterator[Flask]:
    made = bare_app(database)
    with made.app_context():
        engine = db.engine
    yield made
    engine.dispose()


@pytest.fixture
def kernel(_kernel: Flask) -> Iterator[Flask]:
    """The kernel on one connection, rolled back at the end."""
    engine = db._app_engines[_kernel][None]
    with engine.connect() as connection:
        outer = connection.begin()
        db._app_engines[_kernel][None] = connection
        try:
            with _kernel.app_context():
                yield _kernel
        finally:
            db._app_engines[_kernel][None] = engine
            outer.rollback()


@pytest.fixture(scope="session")
def live_url() -> Iterator[str]:
    """A database where commits stay until the test's end; gives the owner's URL."""
    url = new_database("live")
    yield url
    drop_database(url)


@pytest.fixture(scope="session")
def _live(live_url: str) -> Iterator[Flask]:
    made = bare_app(live_url)
    with made.app_context():
        engine = db.engine
    yield made
    engine.dispose()


@pytest.fixture
def live(_live: Flask, live_url: str) -> Iterator[Flask]:
    """The kernel with real commits and as many connections as threads; emptied at the end."""
    with _live.app_context():
        yield _live
    owner = sa.create_engine(live_url, poolclass=NullPool)
    with owner.begin() as connection:
        connection.execute(sa.text(f"TRUNCATE {', '.join(COMMITTED)} CASCADE"))
    owner.dispose()


@pytest.fixture
def statements() -> Callable[[], AbstractContextManager[list[str]]]:
    """Give a block that lists the SQL statements sent to the database."""

    @contextmanager
    def listen() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_connection, _cursor, statement, *_rest):
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
                seen.append(statement)

        sa.event.listen(sa.Engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            sa.event.remove(sa.Engine, "before_cursor_execute", note)

    return listen
