"""``lms run`` (everything, for a newcomer), and its parts: ``serve``, ``worker``, ``migrate``."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import click
import psycopg

from lms.cli import place
from lms.cli.supervisor import STOP_WITHIN, Child, Stopped, Supervisor, stoppable
from lms.config import ROOT, load_settings
from lms.core import embedded
from lms.core.embedded.console import tell
from lms.core.embedded.lock import FolderLock

READY_WITHIN = 90.0
"""Seconds granted to the web server before its first answer."""

LAST_PORT = 65_535


def web_command(host: str, port: int, workers: int = 2, threads: int = 4) -> list[str]:
    """Return the web server's command line: the one place that chooses the server."""
    command = [sys.executable, "-m", "gunicorn", "lms.app:create_app()"]
    command += ["--bind", f"{host}:{port}", "--worker-class", "gthread"]
    command += ["--workers", str(workers), "--threads", str(threads)]
    command += ["--graceful-timeout", "8", "--keep-alive", "5", "--log-level", "warning"]
    command += ["--no-control-socket", "--config", "python:lms.cli.collecting"]
    memory = "/dev/shm"  # noqa: S108 - heartbeats of the server, kept off the disk
    return [*command, "--worker-tmp-dir", memory] if os.access(memory, os.W_OK) else command


