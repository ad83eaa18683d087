"""Which pages a crawl visits: all of them, or those that changed and a rotating eighth.

``LMS_CHECK_FULL=1`` (set by ``dev.py check --full``) asks for all of them. Otherwise a page is
visited when the module of its view or one of its own templates changed in the working tree or in
the last commit, or when its turn has come: each page has its turn every eight days.
"""

import os
import subprocess
import zlib
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache

from tests.browser.houses import Seen
from tests.conftest import ROOT

TURNS = 8
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


def turn_of(rule: str) -> int:
    """Return the day of the cycle on which a page has its turn."""
    return zlib.crc32(rule.encode()) % TURNS


def is_chosen(seen: Seen, *, day: int, changed: frozenset[str]) -> bool:
    """Tell whether the crawl of ``day`` visits a page."""
    return turn_of(seen.rule) == day % TURNS or bool(seen.made_of & changed)


def chosen(pages: Iterable[Seen]) -> list[Seen]:
    """Return the pages to visit in this run."""
    if full():
        return list(pages)
    return [seen for seen in pages if is_chosen(seen, day=today(), changed=changed_files())]
