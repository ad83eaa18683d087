"""What people send is looked at, made harmless, kept safe, and read by those who may."""

import io
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.config import ROOT
from lms.core import clock, files, ids
from lms.core.access import ANONYMOUS, Viewer
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.files import FileRefused, Kind, LocalStorage, clean_name, put
from lms.core.files import store as store_module
from lms.core.files.films import Boxes, walk
from lms.core.files.sniffing import XLSX, sniff
from lms.core.files.store import sweep_orphans
from lms.core.i18n import speaking
from lms.core.jobs import drain
from lms.core.tabular import write_xlsx
from tests.core import media
from tests.core.furnished import furnish
from tests.core.hostile import UPLOADS, zipped

ALICE, BRUNO = ids.new_id(), ids.new_id()
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def shelf(kernel: Flask, tmp_path: Path) -> Path:
    """The kernel keeping its files in a folder of the test."""
    furnish(kernel, files_dir=tmp_path / "files")
    return tmp_path / "files"


def send(data: bytes, kind: Kind = Kind.PHOTO, name: str = "photo.jpg") -> files.StoredFile:
    return put(io.BytesIO(data), filename=name, kind=kind, owner=ALICE)


def workbook() -> bytes:
    out = io.BytesIO()
    write_xlsx(["a"], [["x"]], out=out)
    return out.getvalue()


HONEST = [
    (Kind.IMAGE, media.picture("JPEG"), "image/jpeg", "jpg"),
    (Kind.PHOTO, media.picture("PNG"), "image/png", "png"),
    (Kind.IMAGE, media.picture("WEBP"), "image/webp", "webp"),
    (Kind.VIDEO, media.film(), "video/mp4", "mp4"),
    (Kind.VIDEO, media.WEBM, "video/webm", "webm"),
    (Kind.AUDIO, media.film(video=False, brand=b"M4A "), "audio/mp4", "m4a"),
    (Kind.AUDIO, media.film(video=False), "audio/mp4", "m4a"),
    (Kind.AUDIO, media.MP3, "audio/mpeg", "mp3"),
    (Kind.AUDIO, b"ID3" + bytes(50), "audio/mpeg", "mp3"),
    (Kind.AUDIO, media.OGG, "audio/ogg", "ogg"),
    (Kind.DOCUMENT, media.PDF, "application/pdf", "pdf"),
    (Kind.CAPTIONS, media.VTT, "text/vtt", "vtt"),
    (Kind.CAPTIONS, b"\xef\xbb\xbf" + media.VTT, "text/vtt", "vtt"),
    (Kind.TABLE, media.CSV, "text/csv", "csv"),
    (Kind.TABLE, media.CSV.decode().encode("utf-16"), "text/csv", "csv"),
    (Kind.TABLE, workbook(), XLSX, "xlsx"),
    (Kind.ARCHIVE, zipped(("a.md", b"x")), "application/zip", "zip"),
]


@pytest.mark.parametrize(("kind", "data", "media_type", "extension"), HONEST)
def test_each_purpose_keeps_what_it_allows_under_its_real_type(
    shelf, kind, data, media_type, extension
):
    kept = send(data, kind, name="Mon fichier.exe")
    assert (kept.media_type, kept.name) == (media_type, f"Mon fichier.{extension}")
    with files.open_file(kept.id) as opened:
        stored = opened.read()
    assert len(stored) == kept.size
    assert kept.url == f"/files/{kept.id}/Mon%20fichier.{extension}"
    assert files.get(kept.id) == kept


@pytest.mark.parametrize("name", sorted(UPLOADS))
def test_a_hostile_upload_is_refused_whatever_its_name_and_leaves_nothing(shelf, name):
    kind, filename, code, maker = UPLOADS[name]
    with pytest.raises(FileRefused) as caught:
        send(maker(), Kind(kind), filename)
    assert caught.value.code == code
    assert [path for path in shelf.rglob("*") if path.is_file()] == []


def test_canary_trusting_the_name_would_keep_the_drawing():
    import mimetypes

    _kind, filename, _code, maker = UPLOADS["svg_as_png"]
    assert mimetypes.guess_type(filename)[0] == "image/png"
    assert sniff(io.BytesIO(maker())) == "text/html"


