"""A whole product started as a person starts it, to be killed in every way."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from lms.core.embedded.process import start_tied

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0
"""Seconds: the machine may be doing other things."""


@dataclass
class Running:
    """One ``lms run`` with its data, and what it printed."""

    data: Path
    port: int
    root: Path = ROOT
    process: subprocess.Popen[bytes] | None = None

    @property
    def printed(self) -> str:
        return (self.data / "printed.txt").read_text()

    def start(self) -> None:
        words = ["-m", "lms.cli", "run", "--no-demo", "--port", str(self.port)]
        with (self.data / "printed.txt").open("wb") as output:
            self.process = start_tied(  # dies with the test, however that ends
                [sys.executable, *words],
                on_death=signal.SIGTERM,
                env=environment(self.data, self.root),
                output=output,
                cwd=self.root,
            )

    def start_and_wait(self) -> "Running":
        self.start()
        self.wait_ready()
        return self

    def wait_ready(self) -> None:
        until(lambda: self.has_ended() or self.answers(), "an answer", self.say)
        assert not self.has_ended(), self.printed
        until(lambda: "Ctrl-C stops everything" in self.printed, "its last word", self.say)

    def say(self) -> str:
        return self.printed

    def has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as page:
                return page.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def family(self) -> list[psutil.Process]:
        """The supervisor and everything below it."""
        assert self.process is not None
        top = psutil.Process(self.process.pid)
        return [top, *top.children(recursive=True)]

    def part(self, mark: str) -> psutil.Process:
        """The direct child of the supervisor whose command line contains ``mark``."""
        assert self.process is not None
        for child in psutil.Process(self.process.pid).children():
            if mark in " ".join(child.cmdline()):
                return child
        raise LookupError(mark)

    def signal(self, number: int) -> int:
        """Signal the supervisor and wait for its end."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def end(self) -> None:
        if not self.has_ended():
            self.signal(signal.SIGTERM)


def environment(data: Path, root: Path) -> dict[str, str]:
    """The environment of a newcomer: no setting of ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LMS_")}
    for name in ("PORT", "PYTHONDONTWRITEBYTECODE"):  # a newcomer's second start is quick
        kept.pop(name, None)
    if root != ROOT:  # what is compiled for a copy goes with the copy
        kept.pop("PYTHONPYCACHEPREFIX", None)
    return kept | {"LMS_DATA_DIR": str(data), "PYTHONPATH": str(root), "PYTHONUNBUFFERED": "1"}


def is_alive(process: psutil.Process) -> bool:
    """A zombie nobody reaped is dead enough."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def until(done: Callable[[], object], what: str, words: Callable[[], str] = str) -> None:
    limit = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < limit, f"waited in vain for {what}: {words()}"
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def product(name: str = "data", root: Path = ROOT) -> Iterator[Running]:
    """A product on new data, ended and removed afterwards."""
    ground = Path(tempfile.mkdtemp(prefix="lms-drill-"))
    ground.chmod(0o755)
    data = ground / name
    data.mkdir()
    one = Running(data, free_port(), root)
    try:
        yield one
    finally:
        one.end()
        shutil.rmtree(ground, ignore_errors=True)
