"""T21: however many press, at whatever moment it stops, a season closes once and as a whole."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.pool import NullPool

from lms.config import psycopg_url
from lms.core import clock, jobs
from lms.core.db import session
from lms.core.errors import Refused
from lms.labels.models import Award, Season
from lms.labels.services import closing
from tests.committed import at_once
from tests.conftest import ROOT
from tests.factories.labels import CLOSED, Ground
from tests.labels.crowd import counts, decided, reopen
from tests.pages import Statements

World = tuple[Flask, Ground, str]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with decided("labelclose", tmp_path_factory.mktemp("close"), 40) as made:
        yield made


@pytest.fixture
def fresh(world: World) -> Iterator[World]:
    yield world
    forget(world[2])


def forget(url: str) -> None:
    """Take the awards away as the owner of the database, then open the season again."""
    session.rollback()
    engine = sa.create_engine(psycopg_url(url), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text("TRUNCATE labels_award_entry, labels_award CASCADE"))
    engine.dispose()
    reopen()


def press(ground: Ground, who: str):
    """Return the act of one person who closes the season."""
    season_id, actor_id = ground.season.id, getattr(ground, who).id
    return lambda: closing.ask_to_close(season_id=season_id, actor_id=actor_id)


def race(world: World, turns: int) -> None:
    app, ground, url = world
    for _turn in range(turns):
        with clock.frozen(CLOSED):
            found = at_once(app, press(ground, "henri"), press(ground, "odile"))
            assert sum(isinstance(one, Refused) for one in found) == 1, found
            assert sum(isinstance(one, Season) for one in found) == 1, found
            act = lambda: closing.close(season_id=ground.season.id, now=CLOSED)  # noqa: E731
            made = at_once(app, act, act)
        assert sorted(made) == [0, 32], made  # type: ignore[type-var]
        assert counts() == (32, 32, "closed")
        forget(url)


def test_two_people_close_a_season_and_one_is_told(world: World):
    race(world, 3)


@pytest.mark.slow
def test_two_people_close_a_season_thirty_times(world: World):
    race(world, 30)


def test_canary_without_the_lock_awards_are_written_twice_or_refused(
    fresh: World, monkeypatch: pytest.MonkeyPatch
):
    app, ground, _url = fresh
    with clock.frozen(CLOSED):
        closing.ask_to_close(season_id=ground.season.id, actor_id=ground.henri.id)
        session.commit()
        monkeypatch.setattr(closing, "_HELD", sa.text("SELECT 1"))
        monkeypatch.setattr(
            closing, "get_season", lambda season_id, **_lock: session.get_one(Season, season_id)
        )
        act = lambda: closing.close(season_id=ground.season.id, now=CLOSED)  # noqa: E731
        found = at_once(app, act, act)
    assert sum(isinstance(one, Exception) for one in found) == 1, "planted: both wrote, one broke"


def test_the_job_asked_for_closes_and_a_second_one_does_nothing(fresh: World):
    app, ground, _url = fresh
    with clock.frozen(CLOSED):
        closing.ask_to_close(season_id=ground.season.id, actor_id=ground.henri.id)
        jobs.enqueue(closing.CLOSE, season_id=ground.season.id)
        session.commit()
        jobs.drain(app, strict=True)
    assert counts() == (32, 32, "closed")


def test_a_closing_that_stopped_is_asked_for_again(fresh: World):
    app, ground, _url = fresh
    with clock.frozen(CLOSED):
        closing.ask_to_close(season_id=ground.season.id, actor_id=ground.henri.id)
        session.execute(sa.text("DELETE FROM procrastinate_jobs"))
        session.commit()
    later = CLOSED + closing.AGAIN * 2
    with clock.frozen(later):
        assert closing.ask_again(later) == 1
        session.commit()
        jobs.drain(app, strict=True)
    assert counts() == (32, 32, "closed")


def close_apart(url: str, folder: Path, dies_after: int) -> int:
    """Close in a process of its own that is killed after so many statements."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.labels.closing_apart", url, str(folder), CLOSED.isoformat(), str(dies_after)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
        timeout=120,
    )  # fmt: skip
    return done.returncode


@pytest.mark.slow
@pytest.mark.parametrize("dies_after", [2, 4, 6, 7])
def test_a_close_killed_anywhere_is_whole_the_next_time(
    fresh: World, tmp_path: Path, dies_after: int
):
    _app, ground, url = fresh
    with clock.frozen(CLOSED):
        closing.ask_to_close(season_id=ground.season.id, actor_id=ground.henri.id)
        session.commit()
    assert close_apart(url, tmp_path, dies_after) == -signal.SIGKILL
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and counts()[0]:
        time.sleep(0.2)
    assert counts() == (0, 0, "closing"), "nothing half done"
    assert close_apart(url, tmp_path, 999) == 0
    assert counts() == (32, 32, "closed")
    assert close_apart(url, tmp_path, 999) == 0
    assert counts() == (32, 32, "closed"), "once"


def test_closing_costs_the_same_statements_for_any_number_of_stores(fresh: World):
    _app, ground, _url = fresh
    with clock.frozen(CLOSED):
        closing.ask_to_close(season_id=ground.season.id, actor_id=ground.henri.id)
        with Statements() as sent:
            closing.close(season_id=ground.season.id, now=CLOSED)
        session.commit()
    assert len(sent) <= 12, sent.sent


@pytest.mark.slow
def test_two_thousand_stores_close_at_once_each_in_its_place(tmp_path: Path):
    with decided("labelmany", tmp_path, 2000) as (_app, ground, _url):
        with clock.frozen(CLOSED):
            closing.ask_to_close(season_id=ground.season.id, actor_id=ground.henri.id)
            assert closing.close(season_id=ground.season.id, now=CLOSED) == 1600
            session.commit()
        places = session.scalars(sa.select(Award.place).order_by(Award.place)).all()
        assert places == list(range(1, 1601))
