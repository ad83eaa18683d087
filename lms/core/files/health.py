"""What the doctor looks at: that the bucket answers, is private, and forgets what is deleted."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from lms.config import Bucket
from lms.core.doctor import Finding, Patient, State, check

_HERE = frozenset({"127.0.0.1", "::1", "localhost"})


@check("files")
def bucket(patient: Patient) -> Iterator[Finding]:
    """Write, read, delete; then ask as a stranger."""
    settings = patient.settings
    if settings.bucket is None:
        yield Finding("files", State.WELL, f"Files are kept in {settings.files_dir}.")
        return
    from lms.core.files.bucket import BucketStorage, BucketUnavailable

    name = settings.bucket.name
    try:
        is_open, keeps = BucketStorage(settings.bucket, settings.files_dir).probe()
    except (BucketUnavailable, FileNotFoundError) as error:
        why = "no such bucket" if isinstance(error, FileNotFoundError) else str(error)
        yield Finding(
            "files",
            State.ILL,
            f"The bucket {name} cannot be written, read and emptied ({why}).",
            "Check the LMS_S3_ settings, and that the key may put, get, list and delete.",
        )
        return
    found = [*_dangers(name, is_open=is_open, keeps=keeps), *_in_clear(settings.bucket)]
    yield from found
    if not found:
        yield Finding("files", State.WELL, f"The bucket {name} answers, is private and forgets.")


def _dangers(name: str, *, is_open: bool, keeps: bool) -> Iterator[Finding]:
    if is_open:
        yield Finding(
            "files.open",
            State.ILL,
            f"Anybody may read the bucket {name} without a key.",
            "Block public access to it.",
        )
    if keeps:
        yield Finding(
            "files.versions",
            State.WEAK,
            f"The bucket {name} keeps versions: what is deleted stays in it.",
            "Suspend versioning, or let old versions expire within 35 days.",
        )


def _in_clear(bucket: Bucket) -> Iterator[Finding]:
    parts = urlsplit(bucket.endpoint)
    if parts.scheme == "http" and parts.hostname not in _HERE:
        yield Finding(
            "files.clear",
            State.ILL,
            f"Files travel in clear to {parts.hostname}.",
            "Give LMS_S3_ENDPOINT an address that begins with https://.",
        )
