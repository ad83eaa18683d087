"""Make a data folder once: ``initdb`` beside, then a rename, so that half a folder never counts."""

import os
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path

from lms.core.embedded import places, roles
from lms.core.embedded.account import ServerAccount
from lms.core.embedded.errors import EmbeddedError
from lms.core.embedded.process import start_tied
from lms.core.embedded.serverlog import ServerLog


@dataclass(frozen=True)
class Maker:
    """Whatever is needed to run ``initdb`` for ``data``."""

    data: Path
    binaries: Path
    account: ServerAccount
    log: ServerLog
    sync: bool

    def is_made(self) -> bool:
        """Tell whether the data folder is there; refuses one of another PostgreSQL version."""
        version = self.data / "PG_VERSION"
        if not version.exists():
            return False
        found = version.read_text().strip()
        if found != places.MAJOR:
            message = (
                f"The data in {self.data} was made by PostgreSQL {found}, this version carries "
                f"{places.MAJOR}: restore a backup into a new folder, or set LMS_DATABASE_URL."
            )
            raise EmbeddedError(message)
        return True

    def make(self) -> None:
        """Create the data folder with new passwords."""
        fresh = self.data.with_name("pgdata.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        self.account.own(fresh)
        passwords = roles.write_passwords(self.data.parent)
        self._initdb(fresh, passwords.superuser)
        fresh.rename(self.data)

    def _initdb(self, fresh: Path, password: str) -> None:
        start = self.log.size()
        secret = self._secret_file(password)
        try:
            with self.log.path.open("ab") as output:
                made = start_tied(
                    self._command(fresh, secret),
                    on_death=signal.SIGKILL,
                    account=self.account,
                    env=clean_env(),
                    output=output,
                ).wait()
        finally:
            secret.unlink()
        if made != 0:
            raise EmbeddedError(self.log.complaint("could not be created", start))

    def _secret_file(self, password: str) -> Path:
        secret = places.socket_folder(self.data, self.account) / "password"
        secret.unlink(missing_ok=True)
        secret.touch(0o600)
        secret.write_text(password)
        self.account.own(secret)
        return secret

    def _command(self, fresh: Path, secret: Path) -> list[str]:
        command = [str(self.binaries / "initdb"), "-D", str(fresh), "-U", "postgres"]
        command += ["--auth=scram-sha-256", f"--pwfile={secret}", "--encoding=UTF8", "--no-locale"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"]
        return command if self.sync else [*command, "--no-sync"]


def clean_env() -> dict[str, str]:
    """Return an environment without the person's own ``PG*`` settings, in plain English."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C", "HOME": "/"}