@pytest.mark.parametrize(("kind", "data", "media_type", "_extension"), HONEST)
def test_a_purpose_refuses_what_belongs_to_another(shelf, kind, data, media_type, _extension):
    for other in Kind:
        if media_type not in files.kinds.RULES[other].types:
            with pytest.raises(FileRefused):
                send(data, other)


def test_a_photo_too_heavy_says_its_weight_and_the_limit(shelf):
    with pytest.raises(FileRefused) as caught, speaking("en"):
        send(b"\xff\xd8\xff" + bytes(14_000_000))
    assert caught.value.message == "Error: photo not sent. It weighs 14.1 MB, the limit is 10 MB."
    assert caught.value.code == "heavy"


def test_a_stream_that_never_ends_is_stopped_at_the_cap(shelf):
    class Endless(io.RawIOBase):
        given = 0

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            Endless.given += size
            return b"\xff" * size

    with pytest.raises(FileRefused):
        put(Endless(), filename="x.jpg", kind=Kind.PHOTO, owner=ALICE)
    assert Endless.given < 11_000_000


def test_an_empty_file_is_refused(shelf):
    with pytest.raises(FileRefused) as caught:
        send(b"")
    assert caught.value.code == "empty"


def test_a_film_forgets_where_it_was_shot_and_keeps_its_pixels(shelf):
    data = media.film()
    kept = send(data, Kind.VIDEO, "film.mp4")
    with files.open_file(kept.id) as opened:
        stored = opened.read()
    assert len(stored) == len(data)
    assert b"48.8577" not in stored
    assert b"SecretPhone" not in stored
    assert stored[-600:] == data[-600:]
    found = Boxes()
    walk(io.BytesIO(stored), found)
    assert found.handlers == {"vide"}
    assert found.whole


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_after_a_film_head_are_survived(tail):
    walk(io.BytesIO(b"\x00\x00\x00\x10ftypisom\x00\x00\x00\x00" + tail), Boxes())


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\alice\\photo.png", "photo.jpg"),
        ("<script>alert(1)</script>.png", "script.jpg"),
        ('a"b\r\nContent-Type: x.png', "a b Content-Type x.jpg"),
        ("photo\u202egpj.exe", "photo gpj.jpg"),
        ("", "photo.jpg"),
        ("....", "photo.jpg"),
        (".htaccess", "htaccess.jpg"),
        ("Leçon n° 1 été.jpeg", "Leçon n° 1 été.jpg"),
        ("x" * 300, "x" * 80 + ".jpg"),
    ],
)
def test_a_name_is_kept_without_what_could_harm(sent, kept):
    assert clean_name(sent, "jpg", fallback="photo") == kept


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_name_is_one_safe_word(sent):
    made = clean_name(sent, "jpg", fallback="photo")
    assert made.endswith(".jpg")
    assert not set(made) & set("/\\<>:\"|?*&'`;\r\n\x00")
    assert made.isprintable()


def test_what_is_acknowledged_survives_a_crash(tmp_path, monkeypatch):
    """Bytes are synced before they get their name, and the folder after: the order is the proof."""
    acts: list[str] = []
    sync, rename = os.fsync, Path.replace

    def watched_sync(handle: int) -> None:
        acts.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "bytes")
        sync(handle)

    def watched_rename(path: Path, target: Path) -> Path:
        acts.append("rename")
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", watched_sync)
    monkeypatch.setattr(Path, "replace", watched_rename)
    place = LocalStorage(tmp_path / "files")
    prepared = place.workspace() / "a1"
    prepared.write_bytes(b"x" * 1000)
    place.save("ab12", prepared)
    assert acts == ["bytes", "rename", "folder", "folder"]
    with place.open("ab12") as opened:
        assert opened.read() == b"x" * 1000


def test_a_crash_before_the_name_leaves_no_half_file(tmp_path, monkeypatch):
    place = LocalStorage(tmp_path / "files")
    prepared = place.workspace() / "a1"
    prepared.write_bytes(b"x")
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("crash")))
    with pytest.raises(OSError, match="crash"):
        place.save("ab12", prepared)
    with pytest.raises(FileNotFoundError):
        place.open("ab12")
    assert [key for key, _at in place.keys()] == [".incoming/a1"]  # noqa: SIM118


