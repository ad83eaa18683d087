"""One embedded server: made once, started and stopped by its owner, found again after a crash."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from lms.core.embedded import places, roles
from lms.core.embedded.account import Say, ServerAccount, server_account
from lms.core.embedded.console import tell
from lms.core.embedded.errors import EmbeddedError
from lms.core.embedded.lock import FolderLock
from lms.core.embedded.process import (
    Leash,
    command_of,
    is_postmaster,
    start_tied,
    stop_pid,
)

START_TIMEOUT = 120.0
"""Seconds granted to a start; recovery after a crash replays the log before it answers."""

FAST_THEN_IMMEDIATE = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0))
PORT = 5432
"""Only a part of the socket's name: the server listens on no network address."""

LOG_KEPT = 10_000_000
"""Bytes of server log beyond which the next start begins a new file, keeping one old."""

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    "log_error_verbosity": "terse",  # no DETAIL line: it quotes the refused row
    "log_min_error_statement": "panic",  # the statement of an error is never written down
    "log_statement": "none",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


@dataclass(frozen=True)
class Profile:
    """How a server is tuned: settings beside :data:`SETTINGS`, and whether ``initdb`` syncs."""

    settings: dict[str, str]
    sync_init: bool = True
    owner_may_create_databases: bool = False


DURABLE = Profile(
    {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "shared_buffers": "256MB",
    }
)
"""For people's data: a committed change survives a power cut."""

QUICK = Profile(
    {
        "fsync": "on",
        "synchronous_commit": "off",
        "full_page_writes": "on",
        "shared_buffers": "256MB",
        "max_connections": "300",
        "autovacuum_naptime": "10min",
    },
    sync_init=False,
    owner_may_create_databases=True,
)
"""For tests: a commit does not wait for the disk; nothing else is relaxed."""


