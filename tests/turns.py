"""What a long test looks at today: everything, or what changed and a rotating share.

``LMS_CHECK_FULL=1`` (set by ``dev.py check --full``) asks for everything. Otherwise a thing is looked
at when a file it is made of changed in the working tree or in the last commit, or when its turn has
come: each has its turn every so many days.
"""

import os
import subprocess
import zlib
from datetime import UTC, datetime
from functools import cache

from flask import Flask

from tests.conftest import ROOT

SHARED = ("templates/layouts/", "templates/components/")
"""What every page is made of: held by the pages of the style guide, which are always looked at."""


def full() -> bool:
    """Tell whether everything was asked for."""
    return os.environ.get("LMS_CHECK_FULL", "") not in {"", "0"}


@cache
def today() -> int:
    """Return the number of the day, the same for the whole run."""
    return datetime.now(UTC).toordinal()


@cache
def changed_files() -> frozenset[str]:
    """Return the files changed since the commit before the last; none where git is absent."""
    told: set[str] = set()
    for words in (
        ["diff", "--name-only", "HEAD~1"],
        ["ls-files", "--others", "--exclude-standard"],
    ):
        try:
            done = subprocess.run(
                ["git", *words], cwd=ROOT, capture_output=True, text=True, check=False
            )
        except OSError:
            return frozenset()
        told |= set(done.stdout.split())
    return frozenset(name for name in told if not name.startswith(SHARED))


def turn_of(name: str, turns: int) -> int:
    """Return the day of the cycle on which a thing has its turn."""
    return zlib.crc32(name.encode()) % turns


def source_of(app: Flask, endpoint: str) -> str:
    """Return the file an address is answered from."""
    return app.view_functions[endpoint].__module__.replace(".", "/") + ".py"


def has_turn(app: Flask, endpoint: str, turns: int) -> bool:
    """Tell whether an address is looked at in this run."""
    come = turn_of(endpoint, turns) == today() % turns
    return full() or come or source_of(app, endpoint) in changed_files()
