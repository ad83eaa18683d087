"""Publish the demo's own paths, shipped beside the code, through the same doors as any import."""

from pathlib import Path
from uuid import UUID

from lms.core.errors import Refused
from lms.courses.imports.package import read_package
from lms.courses.imports.problems import Report
from lms.courses.imports.sources import FolderSource
from lms.courses.services.bringing import bring_package

FOLDER = Path(__file__).resolve().parent / "content"
MAIN = "accueillir-et-ecouter"


def publish(author_id: UUID) -> list[UUID]:
    """Publish every path under ``content``; return their version ids, the main one first.

    Raises Refused when our own content does not read: that is our mistake, said plainly.
    """
    versions: list[UUID] = []
    folders = [p for p in FOLDER.iterdir() if (p / "path.md").is_file()]
    for folder in sorted(folders, key=lambda p: (p.name != MAIN, p.name)):
        source = FolderSource(folder)
        report = Report()
        package = read_package(source, report)
        if package is None or report.refused:
            raise Refused("; ".join(str(p) for p in report.problems[:3]))
        done = bring_package(package, source, actor_id=author_id)
        if done.path_version_id is not None:
            versions.append(done.path_version_id)
    return versions
