"""Where the files of a package are read: a folder, or anything that lists names and gives bytes."""

import os
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Protocol

from lms.core.i18n import _l
from lms.courses.imports.problems import Message

MAX_FILES = 5_000
MAX_TEXT = 2_000_000
MAX_BYTES = 500_000_000
_DOCUMENTS = (".md", ".json", ".yml", ".yaml", ".txt", ".vtt")


class UnsafeSourceError(Exception):
    """The package cannot be opened as a whole; `message` says why and what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class Source(Protocol):
    """Files known by their name relative to the package, with `/` between folders."""

    @property
    def name(self) -> str:
        """The name of the folder or archive, without extension."""

    def names(self) -> tuple[str, ...]:
        """List the files, sorted."""

    def read(self, name: str) -> bytes:
        """Return the bytes of a file."""

    def size(self, name: str) -> int:
        """Return the length of a file in bytes."""


class FolderSource:
    """The files under a folder; hidden ones and symbolic links are left aside, and listed in `left_aside`."""

    def __init__(self, root: Path) -> None:
        """List the files under `root`. Raise `UnsafeSourceError` when it is no folder or too large."""
        self._root = root.resolve()
        if not self._root.is_dir():
            raise UnsafeSourceError(
                _l("This is not a folder. Give the folder that holds the course.")
            )
        self.left_aside: list[str] = []
        self._names = tuple(sorted(self._walk()))
        if len(self._names) > MAX_FILES:
            raise UnsafeSourceError(
                _l("This folder holds more than %(max)s files. Give a smaller one.", max=MAX_FILES)
            )
        if sum(map(self.size, self._names)) > MAX_BYTES:
            raise UnsafeSourceError(
                _l("This folder is too large to be imported at once. Give a smaller one.")
            )

    @property
    def name(self) -> str:
        """The name of the folder."""
        return self._root.name

    def names(self) -> tuple[str, ...]:
        """List the files, sorted."""
        return self._names

    def read(self, name: str) -> bytes:
        """Return the bytes of a file that `names` lists."""
        if name not in self._names:
            raise KeyError(name)
        return (self._root / name).read_bytes()

    def size(self, name: str) -> int:
        """Return the length of a file in bytes."""
        return (self._root / name).stat().st_size

    def _walk(self) -> Iterable[str]:
        for folder, folders, files in os.walk(self._root, followlinks=False):
            here = Path(folder)
            for name in sorted((*folders, *files)):
                if (here / name).is_symlink():
                    self.left_aside.append((here / name).relative_to(self._root).as_posix())
            folders[:] = [
                name
                for name in folders
                if not name.startswith((".", "__")) and not (here / name).is_symlink()
            ]
            for name in files:
                path = here / name
                if not name.startswith(".") and path.is_file() and not path.is_symlink():
                    yield path.relative_to(self._root).as_posix()


class MemorySource:
    """Files held in memory: what an export writes, or a test."""

    def __init__(self, files: dict[str, bytes], name: str = "package") -> None:
        """Keep `files` by name."""
        self._files = dict(files)
        self._name = name

    @property
    def name(self) -> str:
        """The name given."""
        return self._name

    def names(self) -> tuple[str, ...]:
        """List the files, sorted."""
        return tuple(sorted(self._files))

    def read(self, name: str) -> bytes:
        """Return the bytes of a file."""
        return self._files[name]

    def size(self, name: str) -> int:
        """Return the length of a file in bytes."""
        return len(self._files[name])


class InnerSource:
    """A source seen from one of its folders: an archive often holds a single one."""

    def __init__(self, source: Source, folder: str) -> None:
        """Look at `source` from `folder`."""
        self._source, self._folder = source, f"{folder}/"

    @property
    def name(self) -> str:
        """The name of the folder."""
        return PurePosixPath(self._folder).name

    def names(self) -> tuple[str, ...]:
        """List the files below the folder, sorted."""
        start = len(self._folder)
        return tuple(name[start:] for name in self._source.names() if name.startswith(self._folder))

    def read(self, name: str) -> bytes:
        """Return the bytes of a file."""
        return self._source.read(self._folder + name)

    def size(self, name: str) -> int:
        """Return the length of a file in bytes."""
        return self._source.size(self._folder + name)


def unwrapped(source: Source) -> Source:
    """Return the source, seen from its only folder when it holds nothing else."""
    tops = {name.split("/")[0] for name in source.names()}
    only = next(iter(tops)) if len(tops) == 1 else ""
    return unwrapped(InnerSource(source, only)) if only and only not in source.names() else source


def folders_of(source: Source) -> list[str]:
    """List the folders at the top of a source, sorted."""
    return sorted({name.split("/")[0] for name in source.names() if "/" in name})


def read_text(source: Source, name: str) -> str:
    """Return a document as text: UTF-8, else the old Windows encoding. Raise `UnsafeSourceError` when too long."""
    if source.size(name) > MAX_TEXT:
        raise UnsafeSourceError(_l("%(name)s is longer than a document may be.", name=name))
    raw = source.read(name)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def is_document(name: str) -> bool:
    """Say whether a file is text that readers open themselves."""
    return name.lower().endswith(_DOCUMENTS)
