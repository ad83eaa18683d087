"""One embedded server: made once, started and stopped by its owner, found again after a crash."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from lms.core.embedded import places, roles
from lms.core.embedded.account import Say, ServerAccount, server_account
from lms.core.embedded.console import tell
from lms.core.embedded.errors import EmbeddedError
from lms.core.embedded.lock import FolderLock
from lms.core.embedded.making import Maker, clean_env
from lms.core.embedded.pidfile import PidFile
from lms.core.embedded.process import Leash, start_tied, stop_pid
from lms.core.embedded.profile import DURABLE, PORT, Profile, options
from lms.core.embedded.serverlog import ServerLog

START_TIMEOUT = 120.0
"""Seconds granted to a start; recovery after a crash replays the log before it answers."""

WORD_EVERY = 3.0
"""Seconds between two words of patience."""

FAST_THEN_IMMEDIATE = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0))


class Cluster:
    """The server of one folder, seen by its owner process or by a guest."""

    def __init__(self, folder: Path, *, profile: Profile = DURABLE, say: Say = tell) -> None:
        """Bind to ``folder``; nothing is created or started yet."""
        self.folder = folder.resolve()
        self.data = self.folder / "pgdata"
        self.profile = profile
        self.say = say
        self.lock = FolderLock(self.folder / "lock")
        self._guests = FolderLock(self.folder / "guests")
        self._log = ServerLog(self.folder / "postgres.log")
        self._pid_file = PidFile(self.data)
        self._account: ServerAccount | None = None
        self._server: subprocess.Popen[bytes] | None = None
        self._leash: Leash | None = None
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
        return self._url(roles.OWNER, roles.read_passwords(self.folder).owner)

    @property
    def app_url(self) -> str:
        """URL of role ``lms_app``: web, worker and tests."""
        return self._url(roles.APP, roles.read_passwords(self.folder).app)

    @property
    def pid(self) -> int | None:
        """Process id of the running server, whoever started it."""
        return self._pid_file.running_pid()

    def own(self) -> None:
        """Start the server as its owner, once any other owner process has ended."""
        self._prepare_folder()
        if not self.lock.take():
            self.say(f"Waiting for process {self.lock.holder}, which is using the database.")
            while not self.lock.take():
                time.sleep(0.2)
        self.ensure_running()

    def ensure_running(self) -> None:
        """Start the server, or start it again, or join the one that another process owns.

        Raises :class:`EmbeddedError` when it is impossible, or not answering within 120 s.
        """
        self._prepare_folder()
        if not self.lock.take():
            self._join()
        elif self._server is None or self.has_died():
            self._forget_server()
            try:
                self._bring_up()
            except BaseException:
                self.stop()
                raise

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
        self._guests.release()

    def wait_for_guests(self) -> None:
        """As the owner, wait until no other process uses the server."""
        if self.lock.held:
            self._guests.wait_alone()

    def end_leftover(self) -> None:
        """Stop a server whose owner died, and forget a pid file that names somebody else."""
        pid = self._pid_file.running_pid()
        if pid is not None:
            self.say(f"Stopping a PostgreSQL left over by an interrupted run (process {pid}).")
            stop_pid(pid, FAST_THEN_IMMEDIATE)
        self._pid_file.forget_stranger()

    def _prepare_folder(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            writable = os.access(self.folder, os.W_OK)
        except OSError:
            writable = False
        if not writable:
            message = f"The folder {self.folder} cannot be written: it is where the data would be."
            raise EmbeddedError(message)
        if not self.account.may_enter(self.folder):
            message = (
                f"The data folder {self.folder} is closed to the user that runs PostgreSQL: "
                "choose another with LMS_DATA_DIR, for instance /var/lib/comptoir/data."
            )
            raise EmbeddedError(message)

    def _join(self) -> None:
        """Use the server of another process; become its owner if that one ends meanwhile."""
        self._guests.share()
        limit = time.monotonic() + START_TIMEOUT
        while time.monotonic() < limit:
            if self._pid_file.is_ready() and self.pid and roles.are_made(self.folder):
                return
            if self.lock.take():
                self._guests.release()
                self.ensure_running()
                return
            time.sleep(0.1)
        message = f"Process {self.lock.holder} holds the database in {self.folder} and is silent."
        raise EmbeddedError(message)

    def _bring_up(self) -> None:
        self.end_leftover()
        binaries = places.usable_binaries(self.folder, self.account, self.say)
        maker = Maker(self.data, binaries, self.account, self._log, self.profile.sync_init)
        if not maker.is_made():
            self.say(f"Creating the database in {self.data} (once).")
            maker.make()
        self._start(binaries / "postgres")
        passwords = roles.read_passwords(self.folder)
        url = self._url("postgres", passwords.superuser, "postgres")
        may_create = self.profile.owner_may_create_databases
        roles.ensure(self.folder, url, passwords, may_create=may_create)

    def _start(self, program: Path) -> None:
        self._socket = places.socket_folder(self.data, self.account)
        self._log.turn()
        limit = time.monotonic() + START_TIMEOUT
        while not self._start_once(program, limit):
            self.say("PostgreSQL is waiting for the processes of a killed server to end.")
            time.sleep(0.5)

    def _start_once(self, program: Path, limit: float) -> bool:
        begun = self._log.size()
        command = [str(program), "-D", str(self.data)]
        command += options(self.profile, str(self._socket))
        with self._log.path.open("ab") as output:
            server = start_tied(
                command,
                on_death=signal.SIGINT,
                account=self.account,
                env=clean_env(),
                output=output,
            )
        self._server = server
        self._leash = self._leash or Leash()
        self._leash.hold(server.pid, signal.SIGINT, 30.0)
        if self._answers(server, limit):
            return True
        self._forget_server()
        if self._log.still_held(begun) and time.monotonic() < limit:
            return False
        raise EmbeddedError(self._log.complaint("could not start", begun))

    def _answers(self, server: subprocess.Popen[bytes], limit: float) -> bool:
        """Wait until ``server`` accepts connections; False when it ended instead."""
        start = told = time.monotonic()
        while not self._pid_file.is_ready(server.pid):
            if server.poll() is not None:
                return False
            now = time.monotonic()
            if now > limit:
                message = (
                    f"PostgreSQL did not start within {START_TIMEOUT:.0f} s (see {self._log.path})."
                )
                raise EmbeddedError(message)
            if now - told > WORD_EVERY:
                told = now
                self.say(f"PostgreSQL is recovering ({now - start:.0f} s).")
            time.sleep(0.05)
        return True

    def _forget_server(self) -> None:
        if self._server is not None and self._leash is not None:
            self._leash.free(self._server.pid)
        self._server = None

    def _url(self, role: str, password: str, database: str = roles.DATABASE) -> str:
        folder = self._socket or self._pid_file.socket()
        if folder is None:
            message = f"No embedded PostgreSQL is running for {self.folder}."
            raise EmbeddedError(message)
        host, secret = quote(str(folder), safe="/"), quote(password, safe="")
        return f"postgresql://{role}:{secret}@/{database}?host={host}&port={PORT}"


@contextmanager
def cluster(folder: Path, *, profile: Profile = DURABLE, say: Say = tell) -> Iterator[Cluster]:
    """Give a running server for ``folder``; its owner stops it when its guests have left."""
    server = Cluster(folder, profile=profile, say=say)
    try:
        server.ensure_running()
        yield server
        server.wait_for_guests()
    except SystemExit:
        server.wait_for_guests()
        raise
    finally:
        server.stop()
