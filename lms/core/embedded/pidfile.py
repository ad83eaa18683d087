"""What ``postmaster.pid`` says: which process, which socket folder, whether it answers."""

from dataclasses import dataclass
from pathlib import Path

from lms.core.embedded.process import command_of, is_postmaster

LINES = ("pid", "data", "start", "port", "socket", "address", "memory", "status")


@dataclass(frozen=True)
class PidFile:
    """The file of one data folder, read anew at each question: the server rewrites it."""

    data: Path

    @property
    def path(self) -> Path:
        """Where it is."""
        return self.data / "postmaster.pid"

    def _lines(self) -> list[str]:
        try:
            return self.path.read_text("utf-8", "replace").splitlines()
        except OSError:
            return []

    def named_pid(self) -> int | None:
        """Return the process it names, which may be dead or somebody else's by now."""
        lines = self._lines()
        return int(lines[0]) if lines and lines[0].strip().isdigit() else None

    def running_pid(self) -> int | None:
        """Return the server's process if it is one."""
        pid = self.named_pid()
        return pid if pid is not None and is_postmaster(pid, self.data) else None

    def socket(self) -> Path | None:
        """Return the folder of its socket once known."""
        lines = self._lines()
        return Path(lines[4]) if len(lines) >= len(LINES) else None

    def is_ready(self, pid: int | None = None) -> bool:
        """Tell whether the server (``pid``, if given) accepts connections."""
        lines = self._lines()
        if len(lines) < len(LINES) or (pid is not None and lines[0].strip() != str(pid)):
            return False
        return lines[7].strip() == "ready"

    def forget_stranger(self) -> None:
        """Remove it when its number now belongs to another program, which blocks a start."""
        pid = self.named_pid()
        if pid is not None and command_of(pid) and not is_postmaster(pid, self.data):
            self.path.unlink()
