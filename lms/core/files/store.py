"""Keeping, opening and forgetting files."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, TypeVar
from urllib.parse import quote
from uuid import UUID

import flask
import structlog
from sqlalchemy import select

from lms.config import Settings
from lms.core import clock, ids
from lms.core.access import Viewer
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.files import kinds
from lms.core.files.films import forget_place
from lms.core.files.kinds import EXTENSIONS, PICTURES, RULES, Kind
from lms.core.files.models import File
from lms.core.files.names import clean_name
from lms.core.files.pictures import NotAPicture, TooManyPixels, clean_picture
from lms.core.files.sniffing import PAGE, acts_in_pdf, is_whole_pdf, sniff
from lms.core.files.storage import LocalStorage, Storage
from lms.core.i18n import _
from lms.core.jobs import enqueue, job
from lms.core.sweepers import sweeper

log = structlog.get_logger()

_CHUNK = 1 << 18
_ORPHAN_AFTER = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A kept file; ``size`` in bytes, ``sha256`` in hexadecimal, both of the bytes kept."""

    id: UUID
    kind: Kind
    media_type: str
    name: str
    size: int
    sha256: str
    key: str
    owner_id: UUID | None
    thread: UUID | None
    width: int | None
    height: int | None
    created_at: datetime

    @property
    def shared(self) -> bool:
        """Tell whether any signed-in person may read it."""
        return RULES[self.kind].shared

    @property
    def url(self) -> str:
        """Return the address it is served at."""
        return url(self.id, self.name)


def storage() -> Storage:
    """Return where this installation keeps its files."""
    known: Storage | None = flask.current_app.extensions.get("files")
    if known is None:
        settings: Settings = flask.current_app.extensions["settings"]
        known = flask.current_app.extensions["files"] = storage_for(settings)
    return known


def storage_for(settings: Settings) -> Storage:
    """Return the storage that ``settings`` name: the bucket, else the folder."""
    if settings.bucket is None:
        return LocalStorage(settings.files_dir)
    from lms.core.files.bucket import BucketStorage

    return BucketStorage(settings.bucket, settings.files_dir)


def put(
    stream: BinaryIO,
    *,
    filename: str,
    kind: Kind,
    owner: UUID | None,
    thread: UUID | None = None,
) -> StoredFile:
    """Keep the bytes of ``stream`` for ``kind``; return the file once it is safe on disk.

    The row belongs to the caller's transaction: rolled back, the bytes are swept later. Raises
    FileRefused with a sentence for the person.
    """
    place = storage()
    with _prepared(place, stream, kind) as path:
        media_type = _recognised(path, kind)
        width, height = _cleaned(path, kind, media_type)
        row = File(
            id=ids.new_id(),
            kind=kind.value,
            media_type=media_type,
            name=clean_name(filename, EXTENSIONS[media_type], fallback=kind.value),
            size=path.stat().st_size,
            sha256=_digest(path),
            key=ids.new_id().hex,
            owner_id=owner,
            thread=thread,
            width=width,
            height=height,
            created_at=clock.now(),
        )
        place.save(row.key, path)
    session.add(row)
    session.flush()
    return _stored(row)


@contextmanager
def _prepared(place: Storage, stream: BinaryIO, kind: Kind) -> Iterator[Path]:
    """Copy ``stream`` beside the storage, stopping past the cap; the copy never stays."""
    path = place.workspace() / ids.new_id().hex
    cap = RULES[kind].size
    size = 0
    try:
        with path.open("xb") as out:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > cap:
                    raise kinds.too_heavy(kind, _whole_size(stream, size))
                out.write(chunk)
        if size == 0:
            raise kinds.refused(kind, "empty", _("It is empty."))
        yield path
    finally:
        path.unlink(missing_ok=True)


def _whole_size(stream: BinaryIO, read: int) -> int:
    with suppress(OSError, ValueError, AttributeError):
        return max(read, stream.seek(0, 2))
    return read


def _recognised(path: Path, kind: Kind) -> str:
    with path.open("rb") as opened:
        found = sniff(opened)
        if found is None or found not in RULES[kind].types:
            raise kinds.wrong_type(kind, page=found == PAGE)
        if found == "application/pdf":
            if not is_whole_pdf(opened):
                raise kinds.refused(kind, "broken", _("It is damaged or cut short."))
            if acts_in_pdf(opened):
                raise kinds.refused(
                    kind, "script", _("It holds a program. Print it as a new PDF and send that.")
                )
    return found


