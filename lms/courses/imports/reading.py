"""Opens a folder or an archive and reads it in whatever layout it is written."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path as Place
from typing import BinaryIO

from lms.core.archives import Limits, SafeArchive
from lms.core.i18n import _l
from lms.courses.imports.chapters import is_chapters, read_chapters
from lms.courses.imports.package import is_package, read_package
from lms.courses.imports.problems import Report
from lms.courses.imports.sources import (
    MAX_BYTES,
    MAX_FILES,
    FolderSource,
    Source,
    UnsafeSourceError,
    unwrapped,
)
from lms.courses.imports.zds import is_tutorial, read_tutorial
from lms.courses.rules.content import Package

_LIMITS = Limits(files=MAX_FILES, total=MAX_BYTES)


class ArchiveSource:
    """The files of a zip, read through its safe reader; hidden ones are left aside."""

    def __init__(self, archive: SafeArchive, name: str) -> None:
        """List the files of an archive found harmless."""
        self._archive = archive
        self._name = name
        self._sizes = {
            entry.path: entry.size for entry in archive.entries if not _is_hidden(entry.path)
        }

    @property
    def name(self) -> str:
        """The name of the archive, without extension."""
        return self._name

    def names(self) -> tuple[str, ...]:
        """List the files, sorted."""
        return tuple(sorted(self._sizes))

    def read(self, name: str) -> bytes:
        """Return the bytes of a file. Raise `HostileArchive` when they are not what was declared."""
        return self._archive.read(name)

    def size(self, name: str) -> int:
        """Return the declared length of a file in bytes."""
        return self._sizes[name]


@contextmanager
def opened(place: Place) -> Iterator[Source]:
    """Open a folder or a zip at `place`. Raise `UnsafeSourceError` or `HostileArchive` when it is refused."""
    if place.is_dir():
        yield unwrapped(FolderSource(place))
    elif place.suffix.lower() == ".zip":
        with place.open("rb") as stream, opened_archive(stream, place.stem) as source:
            yield source
    else:
        raise UnsafeSourceError(_l("Give a folder or a .zip file."))


@contextmanager
def opened_archive(stream: BinaryIO, name: str) -> Iterator[Source]:
    """Open a zip already at hand, as sent by a browser. Raise `HostileArchive` when it is refused."""
    with SafeArchive(stream, _LIMITS) as archive:
        yield unwrapped(ArchiveSource(archive, name))


def read_source(source: Source, report: Report, language: str = "fr") -> Package | None:
    """Return what the source holds, in our format or in one of the layouts found elsewhere.

    `language` is that of content that does not say its own. None when nothing could be read; `report` says why.
    """
    if isinstance(source, FolderSource):
        for name in source.left_aside:
            report.on(name).whole("", _l("This is a symbolic link: it was left aside."))
    if is_package(source):
        return read_package(source, report)
    if is_tutorial(source):
        return read_tutorial(source, report, language)
    if is_chapters(source):
        return read_chapters(source, report, language)
    report.on(source.name).whole(
        "",
        _l(
            "No course was found: neither path.md, course.md, a manifest.json, nor folders with a README.md."
        ),
    )
    return None


def _is_hidden(path: str) -> bool:
    return any(part.startswith((".", "__")) for part in path.split("/"))
