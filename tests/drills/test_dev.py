"""``dev.py`` says in one sentence what is missing, and finds what is there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import dev


def test_without_a_word_it_lists_its_commands():
    told = subprocess.run(
        [sys.executable, str(dev.ROOT / "dev.py")], capture_output=True, text=True, check=True
    )
    assert all(f"  {name}" in told.stdout or name in told.stdout for name in dev.COMMANDS)


def test_an_unknown_command_is_refused_with_the_list():
    told = subprocess.run(
        [sys.executable, str(dev.ROOT / "dev.py"), "fly"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 2
    assert "python3 dev.py COMMAND" in told.stdout


def test_an_old_python_is_told_which_one_is_needed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(dev, "OLDEST", (99, 0))
    with pytest.raises(SystemExit, match=r"Python 3\.11 or later is needed, this is 3\."):
        dev.check_python()


def test_a_full_disk_is_told_in_megabytes(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(dev, "DISK_NEEDED", 10**12)
    with pytest.raises(SystemExit, match=r"only \d+ MB are left on the disk of"):
        dev.check_place()


def test_a_browser_that_cannot_run_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LMS_CHROMIUM", "/nowhere/chromium")
    with pytest.raises(SystemExit, match="LMS_CHROMIUM names /nowhere/chromium"):
        dev.browser()


@pytest.mark.parametrize(
    "kept",
    [
        "chromium-1200/chrome-linux64/chrome",
        "chromium_headless_shell-1255/chrome-headless-shell-linux64/chrome-headless-shell",
        "chromium_headless_shell-1100/chrome-linux/headless_shell",
    ],
)
def test_playwright_s_own_browser_comes_before_the_system_s(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kept: str
):
    program = tmp_path / kept
    program.parent.mkdir(parents=True)
    program.touch(0o755)
    monkeypatch.delenv("LMS_CHROMIUM", raising=False)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    assert dev.browser() == str(program)


def test_the_line_to_type_is_the_one_for_this_person():
    line = dev.as_root(["apt-get", "install", "-y", "python3.11-venv"])
    assert line.startswith("apt-get" if os.geteuid() == 0 else "sudo apt-get")


def test_an_environment_is_made_again_when_the_lock_changes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    for name in ("uv.lock", "pyproject.toml"):
        (tmp_path / name).write_text("one")
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    before = dev.wanted(dev=True)
    assert dev.wanted(dev=True) == before
    assert dev.wanted(dev=False) != before
    (tmp_path / "uv.lock").write_text("two")
    assert dev.wanted(dev=True) != before
