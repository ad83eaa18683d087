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
from xdist.workermanage import WorkerController

_GROUP = re.compile(r'mark\.xdist_group\("([^"]+)"\)')
LONG = ("tests/journeys/", "tests/browser/", "tests/drills/")
"""Folders whose tests take seconds each."""


@cache
def group_of(file: str, root: Path) -> str:
    """Return the group that ``file`` names for all its tests, or nothing."""
    path = root / file
    named = _GROUP.search(path.read_text()) if path.is_file() else None
    return named[1] if named else ""


def by_length(scope: str) -> int:
    """Return the place of what is run together: groups, then long tests, then all the others.

    A long one begun last would leave the other workers without anything to do.
    """
    if "::" not in scope:
        return 0
    return 1 if scope.startswith(LONG) else 2


class BySharedGround(LoadGroupScheduling):
    """Shares tests out one by one, those of a group together; long ones are begun first."""

    _is_ordered = False

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return group_of(file, self.config.rootpath) or nodeid

    def _assign_work_unit(self, node: WorkerController) -> None:
        if not self._is_ordered:
            self._is_ordered = True
            for scope in sorted(self.workqueue, key=by_length):
                self.workqueue.move_to_end(scope)
        super()._assign_work_unit(node)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> BySharedGround | None:
    """Take the place of ``--dist loadgroup``; leave other ways of sharing alone."""
    return BySharedGround(config, log) if config.getvalue("dist") == "loadgroup" else None
