"""Who the server runs as: the present user, or a system user of its own when we are root."""

import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lms.core.embedded.errors import EmbeddedError

NAME = "comptoir"
"""System user made when everything runs as root, which PostgreSQL refuses to do."""

Say = Callable[[str], None]


@dataclass(frozen=True)
class ServerAccount:
    """The user and group of the server; ``switched`` tells that they are not ours."""

    uid: int
    gid: int
    switched: bool

    def may_enter(self, folder: Path) -> bool:
        """Tell whether the server can reach ``folder`` (search permission on each parent)."""
        return all(self._may_search(place) for place in [folder, *folder.parents])

    def _may_search(self, folder: Path) -> bool:
        if not self.switched:
            return os.access(folder, os.X_OK)
        facts = folder.stat()
        if facts.st_uid == self.uid:
            return bool(facts.st_mode & stat.S_IXUSR)
        if facts.st_gid == self.gid:
            return bool(facts.st_mode & stat.S_IXGRP)
        return bool(facts.st_mode & stat.S_IXOTH)

    def own(self, path: Path) -> None:
        """Give ``path`` (one file or folder) to the server's user."""
        if self.switched:
            os.chown(path, self.uid, self.gid)


def server_account(say: Say) -> ServerAccount:
    """Return the account to run PostgreSQL under; creates the system user once when root."""
    if os.geteuid() != 0:
        return ServerAccount(os.geteuid(), os.getegid(), switched=False)
    try:
        known = pwd.getpwnam(NAME)
    except KeyError:
        known = _create(say)
    return ServerAccount(known.pw_uid, known.pw_gid, switched=True)


def _create(say: Say) -> pwd.struct_passwd:
    say(
        f"PostgreSQL refuses to run as root: creating the system user '{NAME}' "
        "(no password, no shell, no home) for it."
    )
    for command in _creations():
        if shutil.which(command[0]) is None:
            continue
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 0 or "already exists" in done.stderr:
            return pwd.getpwnam(NAME)
    message = (
        f"The system user '{NAME}' could not be created, and PostgreSQL refuses to run as root: "
        "start again as an ordinary user, or set LMS_DATABASE_URL to another PostgreSQL."
    )
    raise EmbeddedError(message)


def _creations() -> list[list[str]]:
    useradd = ["useradd", "--system", "--user-group", "--no-create-home"]
    useradd += ["--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", NAME]
    busybox = [
        "adduser",
        "-S",
        "-D",
        "-H",
        "-h",
        "/nonexistent",
        "-s",
        "/sbin/nologin",
        NAME,
    ]
    return [useradd, busybox]
