"""The worker dies in the middle of a job, and nothing is lost nor done twice."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import text
from sqlalchemy.pool import NullPool

from lms.core import ids, jobs
from lms.core.db import db, session
from tests.conftest import ROOT, drop_database, new_database
from tests.core.ground import bare_app
from tests.drills import working

pytestmark = pytest.mark.drill


@pytest.fixture
def url() -> Iterator[str]:
    made = new_database("drill")
    yield made
    drop_database(made)


@pytest.fixture
def app(url: str, tmp_path: Path) -> Iterator[Flask]:
    before = dict(jobs.JOBS)
    from lms.core import sweepers

    swept = dict(sweepers.SWEEPERS)
    working.declare(tmp_path)
    made = bare_app(url)
    with made.app_context():
        yield made
        session.remove()
        db.engine.dispose()
    jobs.JOBS.clear()
    jobs.JOBS.update(before)
    sweepers.SWEEPERS.clear()
    sweepers.SWEEPERS.update(swept)


@contextmanager
def worker(url: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process; killed at the end when the test did not."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.drills.working", url, str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for(true: Callable[[], object], seconds: float = 25) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)


def ask(name: str) -> UUID:
    effect = ids.new_id()
    jobs.enqueue(name, effect_id=effect)
    session.commit()
    return effect


def runs(url: str, effect: UUID) -> int:
    return counted(url, "SELECT count(*) FROM core_audit WHERE entity_id = :id", id=effect)


def waiting(url: str) -> int:
    return counted(url, "SELECT count(*) FROM procrastinate_jobs")


def counted(url: str, statement: str, **values: object) -> int:
    engine = sa.create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return int(connection.execute(text(statement), values).scalar_one())


def test_killed_in_the_middle_of_a_job_it_is_done_once_after_a_restart(app, url, tmp_path):
    effect = ask("drill.slow")
    with worker(url, tmp_path) as first:
        wait_for(lambda: list(tmp_path.glob("begun-*")))
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert runs(url, effect) == 0, "what a dead worker wrote is not there"
    assert waiting(url) == 1, "and its job still is"
    (tmp_path / "go").touch()
    with worker(url, tmp_path):
        wait_for(lambda: waiting(url) == 0)
    assert len(list(tmp_path.glob("begun-*"))) == 2
    assert runs(url, effect) == 1


def test_a_storm_of_kills_loses_and_doubles_nothing(app, url, tmp_path):
    effects = [ask("drill.quick") for _ in range(30)]
    for patience in (1.6, 2.0, 2.4):
        with worker(url, tmp_path) as doomed:
            time.sleep(patience)
            doomed.send_signal(signal.SIGKILL)
            doomed.wait()
        effects += [ask("drill.quick") for _ in range(10)]
    with worker(url, tmp_path):
        wait_for(lambda: waiting(url) == 0)
    assert [runs(url, effect) for effect in effects] == [1] * len(effects)


def test_asked_to_stop_it_ends_its_job_first(app, url, tmp_path):
    effect = ask("drill.slow")
    with worker(url, tmp_path) as asked:
        wait_for(lambda: list(tmp_path.glob("begun-*")))
        asked.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        (tmp_path / "go").touch()
        assert asked.wait(15) == 0
    assert runs(url, effect) == 1
    assert waiting(url) == 0
    assert counted(url, "SELECT count(*) FROM procrastinate_workers") == 0


def test_it_hears_of_a_job_at_once_and_sweeps_from_the_start(app, url, tmp_path):
    with worker(url, tmp_path):
        wait_for((tmp_path / "swept").exists)
        effect = ask("drill.quick")
        begun = time.monotonic()
        wait_for(lambda: runs(url, effect) == 1)
        assert time.monotonic() - begun < 20


def test_it_outlives_a_lost_database(app, url, tmp_path):
    with worker(url, tmp_path) as process:
        wait_for((tmp_path / "swept").exists)
        counted(
            url,
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        session.remove()
        db.engine.dispose()
        effect = ask("drill.quick")
        wait_for(lambda: runs(url, effect) == 1)
        assert process.poll() is None
