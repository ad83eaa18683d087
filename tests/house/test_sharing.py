"""Tests that share a costly ground run in one worker, whichever versions of the tools are there."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.sharing import by_length, group_of

GROUPED = """
import os, pytest
pytestmark = pytest.mark.xdist_group("ground")
@pytest.mark.parametrize("n", range(12))
def test_together(n):
    print("worker", os.environ["PYTEST_XDIST_WORKER"])
"""
ALONE = GROUPED.replace('pytestmark = pytest.mark.xdist_group("ground")\n', "")


def workers_of(folder: Path, words: str) -> set[str]:
    """Return the workers that ran a file's twelve tests, of two."""
    (folder / "test_shared.py").write_text(words)
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup", "-rA", "-q"]
    done = subprocess.run(
        [*command, "-p", "tests.sharing", "-p", "no:randomly", f"--rootdir={folder}", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "12 passed" in done.stdout, done.stdout + done.stderr
    return {line for line in done.stdout.splitlines() if line.startswith("worker")}


def test_a_group_is_read_from_its_file() -> None:
    assert group_of("tests/house/test_pages.py", ROOT) == "house"
    assert group_of("tests/core/test_mail.py", ROOT) == ""


def test_groups_then_long_tests_are_begun_before_the_others() -> None:
    short, long = "tests/core/test_mail.py::test_one", "tests/journeys/test_movers.py::test_one"
    assert sorted([short, long, "house", short], key=by_length) == ["house", long, short, short]


@pytest.mark.slow
def test_a_group_is_run_by_one_worker(tmp_path: Path) -> None:
    assert len(workers_of(tmp_path, GROUPED)) == 1


@pytest.mark.slow
def test_canary_without_a_group_both_workers_run(tmp_path: Path) -> None:
    assert len(workers_of(tmp_path, ALONE)) == 2
