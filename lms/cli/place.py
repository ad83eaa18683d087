"""Where a copy of the product runs from: its environment when nobody gave one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lms.config import ROOT
from lms.core import embedded

FREE_NEEDED = 200
"""Megabytes of disk below which a start is refused rather than failing half way."""


def folder() -> Path:
    """Return the folder of this copy's data: database, files, secret."""
    return embedded.default_folder(ROOT)


def environment(cluster: embedded.Cluster | None) -> dict[str, str]:
    """Return the environment for web, worker and commands; what is set already is kept."""
    given = dict(os.environ)
    given.setdefault("LMS_FILES_DIR", str(folder() / "files"))
    given.setdefault("PYTHONPATH", str(ROOT))
    if not given.get("LMS_SECRET_KEY"):
        given["LMS_SECRET_KEY"] = embedded.secret_key(folder())
    if cluster is not None:
        given["LMS_DATABASE_URL"] = cluster.app_url
        given["LMS_OWNER_DATABASE_URL"] = cluster.owner_url
    return given


def names_a_database() -> bool:
    """Tell whether the environment says which PostgreSQL to use."""
    return bool(os.environ.get("LMS_DATABASE_URL", "").strip())


@contextmanager
def database_ready() -> Iterator[None]:
    """Fill ``os.environ`` for one command, with the embedded server running if none is named."""
    if names_a_database():
        os.environ.update(environment(None))
        yield
        return
    with embedded.cluster(folder()) as cluster:
        os.environ.update(environment(cluster))
        yield
