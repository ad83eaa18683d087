"""What the benchmark stands on: databases of its own, and web servers on this machine."""

import contextlib
import hashlib
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.pool import NullPool

from lms import migrating
from lms.app import create_app
from lms.config import Settings, psycopg_url
from lms.core import clock, embedded
from lms.core.db import APP_ROLE, session
from lms.demo.load import is_empty, load_demo
from lms.projects.services import boards
from tests.drills.benching.cards import fill_library, tidy
from tests.drills.benching.stores import fill_stores

ROOT = Path(__file__).resolve().parents[3]
SECRET = "b" * 40
PORT = 8790
MADE_FROM = ("lms/migrations/versions", "lms/demo")


@dataclass(frozen=True, slots=True)
class Size:
    """A network to measure on, and how many cards its library has."""

    name: str
    units: int
    people: int
    years: int
    cards: int


LARGE = Size("large", 1000, 20_000, 3, 10_000)
SMALL = Size("small", 50, 1_000, 3, 10_000)
TINY = Size("tiny", 20, 200, 1, 1_000)


def settings_for(url: str) -> Settings:
    """Return the settings of an application on the bench's database."""
    own = sa.make_url(psycopg_url(url)).update_query_dict({"options": f"-c role={APP_ROLE}"})
    return Settings(
        database_url=own.render_as_string(hide_password=False),
        owner_database_url=psycopg_url(url),
        secret_key=SECRET,
        base_url="http://127.0.0.1:8000",
        demo=True,
        development=True,
        files_dir=embedded.default_folder(ROOT) / "bench-files",
    )


def fingerprint() -> str:
    """Return what changes with the tables and the demo: a database made before is made again."""
    seen = hashlib.sha256()
    for folder in MADE_FROM:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                seen.update(path.read_bytes())
    return seen.hexdigest()[:8]


def database(cluster: embedded.Cluster, name: str) -> str:
    """Return the owner's URL of database ``name``, made if it is not there."""
    home = sa.make_url(psycopg_url(cluster.owner_url))
    engine = sa.create_engine(home, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        known = sa.text("SELECT 1 FROM pg_database WHERE datname = :name")
        if not connection.execute(known, {"name": name}).scalar():
            connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    return home.set(database=name).render_as_string(hide_password=False)


def drop_older(cluster: embedded.Cluster, size: Size) -> None:
    """Drop the databases of this size that were made from other tables, or half made."""
    home = sa.make_url(psycopg_url(cluster.owner_url))
    engine = sa.create_engine(home, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        made = connection.execute(
            sa.text("SELECT datname FROM pg_database WHERE starts_with(datname, :name)"),
            {"name": f"bench_{size.name}"},
        )
        for name in made.scalars().all():
            if name != name_of(size):
                connection.execute(sa.text(f'DROP DATABASE "{name}" WITH (FORCE)'))


def name_of(size: Size) -> str:
    """Return the name of the database of a size, for today's tables."""
    return f"bench_{size.name}_{fingerprint()}"


def loaded(cluster: embedded.Cluster, size: Size) -> Flask:
    """Return an application on a demo network of that size, loaded if it is not there yet."""
    drop_older(cluster, size)
    url = database(cluster, name_of(size))
    migrating.upgrade(url)
    app = create_app(settings_for(url))
    with app.app_context():
        if is_empty():
            begin = time.perf_counter()
            done = load_demo(
                units=size.units,
                people=size.people,
                years=size.years,
                seed=1,
                today=clock.today(),
                say=lambda words: print(f"  {words}", flush=True),
            )
            session.commit()
            seconds = time.perf_counter() - begin
            print(f"{size.name}: {done.people} people, {done.completions} rows in {seconds:.0f} s")
        if fill_library(size.cards):
            session.commit()
            tidy(owner(app))
        if fill_stores():
            session.commit()
            tidy(owner(app))
        boards.make(clock.now())
        session.commit()
        session.remove()
    return app


def owner(app: Flask) -> sa.Engine:
    """Return the owner's way in: for cleaning what a measure wrote."""
    settings: Settings = app.extensions["settings"]
    return sa.create_engine(settings.owner_database_url, poolclass=NullPool)


@contextlib.contextmanager
def served(command: list[str], port: int, env: dict[str, str]) -> Iterator[psutil.Process]:
    """Run a web server until the block ends; give its process."""
    if answers(port):
        message = f"something answers on port {port} already"
        raise RuntimeError(message)
    with running(command, env) as server:
        wait_for(server, port)
        yield psutil.Process(server.pid)


@contextlib.contextmanager
def running(command: list[str], env: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a program until the block ends."""
    program = subprocess.Popen(command, env={**os.environ, **env}, cwd=ROOT)
    try:
        yield program
    finally:
        program.terminate()
        try:
            program.wait(30)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait(10)


def answers(port: int) -> bool:
    """Tell whether anything listens on ``port`` of this machine."""
    with contextlib.suppress(OSError):
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    return False


def wait_for(server: "subprocess.Popen[bytes]", port: int) -> None:
    """Wait until the server answers anything at all; raises RuntimeError when it ended."""
    for _turn in range(900):
        if server.poll() is not None:
            message = f"the server on {port} ended with {server.returncode}"
            raise RuntimeError(message)
        if answers(port):
            return
        time.sleep(0.1)
    message = f"the server on {port} does not answer"
    raise RuntimeError(message)


def environment(settings: Settings) -> dict[str, str]:
    """Return the environment of a served application."""
    return {
        "LMS_DATABASE_URL": settings.database_url.replace("+psycopg", ""),
        "LMS_OWNER_DATABASE_URL": settings.owner_database_url.replace("+psycopg", ""),
        "LMS_SECRET_KEY": SECRET,
        "LMS_DEMO": "0",
        "LMS_DEVELOPMENT": "1",
        "LMS_FILES_DIR": str(settings.files_dir),
    }
