"""Which tests one worker runs together: those of files that name the same group.

pytest 9.2 keeps identifiers of tests where pytest-xdist 3.8 does not look when it writes a test's
group into them, so that its own ``loadgroup`` shares out every test alone: a network built for a
file was built once per worker. Here the group is read from the file instead.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadGroupScheduling

_GROUP = re.compile(r'mark\.xdist_group\("([^"]+)"\)')


@cache
def group_of(file: str, root: Path) -> str:
    """Return the group that ``file`` names for all its tests, or nothing."""
    path = root / file
    named = _GROUP.search(path.read_text()) if path.is_file() else None
    return named[1] if named else ""


class BySharedGround(LoadGroupScheduling):
    """Shares tests out one by one, those of a group together."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return group_of(file, self.config.rootpath) or nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> BySharedGround | None:
    """Take the place of ``--dist loadgroup``; leave other ways of sharing alone."""
    return BySharedGround(config, log) if config.getvalue("dist") == "loadgroup" else None