def own_command(*words: str) -> list[str]:
    """Return the command line of ``lms WORDS`` under this very Python."""
    return [sys.executable, "-m", "lms.cli", *words]


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, envvar="PORT")
@click.option("--workers", default=2, show_default=True, help="Processes.")
@click.option("--threads", default=4, show_default=True, help="Threads per process.")
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the pages, until stopped."""
    command = web_command(host, port, workers, threads)
    os.chdir(ROOT)
    os.execv(command[0], command)  # noqa: S606 - this process becomes the server


@click.command()
@click.option("--concurrency", default=2, show_default=True, help="Jobs at once.")
def worker(concurrency: int) -> None:
    """Do jobs and due work, until stopped."""
    from lms.app import create_app
    from lms.core.worker import run_worker

    run_worker(create_app(), concurrency=concurrency)


@click.command()
@click.option("--to", "revision", default="head", show_default=True)
def migrate(revision: str) -> None:
    """Bring the database to this version, as its owner."""
    from lms.migrating import prepare, upgrade

    owner_url = load_settings().owner_database_url
    upgrade(owner_url, revision)
    prepare(owner_url)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, envvar="PORT")
@click.option("--demo/--no-demo", default=True, help="Fill an empty database with a network.")
def run(host: str, port: int, *, demo: bool) -> None:
    """Start database, web and worker together; Ctrl-C ends them all."""
    os.environ.setdefault("LMS_BASE_URL", f"http://{_shown(host)}:{port}")
    os.environ.setdefault("LMS_DEMO", "1" if demo else "0")
    os.environ.setdefault("LMS_DEVELOPMENT", "1")
    try:
        with stoppable():
            _check_place()
            _check_port(host, port)
            _run(host, port, demo=demo)
    except Stopped:
        tell("Stopped: nothing is left running.")
    except embedded.EmbeddedError as error:
        raise click.ClickException(str(error)) from error


def _run(host: str, port: int, *, demo: bool) -> None:
    only = _only_run()
    cluster = None if place.names_a_database() else embedded.Cluster(place.folder())
    supervisor: Supervisor | None = None
    try:
        if cluster is not None:
            cluster.own()
        supervisor = Supervisor(env=place.environment(cluster), cwd=ROOT, cluster=cluster)
        fresh = _prepare(supervisor, demo=demo)
        web = supervisor.keep("The web server", web_command(host, port))
        supervisor.keep("The worker", own_command("worker"))
        _wait_ready(supervisor, web, f"http://{_shown(host)}:{port}")
        if supervisor.env.get("LMS_DEMO") == "1" and not fresh:
            _tell_cast(supervisor)
        tell("Ctrl-C stops everything.")
        supervisor.watch()
    finally:
        tell("Stopping.")
        if supervisor is not None:
            supervisor.close()
        elif cluster is not None:
            cluster.stop()
        only.release()


def _only_run() -> FolderLock:
    folder = place.folder()
    folder.mkdir(parents=True, exist_ok=True)
    only = FolderLock(folder / "run.lock")
    if not only.take():
        message = f"Already running from this folder (process {only.holder}): stop that one first."
        raise click.ClickException(message)
    return only


def _shown(host: str) -> str:
    return "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound


def _check_place() -> None:
    folder = place.folder()
    there = next(path for path in [folder, *folder.parents] if path.exists())
    if not os.access(there, os.W_OK):
        message = f"The folder {there} is read-only: copy the project to a folder you may write to."
        raise click.ClickException(message)
    free = shutil.disk_usage(there).free // 1_000_000
    if free < place.FREE_NEEDED:
        message = (
            f"Only {free} MB are left on the disk of {there}: at least {place.FREE_NEEDED} MB "
            "are needed."
        )
        raise click.ClickException(message)


def _check_port(host: str, port: int) -> None:
    """Refuse a port that is taken; a web server that outlives a killed run is given time to end."""
    if not 0 < port <= LAST_PORT:
        message = f"{port} is no port: choose one from 1 to {LAST_PORT} with --port."
        raise click.ClickException(message)
    patience = STOP_WITHIN if FolderLock(place.folder() / "run.lock").was_cut_short() else 0
    until = time.monotonic() + patience
    while not _is_free(host, port):
        if time.monotonic() >= until:
            message = (
                f"Port {port} is in use by another program: stop it, or choose another port, "
                f"as in --port {port + 1}."
            )
            raise click.ClickException(message)
        time.sleep(0.2)


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            message = f"Port {port} is reserved for root: choose another, as in --port 8000."
            raise click.ClickException(message) from error
        except OSError:
            return False
    return True


def _connect(url: str) -> psycopg.Connection:
    try:
        return psycopg.connect(url.replace("+psycopg", "", 1), connect_timeout=5)
    except psycopg.OperationalError as error:
        words = str(error).strip().splitlines()[0]
        message = f"The PostgreSQL of LMS_DATABASE_URL does not answer: {words}"
        raise click.ClickException(message) from error


def _prepare(supervisor: Supervisor, *, demo: bool) -> bool:
    """Migrate, and fill an empty database; tell whether the demo has just told its cast."""
    _connect(supervisor.env["LMS_DATABASE_URL"]).close()
    tell("Bringing the database to this version.")
    if supervisor.run_once(own_command("migrate")) != 0:
        message = "The database could not be brought to this version (its words are above)."
        raise click.ClickException(message)
    if demo and _is_empty(supervisor.env["LMS_DATABASE_URL"]):
        tell("Filling the empty database with a demo network (once).")
        words = ("demo", "--units", "60", "--people", "600", "--seed", "1")
        if supervisor.run_once(own_command(*words)) == 0:
            return True
        tell("The demo network could not be loaded (its words are above); going on without.")
    return False


def _is_empty(url: str) -> bool:
    with _connect(url) as connection:
        row = connection.execute("SELECT EXISTS (SELECT FROM accounts_person)").fetchone()
    return row is not None and not row[0]


def _wait_ready(supervisor: Supervisor, web: Child, address: str) -> None:
    limit = time.monotonic() + READY_WITHIN
    while not _answers(f"{address}/readyz"):
        if web.deaths or time.monotonic() > limit:
            message = "The web server does not answer (its words are above)."
            raise click.ClickException(message)
        supervisor.look()
        time.sleep(0.1)
    tell(f"Comptoir is ready: {address}")


def _tell_cast(supervisor: Supervisor) -> None:
    """Print one sign-in per role of the demo, if it has been loaded."""
    asked = subprocess.run(
        own_command("demo", "--cast"),
        env=supervisor.env,
        cwd=supervisor.cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode == 0 and asked.stdout.strip():
        tell("Sign in as one of these (role, name to type, secret):")
        for line in asked.stdout.splitlines():
            tell(f"  {line.strip()}")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)  # noqa: PLR2004 - what HTTP calls well
    except (urllib.error.URLError, OSError):
        return False
