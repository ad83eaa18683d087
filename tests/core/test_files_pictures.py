"""Pictures are decoded to be sure, and tell nothing but their pixels."""

import io
import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from lms.core.files import pictures as pictures_module
from lms.core.files.pictures import SIDE, clean_picture
from tests.core import media
from tests.core.hostile import zipped

SECRETS = (b"SecretPhone", b"Exif", b"GPS", b"<script>", b"PK\x03\x04", b"http://ns.adobe.com")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("turn", [1, 6])
def test_a_picture_forgets_where_it_was_taken(form, turn):
    data = media.telling(form, turn=turn) + b"<script>" + zipped(("evil", b"x"))
    assert b"SecretPhone" in data
    bare, width, height = clean_picture(data, f"image/{form.lower()}")
    assert not [secret for secret in SECRETS if secret in bare]
    assert (width, height) == ((64, 48) if turn == 1 else (48, 64))
    with Image.open(io.BytesIO(bare)) as opened:
        assert opened.size == (width, height)
        assert not opened.getexif()


def test_canary_the_secrets_are_found_when_nothing_is_taken_off(monkeypatch):
    monkeypatch.setitem(pictures_module._STRIP, "JPEG", lambda data: iter([data]))
    bare, _width, _height = clean_picture(media.telling(), "image/jpeg")
    assert [secret for secret in SECRETS if secret in bare]


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("size", [(64, 48), (SIDE + 40, 30)])
def test_cleaning_a_clean_picture_changes_nothing(form, size):
    media_type = f"image/{form.lower()}"
    once = clean_picture(media.telling(form, size, turn=3), media_type)
    assert clean_picture(once[0], media_type) == once


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_an_upright_picture_keeps_its_very_pixels(form):
    data = media.telling(form)
    bare, _width, _height = clean_picture(data, f"image/{form.lower()}")
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(bare)) as after:
        assert before.tobytes() == after.tobytes()


def test_a_huge_picture_is_made_bearable():
    bare, width, height = clean_picture(media.picture(size=(4000, 1000)), "image/jpeg")
    assert (width, height) == (SIDE, SIDE // 4)
    assert len(bare) < 3_000_000


def test_pictures_of_odd_kinds_become_ordinary():
    cmyk, progressive, moving = io.BytesIO(), io.BytesIO(), io.BytesIO()
    Image.new("CMYK", (20, 20), (10, 200, 30, 0)).save(cmyk, "JPEG")
    Image.effect_noise((200, 200), 80).save(progressive, "JPEG", progressive=True)
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(moving, "WEBP", save_all=True, append_images=frames[1:])
    for made, media_type in (
        (cmyk, "image/jpeg"),
        (progressive, "image/jpeg"),
        (moving, "image/webp"),
    ):
        bare, _width, _height = clean_picture(made.getvalue(), media_type)
        with Image.open(io.BytesIO(bare)) as opened:
            opened.load()
            assert opened.mode in {"RGB", "L"}
            assert getattr(opened, "n_frames", 1) == 1


def test_a_png_keeps_its_transparency():
    out = io.BytesIO()
    Image.new("RGBA", (9, 9), (1, 2, 3, 0)).save(out, "PNG", pnginfo=None)
    bare, _width, _height = clean_picture(out.getvalue(), "image/png")
    with Image.open(io.BytesIO(bare)) as opened:
        assert opened.getpixel((0, 0)) == (1, 2, 3, 0)


TELLING = {form: media.telling(form, (16, 16)) for form in ("JPEG", "PNG", "WEBP")}


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize("form", sorted(TELLING))
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_a_spoilt_picture_is_refused_or_bare_never_an_accident(form, data):
    whole = bytearray(TELLING[form])
    for _damage in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    spoilt = bytes(whole[: data.draw(st.integers(0, len(whole)))])
    with suppress(pictures_module.NotAPicture, pictures_module.TooManyPixels):
        clean_picture(spoilt, f"image/{form.lower()}")


def test_forged_chunk_sizes_do_not_loop():
    head = b"\x89PNG\r\n\x1a\n"
    forged = head + struct.pack(">I4s", 0xFFFFFFF0, b"tEXt") + struct.pack(">I", zlib.crc32(b""))
    with pytest.raises(pictures_module.NotAPicture):
        clean_picture(forged, "image/png")
