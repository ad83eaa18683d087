"""One owner process per folder; the lock dies with it, even by ``kill -9``."""

import fcntl
import os
from pathlib import Path


class FolderLock:
    """An advisory lock on one file, holding the owner's process id for messages."""

    def __init__(self, path: Path) -> None:
        """Remember where; nothing is taken yet."""
        self.path = path
        self._handle: int | None = None

    @property
    def held(self) -> bool:
        """Whether this process has it."""
        return self._handle is not None

    @property
    def holder(self) -> str:
        """Process id written by the last owner; empty when it gave the lock back by itself."""
        try:
            return self.path.read_text().strip()
        except OSError:
            return ""

    def take(self) -> bool:
        """Take the lock unless another process has it; tell whether it is ours now."""
        if self._handle is not None:
            return True
        handle = self._open()
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            return False
        os.ftruncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
        self._handle = handle
        return True

    def share(self) -> None:
        """Hold it together with others that share it."""
        self._handle = self._open()
        fcntl.flock(self._handle, fcntl.LOCK_SH)

    def wait_alone(self) -> None:
        """Hold it once nobody else does; waits as long as that takes."""
        self._handle = self._open()
        fcntl.flock(self._handle, fcntl.LOCK_EX)

    def _open(self) -> int:
        return os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def release(self) -> None:
        """Give it back; harmless when it is not ours."""
        if self._handle is not None:
            if self.holder == str(os.getpid()):
                os.ftruncate(self._handle, 0)
            os.close(self._handle)
            self._handle = None

    def was_cut_short(self) -> bool:
        """Tell whether the last owner died without giving the lock back, and nobody has it now."""
        if not self.holder:
            return False
        handle = self._open()
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        finally:
            os.close(handle)
        return True
