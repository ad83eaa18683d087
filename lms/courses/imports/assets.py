"""The files beside documents: found, allowed, weighed, and reported when missing or unused."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from lms.core.i18n import _l
from lms.courses.imports.problems import Notes, Report
from lms.courses.imports.sources import Source
from lms.courses.rules.content import Asset

MEDIA_TYPES: Mapping[str, str] = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".vtt": "text/vtt",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
    ".pdf": "application/pdf",
}


def media_type(name: str) -> str | None:
    """Return the media type of a file that lessons may show, or None."""
    return MEDIA_TYPES.get(PurePosixPath(name).suffix.lower())


def weigh(source: Source, path: str, name: str) -> Asset | None:
    """Return the asset `name` whose bytes are at `path` in the source, or None when its type is not allowed."""
    kind = media_type(name)
    if kind is None:
        return None
    content = source.read(path)
    return Asset(
        name=name, sha256=hashlib.sha256(content).hexdigest(), size=len(content), media_type=kind
    )


def collect(source: Source, folder: str, used: Iterable[str], notes: Notes) -> tuple[Asset, ...]:
    """Return the assets `used` by a course or path of `folder`; those missing or not allowed are reported."""
    present = set(source.names())
    found = []
    for name in sorted(set(used)):
        path = f"{folder}/{name}" if folder else name
        if ".." in PurePosixPath(name).parts or name.startswith("/"):
            notes.whole(name, _l("A file must stand in the folder of the course. Copy it there."))
        elif path not in present:
            notes.whole(
                name, _l("This file is named but is not in the folder. Add it or correct its name.")
            )
        elif (asset := weigh(source, path, name)) is None:
            allowed = ", ".join(sorted(MEDIA_TYPES))
            notes.whole(
                name,
                _l("This type of file cannot be shown. Use one of: %(allowed)s.", allowed=allowed),
            )
        else:
            found.append(asset)
    return tuple(found)


def note_unused(source: Source, taken: set[str], report: Report) -> None:
    """Write down the files that no document names."""
    for name in source.names():
        if name not in taken:
            report.on(name).whole(
                "", _l("This file is used nowhere: it was left out."), refused=False
            )