@pytest.mark.parametrize("key", ["../x", "a/b", "/etc/passwd", "", ".incoming/../x", "a.b"])
def test_a_key_is_never_a_path(tmp_path, key):
    with pytest.raises(ValueError, match="key"):
        LocalStorage(tmp_path).open(key)


def on_disk(shelf: Path) -> list[str]:
    return [path.name for path in shelf.rglob("*") if path.is_file()]


def test_deleting_takes_the_row_now_and_the_bytes_after_the_commit(shelf, kernel):
    kept = send(media.picture())
    assert on_disk(shelf) == [kept.key]
    files.delete(kept.id)
    assert on_disk(shelf) == [kept.key]
    with pytest.raises(NotFound):
        files.get(kept.id)
    session.commit()
    drain(kernel, strict=True)
    assert on_disk(shelf) == []


def test_bytes_that_no_row_names_are_swept_and_the_others_stay(shelf):
    with clock.frozen(NOON):
        kept, gone = send(media.picture()), send(media.picture("PNG"))
        session.delete(session.get(store_module.File, gone.id))
        session.flush()
        (shelf / ".incoming" / "half").write_bytes(b"x")
        now = datetime.fromtimestamp((shelf / ".incoming" / "half").stat().st_mtime, UTC)
        sweep_orphans(now=now)
        assert len(on_disk(shelf)) == 3, "an upload may still be under way"
        sweep_orphans(now=now + timedelta(hours=3))
    assert on_disk(shelf) == [kept.key]


def test_lost_bytes_are_not_found_rather_than_an_accident(shelf):
    kept = send(media.picture())
    files.storage().delete(kept.key)
    with pytest.raises(NotFound):
        files.open_file(kept.id)


def viewer(person_id: UUID) -> Viewer:
    return Viewer(person_id=person_id)


def test_lesson_content_is_read_by_the_signed_in_and_a_photo_by_its_owner(shelf):
    content, photo = send(media.picture(), Kind.IMAGE), send(media.picture())
    assert files.readable(viewer(BRUNO), content.id) == content
    assert files.readable(viewer(ALICE), photo.id) == photo
    for who, file in ((ANONYMOUS, content), (ANONYMOUS, photo), (viewer(BRUNO), photo)):
        with pytest.raises(NotFound):
            files.readable(who, file.id)
    with pytest.raises(NotFound):
        files.readable(viewer(ALICE), ids.new_id())


def test_a_kind_may_name_other_readers_once(shelf, monkeypatch):
    monkeypatch.setattr(store_module, "_READERS", {})
    photo = send(media.picture())

    @files.readers(Kind.PHOTO)
    def manager(who: Viewer, file: files.StoredFile) -> bool:
        return who.person_id == BRUNO and file.owner_id == ALICE

    assert files.may_read(viewer(BRUNO), photo)
    assert not files.may_read(viewer(ids.new_id()), photo)
    with pytest.raises(ValueError, match="twice"):
        files.readers(Kind.PHOTO)(manager)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from Linux")
def test_hostile_uploads_stay_under_256_megabytes(tmp_path):
    for name, (_kind, _filename, _code, maker) in UPLOADS.items():
        (tmp_path / name).write_bytes(maker())
    program = (
        "import re, sys\n"
        "from pathlib import Path\n"
        "from lms.core.files.pictures import NotAPicture, TooManyPixels, clean_picture\n"
        "from lms.core.files.sniffing import XLSX, sniff\n"
        "for path in Path(sys.argv[1]).iterdir():\n"
        "    found = sniff(path.open('rb'))\n"
        "    if found and found.startswith('image/'):\n"
        "        try: clean_picture(path.read_bytes(), found)\n"
        "        except (NotAPicture, TooManyPixels): continue\n"
        "        raise SystemExit(f'{path.name} kept')\n"
        "status = Path('/proc/self/status').read_text()\n"
        "print(re.search(r'VmHWM:\\s+(\\d+)', status)[1])\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert int(done.stdout) < 256 * 1024
