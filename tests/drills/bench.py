"""``python3 dev.py bench``: our main routes beside a bare floor, in alternating rounds, medians.

Loads (once, kept) the 1,000-store network and a 50-store one, each with 10,000 cards, on an embedded
PostgreSQL of its own, serves them as ``run`` does, and prints Markdown tables: the routes, then what
is promised beside pages. A network made from other tables or another demo is made again.
"""

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path

import psutil
from flask import Flask

from lms.cli.serve import web_command
from lms.config import psycopg_url
from lms.core import clock, embedded
from lms.core.db import db, session
from lms.core.embedded.profile import DURABLE
from tests.drills.benching import drafts, evenings, floor
from tests.drills.benching.burst import measure_burst
from tests.drills.benching.ground import (
    LARGE,
    PORT,
    ROOT,
    SMALL,
    TINY,
    Size,
    database,
    environment,
    loaded,
    owner,
    served,
)
from tests.drills.benching.labels import measure_closes, measure_simulation
from tests.drills.benching.measuring import Bench, Figures, Floor, table
from tests.drills.benching.promises import (
    Promise,
    measure_alert,
    measure_batch,
    measure_guard,
    promises_table,
)
from tests.drills.benching.routes import ROUTES, Route
from tests.drills.benching.staff import store_visitors
from tests.drills.benching.visitors import Visitor, get_ready, prepare, visitors
from tests.drills.benching.weeks import measure_flows

VISITORS, TELLERS, EVENINGS = 40, 1000, 500
PARTS = ("routes", "guard", "batch", "alert", "simulation", "closing", "burst", "flows")


def measure_routes(
    cluster: embedded.Cluster, size: Size, asked: argparse.Namespace
) -> list[Figures]:
    """Measure the routes asked for on one network; what they wrote is deleted."""
    routes = [route for route in ROUTES if any(one in route.name for one in asked.only)]
    app = loaded(cluster, size)
    env = {"FLOOR_DATABASE_URL": psycopg_url(database(cluster, "bench_floor"))}
    os.environ.update(env)
    floor.fill(floor.create_app())
    evenings.lift(owner(app))
    with app.app_context():
        since = clock.now()
        people = visitors(VISITORS, TELLERS) | store_visitors(VISITORS, EVENINGS)
        session.commit()
        db.engine.dispose()
    bare = _bare()
    try:
        with (
            served(
                web_command("127.0.0.1", PORT), PORT, environment(app.extensions["settings"])
            ) as ours,
            served(bare, PORT + 1, env) as below,
        ):
            bottom = Floor(below)
            bottom.enter()
            for role in people.keys() - {"nobody"}:
                get_ready(PORT, people[role])
            base = psutil.Process(cluster.pid)
            bench = Bench(app, ours, bottom, base, asked.rounds, asked.requests)
            return [_measured(bench, size, one, people) for one in routes if people[one.role]]
    finally:
        _close(app)
        evenings.lift(owner(app))
        drafts.forget(owner(app), since)


def _bare() -> list[str]:
    """Return the command of the floor: the same server as it comes, without what we set it to."""
    words = web_command("127.0.0.1", PORT + 1)
    ours = words.index("--config")
    del words[ours : ours + 2]
    return [word.replace("lms.app:", "tests.drills.benching.floor:") for word in words]


def _measured(bench: Bench, size: Size, route: Route, people: dict[str, list[Visitor]]) -> Figures:
    who = people[route.role]
    if route.what in {"question", "draft"}:
        who = [one for one in who if one.answer or prepare(PORT, one)]
    one = bench.measure(route, who)
    print(
        f"  {size.name:6} {route.name:18} {one.cpu:6.1f} ms CPU, {one.ratio:.2f}x, "
        f"p95 {one.times[8][1]:.0f} ms, {one.statements} statements, {one.failures} failed",
        flush=True,
    )
    return one


def _close(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


def measure_promises(
    cluster: embedded.Cluster, size: Size, asked: argparse.Namespace
) -> list[Promise]:
    """Measure what was asked for beside pages, on one network."""
    found = []
    if "guard" in asked.parts:
        found.append(measure_guard())
    if "simulation" in asked.parts:
        found += measure_simulation()
    if "closing" in asked.parts:
        found.append(measure_closes(cluster))
    if {"batch", "alert", "burst", "flows"} & set(asked.parts):
        app = loaded(cluster, size)
        if "batch" in asked.parts:
            found.append(measure_batch(app))
        if "alert" in asked.parts:
            found.append(measure_alert(app))
        if "burst" in asked.parts:
            found.append(measure_burst(app, is_full=asked.full))
        if "flows" in asked.parts:
            found += measure_flows(app, cluster)
        _close(app)
    for one in found:
        print(f"  {one.name}: {one.figure} (promised {one.promised})", flush=True)
    return found


def options() -> argparse.Namespace:
    """Read what is asked for."""
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("--quick", action="store_true", help="fewer people, rounds and requests")
    reader.add_argument("--full", action="store_true", help="the burst for its five minutes")
    reader.add_argument("--rounds", type=int, default=3)
    reader.add_argument("--requests", type=int, default=400)
    reader.add_argument(
        "--only", nargs="+", default=[""], help="routes whose name holds one of these"
    )
    reader.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    reader.add_argument("--large-only", action="store_true", help="no comparison with a small one")
    reader.add_argument("--out", type=Path, help="a file for the tables")
    asked = reader.parse_args()
    asked.sizes = [LARGE] if asked.large_only else [LARGE, SMALL]
    if asked.quick:
        asked.rounds, asked.requests = 1, 80
        asked.sizes = [SMALL] if asked.large_only else [SMALL, TINY]
    return asked


def main() -> int:
    """Run the benchmark; print the tables and write them where asked."""
    asked = options()
    profile = replace(DURABLE, owner_may_create_databases=True)
    figures: list[list[Figures]] = []
    with embedded.cluster(embedded.default_folder(ROOT) / "bench", profile=profile) as cluster:
        if "routes" in asked.parts:
            figures = [measure_routes(cluster, size, asked) for size in asked.sizes]
        promises = measure_promises(cluster, asked.sizes[0], asked)
    large, small = ([*figures, [], []])[:2]
    words = table(large, small) + "\n" if large else ""
    words += promises_table(promises) if promises else ""
    print(words)
    if asked.out:
        asked.out.write_text(words, encoding="utf-8")
    failed = any(one.failures for found in figures for one in found)
    return 1 if failed or not all(one.is_kept for one in promises) else 0


if __name__ == "__main__":
    sys.exit(main())
