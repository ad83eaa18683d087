"""A published path read back from its frozen versions, to be written as a package."""

from pathlib import Path as Folder
from uuid import UUID

from sqlalchemy import select

from lms.core import files
from lms.core.db import session
from lms.courses import models
from lms.courses.exports.markdown import asset_names, write_package
from lms.courses.queries.content import load_package

__all__ = ["load_package", "write_path"]


def write_path(folder: Folder, *, slug: str, uid: UUID | None = None) -> int | None:
    """Write a published path under ``folder``; return how many files, None for an unknown path."""
    if uid is None:
        uid = session.scalar(select(models.Path.uid).where(models.Path.slug == slug))
    package = load_package(uid) if uid else None
    if package is None:
        return None
    documents = write_package(package)
    for name, words in documents.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(words, encoding="utf-8", newline="\n")
    count = len(documents)
    for name, asset in asset_names(package):
        kept = session.get_one(models.Asset, asset.sha256)
        with files.open_file(kept.file_id) as stream:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(stream.read())
        count += 1
    return count
