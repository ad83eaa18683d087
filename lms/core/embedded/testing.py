"""A server for one run of the tests, gone with it."""

import atexit
import os
import shutil
from dataclasses import replace
from pathlib import Path

from lms.core.embedded.console import silent
from lms.core.embedded.lock import FolderLock
from lms.core.embedded.places import default_folder
from lms.core.embedded.profile import QUICK, Profile
from lms.core.embedded.server import Cluster

PROJECT = Path(__file__).resolve().parents[3]


def for_tests() -> str:
    """Start a server for this process (once) and return the URL of ``lms_owner`` on it.

    That role may create databases and may become ``lms_app``. The server ends with this process.
    ``LMS_TEST_FSYNC=0`` also forgoes the disk.
    """
    return _server().owner_url


def _server() -> Cluster:
    if not _running:
        _running.append(_start())
    return _running[0]


_running: list[Cluster] = []


def _start() -> Cluster:
    home = default_folder(PROJECT) / "tests"
    home.mkdir(parents=True, exist_ok=True)
    _sweep(home)
    folder = home / str(os.getpid())
    server = Cluster(folder, profile=_profile(), say=silent)
    server.ensure_running()
    atexit.register(_end, server)
    return server


def _profile() -> Profile:
    fsync = "off" if os.environ.get("LMS_TEST_FSYNC") == "0" else "on"
    return replace(QUICK, settings=QUICK.settings | {"fsync": fsync})


def _end(server: Cluster) -> None:
    server.stop()
    shutil.rmtree(server.folder, ignore_errors=True)


def _sweep(home: Path) -> None:
    """Remove what interrupted runs left, their servers included."""
    for folder in home.iterdir():
        lock = FolderLock(folder / "lock")
        if lock.take():
            lock.release()
            left = Cluster(folder, say=silent)
            left.end_leftover()
            shutil.rmtree(folder, ignore_errors=True)