class Cluster:
    """The server of one folder, seen by its owner process or by a guest."""

    def __init__(
        self, folder: Path, *, profile: Profile = DURABLE, say: Say = tell
    ) -> None:
        """Bind to ``folder``, which is created; nothing is started yet."""
        self.folder = folder.resolve()
        self.data = self.folder / "pgdata"
        self.log = self.folder / "postgres.log"
        self.profile = profile
        self.say = say
        self.lock = FolderLock(self.folder / "lock")
        self._account: ServerAccount | None = None
        self._server: subprocess.Popen[bytes] | None = None
        self._leash: Leash | None = None
        self._passwords: roles.Passwords | None = None
        self._socket: Path | None = None

    @property
    def account(self) -> ServerAccount:
        """The user the server runs as."""
        if self._account is None:
            self._account = server_account(self.say)
        return self._account

    @property
    def owner_url(self) -> str:
        """URL of role ``lms_owner``: owns the tables, runs migrations."""
        return self._url("lms_owner", self._known().owner)

    @property
    def app_url(self) -> str:
        """URL of role ``lms_app``: web, worker and tests."""
        return self._url("lms_app", self._known().app)

    @property
    def pid(self) -> int | None:
        """Process id of the running server, whoever started it."""
        return self._running_pid()

    @property
    def is_owner(self) -> bool:
        """Whether this process started the server and will stop it."""
        return self.lock.held

    def ensure_running(self) -> None:
        """Start the server, or start it again, or join the one that another process owns.

        Raises :class:`EmbeddedError` when it is impossible, or not answering within 120 s.
        """
        self._prepare_folder()
        if not self.lock.take():
            self._join()
            return
        if self._server is not None and self._server.poll() is None:
            return
        self._forget_server()
        self.end_leftover()
        self._binaries = places.usable_binaries(self.folder, self.account, self.say)
        self._create_data()
        self._start()
        self._passwords = roles.read_passwords(self.folder)
        roles.ensure(
            self.folder,
            self._url("postgres", self._passwords.superuser, "postgres"),
            self._passwords,
            may_create=self.profile.owner_may_create_databases,
        )

    def has_died(self) -> bool:
        """Tell whether a server this process started has ended without :meth:`stop`."""
        return self._server is not None and self._server.poll() is not None

    def stop(self) -> None:
        """Stop the server if this process owns it: fast, then immediate, then killed."""
        server = self._server
        if server is not None:
            stop_pid(server.pid, FAST_THEN_IMMEDIATE, lambda: server.poll() is not None)
        self._forget_server()
        if self._leash is not None:
            self._leash.close()
            self._leash = None
        if self.lock.held and self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.rmdir()
        self.lock.release()

    def _forget_server(self) -> None:
        if self._server is not None and self._leash is not None:
            self._leash.free(self._server.pid)
        self._server = None

    def _url(self, role: str, password: str, database: str = "lms") -> str:
        host = quote(str(self._socket_in_use()), safe="/")
        return f"postgresql://{role}:{quote(password, safe='')}@/{database}?host={host}&port={PORT}"

    def _known(self) -> roles.Passwords:
        if self._passwords is None:
            self._passwords = roles.read_passwords(self.folder)
        return self._passwords

    def _socket_in_use(self) -> Path:
        if self._socket is None:
            lines = self._pid_lines()
            if len(lines) < len(PID_FILE_LINES):
                message = f"No embedded PostgreSQL is running for {self.folder}."
                raise EmbeddedError(message)
            self._socket = Path(lines[4])
        return self._socket

    def _prepare_folder(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if not os.access(self.folder, os.W_OK):
                raise PermissionError  # noqa: TRY301 - one sentence for both
        except OSError as error:
            message = f"The folder {self.folder} cannot be written: {error.strerror or 'read-only'}."
            raise EmbeddedError(message) from error
        if not self.account.may_enter(self.folder):
            message = (
                f"The data folder {self.folder} is closed to the user that runs PostgreSQL: "
                "choose another with LMS_DATA_DIR, for instance /var/lib/comptoir/data."
            )
            raise EmbeddedError(message)

    def _join(self) -> None:
        limit = time.monotonic() + START_TIMEOUT
        while time.monotonic() < limit:
            if self._status() == "ready" and self._running_pid() and self._is_set_up():
                self._socket = None
                return
            if self.lock.take():  # its owner gave up meanwhile
                self.ensure_running()
                return
            time.sleep(0.1)
        message = f"The PostgreSQL of {self.folder} is held by another process but does not answer."
        raise EmbeddedError(message)

    def _is_set_up(self) -> bool:
        return (self.folder / roles.MARK).exists()

    def _pid_lines(self) -> list[str]:
        try:
            return (
                (self.data / "postmaster.pid")
                .read_text("utf-8", "replace")
                .splitlines()
            )
        except OSError:
            return []

    def _status(self) -> str:
        lines = self._pid_lines()
        return lines[7].strip() if len(lines) >= len(PID_FILE_LINES) else ""

    def _running_pid(self) -> int | None:
        lines = self._pid_lines()
        if not lines or not lines[0].strip().isdigit():
            return None
        pid = int(lines[0])
        return pid if is_postmaster(pid, self.data) else None

    def end_leftover(self) -> None:
        """Stop a server whose owner died, and forget a pid file that names somebody else."""
        pid = self._running_pid()
        if pid is not None:
            self.say(
                f"Stopping a PostgreSQL left over by an interrupted run (process {pid})."
            )
            stop_pid(pid, FAST_THEN_IMMEDIATE)
        lines = self._pid_lines()
        if lines and lines[0].strip().isdigit() and command_of(int(lines[0])):
            (
                self.data / "postmaster.pid"
            ).unlink()  # the number now belongs to another program

    def _create_data(self) -> None:
        version = self.data / "PG_VERSION"
        if version.exists():
            self._refuse_other_version(version.read_text().strip())
            return
        self.say(f"Creating the database in {self.data} (once).")
        fresh = self.folder / "pgdata.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        self.account.own(fresh)
        passwords = roles.write_passwords(self.folder)
        self._initdb(fresh, passwords.superuser)
        fresh.rename(self.data)

    def _refuse_other_version(self, found: str) -> None:
        if found != places.MAJOR:
            message = (
                f"The data in {self.data} was made by PostgreSQL {found}, this version carries "
                f"{places.MAJOR}: restore a backup into a new folder, or set LMS_DATABASE_URL."
            )
            raise EmbeddedError(message)

    def _initdb(self, fresh: Path, password: str) -> None:
        secret = places.socket_folder(self.data, self.account) / "password"
        secret.unlink(missing_ok=True)
        secret.touch(0o600)
        secret.write_text(password)
        self.account.own(secret)
        command = [str(self._binaries / "initdb"), "-D", str(fresh), "-U", "postgres"]
        command += [
            "--auth=scram-sha-256",
            f"--pwfile={secret}",
            "--encoding=UTF8",
            "--no-locale",
        ]
        command += [
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
        ]
        if not self.profile.sync_init:
            command.append("--no-sync")
        with self.log.open("ab") as output:
            made = start_tied(
                command,
                on_death=signal.SIGKILL,
                account=self.account,
                env=_clean_env(),
                output=output,
            ).wait()
        secret.unlink()
        if made != 0:
            raise EmbeddedError(self._complaint("could not be created"))

    def _start(self) -> None:
        self._socket = places.socket_folder(self.data, self.account)
        self._turn_log()
        limit = time.monotonic() + START_TIMEOUT
        while not self._start_once(limit):
            # after a kill -9, backends of the dead server hold its memory for a moment
            self.say("PostgreSQL is waiting for its former processes to end.")
            time.sleep(0.5)

    def _start_once(self, limit: float) -> bool:
        settings = (
            SETTINGS
            | self.profile.settings
            | {"unix_socket_directories": str(self._socket)}
        )
        options = [
            word
            for name, value in settings.items()
            for word in ("-c", f"{name}={value}")
        ]
        begun = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as output:
            self._server = start_tied(
                [str(self._binaries / "postgres"), "-D", str(self.data), *options],
                on_death=signal.SIGINT,
                account=self.account,
                env=_clean_env(),
                output=output,
            )
        if self._leash is None:
            self._leash = Leash()
        self._leash.hold(self._server.pid, signal.SIGINT, 30.0)
        return self._wait_ready(self._server, limit, begun)

    def _wait_ready(
        self, server: subprocess.Popen[bytes], limit: float, begun: int
    ) -> bool:
        start = told = time.monotonic()
        while server.poll() is None:
            lines = self._pid_lines()
            if (
                lines
                and lines[0].strip() == str(server.pid)
                and self._status() == "ready"
            ):
                return True
            now = time.monotonic()
            if now > limit:
                self.stop()
                message = f"PostgreSQL did not start within {START_TIMEOUT:.0f} s (see {self.log})."
                raise EmbeddedError(message)
            if now - told > 3:  # noqa: PLR2004 - seconds between two words of patience
                told = now
                self.say(f"PostgreSQL is recovering ({now - start:.0f} s).")
            time.sleep(0.05)
        self._forget_server()
        words = self._log_since(begun)
        if (
            "shared memory block" in words or "lock file" in words
        ) and time.monotonic() < limit:
            return False
        self.lock.release()
        raise EmbeddedError(self._complaint("could not start", begun))

    def _turn_log(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_KEPT:
            self.log.replace(self.log.with_suffix(".log.old"))

    def _log_since(self, begun: int) -> str:
        with self.log.open("rb") as log:
            log.seek(begun)
            return log.read(100_000).decode("utf-8", "replace")

    def _complaint(self, what: str, begun: int = 0) -> str:
        words = self._log_since(max(begun, self.log.stat().st_size - 4_000))
        if "No space left on device" in words:
            return f"PostgreSQL {what}: no space left on the disk of {self.folder}."
        marked = [
            line for line in words.splitlines() if "FATAL" in line or "error:" in line
        ]
        last = marked[-1] if marked else (words.splitlines() or ["no word said"])[-1]
        return f"PostgreSQL {what}: {last.strip()} (see {self.log})."


PID_FILE_LINES = (
    "pid",
    "data",
    "start",
    "port",
    "socket",
    "address",
    "memory",
    "status",
)


def _clean_env() -> dict[str, str]:
    """Return an environment without the person's own ``PG*`` settings, in plain English."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith("PG")
    }
    return kept | {"LC_ALL": "C", "HOME": "/"}


@contextmanager
def cluster(
    folder: Path, *, profile: Profile = DURABLE, say: Say = tell
) -> Iterator[Cluster]:
    """Give a running server for ``folder``; stopped at the end when this process owns it."""
    server = Cluster(folder, profile=profile, say=say)
    try:
        server.ensure_running()
        yield server
    finally:
        server.stop()