def _cleaned(path: Path, kind: Kind, media_type: str) -> tuple[int | None, int | None]:
    """Take off what tells too much; return the pixels of a picture."""
    if media_type in {"video/mp4", "audio/mp4"}:
        with path.open("r+b") as opened:
            forget_place(opened)
    if media_type not in PICTURES:
        return None, None
    try:
        data, width, height = clean_picture(path.read_bytes(), media_type)
    except NotAPicture:
        raise kinds.refused(kind, "broken", _("It is damaged or cut short.")) from None
    except TooManyPixels:
        raise kinds.refused(kind, "large", _("It is larger than 50 megapixels.")) from None
    path.write_bytes(data)
    return width, height


def _digest(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _stored(row: File) -> StoredFile:
    return StoredFile(
        id=row.id,
        kind=Kind(row.kind),
        media_type=row.media_type,
        name=row.name,
        size=row.size,
        sha256=row.sha256,
        key=row.key,
        owner_id=row.owner_id,
        thread=row.thread,
        width=row.width,
        height=row.height,
        created_at=row.created_at,
    )


def get(file_id: UUID) -> StoredFile:
    """Return a file's description; raises NotFound. Rights are the caller's matter."""
    row = session.get(File, file_id)
    if row is None:
        raise NotFound
    return _stored(row)


def open_file(file_id: UUID) -> BinaryIO:
    """Open the bytes of a file for reading, seekable; raises NotFound."""
    try:
        return storage().open(get(file_id).key)
    except FileNotFoundError:
        log.error("file_lost", file=str(file_id))  # noqa: TRY400 - its name says it all
        raise NotFound from None


def url(file_id: UUID, name: str = "") -> str:
    """Return the address of a file; the name is only there to be read."""
    return f"/files/{file_id}/{quote(name or 'file', safe='')}"


def delete(file_id: UUID) -> None:
    """Forget a file: its row in this transaction, its bytes by a job once it is committed."""
    row = session.get(File, file_id)
    if row is not None:
        session.delete(row)
        session.flush()
        enqueue("core.delete_bytes", key=row.key)


@job("core.delete_bytes")
def delete_bytes(*, now: datetime, key: str) -> None:
    """Remove the bytes of ``key`` unless a row still names them."""
    if session.execute(select(File.id).where(File.key == key)).first() is None:
        storage().delete(key)


@sweeper("core.orphan_files", every=60)
def sweep_orphans(*, now: datetime) -> None:
    """Remove bytes that no row names: rolled-back uploads, severed threads, crashes."""
    place = storage()
    old = [key for key, at in place.keys() if at < now - _ORPHAN_AFTER]  # noqa: SIM118
    for start in range(0, len(old), 1000):
        batch = old[start : start + 1000]
        named = set(session.scalars(select(File.key).where(File.key.in_(batch))))
        for key in batch:
            if key not in named:
                place.delete(key)


Reader = Callable[[Viewer, StoredFile], bool]
R = TypeVar("R", bound=Reader)
_READERS: dict[Kind, Reader] = {}


def readers(kind: Kind) -> Callable[[R], R]:
    """Register who, besides its owner, may read the files of a kind that is not shared."""

    def register(reader: R) -> R:
        if kind in _READERS:
            message = f"the readers of {kind} are declared twice"
            raise ValueError(message)
        _READERS[kind] = reader
        return reader

    return register


def may_read(viewer: Viewer, file: StoredFile) -> bool:
    """Tell whether ``viewer`` may read ``file``: shared, their own, or by its kind's readers."""
    if not viewer.is_authenticated:
        return False
    if file.shared or file.owner_id == viewer.person_id:
        return True
    reader = _READERS.get(file.kind)
    return reader is not None and reader(viewer, file)


def readable(viewer: Viewer, file_id: UUID) -> StoredFile:
    """Return a file the viewer may read; raises NotFound, foreign and missing alike."""
    file = get(file_id)
    if not may_read(viewer, file):
        raise NotFound
    return file
