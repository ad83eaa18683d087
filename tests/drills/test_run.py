"""``run`` ends cleanly, comes back by itself, and leaves no orphan, whatever is killed."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from lms.core.embedded import Cluster
from lms.core.embedded.console import silent
from tests.drills.running import ROOT, Running, environment, free_port, is_alive, product, until

pytestmark = [pytest.mark.drill, pytest.mark.slow, pytest.mark.xdist_group("run")]


@pytest.fixture(scope="module")
def lasting() -> Iterator[Running]:
    """One product for the whole file, started again by the drill that finds it ended."""
    with product() as one:
        yield one


@pytest.fixture
def running(lasting: Running) -> Running:
    if lasting.has_ended() or not lasting.answers():
        lasting.end()
        lasting.start_and_wait()
    return lasting


def write_a_row(running: Running) -> str:
    """Commit something and return how to read it."""
    cluster = Cluster(running.data, say=silent)
    with psycopg.connect(cluster.owner_url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS drill (x int)")
        connection.execute("INSERT INTO drill VALUES (1)")
        row = connection.execute("SELECT count(*) FROM drill").fetchone()
    assert row
    return str(row[0])


def rows(running: Running) -> str:
    with psycopg.connect(Cluster(running.data, say=silent).owner_url) as connection:
        row = connection.execute("SELECT count(*) FROM drill").fetchone()
    assert row
    return str(row[0])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_stop_it_leaves_nobody_behind(running: Running, number: int):
    family = running.family()
    assert len(family) >= 6
    assert running.signal(number) == 0
    assert [process for process in family if is_alive(process)] == []
    assert "nothing is left running" in running.printed


@pytest.mark.parametrize(
    ("part", "mark"),
    [("database", "/postgres -D"), ("web server", "gunicorn"), ("worker", "lms.cli worker")],
)
def test_a_part_killed_at_once_is_started_again(running: Running, part: str, mark: str):
    kept = write_a_row(running)
    killed = running.part(mark)
    killed.kill()
    until(lambda: not is_alive(killed), f"the end of the {part}")

    def is_back() -> bool:
        try:
            return running.part(mark).pid != killed.pid and running.answers()
        except (LookupError, psutil.NoSuchProcess):
            return False

    until(is_back, f"the {part} again", running.say)
    assert rows(running) == kept


def test_the_supervisor_killed_at_once_takes_everybody_along_and_starts_again(running: Running):
    kept = write_a_row(running)
    family = running.family()
    running.signal(signal.SIGKILL)
    until(lambda: not any(map(is_alive, family)), "the end of its children")
    running.start_and_wait()
    assert rows(running) == kept


def test_everybody_killed_at_once_starts_again(running: Running):
    kept = write_a_row(running)
    family = running.family()
    for process in family:
        with suppress(psutil.NoSuchProcess):  # some end by themselves meanwhile
            process.kill()
    until(lambda: not any(map(is_alive, family)), "the end of all")
    running.end()
    running.start_and_wait()
    assert rows(running) == kept


def test_without_its_leash_and_its_supervisor_the_next_start_is_clean(running: Running):
    family = running.family()
    running.part("leash.py").kill()
    running.signal(signal.SIGKILL)
    running.start_and_wait()
    assert running.answers()
    running.end()
    assert [process for process in family if is_alive(process)] == []


def test_a_busy_port_is_one_sentence(running: Running):
    told = subprocess.run(
        [sys.executable, "-m", "lms.cli", "run", "--port", str(running.port)],
        cwd=ROOT,
        env=environment(running.data, ROOT),
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1
    assert told.stderr == (
        f"Error: Port {running.port} is in use by another program: stop it, or choose another "
        f"port, as in --port {running.port + 1}.\n"
    )


def test_a_second_run_on_the_same_data_is_one_sentence(running: Running):
    told = subprocess.run(
        [sys.executable, "-m", "lms.cli", "run", "--port", str(free_port())],
        cwd=ROOT,
        env=environment(running.data, ROOT),
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1
    assert "Error: Already running from this folder" in told.stderr
    assert "Traceback" not in told.stderr
    assert running.answers()


def test_a_command_uses_the_database_of_a_run_and_leaves_it_running(running: Running):
    told = subprocess.run(
        [sys.executable, "-m", "lms.cli", "migrate"],
        cwd=ROOT,
        env=environment(running.data, ROOT),
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert running.answers()


def test_a_full_disk_is_one_sentence():
    small = Path(tempfile.mkdtemp(prefix="lms-drill-"))
    small.chmod(0o755)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=20m,mode=755", "tmpfs", str(small)],
        check=False,
        capture_output=True,
    )
    if os.geteuid() != 0 or mounted.returncode != 0:
        small.rmdir()
        pytest.skip("only root mounts a small disk")
    try:
        told = subprocess.run(
            [sys.executable, "-m", "lms.cli", "run", "--port", str(free_port())],
            cwd=ROOT,
            env=environment(small / "data", ROOT),
            capture_output=True,
            text=True,
            check=False,
        )
        quick = subprocess.run(
            [sys.executable, "-m", "lms.cli", "migrate"],
            cwd=ROOT,
            env=environment(small / "data", ROOT),
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        subprocess.run(["umount", str(small)], check=True)
        small.rmdir()
    assert "MB are left on the disk of" in told.stderr
    assert "no space left on the disk of" in quick.stderr
    assert "Traceback" not in told.stderr + quick.stderr


def test_a_copy_in_a_folder_with_spaces_and_accents_runs():
    place = Path(tempfile.mkdtemp(prefix="lms-drill-")) / "Élève à l'été, deux mots"
    place.parent.chmod(0o755)
    hidden = shutil.ignore_patterns("__pycache__", "instance", "node_modules")
    for name in ("lms", "templates", "translations"):
        if (ROOT / name).exists():
            shutil.copytree(ROOT / name, place / name, ignore=hidden)
    try:
        with product("données de l'été", place) as one:
            one.start_and_wait()
            assert one.signal(signal.SIGTERM) == 0
    finally:
        shutil.rmtree(place.parent)
