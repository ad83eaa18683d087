"""``python3 dev.py bench``: our main routes beside a bare floor, in alternating rounds, medians.

Loads (once, kept) the 1,000-store network and a 50-store one on an embedded PostgreSQL of its own,
serves them as ``run`` does, and prints a Markdown table. Options: ``--quick``, ``--rounds N``,
``--only NAME``, ``--out FILE``.
"""

import argparse
import contextlib
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.pool import NullPool

from lms import migrating
from lms.app import create_app
from lms.cli.serve import web_command
from lms.config import Settings, psycopg_url
from lms.core import clock, embedded
from lms.core.db import APP_ROLE, db, session
from lms.core.embedded.profile import DURABLE
from lms.demo.load import is_empty, load_demo
from tests.drills.benching import floor, load
from tests.drills.benching.routes import (
    CEILING,
    ROUTES,
    Route,
    Visitor,
    ask,
    post,
    prepare,
    visitors,
)
from tests.pages import Statements

ROOT = Path(__file__).resolve().parents[2]
SECRET = "b" * 40
LARGE = ("bench_large", 1000, 20_000, 3)
SMALL = ("bench_small", 50, 1_000, 3)
PORT = 8790


@dataclass(frozen=True, slots=True)
class Figures:
    """What one route costs: times in ms at two loads, CPU in ms, statements, bytes."""

    route: Route
    rate: float
    times: dict[int, tuple[float, float, float]]
    web: float
    base: float
    floor: float
    statements: int
    raw: int
    packed: int
    failures: int

    @property
    def cpu(self) -> float:
        """Return the CPU of a request, web and database together, in ms."""
        return self.web + self.base

    @property
    def ratio(self) -> float:
        """Return the CPU against the floor's of the same rounds."""
        return self.cpu / self.floor if self.floor else 0.0


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


def database(cluster: embedded.Cluster, name: str) -> str:
    """Return the owner's URL of database ``name``, made if it is not there."""
    home = sa.make_url(psycopg_url(cluster.owner_url))
    engine = sa.create_engine(home, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        known = sa.text("SELECT 1 FROM pg_database WHERE datname = :name")
        if not connection.execute(known, {"name": name}).scalar():
            connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    return home.set(database=name).render_as_string(hide_password=False)


def loaded(cluster: embedded.Cluster, name: str, units: int, people: int, years: int) -> Flask:
    """Return an application on a demo network of that size, loaded if it is not there yet."""
    url = database(cluster, name)
    migrating.upgrade(url)
    app = create_app(settings_for(url))
    with app.app_context():
        if is_empty():
            begin = time.perf_counter()
            done = load_demo(
                units=units, people=people, years=years, seed=1, today=clock.today(), say=print
            )
            session.commit()
            seconds = time.perf_counter() - begin
            print(f"{name}: {done.people} people, {done.completions} rows in {seconds:.0f} s")
    return app


@contextlib.contextmanager
def served(command: list[str], port: int, env: dict[str, str]) -> Iterator[psutil.Process]:
    """Run a web server until the block ends; give its process."""
    server = subprocess.Popen(command, env={**os.environ, **env}, cwd=ROOT)
    try:
        wait_for(server, port)
        yield psutil.Process(server.pid)
    finally:
        server.terminate()
        server.wait(20)


def wait_for(server: "subprocess.Popen[bytes]", port: int) -> None:
    """Wait until the server answers anything at all; raises RuntimeError when it ended."""
    for _turn in range(900):
        if server.poll() is not None:
            message = f"the server on {port} ended with {server.returncode}"
            raise RuntimeError(message)
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.1)


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


