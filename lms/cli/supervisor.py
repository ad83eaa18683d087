"""Keep a database, a web server and a worker alive together, and end them together."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from lms.core.embedded import Cluster
from lms.core.embedded.console import tell
from lms.core.embedded.process import Leash, start_tied, stop_pid

FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0
"""Seconds before a dead child is started again: doubled each time, within these bounds."""

HEALTHY_AFTER = 60.0
"""Seconds of life after which a child's former deaths are forgotten."""

STOP_WITHIN = 25.0
"""Seconds granted to web and worker to finish what they hold."""

LOOK_EVERY = 0.2
NO_SIGNAL = 0


class Stopped(BaseException):
    """Somebody asked for the end: Ctrl-C, SIGTERM, or a closed terminal."""


@contextmanager
def stoppable() -> Iterator[None]:
    """Turn the first stop signal into :class:`Stopped`; later ones are ignored."""
    asked = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        if not asked:
            asked = True
            raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    yield


@dataclass
class Child:
    """A program to keep running."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    again_at: float = 0.0

    def is_alive(self) -> bool:
        """Tell whether it runs now."""
        return self.process is not None and self.process.poll() is None


@dataclass
class Supervisor:
    """The one process that owns all the others; ``cluster`` is None with a foreign database."""

    env: Mapping[str, str]
    cwd: Path
    cluster: Cluster | None = None
    say: Callable[[str], None] = tell
    children: list[Child] = field(default_factory=list)
    leash: Leash = field(default_factory=Leash)

    def run_once(self, command: Sequence[str]) -> int:
        """Run a preparatory command to its end and return its exit status."""
        process = self._launch(command, signal.SIGKILL)
        try:
            return process.wait()
        finally:
            self._end([process])

    def keep(self, name: str, command: Sequence[str]) -> Child:
        """Start a child, to be started again whenever it dies."""
        child = Child(name, command)
        self.children.append(child)
        self._start(child)
        return child

    def watch(self) -> None:
        """Look after everything until :class:`Stopped` is raised here."""
        while True:
            self.look()
            time.sleep(LOOK_EVERY)

    def look(self) -> None:
        """Start again what has died and whose time has come."""
        if self.cluster is not None and self.cluster.has_died():
            self.say("The database has stopped unexpectedly: starting it again.")
            self.cluster.ensure_running()
        for child in self.children:
            if not child.is_alive():
                self._revive(child)

    def close(self) -> None:
        """Stop web and worker, then the database."""
        self._end([child.process for child in self.children if child.process is not None])
        self.leash.close()
        if self.cluster is not None:
            self.cluster.stop()

    def _revive(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is not None:
            if now - child.started > HEALTHY_AFTER:
                child.deaths = 0
            delay = min(FIRST_DELAY * 2**child.deaths, LONGEST_DELAY)
            status = child.process.returncode
            self.say(f"{child.name} has ended (status {status}): again in {delay:g} s.")
            self.leash.free(child.process.pid)
            child.process, child.deaths, child.again_at = None, child.deaths + 1, now + delay
        elif now >= child.again_at:
            self._start(child)

    def _start(self, child: Child) -> None:
        child.process = self._launch(child.command, signal.SIGTERM)
        child.started = time.monotonic()

    def _launch(self, command: Sequence[str], on_death: int) -> subprocess.Popen[bytes]:
        process = start_tied(command, on_death=on_death, env=dict(self.env), cwd=self.cwd)
        self.leash.hold(process.pid, on_death, STOP_WITHIN)
        return process

    def _end(self, processes: Sequence[subprocess.Popen[bytes]]) -> None:
        alive = [process for process in processes if process.poll() is None]
        for process in alive:
            process.terminate()
        for process in alive:
            stop_pid(process.pid, [(NO_SIGNAL, STOP_WITHIN)], _ended(process))
        for process in processes:
            self.leash.free(process.pid)


def _ended(process: subprocess.Popen[bytes]) -> Callable[[], bool]:
    return lambda: process.poll() is not None
