"""The server's log file, and the one sentence to draw from it when a start fails."""

from dataclasses import dataclass
from pathlib import Path

KEPT = 10_000_000
"""Bytes beyond which the next start begins a new file, keeping one old."""

READ_BACK = 100_000
STILL_HELD = ("shared memory block", "lock file")
"""What a start says while processes of a killed server are still ending."""

DISK_FULL = ("No space left on device", "Check free disk space", "Disk quota exceeded")


@dataclass(frozen=True)
class ServerLog:
    """Where standard output and error of ``initdb`` and ``postgres`` go."""

    path: Path

    def turn(self) -> None:
        """Begin a new file when this one is long."""
        if self.size() > KEPT:
            self.path.replace(self.path.with_suffix(".log.old"))

    def size(self) -> int:
        """Return its length in bytes."""
        return self.path.stat().st_size if self.path.exists() else 0

    def since(self, start: int) -> str:
        """Return what was written from byte ``start`` on, its last part if long."""
        with self.path.open("rb") as log:
            log.seek(max(start, self.size() - READ_BACK))
            return log.read().decode("utf-8", "replace")

    def still_held(self, start: int) -> bool:
        """Tell whether the start failed only because a killed server is still ending."""
        words = self.since(start)
        return any(mark in words for mark in STILL_HELD)

    def complaint(self, what: str, start: int) -> str:
        """Return why ``what`` happened, from the words written since byte ``start``."""
        words = self.since(start)
        if any(mark in words for mark in DISK_FULL):
            return f"PostgreSQL {what}: no space left on the disk of {self.path.parent}."
        lines = words.splitlines() or ["no word said"]
        marked = [line for line in lines if "FATAL" in line or "error:" in line]
        return f"PostgreSQL {what}: {(marked or lines)[-1].strip()} (see {self.path})."
