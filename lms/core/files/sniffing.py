"""What a file really is, read from its bytes; its name and the browser's word are never asked."""

import io
import os
import re
from typing import BinaryIO

from lms.core.files.films import Boxes, walk

PAGE = "text/html"
"""Said of anything a browser would run: HTML, XHTML, SVG, XML."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEAD = 4096
_TAIL = 70_000
_MARKUP = re.compile(rb"<(?:!|\?|[a-zA-Z])")
_RUNNABLE = re.compile(
    rb"<(?:!doctype|html|svg|script|head|body|\?xml|iframe|\w+:svg)\b", re.IGNORECASE
)
_MP4 = frozenset(
    {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash"}
)
_M4A = frozenset({b"M4A ", b"M4B "})
_PDF_ACTS = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")


def sniff(stream: BinaryIO) -> str | None:
    """Return the type found in ``stream`` (seekable, left at its start), or None.

    ``PAGE`` when a browser would take it for a page, whatever else it could be.
    """
    stream.seek(0)
    head = stream.read(_HEAD)
    found = _of_head(head, stream)
    stream.seek(0)
    return found


def _of_head(head: bytes, stream: BinaryIO) -> str | None:
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return _of_film(head, stream)
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "video/webm" if b"\x42\x82\x84webm" in head[:100] else None
    if head.startswith(b"OggS"):
        return _of_ogg(head)
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head.startswith(b"PK\x03\x04"):
        return _of_zip(stream)
    if head.startswith(b"ID3") or _is_mp3(head):
        return "audio/mpeg"
    return _of_text(head, stream)


def _of_film(head: bytes, stream: BinaryIO) -> str | None:
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, min(64, len(head)), 4))}
    if not brands & (_MP4 | _M4A):
        return None
    boxes = Boxes()
    walk(stream, boxes)
    if "vide" in boxes.handlers:
        return "video/mp4"
    return "audio/mp4" if "soun" in boxes.handlers else None


def _of_ogg(head: bytes) -> str | None:
    sounds = (b"OpusHead", b"\x01vorbis", b"\x7fFLAC", b"Speex   ")
    return "audio/ogg" if any(sound in head[:200] for sound in sounds) else None


def _is_mp3(head: bytes) -> bool:
    """Tell whether ``head`` starts with the header of an MPEG layer III frame."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:  # noqa: PLR2004 - the format
        return False
    rate, frequency = head[2] >> 4, head[2] >> 2 & 3
    return rate not in {0, 15} and frequency != 3  # noqa: PLR2004 - reserved by the format


def _of_zip(stream: BinaryIO) -> str:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - _TAIL))
    tail = stream.read()
    stream.seek(0)
    head = stream.read(_HEAD)
    is_workbook = b"[Content_Types].xml" in head + tail and b"xl/" in tail
    return XLSX if is_workbook else "application/zip"


def _of_text(head: bytes, stream: BinaryIO) -> str | None:
    text = _as_text(head)
    if text is None:
        return None
    if _MARKUP.match(text.lstrip()) or _RUNNABLE.search(text):
        return PAGE
    if re.match(rb"WEBVTT(?:[ \t\r\n]|\Z)", text):
        return "text/vtt" if _is_utf8(stream) else None
    return "text/csv"


def _as_text(head: bytes) -> bytes | None:
    """Return ``head`` as plain ASCII-compatible text without its mark, or None."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="ignore").encode()
    bare = head.removeprefix(b"\xef\xbb\xbf")
    if b"\x00" in bare or not bare.strip():
        return None
    strange = sum(1 for byte in bare if byte < 32 and byte not in b"\t\n\r\f\x1b")  # noqa: PLR2004
    return None if strange > len(bare) // 100 else bare


def _is_utf8(stream: BinaryIO) -> bool:
    stream.seek(0)
    try:
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
        while chunk := text.read(1 << 16):
            if "\x00" in chunk:
                return False
    except UnicodeDecodeError:
        return False
    finally:
        text.detach()
    return True


def acts_in_pdf(stream: BinaryIO) -> bool:
    """Tell whether a PDF openly holds a script, a program to launch or a file inside it."""
    stream.seek(0)
    before = b""
    while chunk := stream.read(1 << 20):
        if any(act in before + chunk for act in _PDF_ACTS):
            return True
        before = chunk[-20:]
    return False


def is_whole_pdf(stream: BinaryIO) -> bool:
    """Tell whether a PDF has its end mark (an upload cut short has none)."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - 2048))
    return b"%%EOF" in stream.read()
