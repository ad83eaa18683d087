"""The embedded PostgreSQL: its rights, its silence, and how it comes back."""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from lms.core.embedded import DURABLE, QUICK, Cluster, EmbeddedError, cluster
from lms.core.embedded import server_account as account_for
from lms.core.embedded.console import silent
from lms.core.embedded.lock import FolderLock
from lms.core.embedded.places import packaged_binaries, socket_folder
from lms.core.embedded.profile import options

pytestmark = pytest.mark.xdist_group("embedded")

SENTENCE = "my manager shouted at me in front of a customer"


@pytest.fixture
def ground() -> Iterator[Path]:
    """A new folder that the server's user may reach, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="lms-embedded-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def durable() -> Iterator[Cluster]:
    """One server with the settings of real data, shared by the tests that only look."""
    folder = Path(tempfile.mkdtemp(prefix="lms-embedded-"))
    folder.chmod(0o755)
    with cluster(folder, say=silent) as running:
        yield running
    shutil.rmtree(folder, ignore_errors=True)


def ask(url: str, question: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row[0] if row else None


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("listen_addresses", ""),
        ("log_error_verbosity", "terse"),
        ("log_min_error_statement", "panic"),
        ("password_encryption", "scram-sha-256"),
        ("server_encoding", "UTF8"),
        ("TimeZone", "UTC"),
        ("data_checksums", "on"),
    ],
)
def test_people_s_data_are_kept_by_these_settings(durable: Cluster, setting: str, value: str):
    assert ask(durable.owner_url, f"SHOW {setting}") == value


def test_the_application_s_role_owns_nothing_and_makes_nothing(durable: Cluster):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(durable.app_url, "CREATE TABLE mine (x int)")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(durable.app_url, "CREATE DATABASE mine")


def test_no_role_of_the_product_is_a_superuser(durable: Cluster):
    powers = (
        "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'lms%' AND (rolsuper OR rolcreaterole)"
    )
    assert ask(durable.owner_url, powers) == 0


def test_a_wrong_password_opens_nothing(durable: Cluster):
    head, tail = durable.app_url.split("@")
    wrong = head.rsplit(":", 1)[0] + ":guess@" + tail
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        ask(wrong, "SELECT 1")


def test_passwords_and_socket_are_closed_to_others(durable: Cluster):
    passwords = (durable.folder / "passwords.json").stat()
    assert stat.S_IMODE(passwords.st_mode) == 0o600
    assert passwords.st_uid == os.geteuid()
    place = socket_folder(durable.data, durable.account).stat()
    assert stat.S_IMODE(place.st_mode) == 0o700
    assert place.st_uid == durable.account.uid


def _refuse_a_sentence(running: Cluster) -> str:
    """Have the database refuse a row with a person's words; return its log."""
    with psycopg.connect(running.owner_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS told (said text CHECK (said = ''))")
        with pytest.raises(psycopg.errors.CheckViolation):
            connection.execute("INSERT INTO told VALUES (%s)", [SENTENCE])
    return (running.folder / "postgres.log").read_text()


def test_words_of_a_refused_row_are_not_written_to_the_server_s_log(durable: Cluster):
    log = _refuse_a_sentence(durable)
    assert "violates check constraint" in log
    assert SENTENCE not in log


def test_without_the_terse_setting_the_words_would_be_in_the_log(ground: Path):
    planted = replace(DURABLE, settings=DURABLE.settings | {"log_error_verbosity": "default"})
    with cluster(ground, profile=planted, say=silent) as running:
        assert SENTENCE in _refuse_a_sentence(running)


def test_a_guest_uses_the_server_and_leaves_it_running(durable: Cluster):
    script = (
        "import sys; from pathlib import Path; from lms.core import embedded\n"
        "with embedded.cluster(Path(sys.argv[1])) as c: print(c.pid)"
    )
    told = subprocess.run(
        [sys.executable, "-c", script, str(durable.folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == str(durable.pid)
    assert ask(durable.app_url, "SELECT 1") == 1


@pytest.mark.parametrize("name", ['Élève à l\'été "98%" $HOME', "x" * 150])
def test_any_folder_s_name_will_do(ground: Path, name: str):
    with cluster(ground / name, profile=QUICK, say=silent) as running:
        assert ask(running.app_url, "SELECT current_user::text") == "lms_app"


def test_a_server_killed_at_once_comes_back_with_what_was_committed(ground: Path):
    with cluster(ground, say=silent) as running:
        with psycopg.connect(running.owner_url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS x")
        os.kill(running.pid or 0, 9)
        while not running.has_died():
            pass
        running.ensure_running()
        assert ask(running.owner_url, "SELECT x FROM kept") == 7


def test_a_server_left_over_is_stopped_before_the_next_start(ground: Path):
    with cluster(ground, profile=QUICK, say=silent) as running:
        program = [str(packaged_binaries() / "bin" / "postgres"), "-D", str(running.data)]
        folder = socket_folder(running.data, running.account)
    folder.mkdir(mode=0o700, exist_ok=True)
    running.account.own(folder)
    program += options(QUICK, str(folder))
    user = {"user": running.account.uid, "group": running.account.gid, "extra_groups": []}
    switched = user if running.account.switched else {}
    with subprocess.Popen(program, stderr=subprocess.DEVNULL, cwd="/", **switched) as orphan:
        while running.pid is None:
            pass
        told: list[str] = []
        with cluster(ground, profile=QUICK, say=told.append) as again:
            assert ask(again.app_url, "SELECT 1") == 1
            assert again.pid != orphan.pid
        assert orphan.wait(5) == 0
    assert "left over" in told[0]


def test_a_pid_file_that_names_another_program_is_no_obstacle(ground: Path):
    with cluster(ground, profile=QUICK, say=silent) as running:
        pass
    stale = running.data / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{running.data}\n1\n5432\n/nowhere\n\n1 1\nready   \n")
    running.account.own(stale)
    with cluster(ground, profile=QUICK, say=silent) as again:
        assert ask(again.app_url, "SELECT 1") == 1


def test_an_interrupted_creation_is_begun_again(ground: Path):
    (ground / "pgdata.new").mkdir()
    (ground / "pgdata.new" / "PG_VERSION").write_text("18\n")
    with cluster(ground, profile=QUICK, say=silent) as running:
        assert ask(running.app_url, "SELECT 1") == 1


def test_data_of_another_version_are_refused_in_one_sentence(ground: Path):
    (ground / "pgdata").mkdir()
    (ground / "pgdata" / "PG_VERSION").write_text("15\n")
    with pytest.raises(EmbeddedError, match="made by PostgreSQL 15, this version carries 18"):
        Cluster(ground, say=silent).ensure_running()


def test_a_folder_that_cannot_be_made_is_one_sentence():
    with pytest.raises(EmbeddedError, match="cannot be written"):
        Cluster(Path("/dev/null/data"), say=silent).ensure_running()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_a_data_folder_closed_to_the_server_s_user_is_one_sentence(ground: Path):
    (ground / "closed").mkdir(mode=0o700)
    with pytest.raises(EmbeddedError, match="is closed to the user that runs PostgreSQL"):
        Cluster(ground / "closed" / "data", say=silent).ensure_running()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_binaries_under_a_closed_folder_are_copied_not_opened(ground: Path):
    closed = ground / "home"
    closed.mkdir(mode=0o700)
    real = packaged_binaries().parent
    for name in (real.name, f"{real.name}.libs"):
        (closed / name).symlink_to(real.with_name(name))
    script = (
        "import sys; from pathlib import Path; from lms.core import embedded; import psycopg\n"
        "with embedded.cluster(Path(sys.argv[1])) as c: psycopg.connect(c.app_url).close()"
    )
    path = os.pathsep.join([str(closed), str(Path(__file__).resolve().parents[2])])
    done = subprocess.run(
        [sys.executable, "-c", script, str(ground / "data")],
        capture_output=True,
        text=True,
        check=True,
        env=dict(os.environ, PYTHONPATH=path),
    )
    assert "Copying the PostgreSQL binaries" in done.stderr
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def test_the_server_never_runs_as_root():
    assert account_for(silent).uid != 0


def test_a_server_for_tests_ends_with_its_run_even_a_killed_one(ground: Path):
    script = (
        "import time; from lms.core.embedded import for_tests\n"
        "print(for_tests(), flush=True); time.sleep(600)"
    )
    env = dict(os.environ, LMS_DATA_DIR=str(ground))
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env=env
    ) as killed:
        assert killed.stdout is not None
        url = killed.stdout.readline().strip()
        assert ask(url, "SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user")
        killed.kill()
    with cluster(ground / "tests" / str(killed.pid), profile=QUICK, say=silent) as left:
        assert ask(left.app_url, "SELECT 1") == 1
    done = subprocess.run(
        [sys.executable, "-c", script.replace("600", "0")],
        capture_output=True,
        check=True,
        env=env,
    )
    assert done.stdout
    assert list((ground / "tests").iterdir()) == []


def test_a_lock_tells_whether_its_last_owner_gave_it_back(tmp_path: Path) -> None:
    path = tmp_path / "run.lock"
    lock = FolderLock(path)
    assert not lock.was_cut_short()
    assert lock.take()
    assert not FolderLock(path).was_cut_short()
    lock.release()
    assert not FolderLock(path).was_cut_short()
    path.write_text("4242")
    assert FolderLock(path).was_cut_short()
    assert FolderLock(path).was_cut_short()
