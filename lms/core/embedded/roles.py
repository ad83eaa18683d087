"""The two roles of the product (kernel K6) and their passwords, made once per server.

``lms_owner`` owns the database and runs migrations; ``lms_app`` is what web, worker and tests use.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg
from psycopg import conninfo, sql

from lms.core import ids
from lms.core.embedded.errors import EmbeddedError

OWNER, APP, DATABASE = "lms_owner", "lms_app", "lms"
FILE = "passwords.json"
MARK = "roles-made"


@dataclass(frozen=True)
class Passwords:
    """Random passwords of one server."""

    superuser: str
    owner: str
    app: str


def write_passwords(folder: Path) -> Passwords:
    """Draw new passwords and keep them in ``folder``, readable by the present user only."""
    fresh = Passwords(*(ids.token(24) for _ in range(3)))
    path = folder / FILE
    path.unlink(missing_ok=True)
    (folder / MARK).unlink(missing_ok=True)
    _keep(path, json.dumps(asdict(fresh)))
    return fresh


def _keep(path: Path, words: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(words)
        file.flush()
        os.fsync(file.fileno())


def secret_key(folder: Path) -> str:
    """Return the secret that signs this copy's sessions; drawn once, kept in ``folder``."""
    path = folder / "secret-key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _keep(path, ids.token(48))
    return path.read_text()


def read_passwords(folder: Path) -> Passwords:
    """Return the kept passwords."""
    try:
        return Passwords(**json.loads((folder / FILE).read_text()))
    except (OSError, ValueError, TypeError) as error:
        message = (
            f"The passwords of the database in {folder} cannot be read: restore {FILE}, "
            "or move the folder away to begin with an empty database."
        )
        raise EmbeddedError(message) from error


def are_made(folder: Path) -> bool:
    """Tell whether roles and database were completely made."""
    return (folder / MARK).exists()


def ensure(folder: Path, superuser_url: str, passwords: Passwords, *, may_create: bool) -> None:
    """Create roles and database unless they were; safe to repeat after an interruption."""
    if are_made(folder):
        return
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        _ensure_role(connection, OWNER, passwords.owner, may_create=may_create)
        _ensure_role(connection, APP, passwords.app, may_create=False)
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if known.fetchone() is None:
            _run(connection, "CREATE DATABASE {database} OWNER {owner}")
        _run(connection, "GRANT {app} TO {owner} WITH ADMIN OPTION")
        _run(connection, "REVOKE CONNECT, TEMPORARY ON DATABASE {database} FROM PUBLIC")
        _run(connection, "GRANT CONNECT ON DATABASE {database} TO {app}")
        if may_create:
            _run(connection, "GRANT pg_checkpoint TO {owner}")
    if may_create:
        _let_tests_read_the_disk(superuser_url)
    (folder / MARK).touch()


def _let_tests_read_the_disk(superuser_url: str) -> None:
    """Let the owner of a server of tests look for severed words in the files of its tables.

    The right is given in the template, so that every database made later has it.
    """
    url = conninfo.make_conninfo(superuser_url, dbname="template1")
    with psycopg.connect(url, autocommit=True) as connection:
        _run(connection, "GRANT EXECUTE ON FUNCTION pg_read_binary_file(text) TO {owner}")


def _ensure_role(
    connection: psycopg.Connection, name: str, password: str, *, may_create: bool
) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    statement = "{verb} ROLE {role} LOGIN {create} PASSWORD {password}"
    connection.execute(
        sql.SQL(statement).format(
            verb=sql.SQL("ALTER" if known else "CREATE"),
            role=sql.Identifier(name),
            create=sql.SQL("CREATEDB" if may_create else "NOCREATEDB"),
            password=sql.Literal(password),
        )
    )


def _run(connection: psycopg.Connection, statement: str) -> None:
    named = {"database": DATABASE, "owner": OWNER, "app": APP}
    parts = {key: sql.Identifier(value) for key, value in named.items()}
    connection.execute(sql.SQL(statement).format(**parts))
