"""A zip is read through the safe reader: hostile ones are refused whole, sound ones read like folders."""

import io
import zipfile
from pathlib import Path

import pytest

from lms.core.archives import HostileArchive
from lms.courses.imports.problems import Report
from lms.courses.imports.reading import opened, read_source
from lms.courses.imports.sources import FolderSource, UnsafeSourceError
from tests.core.hostile import (
    absolute_path,
    archive_inside,
    bomb_by_count,
    bomb_by_ratio,
    slip_up,
    symbolic_link,
)

CONTENT = Path(__file__).resolve().parents[2] / "lms/demo/content/accueillir-et-ecouter"
HOSTILE = (slip_up, absolute_path, symbolic_link, bomb_by_ratio, bomb_by_count, archive_inside)


def zipped(root: Path, inside: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(root.rglob("*")):
            if path.is_file():
                archive.write(path, f"{inside}{path.relative_to(root).as_posix()}")
        archive.writestr("__MACOSX/._path.md", "x")
    return out.getvalue()


@pytest.mark.parametrize("inside", ["", "accueillir-et-ecouter/"])
def test_a_zip_reads_like_its_folder(tmp_path: Path, inside: str) -> None:
    place = tmp_path / "accueillir-et-ecouter.zip"
    place.write_bytes(zipped(CONTENT, inside))
    with opened(place) as source:
        report = Report()
        package = read_source(source, report)
    assert [str(problem) for problem in report.problems] == []
    from_folder = read_source(FolderSource(CONTENT), Report())
    is_same = package == from_folder
    assert is_same


@pytest.mark.parametrize("make", HOSTILE, ids=lambda make: make.__name__)
def test_a_hostile_zip_is_refused_whole(tmp_path: Path, make: object) -> None:
    place = tmp_path / "hostile.zip"
    place.write_bytes(make())  # type: ignore[operator]
    with pytest.raises(HostileArchive), opened(place):
        pass


def test_neither_folder_nor_zip_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "cours.rar"
    place.write_bytes(b"x")
    with pytest.raises(UnsafeSourceError), opened(place):
        pass