def sender(route: Route, people: list[Visitor]) -> load.Send:
    """Return what sends one request of ``route``, each visitor in turn."""
    from tests.drills.benching.routes import SEARCHES

    def get(connection: object, number: int) -> int:
        visitor = people[number % len(people)]
        path = visitor.paths.get(route.what) or f"/people?q={SEARCHES[number % len(SEARCHES)]}"
        headers = {"Cookie": visitor.cookie, "Accept-Encoding": "br", "Accept-Language": "fr"}
        connection.request("GET", path, headers=headers)  # type: ignore[attr-defined]
        answer = connection.getresponse()  # type: ignore[attr-defined]
        answer.read()
        return int(answer.status)

    def draft(connection: object, number: int) -> int:
        visitor = people[number % len(people)]
        fields = {**visitor.answer, "sequence": str(int(time.time() * 1000) + number)}
        return post(connection, visitor, visitor.paths["draft"], fields)  # type: ignore[arg-type]

    return draft if route.method == "POST" else get


def statements_and_bytes(app: Flask, route: Route, visitor: Visitor) -> tuple[int, int, int]:
    """Return statements, raw bytes and compressed bytes of one warm request."""
    client = app.test_client()
    for pair in filter(None, visitor.cookie.split("; ")):
        name, _sign, value = pair.partition("=")
        client.set_cookie(name, value)
    path = visitor.paths.get(route.what) or "/people?q=mar"

    def go(encoding: str) -> bytes:
        headers = {"Accept-Encoding": encoding, "Accept-Language": "fr"}
        with app.app_context():
            if route.method == "GET":
                return client.get(path, headers=headers).get_data()
            data = {"csrf_token": visitor.token, "sequence": str(time.time_ns() // 10**6)}
            data |= visitor.answer
            headers["Idempotency-Key"] = str(time.time_ns())
            return client.post(path, data=data, headers=headers).get_data()

    go("identity")
    with Statements() as sent:
        raw = go("identity")
    return len(sent), len(raw), len(go("br"))


def measure(
    route: Route,
    people: list[Visitor],
    *,
    app: Flask,
    ours: psutil.Process,
    bare: psutil.Process,
    base: psutil.Process,
    rounds: int,
    requests: int,
) -> Figures:
    """Measure a route and the floor in turns; medians over the rounds."""
    send = sender(route, people)
    found: dict[int, list[load.Round]] = {8: [], 32: []}
    floors: list[float] = []
    load.run_round(PORT, send, connections=4, requests=40, web=ours, database=base)
    for _turn in range(rounds):
        for connections, kept in found.items():
            kept.append(
                load.run_round(
                    PORT, send, connections=connections, requests=requests, web=ours, database=base
                )
            )
        bottom = load.run_round(
            PORT + 1, floor_send, connections=8, requests=requests, web=bare, database=base
        )
        floors.append((bottom.web_cpu + bottom.db_cpu) / bottom.count * 1000)
    eight = found[8]
    shares = (0.5, 0.95, 0.99)
    statements, raw, packed = statements_and_bytes(app, route, people[0])
    return Figures(
        route=route,
        rate=statistics.median(r.count / r.seconds for r in eight),
        times={
            k: tuple(
                statistics.median(load.percentile(r.times, s) for r in kept) * 1000 for s in shares
            )  # type: ignore[misc]
            for k, kept in found.items()
        },
        web=statistics.median(r.web_cpu / r.count for r in eight) * 1000,
        base=statistics.median(r.db_cpu / r.count for r in eight) * 1000,
        floor=statistics.median(floors),
        statements=statements,
        raw=raw,
        packed=packed,
        failures=sum(r.failures for kept in found.values() for r in kept),
    )


FLOOR_COOKIES: list[str] = []


def floor_send(connection: object, number: int) -> int:
    """Ask the floor's page as one of its people."""
    headers = {"Cookie": FLOOR_COOKIES[number % len(FLOOR_COOKIES)]}
    connection.request("GET", "/page", headers=headers)  # type: ignore[attr-defined]
    answer = connection.getresponse()  # type: ignore[attr-defined]
    answer.read()
    return int(answer.status)


def enter_floor() -> None:
    """Sign twenty people in on the floor."""
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", PORT + 1, timeout=30)
    for number in range(1, 21):
        _status, cookies, _body = ask(connection, Visitor(""), f"/enter?id={number}")
        FLOOR_COOKIES.append(cookies)
    connection.close()


def bench_one(
    cluster: embedded.Cluster, size: tuple[str, int, int, int], asked: argparse.Namespace
) -> list[Figures]:
    """Measure every route on one network."""
    app = loaded(cluster, *size)
    settings = app.extensions["settings"]
    floor_url = database(cluster, "bench_floor")
    bare_env = {"FLOOR_DATABASE_URL": psycopg_url(floor_url)}
    os.environ.update(bare_env)
    floor.fill(floor.create_app())
    assert cluster.pid is not None
    base = psutil.Process(cluster.pid)
    with app.app_context():
        people = visitors(40)
        db.engine.dispose()
    bare_command = [
        word.replace("lms.app:create_app()", "tests.drills.benching.floor:create_app()")
        for word in web_command("127.0.0.1", PORT + 1)
    ]
    with (
        served(web_command("127.0.0.1", PORT), PORT, environment(settings)) as ours,
        served(bare_command, PORT + 1, bare_env) as bare,
    ):
        enter_floor()
        people["learner"] = [v for v in people["learner"] if prepare(PORT, v)]
        found = []
        for route in ROUTES:
            if asked.only and asked.only not in route.name:
                continue
            one = measure(
                route,
                people[route.role],
                app=app,
                ours=ours,
                bare=bare,
                base=base,
                rounds=asked.rounds,
                requests=asked.requests,
            )
            found.append(one)
            print(
                f"  {size[0]:12} {route.name:18} {one.cpu:6.1f} ms CPU, {one.ratio:.2f}x",
                flush=True,
            )
    return found


def table(large: list[Figures], small: list[Figures]) -> str:
    """Return the figures as a Markdown table."""
    less = {f.route.name: f for f in small}
    head = (
        "| route | req/s | p50/p95/p99 at 8 | at 32 | CPU ms web + db | floor | ratio (goal) | SQL "
        "| HTML kB raw / br | 20,000 against 1,000 people | failed |\n"
        "|---|---|---|---|---|---|---|---|---|---|---|\n"
    )
    rows = []
    for f in large:
        growth = f.cpu / less[f.route.name].cpu if f.route.name in less else 0
        at = {k: "/".join(f"{v:.0f}" for v in times) for k, times in f.times.items()}
        rows.append(
            f"| {f.route.name} | {f.rate:.0f} | {at[8]} | {at[32]} | {f.web:.1f} + {f.base:.1f} "
            f"| {f.floor:.1f} | {f.ratio:.2f} ({CEILING[f.route.kind]:.1f}) | {f.statements} "
            f"| {f.raw / 1000:.1f} / {f.packed / 1000:.1f} | {growth:.2f} | {f.failures} |"
        )
    return head + "\n".join(rows) + "\n"


def main() -> int:
    """Run the benchmark; print the table and write it where asked."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--quick", action="store_true", help="Fewer people, rounds and requests.")
    reader.add_argument("--rounds", type=int, default=3)
    reader.add_argument("--requests", type=int, default=400)
    reader.add_argument("--only", default="")
    reader.add_argument("--out", type=Path)
    asked = reader.parse_args()
    sizes = [LARGE, SMALL]
    if asked.quick:
        asked.rounds, asked.requests = 1, 80
        sizes = [SMALL, ("bench_tiny", 20, 200, 1)]
    profile = replace(DURABLE, owner_may_create_databases=True)
    folder = embedded.default_folder(ROOT) / "bench"
    with embedded.cluster(folder, profile=profile) as cluster:
        large, small = (bench_one(cluster, size, asked) for size in sizes)
    words = table(large, small)
    print(words)
    if asked.out:
        asked.out.write_text(words, encoding="utf-8")
    return 1 if any(f.failures for f in large) else 0


if __name__ == "__main__":
    sys.exit(main())
