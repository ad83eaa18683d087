"""A network of Quotes whose acts are committed, for races, disks and dumps."""

from contextlib import AbstractContextManager
from pathlib import Path

from flask import Flask

from tests import committed as apart
from tests.cast import build
from tests.factories.quotes import Ground, open_quotes


def committed(label: str, folder: Path) -> AbstractContextManager[tuple[Flask, Ground, str]]:
    """Give an application on its own database, its ground, and the owner's address."""
    return apart.committed(label, folder, lambda: open_quotes(build()))
