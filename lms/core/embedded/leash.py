"""Stop the processes of an owner that died without stopping them; run by path, stdlib only.

Reads lines on standard input: ``+PID SIGNAL SECONDS`` (hold it) and ``-PID`` (let it go). When
the input ends, which a ``kill -9`` of the owner cannot prevent, each process still held gets its
signal and, after that many seconds, SIGKILL.
"""

import os
import signal
import sys
import time


def listen() -> dict[int, tuple[int, float]]:
    """Return what is still held when the owner's end of the pipe is closed."""
    held: dict[int, tuple[int, float]] = {}
    for line in sys.stdin:
        words = line[1:].split()
        if line.startswith("+"):
            held[int(words[0])] = (int(words[1]), float(words[2]))
        elif line.startswith("-"):
            held.pop(int(words[0]), None)
    return held


def send(pid: int, number: int) -> bool:
    """Signal ``pid``; tell whether it was there."""
    try:
        os.kill(pid, number)
    except OSError:
        return False
    return True


def end(held: dict[int, tuple[int, float]]) -> None:
    """Ask each process to stop, wait as long as it was granted, then kill it."""
    left = {pid: grace for pid, (number, grace) in held.items() if send(pid, number)}
    start = time.monotonic()
    while left:
        time.sleep(0.1)
        left = {pid: grace for pid, grace in left.items() if send(pid, 0)}
        for pid, grace in list(left.items()):
            if time.monotonic() - start > grace:
                send(pid, signal.SIGKILL)
                left.pop(pid)


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    end(listen())
