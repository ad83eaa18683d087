"""Files people send: looked at before they are kept, kept under random names, served with care.

``put`` takes a stream for a purpose (:class:`Kind`), finds out what it really is, refuses what the
purpose does not allow, takes off what a picture or a film says of where it was made, and answers a
:class:`StoredFile` once the bytes are safe on disk. ``open_file``, ``url`` and ``delete`` do the
rest. Where bytes live is behind :class:`Storage`: a local folder, or a bucket of an object store.
Words: *kind* (a purpose and its caps), *shared* (any signed-in person may read it), *key* (the
random name in the storage), *orphan* (bytes whose row is gone; swept).
"""

from lms.core.files.kinds import FileRefused, Kind
from lms.core.files.names import clean_name, weigh
from lms.core.files.storage import LocalStorage, Storage
from lms.core.files.store import (
    StoredFile,
    delete,
    get,
    may_read,
    open_file,
    put,
    readable,
    readers,
    storage,
    storage_for,
    url,
)

__all__ = [
    "FileRefused",
    "Kind",
    "LocalStorage",
    "Storage",
    "StoredFile",
    "clean_name",
    "delete",
    "get",
    "may_read",
    "open_file",
    "put",
    "readable",
    "readers",
    "storage",
    "storage_for",
    "url",
    "weigh",
]
