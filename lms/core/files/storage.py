"""Where bytes live: a small protocol, and a local folder that keeps what it says it keeps."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Protocol

_INCOMING = ".incoming"


class Storage(Protocol):
    """Five acts on bytes named by a random key: a folder, or a bucket of an object store."""

    def workspace(self) -> Path:
        """Return a folder of this machine for files being prepared."""

    def save(self, key: str, prepared: Path) -> None:
        """Keep ``prepared`` (consumed) as ``key``; once this returns, a crash loses nothing."""

    def open(self, key: str) -> BinaryIO:
        """Open the bytes of ``key``, seekable; raises FileNotFoundError."""

    def delete(self, key: str) -> None:
        """Forget ``key``; absent is fine."""

    def keys(self) -> Iterator[tuple[str, datetime]]:
        """Yield every key and when it was kept."""


class Bench:
    """The folder of files being prepared, and what a crash left there half done."""

    def __init__(self, root: Path) -> None:
        """Use a folder of ``root``, made when first asked for."""
        self.folder = root / _INCOMING

    def workspace(self) -> Path:
        """Return the folder, which only this account may read."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self.folder

    def owns(self, key: str) -> bool:
        """Tell whether ``key`` names something half prepared rather than something kept."""
        folder, _slash, name = key.rpartition("/")
        return folder == _INCOMING and name.isalnum()

    def path(self, key: str) -> Path:
        """Return the path of a key that it owns."""
        return self.folder / key.rpartition("/")[2]

    def keys(self) -> Iterator[tuple[str, datetime]]:
        """Yield what is half prepared, with its time."""
        if self.folder.is_dir():
            for path in sorted(self.folder.iterdir()):
                yield f"{_INCOMING}/{path.name}", kept_at(path)


class LocalStorage:
    """A folder: ``ab/abcd...`` for each key, written beside, synced, then renamed into place."""

    def __init__(self, root: Path) -> None:
        """Use ``root``, made when first written to."""
        self.root = root
        self._bench = Bench(root)

    def workspace(self) -> Path:
        """Return the folder of what is being prepared, on the same disk."""
        return self._bench.workspace()

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
            if folder.is_dir() and folder != self._bench.folder:
                for path in sorted(folder.iterdir()):
                    yield path.name, kept_at(path)
        yield from self._bench.keys()

    def _path(self, key: str) -> Path:
        if self._bench.owns(key):
            return self._bench.path(key)
        return self.root / checked(key)[:2] / key


def checked(key: str) -> str:
    """Return a key that is no path; raises ValueError for any other."""
    if not (key.isalnum() and key.isascii()):
        message = "not a storage key"
        raise ValueError(message)
    return key


def kept_at(path: Path) -> datetime:
    """Return when a file was last written."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _sync(path: Path) -> None:
    if path.is_dir() and os.name == "nt":
        return  # Windows has no sync of a folder
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
