"""Zip files from outside, read without trusting a word they say.

Everything that can be known from the directory is checked before a byte is inflated: number of
entries, declared sizes and ratios, overlaps, encryption, methods, names. Inflating then counts
what really comes out, so a lying header is stopped at its own declaration or at the caps.
``zipfile`` alone would follow ``..``, write through links, and answer a bad checksum only after
having given the bytes.
"""

import io
import os
import stat
import struct
import time
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, BinaryIO, Self

from lms.core.errors import Invalid
from lms.core.i18n import _

_CHUNK = 1 << 16
_END = b"PK\x05\x06"
_HEADS = (b"PK\x03\x04", _END)
_END_SIZE = 22
_END64 = b"PK\x06\x07"
_END64_SIZE = 20
_LOCAL_SIZE = 30
_ENCRYPTED = 0x1 | 0x20 | 0x40
_DIRECTORY_BYTES_PER_ENTRY = 1024
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)}
)
_FORBIDDEN = frozenset(':*?"<>|')
_NESTED = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\x00",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\x28\xb5\x2f\xfd",
)
_TAR_AT = 257


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps on one archive: entries, bytes once inflated, inflated/compressed, folders, seconds.

    ``ratio`` is only held against entries (and totals) above ``ratio_from`` bytes: short texts
    compress without bound. ``nested`` allows archives inside; they are never opened here.
    """

    size: int = 600_000_000
    files: int = 5_000
    file_size: int = 500_000_000
    total: int = 1_000_000_000
    ratio: int = 100
    ratio_from: int = 1_000_000
    depth: int = 12
    name: int = 240
    seconds: float = 60.0
    nested: bool = False


class HostileArchive(Invalid):
    """An archive that is refused; ``code`` says why for machines, ``entry`` where."""

    def __init__(self, code: str, message: str, entry: str = "") -> None:
        """Keep the sentence as the error of the field ``file``."""
        super().__init__({"file": message})
        self.code = code
        self.entry = entry


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the archive: its checked path with ``/``, its declared size in bytes."""

    path: str
    size: int


class SafeArchive:
    """An archive whose directory was found harmless; reading goes on checking.

    Raises HostileArchive when opened, or later when the bytes are not what the directory says.
    """

    def __init__(self, source: BinaryIO | bytes, limits: Limits | None = None) -> None:
        """Check the directory of ``source`` (seekable) against ``limits``."""
        self.limits = limits or Limits()
        self._stream = io.BytesIO(source) if isinstance(source, bytes) else source
        self._spent = 0.0
        _check_end(self._stream, self.limits)
        try:
            self._zip = zipfile.ZipFile(self._stream)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
            raise _broken() from error
        self._infos = _checked(self._zip, self.limits)
        self.entries = tuple(Entry(path, i.file_size) for path, i in sorted(self._infos.items()))
        if not self.limits.nested:
            for entry in self.entries:
                self._refuse_nested(entry.path)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the archive."""
        self._zip.close()

    def __contains__(self, path: str) -> bool:
        """Tell whether a file has exactly this path."""
        return path in self._infos

    def chunks(self, path: str) -> Iterator[bytes]:
        """Yield the bytes of a file; raises HostileArchive when they lie, KeyError when absent."""
        info = self._infos[path]
        found = 0
        try:
            with self._zip.open(info) as opened:
                while chunk := self._timed(opened, _CHUNK, path):
                    found += len(chunk)
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, struct.error) as error:
            raise _broken(path) from error
        if found != info.file_size:
            raise _broken(path)

    def read(self, path: str) -> bytes:
        """Return a whole file; raises as :meth:`chunks`."""
        return b"".join(self.chunks(path))

    def extract(self, root: Path) -> list[Path]:
        """Write every file under ``root`` (made if absent, must be empty); return their paths.

        Files are created, never opened: nothing that exists can be written through.
        """
        root.mkdir(parents=True, exist_ok=True)
        top = root.resolve(strict=True)
        if any(top.iterdir()):
            message = f"{top} is not empty"
            raise FileExistsError(message)
        return [self._write(entry.path, top) for entry in self.entries]

    def _write(self, path: str, top: Path) -> Path:
        target = top.joinpath(*path.split("/"))
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.parent.resolve(strict=True).is_relative_to(top):
            raise _named("outside", path)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
        with os.fdopen(os.open(target, flags, 0o600), "wb") as out:
            for chunk in self.chunks(path):
                out.write(chunk)
        return target

    def _timed(self, opened: IO[bytes], size: int, path: str) -> bytes:
        """Read up to ``size`` bytes; the seconds spent inflating are counted for the archive."""
        start = time.monotonic()
        chunk = opened.read(size)
        self._spent += time.monotonic() - start
        if self._spent > self.limits.seconds:
            raise HostileArchive("slow", _("This archive takes too long to open."), path)
        return chunk

    def _refuse_nested(self, path: str) -> None:
        try:
            with self._zip.open(self._infos[path]) as opened:
                head = self._timed(opened, _TAR_AT + 5, path)
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, struct.error) as error:
            raise _broken(path) from error
        if head.startswith(_NESTED) or head[_TAR_AT:] == b"ustar":
            raise _named("nested", path)


def _check_end(stream: BinaryIO, limits: Limits) -> None:
    """Check what ``zipfile`` would load whole in memory: the directory's size and count."""
    size = stream.seek(0, os.SEEK_END)
    if size > limits.size:
        raise _too_big(limits)
    stream.seek(0)
    head = stream.read(4)
    start = max(0, size - _END_SIZE - 0xFFFF - _END64_SIZE)
    stream.seek(start)
    tail = stream.read()
    stream.seek(0)
    place = tail.rfind(_END)
    if place < 0 or len(tail) - place < _END_SIZE:
        raise _broken()
    disk, disk_start, here, count, length, offset = struct.unpack_from("<4H2L", tail, place + 4)
    if tail[max(0, place - _END64_SIZE) : place].startswith(_END64):
        raise HostileArchive("zip64", _("This archive is made for very large files. Split it."))
    if disk or disk_start or here != count:
        raise _broken()
    if count > limits.files or length > count * _DIRECTORY_BYTES_PER_ENTRY:
        raise _too_many(limits)
    # Bytes before the first entry or after the directory make a file of two natures.
    if offset + length != start + place or not head.startswith(_HEADS):
        raise _broken()


