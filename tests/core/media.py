"""Small honest media, made on the spot."""

import io
import struct

from PIL import Image


def picture(form: str = "JPEG", size: tuple[int, int] = (64, 48), **options: object) -> bytes:
    """A picture of noise in colours, so that it does not compress to nothing."""
    out = io.BytesIO()
    noise = [Image.effect_noise(size, 60 + 20 * n) for n in range(3)]
    Image.merge("RGB", noise).save(out, form, **options)
    return out.getvalue()


def telling(form: str = "JPEG", size: tuple[int, int] = (64, 48), turn: int = 1) -> bytes:
    """A picture that says where, when and by what it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    exif[0x0112] = turn
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (47.0, 12.0, 57.9)
    return picture(form, size, exif=exif)


def box(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I4s", len(data) + 8, kind) + data


def film(*, video: bool = True, brand: bytes = b"isom") -> bytes:
    """The boxes of a film, with the place where it was shot."""
    handler = box(b"hdlr", bytes(8) + (b"vide" if video else b"soun") + bytes(13))
    place = box(b"udta", box(b"\xa9xyz", b"\x00\x12\x15\xc7+48.8577+002.295/"))
    track = box(b"trak", box(b"mdia", handler) + place)
    return (
        box(b"ftyp", brand + b"\x00\x00\x02\x00" + brand)
        + box(b"moov", track + box(b"meta", b"SecretPhone"))
        + box(b"mdat", b"pixels" * 100)
    )


WEBM = b"\x1a\x45\xdf\xa3\x93\x42\x82\x84webm\x42\x87\x81\x04" + bytes(200)
OGG = b"OggS\x00\x02" + bytes(22) + b"OpusHead" + bytes(100)
MP3 = b"\xff\xfb\x90\x00" + bytes(400)
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
VTT = "WEBVTT\n\n00:00.000 --> 00:02.000\nBonjour à tous\n".encode()
CSV = "nom;ville\nÉlodie;Nantes\n".encode()
