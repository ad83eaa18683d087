"""Pictures made harmless: decoded to be sure, upright, of bearable size, saying nothing else.

A picture that is already upright and small keeps its very pixels: only the parts that speak
(EXIF, GPS, XMP, comments, thumbnails, anything after the end) are taken off, so that doing it again
changes nothing. Others are written anew.
"""

import io
import struct
from collections.abc import Iterator

from PIL import Image, ImageCms, ImageOps

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
PIXELS = 50_000_000
SIDE = 2560
_QUALITY = 86
_ORIENTATION = 0x0112
_PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"pHYs"}
)
_WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH"})
_WEBP_ALPHA = 0x10
_JPEG_DROPPED = frozenset({*range(0xE1, 0xEE), 0xEF, 0xFE})
_PLAIN_MODES = {"JPEG": {"RGB", "L"}, "PNG": {"RGB", "RGBA", "L", "LA", "P", "1"}}

# Pillow refuses past twice this, for every user of it in the process; ours is checked below.
Image.MAX_IMAGE_PIXELS = PIXELS


class NotAPicture(Exception):
    """The bytes do not decode, or stop short."""


class TooManyPixels(Exception):
    """More pixels than a server should decode."""


def clean_picture(data: bytes, media_type: str) -> tuple[bytes, int, int]:
    """Return a picture that tells nothing but its pixels, with its width and height.

    Raises NotAPicture or TooManyPixels.
    """
    form = FORMATS[media_type]
    try:
        with Image.open(io.BytesIO(data), formats=[form]) as opened:
            if opened.width * opened.height > PIXELS:
                raise TooManyPixels  # noqa: TRY301 - known once the header is read
            if _is_plain(opened, form):
                bare = b"".join(_STRIP[form](data))
                return bare, *_checked(bare, form)
            return _anew(opened, form)
    except TooManyPixels:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TooManyPixels from None
    except Exception as error:  # decoders raise a dozen types on spoilt bytes
        raise NotAPicture from error


def _is_plain(opened: Image.Image, form: str) -> bool:
    return (
        opened.getexif().get(_ORIENTATION, 1) == 1
        and max(opened.size) <= SIDE
        and opened.mode in _PLAIN_MODES.get(form, {"RGB", "RGBA"})
        and "icc_profile" not in opened.info
        and getattr(opened, "n_frames", 1) == 1
    )


def _checked(bare: bytes, form: str) -> tuple[int, int]:
    with Image.open(io.BytesIO(bare), formats=[form]) as again:
        again.load()
        return again.size


def _anew(opened: Image.Image, form: str) -> tuple[bytes, int, int]:
    if form == "JPEG":
        opened.draft("RGB", (SIDE, SIDE))
    picture = ImageOps.exif_transpose(_in_srgb(opened))
    wanted = "RGB" if form == "JPEG" or picture.mode not in {"RGBA", "LA", "PA", "P"} else "RGBA"
    picture = picture.convert(wanted)
    picture.thumbnail((SIDE, SIDE))
    out = io.BytesIO()
    picture.info.clear()
    picture.save(out, form, quality=_QUALITY, optimize=True)
    bare = b"".join(_STRIP[form](out.getvalue()))
    return bare, *picture.size


def _in_srgb(opened: Image.Image) -> Image.Image:
    """Return the picture in the colours every screen expects; an unreadable profile is ignored."""
    profile = opened.info.get("icc_profile")
    if not profile or opened.mode not in {"RGB", "RGBA", "CMYK", "L"}:
        return opened
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        made = ImageCms.profileToProfile(
            opened,
            source,
            ImageCms.createProfile("sRGB"),
            outputMode="RGBA" if opened.mode == "RGBA" else "RGB",
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return opened
    made = made or opened
    made.info["exif"] = opened.info.get("exif", b"")
    return made


def _strip_jpeg(data: bytes) -> Iterator[bytes]:
    yield data[:2]
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:  # noqa: PLR2004 - every marker starts so
            raise NotAPicture
        marker = data[at + 1]
        if marker == 0xFF:  # noqa: PLR2004 - a fill byte
            at += 1
            continue
        if marker == 0xD9:  # noqa: PLR2004 - the end: whatever follows is not the picture
            break
        length = struct.unpack(">H", data[at + 2 : at + 4])[0]
        end = at + 2 + length
        if marker == 0xDA:  # noqa: PLR2004 - pixels follow until the next real marker
            end = _next_marker(data, end)
        if marker not in _JPEG_DROPPED and not (marker == 0xE0 and length != 16):  # noqa: PLR2004
            yield data[at:end]
        at = end
    yield b"\xff\xd9"


def _next_marker(data: bytes, at: int) -> int:
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        following = data[at + 1]
        if following != 0 and not 0xD0 <= following <= 0xD7:  # noqa: PLR2004 - stuffing, restarts
            return at
        at += 2
    return len(data)


def _strip_png(data: bytes) -> Iterator[bytes]:
    yield data[:8]
    at = 8
    while at + 12 <= len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        end = at + 12 + length
        if kind in _PNG_KEPT:
            yield data[at:end]
        if kind == b"IEND":
            return
        at = end


def _strip_webp(data: bytes) -> Iterator[bytes]:
    parts: list[bytes] = []
    at = 12
    stop = min(len(data), 8 + struct.unpack("<I", data[4:8])[0])
    while at + 8 <= stop:
        kind, length = struct.unpack("<4sI", data[at : at + 8])
        end = at + 8 + length + length % 2
        part = data[at:end]
        if kind == b"VP8X":
            part = part[:8] + bytes([part[8] & _WEBP_ALPHA]) + part[9:]
        if kind in _WEBP_KEPT:
            parts.append(part)
        at = end
    body = b"WEBP" + b"".join(parts)
    yield b"RIFF" + struct.pack("<I", len(body)) + body


_STRIP = {"JPEG": _strip_jpeg, "PNG": _strip_png, "WEBP": _strip_webp}
