"""Processes that never outlive their owner: start tied, recognise, stop by pid."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

from lms.core.embedded.account import ServerAccount

HERE = Path(__file__).parent
PROC = Path("/proc")
"""Where Linux shows processes; absent on macOS."""

PATIENCE = 0.05
"""Seconds between two looks at a process that is stopping."""


class Leash:
    """The watcher process of this owner; holds pids and lets them go."""

    def __init__(self) -> None:
        """Start the watcher, in a session of its own so that Ctrl-C does not reach it."""
        self._watcher = subprocess.Popen(
            [sys.executable, "-I", "-S", str(HERE / "leash.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
            text=True,
        )

    def hold(self, pid: int, number: int, grace: float) -> None:
        """Have ``pid`` stopped with signal ``number`` should we die; killed ``grace`` s later."""
        self._tell(f"+{pid} {number} {grace}\n")

    def free(self, pid: int) -> None:
        """Forget ``pid``, which has ended."""
        self._tell(f"-{pid}\n")

    def _tell(self, line: str) -> None:
        if self._watcher.stdin is None or self._watcher.stdin.closed:
            return
        with contextlib.suppress(BrokenPipeError):
            self._watcher.stdin.write(line)
            self._watcher.stdin.flush()

    def close(self) -> None:
        """End the watcher; what it still holds is stopped."""
        if self._watcher.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._watcher.stdin.close()
        self._watcher.wait()


def start_tied(
    program: Sequence[str],
    *,
    on_death: int,
    account: ServerAccount | None = None,
    env: dict[str, str] | None = None,
    output: IO[bytes] | None = None,
    cwd: Path = Path("/"),
) -> subprocess.Popen[bytes]:
    """Start ``program`` (an absolute path and its arguments) in a session of its own.

    It gets signal ``on_death`` when our main thread dies (Linux; elsewhere use a leash).
    """
    uid, gid = (account.uid, account.gid) if account and account.switched else (-1, -1)
    tether = [sys.executable, "-I", "-S", str(HERE / "tether.py")]
    numbers = [str(number) for number in (int(on_death), os.getpid(), uid, gid)]
    return subprocess.Popen(
        [*tether, *numbers, "--", *program],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        env=env,
        cwd=cwd,
        start_new_session=True,
    )


def command_of(pid: int) -> str:
    """Return the command line of ``pid``; empty for no process and for a zombie."""
    if PROC.is_dir():
        try:
            shown = (PROC / str(pid) / "cmdline").read_bytes()
        except OSError:
            return ""
        return os.fsdecode(shown.replace(b"\0", b" ")).strip()
    listed = subprocess.run(
        ["ps", "-ww", "-o", "command=", "-p", str(pid)],  # noqa: S607 - where it is differs
        capture_output=True,
        text=True,
        check=False,
    )
    return listed.stdout.strip()


def is_postmaster(pid: int, data: Path) -> bool:
    """Tell whether ``pid`` is a PostgreSQL server of that data folder, not a reused number."""
    return f"/postgres -D {data} " in command_of(pid) + " "


def stop_pid(
    pid: int, steps: Sequence[tuple[int, float]], gone: Callable[[], bool] | None = None
) -> None:
    """Send each signal of ``steps``, waiting that many seconds after each, then SIGKILL.

    ``gone`` tells when it has ended (a child must be reaped); by default its command is looked at.
    """
    ended = gone or (lambda: not command_of(pid))
    for number, seconds in [*steps, (signal.SIGKILL, 10.0)]:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        if _within(seconds, ended):
            return


def _within(seconds: float, ended: Callable[[], bool]) -> bool:
    limit = time.monotonic() + seconds
    while not ended():
        if time.monotonic() > limit:
            return False
        time.sleep(PATIENCE)
    return True
