"""A private bucket of an S3-compatible object store, behind the same few calls as the folder.

Nobody is ever sent there: bytes come and go through the application, after its rights. Keys are
random, so the bucket alone tells neither a name nor an owner. The connection is made by the first
process that asks: its threads do not survive a fork.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from lms.config import Bucket
from lms.core import ids
from lms.core.files.storage import Bench, checked

if TYPE_CHECKING:
    from obstore import ReadableFile
    from obstore.store import S3Config

PART = 8 << 20
"""Bytes of a part of a large file, sent ``_AT_ONCE`` together."""
AHEAD = 1 << 20
"""Bytes asked for at once when a film is read."""
_AT_ONCE = 4
_CONNECT = timedelta(seconds=5)
_ANSWER = timedelta(seconds=60)
_RETRIES = 3
_RETRY_WITHIN = timedelta(seconds=20)


class BucketUnavailable(OSError):
    """The object store refused or did not answer; what it said stays out of pages."""


class BucketStorage:
    """A bucket: one object per key, under the prefix of this installation."""

    def __init__(self, bucket: Bucket, root: Path) -> None:
        """Use ``bucket``; ``root`` is a folder of this machine for what is being prepared."""
        self.bucket = bucket
        self._bench = Bench(root)

    def workspace(self) -> Path:
        """Return the folder of what is being prepared, on this machine."""
        return self._bench.workspace()

    def save(self, key: str, prepared: Path) -> None:
        """Send the bytes, whole or not at all, then forget ``prepared``."""
        with _answering():
            try:
                obstore.put(
                    self._store, checked(key), prepared, chunk_size=PART, max_concurrency=_AT_ONCE
                )
            except FileNotFoundError:
                raise BucketUnavailable("no such bucket") from None
        prepared.unlink()

    def open(self, key: str) -> BinaryIO:
        """Open an object, read by ranges as it is asked for; raises FileNotFoundError."""
        if self._bench.owns(key):
            return self._bench.path(key).open("rb")
        with _answering():
            opened = obstore.open_reader(self._store, checked(key), buffer_size=AHEAD)
        return cast("BinaryIO", io.BufferedReader(_Ranges(opened)))

    def delete(self, key: str) -> None:
        """Remove an object; absent is fine."""
        if self._bench.owns(key):
            self._bench.path(key).unlink(missing_ok=True)
            return
        with _answering():
            obstore.delete(self._store, checked(key))

    def keys(self) -> Iterator[tuple[str, datetime]]:
        """Yield every key of ours with its time, then what a crash left half prepared here."""
        with _answering():
            for listed in obstore.list(self._store):
                for one in listed:
                    if one["path"].isalnum():
                        yield one["path"], one["last_modified"]
        yield from self._bench.keys()

    def probe(self) -> tuple[bool, bool]:
        """Write, read, and delete an object of no consequence.

        Return whether anybody may read it without signing, and whether deleting keeps a copy.
        """
        key = ids.new_id().hex
        with _answering():
            kept = obstore.put(self._store, key, b"probe", use_multipart=False)
            try:
                obstore.get(self._store, key).bytes()
                is_open = self._is_open(key)
            finally:
                obstore.delete(self._store, key)
        return is_open, kept["version"] not in {None, "null"}

    def _is_open(self, key: str) -> bool:
        try:
            obstore.get(self._connect(signed=False), key)
        except (BaseError, OSError):
            return False
        return True

    @cached_property
    def _store(self) -> S3Store:
        return self._connect()

    def _connect(self, *, signed: bool = True) -> S3Store:
        bucket = self.bucket
        config: S3Config = {
            "region": bucket.region,
            "access_key_id": bucket.key_id,
            "secret_access_key": bucket.secret,
            "skip_signature": not signed,
        }
        if bucket.endpoint:
            config["endpoint"] = bucket.endpoint
        return S3Store(
            bucket.name,
            prefix=bucket.prefix,
            config=config,
            client_options={
                "allow_http": bucket.endpoint.startswith("http://"),
                "connect_timeout": _CONNECT,
                "timeout": _ANSWER,
            },
            retry_config={"max_retries": _RETRIES, "retry_timeout": _RETRY_WITHIN},
        )


class _Ranges(io.RawIOBase):
    """An object as Python reads files."""

    def __init__(self, opened: "ReadableFile") -> None:
        self._opened = opened

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        room = memoryview(buffer)  # type: ignore[arg-type]
        with _answering():
            data = memoryview(self._opened.read(len(room)))
        room[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._opened.seek(offset, whence)

    def tell(self) -> int:
        return self._opened.tell()


@contextmanager
def _answering() -> Iterator[None]:
    """Name what the store says of itself; its own words hold addresses, and stay here."""
    try:
        yield
    except BaseError as error:
        raise BucketUnavailable(type(error).__name__) from None
