"""From a folder to the database and back to a folder: the same bytes, and nothing new when brought again."""

from pathlib import Path

import pytest
from flask import Flask

from lms.courses.exports.markdown import write_package
from lms.courses.exports.published import write_path
from lms.courses.imports.problems import Report
from lms.courses.imports.reading import read_source
from lms.courses.imports.sources import FolderSource, MemorySource, Source
from lms.courses.services.bringing import bring_package
from tests.courses.test_foreign_courses import CHAPTERS, tutorial

CONTENT = Path(__file__).resolve().parents[2] / "lms/demo/content/accueillir-et-ecouter"
PLAIN = {name: content for name, content in CHAPTERS.items() if not name.endswith(".png")}


def on_disk(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize(
    "source",
    [
        FolderSource(CONTENT),
        MemorySource(PLAIN, name="tris"),
        MemorySource(tutorial(), name="tuto"),
    ],
    ids=["demo", "chapters", "tutorial"],
)
def test_export_import_export_through_the_database(
    app: Flask, tmp_path: Path, source: Source
) -> None:
    package = read_source(source, Report())
    assert package is not None
    assert package.path is not None
    bring_package(package, source, actor_id=None)
    first = tmp_path / "first" / package.path.slug
    assert write_path(first, slug=package.path.slug)
    exported = on_disk(first)
    documents = {
        name: content.decode() for name, content in exported.items() if name.endswith(".md")
    }
    assert documents == write_package(package)

    report = Report()
    again_source = FolderSource(first)
    again = read_source(again_source, report)
    assert [str(problem) for problem in report.problems] == []
    assert again is not None
    done = bring_package(again, again_source, actor_id=None)
    assert (done.created, done.updated) == ([], [])
    second = tmp_path / "second" / package.path.slug
    assert write_path(second, slug=package.path.slug)
    assert on_disk(second) == exported
