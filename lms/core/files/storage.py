"""Where bytes live: a small protocol, and a local folder that keeps what it says it keeps."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Protocol

_INCOMING = ".incoming"


class Storage(Protocol):
    """Four acts on bytes named by a random key; an object store fits behind them too."""

    def workspace(self) -> Path:
        """Return a folder for files being prepared."""

    def save(self, key: str, prepared: Path) -> None:
        """Keep ``prepared`` (consumed) as ``key``; once this returns, a crash loses nothing."""

    def open(self, key: str) -> BinaryIO:
        """Open the bytes of ``key``, seekable; raises FileNotFoundError."""

    def delete(self, key: str) -> None:
        """Forget ``key``; absent is fine."""

    def keys(self) -> Iterator[tuple[str, datetime]]:
        """Yield every key and when it was kept."""


class LocalStorage:
    """A folder: ``ab/abcd...`` for each key, written beside, synced, then renamed into place."""

    def __init__(self, root: Path) -> None:
        """Use ``root``, made when first written to."""
        self.root = root

    def workspace(self) -> Path:
        """Return the folder of what is being prepared, on the same disk."""
        folder = self.root / _INCOMING
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder

    def save(self, key: str, prepared: Path) -> None:
        """Sync the bytes, rename, sync the folders that name them: in this order only."""
        target = self._path(key)
        new_folder = not target.parent.exists()
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _sync(prepared)
        prepared.replace(target)
        _sync(target.parent)
        if new_folder:
            _sync(self.root)

    def open(self, key: str) -> BinaryIO:
        """Open a file for reading; raises FileNotFoundError."""
        return self._path(key).open("rb")

    def delete(self, key: str) -> None:
        """Remove a file; absent is fine."""
        self._path(key).unlink(missing_ok=True)

    def keys(self) -> Iterator[tuple[str, datetime]]:
        """Yield every kept key with its time, then what was left half-prepared by a crash."""
        if not self.root.is_dir():
            return
        for folder in sorted(self.root.iterdir()):
            if folder.is_dir():
                for path in sorted(folder.iterdir()):
                    at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
                    name = path.name if folder.name != _INCOMING else f"{_INCOMING}/{path.name}"
                    yield name, at

    def _path(self, key: str) -> Path:
        folder, _slash, name = key.rpartition("/")
        if folder == _INCOMING and name.isalnum():
            return self.root / _INCOMING / name
        if not key.isalnum():
            message = "not a storage key"
            raise ValueError(message)
        return self.root / key[:2] / key


def _sync(path: Path) -> None:
    if path.is_dir() and os.name == "nt":
        return  # Windows has no sync of a folder
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