def _checked(archive: zipfile.ZipFile, limits: Limits) -> dict[str, zipfile.ZipInfo]:
    infos = archive.infolist()
    if len(infos) > limits.files:
        raise _too_many(limits)
    found: dict[str, zipfile.ZipInfo] = {}
    taken: dict[str, str] = {}
    for info in infos:
        path = _checked_name(info, limits)
        _check_entry(info, path, limits)
        _claim(path, taken, is_folder=info.is_dir())
        if not info.is_dir():
            found[path] = info
    _check_sizes(infos, limits)
    _check_overlaps(infos, archive.start_dir)
    return found


def _checked_name(info: zipfile.ZipInfo, limits: Limits) -> str:
    """Return the path of an entry with ``/``; raises HostileArchive when it could leave."""
    raw = info.orig_filename.replace("\\", "/")
    if not raw or any(unicodedata.category(char) in {"Cc", "Cf", "Cs"} for char in raw):
        raise _named("name", raw)
    if raw.startswith("/") or (len(raw) > 1 and raw[1] == ":"):
        raise _named("outside", raw)
    parts = raw.removesuffix("/").split("/")
    if ".." in parts:
        raise _named("outside", raw)
    if len(parts) > limits.depth or len(raw.encode()) > limits.name:
        raise _named("name", raw)
    for part in parts:
        stem = part.split(".", 1)[0].rstrip(" ").lower()
        if part in {"", "."} or part[-1] in ". " or stem in _DEVICES or _FORBIDDEN & set(part):
            raise _named("name", raw)
    return "/".join(parts)


def _check_entry(info: zipfile.ZipInfo, path: str, limits: Limits) -> None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise _named("link", path)
    if info.flag_bits & _ENCRYPTED:
        raise HostileArchive("encrypted", _("This archive has a password. Send one without."), path)
    # Others inflate without bound in one step (bz2, lzma), whatever we ask for.
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise HostileArchive(
            "method",
            _("This archive is compressed in an unusual way. Make an ordinary .zip."),
            path,
        )
    if info.file_size > limits.file_size or (info.is_dir() and info.file_size):
        raise _too_big(limits)
    if info.file_size > limits.ratio_from and info.file_size > limits.ratio * info.compress_size:
        raise _bomb(path)


def _claim(path: str, taken: dict[str, str], *, is_folder: bool) -> None:
    """Refuse two entries that some file system would take for the same name."""
    parts = path.split("/")
    for depth in range(1, len(parts) + 1):
        name = "/".join(parts[:depth])
        folder = is_folder or depth < len(parts)
        label = f"{name}/" if folder else name
        key = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())
        before = taken.get(key)
        if before is not None and (before != label or not folder):
            raise _named("collision", path)
        taken[key] = label


def _check_sizes(infos: list[zipfile.ZipInfo], limits: Limits) -> None:
    declared = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if declared > limits.total:
        raise _too_big(limits)
    if declared > limits.ratio_from and declared > limits.ratio * packed:
        raise _bomb("")


def _check_overlaps(infos: list[zipfile.ZipInfo], directory: int) -> None:
    """Refuse entries that share bytes (a few kilobytes read again and again)."""
    end = directory
    for info in sorted(infos, key=lambda one: one.header_offset, reverse=True):
        name = len(info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437"))
        if info.header_offset + _LOCAL_SIZE + name + info.compress_size > end:
            raise _bomb(info.filename)
        end = info.header_offset


def _broken(entry: str = "") -> HostileArchive:
    return HostileArchive("broken", _("This archive is damaged. Make it again and send it."), entry)


def _bomb(entry: str) -> HostileArchive:
    return HostileArchive(
        "bomb", _("This archive would fill the disk: it inflates far beyond its size."), entry
    )


def _too_big(limits: Limits) -> HostileArchive:
    megabytes = limits.total // 1_000_000
    return HostileArchive(
        "size", _("This archive holds more than %(limit)s MB once opened.", limit=megabytes)
    )


def _too_many(limits: Limits) -> HostileArchive:
    return HostileArchive(
        "count", _("This archive holds more than %(limit)s files.", limit=limits.files)
    )


def _named(code: str, entry: str) -> HostileArchive:
    shown = "".join(char if char.isprintable() else "?" for char in entry)[:80]
    words = {
        "outside": _('"%(name)s" would be written outside its folder.', name=shown),
        "name": _('"%(name)s" is not a name every computer accepts.', name=shown),
        "link": _('"%(name)s" is a link, not a file.', name=shown),
        "collision": _('Two files of this archive are called "%(name)s".', name=shown),
        "nested": _('"%(name)s" is an archive inside the archive. Open it first.', name=shown),
    }
    return HostileArchive(code, words[code], entry)
