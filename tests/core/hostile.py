"""Forty files that mean harm, made on the spot: archives first, then what pretends to be media."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable

from PIL import Image

Maker = Callable[[], bytes]
ARCHIVES: dict[str, tuple[str, Maker]] = {}
"""Name -> (code of the expected refusal, maker)."""

UPLOADS: dict[str, tuple[str, str, str, Maker]] = {}
"""Name -> (kind it is sent as, name it bears, code of the expected refusal, maker)."""


def archive(code: str) -> Callable[[Maker], Maker]:
    def register(maker: Maker) -> Maker:
        ARCHIVES[maker.__name__] = (code, maker)
        return maker

    return register


def upload(kind: str, filename: str, code: str) -> Callable[[Maker], Maker]:
    def register(maker: Maker) -> Maker:
        UPLOADS[maker.__name__] = (kind, filename, code, maker)
        return maker

    return register


def zipped(*entries: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, data in entries:
            info = zipfile.ZipInfo("x")
            info.filename = name
            info.compress_type = method
            made.writestr(info, data)
    return out.getvalue()


def with_mode(name: str, data: bytes, mode: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        info = zipfile.ZipInfo(name)
        info.create_system = 3
        info.external_attr = mode << 16
        made.writestr(info, data)
    return out.getvalue()


def patched(data: bytes, signature: bytes, offset: int, value: bytes) -> bytes:
    """Overwrite bytes after the last ``signature`` (PK12 directory, PK34 entry, PK56 end)."""
    at = data.rindex(signature) + offset
    return data[:at] + value + data[at + len(value) :]


@archive("outside")
def slip_up() -> bytes:
    return zipped(("../../evil.txt", b"x"))


@archive("outside")
def slip_in_the_middle() -> bytes:
    return zipped(("course/../../evil.txt", b"x"))


@archive("outside")
def slip_with_backslashes() -> bytes:
    return zipped(("..\\..\\evil.txt", b"x"))


@archive("outside")
def absolute_path() -> bytes:
    return zipped(("/tmp/evil.txt", b"x"))


@archive("outside")
def network_path() -> bytes:
    return zipped(("\\\\server\\share\\evil.txt", b"x"))


@archive("outside")
def drive_letter() -> bytes:
    return zipped(("C:\\evil.txt", b"x"))


@archive("name")
def alternate_stream() -> bytes:
    return zipped(("readme.txt:evil.exe", b"x"))


@archive("name")
def empty_byte_in_a_name() -> bytes:
    return zipped(("photo.jpg\0.php", b"x"))


@archive("name")
def device_name() -> bytes:
    return zipped(("course/NUL.txt", b"x"))


@archive("name")
def trailing_dot() -> bytes:
    return zipped((".htaccess.", b"x"))


@archive("name")
def right_to_left_name() -> bytes:
    return zipped(("photo\u202egpj.exe", b"x"))


@archive("name")
def endless_folders() -> bytes:
    return zipped(("a/" * 40 + "x", b"x"))


@archive("name")
def endless_name() -> bytes:
    return zipped(("x" * 900, b"x"))


@archive("link")
def symbolic_link() -> bytes:
    return with_mode("photos", b"/etc", stat.S_IFLNK | 0o777)


@archive("link")
def named_pipe() -> bytes:
    return with_mode("pipe", b"", stat.S_IFIFO | 0o777)


@archive("collision")
def two_cases_of_one_name() -> bytes:
    return zipped(("Lesson.md", b"good"), ("lesson.MD", b"evil"))


@archive("collision")
def two_spellings_of_one_accent() -> bytes:
    return zipped(("le\u00e7on.md", b"good"), ("lec\u0327on.md", b"evil"))


@archive("collision")
def a_file_that_is_a_folder() -> bytes:
    return zipped(("lesson", b"x"), ("lesson/photo.jpg", b"x"))


@archive("bomb")
def bomb_by_ratio() -> bytes:
    return zipped(("zeros.txt", bytes(200_000_000)))


@archive("bomb")
def bomb_by_overlap() -> bytes:
    """Entries that share the same bytes: a little read a thousand times."""
    one = zipped(("a", b"x" * 5_000), method=zipfile.ZIP_STORED)
    start = one.index(b"PK\x01\x02")
    end = one.index(b"PK\x05\x06")
    entry = one[start:end]
    entries = b"".join(entry[:46] + bytes([97 + n]) + entry[47:] for n in range(20))
    tail = patched(one[end:], b"PK\x05\x06", 8, struct.pack("<HHL", 20, 20, len(entries)))
    return one[:start] + entries + tail


@archive("count")
def bomb_by_count() -> bytes:
    return zipped(*((f"{n}", b"") for n in range(6_000)))


@archive("count")
def directory_larger_than_its_count() -> bytes:
    data = zipped(*((f"{n}", b"") for n in range(3_000)))
    return patched(data, b"PK\x05\x06", 8, struct.pack("<HH", 2, 2))


@archive("size")
def declared_too_large() -> bytes:
    data = zipped(("a", b"x"))
    return patched(data, b"PK\x01\x02", 24, struct.pack("<L", 3_000_000_000))


@archive("nested")
def archive_inside() -> bytes:
    return zipped(("inner.txt", bomb_by_ratio()))


@archive("nested")
def tar_inside() -> bytes:
    return zipped(("inner.bin", bytes(257) + b"ustar\x0000" + bytes(512)))


@archive("broken")
def lying_about_less() -> bytes:
    data = zipped(("a", b"x" * 50_000))
    return patched(data, b"PK\x01\x02", 24, struct.pack("<L", 10))


@archive("broken")
def lying_about_more() -> bytes:
    data = zipped(("a", b"x" * 500))
    return patched(data, b"PK\x01\x02", 24, struct.pack("<L", 900))


@archive("broken")
def wrong_checksum() -> bytes:
    data = zipped(("a", b"x" * 500))
    return patched(data, b"PK\x01\x02", 16, struct.pack("<L", 1))


@archive("broken")
def two_names_for_one_entry() -> bytes:
    data = zipped(("good.txt", b"x" * 500))
    return data.replace(b"good.txt", b"evil.txt", 1)


@archive("broken")
def picture_and_archive() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + zipped(("evil.txt", b"x"))


@archive("broken")
def cut_short() -> bytes:
    return zipped(("a", b"x" * 500))[:-30]


@archive("encrypted")
def locked() -> bytes:
    data = zipped(("a", b"x"))
    return patched(data, b"PK\x01\x02", 8, struct.pack("<H", 1))


@archive("method")
def unusual_method() -> bytes:
    return zipped(("zeros.txt", bytes(100_000)), method=zipfile.ZIP_LZMA)


@archive("zip64")
def made_for_huge_files() -> bytes:
    data = zipped(("a", b"x"))
    end = data.rindex(b"PK\x05\x06")
    return data[:end] + b"PK\x06\x07" + bytes(16) + data[end:]


SVG = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
)


@upload("photo", "photo.png", "page")
def svg_as_png() -> bytes:
    return SVG


@upload("photo", "photo.jpg", "page")
def xhtml_as_jpg() -> bytes:
    return b'\xef\xbb\xbf\n <html xmlns="http://www.w3.org/1999/xhtml"><script/></html>'


@upload("photo", "photo.gif", "type")
def page_behind_a_gif_head() -> bytes:
    return b"GIF89a\x01\x00\x01\x00/*<script>alert(1)</script>*/"


@upload("photo", "photo.jpg.php", "type")
def program_as_photo() -> bytes:
    return b"#!/bin/sh\necho evil\n"


@upload("photo", "huge.png", "large")
def picture_of_billions_of_pixels() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1_000_000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


@upload("photo", "half.png", "broken")
def picture_cut_short() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((300, 300), 90).save(out, "PNG")
    return out.getvalue()[:5_000]


@upload("document", "guide.pdf", "script")
def pdf_with_a_program() -> bytes:
    return b"%PDF-1.7\n1 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj\n%%EOF"


@upload("document", "guide.pdf", "page")
def page_as_pdf() -> bytes:
    return b"<!DOCTYPE html><script>alert(1)</script>%PDF-1.7 %%EOF"


@upload("captions", "fr.vtt", "type")
def captions_with_empty_bytes() -> bytes:
    return b"WEBVTT\n\n00:00.000 --> 00:01.000\n" + b"ok " * 5_000 + b"\x00"


@upload("table", "people.csv", "page")
def page_as_table() -> bytes:
    return b"nom;ville\n<script>alert(1)</script>;x\n"


@upload("video", "film.mp4", "type")
def page_behind_a_film_head() -> bytes:
    return b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00<html><script>alert(1)</script></html>"


@upload("audio", "sound.mp3", "page")
def page_as_sound() -> bytes:
    return b"<svg onload=alert(1)>"
