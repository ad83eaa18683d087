"""Due work is done late or twice without harm, and one failure stops nobody."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import select, text

from lms.core import ids, sweepers
from lms.core.db import session
from lms.core.models import Sweep
from lms.core.sweepers import SWEEPERS, sweeper, tick

NOON = datetime(2026, 3, 2, 12, 0, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _alone(registries):
    SWEEPERS.clear()


def test_each_runs_once_a_minute_and_after_any_stop(kernel):
    ran = []
    sweeper("test.each")(lambda *, now: ran.append(now))
    for seconds in (0, 20, 39, 40, 3 * 86_400):
        tick(kernel, NOON + timedelta(seconds=seconds))
    assert ran == [NOON, NOON + timedelta(seconds=40), NOON + timedelta(days=3)]


def test_an_hourly_one_waits_its_hour(kernel):
    ran = []
    sweeper("test.hourly", every=60)(lambda *, now: ran.append(now))
    for minutes in (0, 1, 59, 60, 61):
        tick(kernel, NOON + timedelta(minutes=minutes))
    assert ran == [NOON, NOON + timedelta(minutes=60)]


def test_a_clock_moved_back_does_not_put_sweepers_to_sleep(kernel):
    ran = []
    sweeper("test.each")(lambda *, now: ran.append(now))
    tick(kernel, NOON)
    tick(kernel, NOON - timedelta(days=300))
    assert len(ran) == 2


def test_one_that_fails_is_noted_by_name_and_stops_nobody(kernel):
    ran = []

    @sweeper("test.a_fails")
    def fails(*, now):
        session.execute(text("SELECT CAST(:w AS integer)"), {"w": "Alice Martin"})

    sweeper("test.b_runs")(lambda *, now: ran.append(now))
    tick(kernel, NOON)
    assert ran == [NOON]
    rows = {row.name: row for row in session.execute(select(Sweep)).scalars()}
    assert (rows["test.a_fails"].error, rows["test.a_fails"].sqlstate) == (
        "InvalidTextRepresentation",
        "22P02",
    )
    assert rows["test.b_runs"].error is None


@pytest.mark.parametrize("locked", [True, False], ids=["locked", "canary: no turn"])
def test_two_workers_do_not_sweep_at_once(live, monkeypatch, locked):
    start, inside = Barrier(2), Barrier(2) if not locked else None

    @sweeper("test.once")
    def once(*, now):
        if inside:
            inside.wait(10)
        session.execute(
            text("INSERT INTO core_thread (id, opened_at) VALUES (:id, :now)"),
            {"id": ids.new_id(), "now": now},
        )

    if not locked:
        monkeypatch.setattr(sweepers, "_take_turn", lambda *_: True)

    def work(_):
        start.wait()
        tick(live, NOON)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    done = session.execute(text("SELECT count(*) FROM core_thread")).scalar_one()
    assert done == (1 if locked else 2)


def idle(*, now: datetime) -> None:
    """Do nothing."""


def test_a_name_is_declared_once():
    sweeper("test.each")(idle)
    with pytest.raises(ValueError, match="twice"):
        sweeper("test.each")(idle)
