"""Archives that mean harm are refused before they cost anything; honest ones are read whole."""

import io
import json
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from lms.config import ROOT
from lms.core.archives import Entry, HostileArchive, Limits, SafeArchive
from tests.core.hostile import ARCHIVES, UPLOADS, bomb_by_ratio, slip_up, zipped

MEASURE = """
import json, re, sys, time
from pathlib import Path
from lms.core.archives import HostileArchive, SafeArchive
worst = 0.0
kept = []
for path in sorted(Path(sys.argv[1]).iterdir()):
    start = time.monotonic()
    try:
        with path.open("rb") as opened, SafeArchive(opened) as archive:
            archive.extract(Path(sys.argv[2]) / path.name)
        kept.append(path.name)
    except HostileArchive:
        pass
    worst = max(worst, time.monotonic() - start)
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
print(json.dumps({"seconds": worst, "kilobytes": peak, "kept": kept}))
"""


def attempt(data: bytes, root: Path) -> str:
    """Open and extract as an import does; return the code of the refusal."""
    try:
        with SafeArchive(data) as archive:
            archive.extract(root)
    except HostileArchive as error:
        return error.code if error.message.endswith(".") else "no sentence"
    return "kept"


def files_under(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file() or path.is_symlink()}


def test_there_are_forty_hostile_files():
    assert len(ARCHIVES) + len(UPLOADS) >= 40


@pytest.mark.parametrize("name", sorted(ARCHIVES))
def test_a_hostile_archive_is_refused_and_leaves_nothing_outside(name, tmp_path):
    code, maker = ARCHIVES[name]
    root = tmp_path / "deep" / "er" / "root"
    root.mkdir(parents=True)
    start = time.monotonic()
    assert attempt(maker(), root) == code
    assert time.monotonic() - start < 60
    assert {path for path in files_under(tmp_path) if not path.is_relative_to(root)} == set()


def test_canary_a_naive_extraction_is_seen_outside(tmp_path):
    root = tmp_path / "deep" / "er" / "root"
    root.mkdir(parents=True)
    with zipfile.ZipFile(io.BytesIO(slip_up())) as archive:
        for info in archive.infolist():
            Path(root, info.filename).write_bytes(archive.read(info))
    assert {path for path in files_under(tmp_path) if not path.is_relative_to(root)}


def test_canary_the_standard_library_inflates_the_bomb():
    data = bomb_by_ratio()
    assert len(data) < 250_000
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert sum(info.file_size for info in archive.infolist()) == 200_000_000


def test_canary_without_the_check_of_names_the_second_guard_still_holds(tmp_path, monkeypatch):
    import lms.core.archives as module

    monkeypatch.setattr(module, "_checked_name", lambda info, _limits: info.filename)
    with SafeArchive(slip_up()) as archive, pytest.raises(HostileArchive) as caught:
        archive.extract(tmp_path / "root")
    assert caught.value.code == "outside"


def test_nothing_is_written_through_a_link_that_waits_in_the_root(tmp_path):
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (root / "photos").symlink_to(outside)
    evil = zipped(("photos/evil.txt", b"x"))
    with SafeArchive(evil) as archive, pytest.raises(FileExistsError):
        archive.extract(root)
    assert files_under(outside) == set()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from Linux")
def test_all_of_them_stay_under_256_megabytes_and_5_seconds(tmp_path):
    hostile, root = tmp_path / "hostile", tmp_path / "root"
    hostile.mkdir()
    for name, (_code, maker) in ARCHIVES.items():
        (hostile / name).write_bytes(maker())
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(hostile), str(root)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    measured = json.loads(done.stdout)
    assert measured["kept"] == []
    assert measured["kilobytes"] < 256 * 1024
    assert measured["seconds"] < 5


HONEST = (
    ("cours/", b""),
    ("cours/leçon 1.md", b"Bonjour"),
    ("cours/images/photo.jpg", bytes(range(256)) * 40),
    ("cours/vide.txt", b""),
)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_honest_archive_is_read_and_extracted_whole(method, tmp_path):
    data = zipped(*HONEST, method=method)
    with SafeArchive(io.BytesIO(data)) as archive:
        assert Entry("cours/leçon 1.md", 7) in archive.entries
        assert "cours/" not in archive
        assert archive.read("cours/leçon 1.md") == b"Bonjour"
        paths = archive.extract(tmp_path / "root")
    assert {path.name for path in paths} == {"leçon 1.md", "photo.jpg", "vide.txt"}
    assert (tmp_path / "root/cours/images/photo.jpg").read_bytes() == HONEST[2][1]
    with SafeArchive(data) as archive, pytest.raises(KeyError):
        archive.read("absent")


def test_an_empty_archive_is_honest():
    with SafeArchive(zipped()) as archive:
        assert archive.entries == ()


def test_caps_are_the_callers():
    data = zipped(*HONEST)
    for limits, code in (
        (Limits(files=3), "count"),
        (Limits(total=100), "size"),
        (Limits(file_size=100), "size"),
        (Limits(size=100), "size"),
        (Limits(depth=1), "name"),
        (Limits(seconds=-1.0), "slow"),
        (Limits(ratio=1, ratio_from=10), "bomb"),
    ):
        with pytest.raises(HostileArchive) as caught, SafeArchive(data, limits) as archive:
            archive.extract(Path("never"))
        assert caught.value.code == code


def test_archives_inside_may_be_allowed_but_are_never_opened():
    data = zipped(("inner.zip", zipped(("../evil", b"x"))))
    with SafeArchive(data, Limits(nested=True)) as archive:
        assert archive.read("inner.zip").startswith(b"PK")


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip", b"PK\x05\x06" + b"\xff" * 18])
def test_what_is_no_archive_is_refused(data):
    with pytest.raises(HostileArchive):
        SafeArchive(data)
