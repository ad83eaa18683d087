"""What each purpose allows: real types, bytes, and the words of a refusal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from lms.core.errors import Invalid
from lms.core.files.names import weigh
from lms.core.i18n import _

EXTENSIONS: Mapping[str, str] = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "video/mp4": "mp4",
    "video/webm": "webm",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/ogg": "ogg",
    "application/pdf": "pdf",
    "text/vtt": "vtt",
    "text/csv": "csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/zip": "zip",
}
"""Every type that may be kept, and the extension its name gets."""

PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
INLINE = frozenset({*PICTURES, "application/pdf", "text/vtt"})


class Kind(StrEnum):
    """Why a file is sent. The first five are lesson content, read by any signed-in person."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    DOCUMENT = "document"
    CAPTIONS = "captions"
    PHOTO = "photo"
    EVIDENCE = "evidence"
    TABLE = "table"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Rule:
    """What one kind allows: types found in the bytes, the most bytes, who may read."""

    types: frozenset[str]
    size: int
    shared: bool


_TABLES = frozenset(t for t, extension in EXTENSIONS.items() if extension in {"csv", "xlsx"})

RULES: Mapping[Kind, Rule] = {
    Kind.IMAGE: Rule(PICTURES, 10_000_000, shared=True),
    Kind.VIDEO: Rule(frozenset({"video/mp4", "video/webm"}), 200_000_000, shared=True),
    Kind.AUDIO: Rule(frozenset({"audio/mpeg", "audio/mp4", "audio/ogg"}), 50_000_000, shared=True),
    Kind.DOCUMENT: Rule(frozenset({"application/pdf"}), 30_000_000, shared=True),
    Kind.CAPTIONS: Rule(frozenset({"text/vtt"}), 1_000_000, shared=True),
    Kind.PHOTO: Rule(PICTURES, 10_000_000, shared=False),
    Kind.EVIDENCE: Rule(PICTURES | {"application/pdf"}, 15_000_000, shared=False),
    Kind.TABLE: Rule(_TABLES, 20_000_000, shared=False),
    Kind.ARCHIVE: Rule(frozenset({"application/zip"}), 200_000_000, shared=False),
}


class FileRefused(Invalid):
    """A file that is not kept; ``code``: heavy, empty, type, page, broken, large, script."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the sentence as the error of the field ``file``."""
        super().__init__({"file": message})
        self.code = code


def too_heavy(kind: Kind, size: int) -> FileRefused:
    """Say how heavy the file is and what the limit is."""
    said = {"weight": weigh(size), "limit": weigh(RULES[kind].size)}
    return FileRefused("heavy", _HEAVY[kind](said))


def refused(kind: Kind, code: str, why: str = "") -> FileRefused:
    """Say that the file was not kept, why, and what to send instead."""
    return FileRefused(code, " ".join(part for part in (_NOT_SENT[kind](), why) if part))


def wrong_type(kind: Kind, *, page: bool = False) -> FileRefused:
    """Say which types the purpose takes; ``page``: it was a web page or a drawing (SVG, HTML)."""
    if page:
        why = _("It is a web page or a drawing that may hold a program.")
        return refused(kind, "page", f"{why} {_SEND[kind]()}")
    return refused(kind, "type", _SEND[kind]())


_HEAVY: Mapping[Kind, Callable[[Mapping[str, str]], str]] = {
    Kind.IMAGE: lambda said: _(
        "Error: picture not sent. It weighs %(weight)s, the limit is %(limit)s.", **said
    ),
    Kind.PHOTO: lambda said: _(
        "Error: photo not sent. It weighs %(weight)s, the limit is %(limit)s.", **said
    ),
    Kind.EVIDENCE: lambda said: _(
        "Error: evidence not sent. It weighs %(weight)s, the limit is %(limit)s.", **said
    ),
    Kind.VIDEO: lambda said: _(
        "Error: video not sent. It weighs %(weight)s, the limit is %(limit)s.", **said
    ),
    Kind.AUDIO: lambda said: _(
        "Error: sound not sent. It weighs %(weight)s, the limit is %(limit)s.", **said
    ),
    Kind.DOCUMENT: lambda said: _(
        "Error: document not sent. It weighs %(weight)s, the limit is %(limit)s.", **said
    ),
    Kind.CAPTIONS: lambda said: _(
        "Error: captions not sent. They weigh %(weight)s, the limit is %(limit)s.", **said
    ),
    Kind.TABLE: lambda said: _(
        "Error: table not sent. It weighs %(weight)s, the limit is %(limit)s.", **said
    ),
    Kind.ARCHIVE: lambda said: _(
        "Error: archive not sent. It weighs %(weight)s, the limit is %(limit)s.", **said
    ),
}

_NOT_SENT: Mapping[Kind, Callable[[], str]] = {
    Kind.IMAGE: lambda: _("Error: picture not sent."),
    Kind.PHOTO: lambda: _("Error: photo not sent."),
    Kind.EVIDENCE: lambda: _("Error: evidence not sent."),
    Kind.VIDEO: lambda: _("Error: video not sent."),
    Kind.AUDIO: lambda: _("Error: sound not sent."),
    Kind.DOCUMENT: lambda: _("Error: document not sent."),
    Kind.CAPTIONS: lambda: _("Error: captions not sent."),
    Kind.TABLE: lambda: _("Error: table not sent."),
    Kind.ARCHIVE: lambda: _("Error: archive not sent."),
}

_SEND: Mapping[Kind, Callable[[], str]] = {
    Kind.IMAGE: lambda: _("Send a JPEG, PNG or WebP picture."),
    Kind.PHOTO: lambda: _("Send a JPEG, PNG or WebP picture."),
    Kind.EVIDENCE: lambda: _("Send a photo (JPEG, PNG or WebP) or a PDF."),
    Kind.VIDEO: lambda: _("Send an MP4 or WebM video."),
    Kind.AUDIO: lambda: _("Send an MP3, M4A or Ogg sound."),
    Kind.DOCUMENT: lambda: _("Send a PDF."),
    Kind.CAPTIONS: lambda: _("Send WebVTT captions (.vtt)."),
    Kind.TABLE: lambda: _("Send a table (.xlsx or .csv)."),
    Kind.ARCHIVE: lambda: _("Send a .zip archive."),
}
