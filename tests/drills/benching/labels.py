"""What is promised of labels: simulating a grid, one threshold as one types, closing a season."""

from dataclasses import replace
from fractions import Fraction
from statistics import median
from time import perf_counter, process_time

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from lms import migrating
from lms.app import create_app
from lms.config import psycopg_url
from lms.core import clock, embedded
from lms.core.db import db, session
from lms.labels.rules.grid import Grid, Level
from lms.labels.rules.simulation import Board, simulate
from lms.labels.services import closing
from tests import cast
from tests.drills.benching.ground import database, settings_for
from tests.drills.benching.promises import Promise
from tests.factories.labels import CLOSED, open_labels
from tests.labels import crowd
from tests.labels.rules.networks import network

CRITERIA, LARGE, USUAL, ROUNDS = 40, 2000, 200, 5
CLOSES, CLOSE_WITHIN = 3, 60
"""How often a close is measured, and the seconds it may take."""


def raised(grid: Grid, place: int, by: int) -> Grid:
    """Return ``grid`` with one gold threshold ``by`` higher."""
    one = grid.criteria[place]
    moved = one.thresholds | {Level.GOLD: one.thresholds[Level.GOLD] + Fraction(by)}
    other = replace(one, thresholds=moved)
    return replace(grid, criteria=(*grid.criteria[:place], other, *grid.criteria[place + 1 :]))


def measure_simulation() -> list[Promise]:
    """Simulate a draft from nothing, sweep included, then with one more threshold changed."""
    return [_from_nothing(), _one_threshold()]


def _from_nothing() -> Promise:
    grid, units = network(LARGE, CRITERIA)
    draft = raised(raised(grid, 0, 4), 5, 3)
    taken = []
    for _n in range(ROUNDS):
        clock, spent = perf_counter(), process_time()
        simulate(Board(units), grid, draft)
        taken.append((process_time() - spent, perf_counter() - clock))
    cpu, waited = (median(column) for column in zip(*taken, strict=True))
    return Promise(
        f"simulation, {LARGE} units, {CRITERIA} criteria, from nothing",
        f"{cpu:.2f} s of CPU, {waited:.2f} s on the clock",
        "<= 2 s of CPU",
        cpu <= 2,
    )


def _one_threshold() -> Promise:
    grid, units = network(USUAL, CRITERIA)
    board = Board(units)
    simulate(board, grid, grid)
    taken = []
    for turn in range(1, ROUNDS + 1):
        draft = raised(grid, turn, turn)
        clock, spent = perf_counter(), process_time()
        simulate(board, grid, draft)
        taken.append((process_time() - spent, perf_counter() - clock))
    cpu, waited = (median(column) for column in zip(*taken, strict=True))
    return Promise(
        f"simulation, {USUAL} units, {CRITERIA} criteria, one threshold changed",
        f"{cpu * 1000:.0f} ms of CPU, {waited * 1000:.0f} ms on the clock",
        "<= 300 ms of CPU",
        cpu <= 0.3,
    )


def measure_closes(cluster: embedded.Cluster) -> Promise:
    """Close a season of two thousand decided stores: the act and its job, committed."""
    taken = sorted(_close(cluster, f"bench_close_{turn}") for turn in range(CLOSES))
    seconds, awards = taken[CLOSES // 2]
    return Promise(
        f"close of a season of {LARGE} units, {awards} awards",
        f"{seconds:.1f} s on the clock, median of {CLOSES}",
        f"< {CLOSE_WITHIN} s",
        seconds < CLOSE_WITHIN,
    )


def _close(cluster: embedded.Cluster, name: str) -> tuple[float, int]:
    """Return the seconds of one close, and how many awards it wrote."""
    url = database(cluster, name)
    migrating.upgrade(url)
    app = create_app(settings_for(url))
    try:
        with app.app_context():
            with clock.frozen(cast.NOW):
                ground = open_labels(cast.build())
                crowd.fill(ground, LARGE)
                session.commit()
            season_id, actor_id = ground.season.id, ground.henri.id
            with clock.frozen(CLOSED):
                begin = perf_counter()
                closing.ask_to_close(season_id=season_id, actor_id=actor_id)
                session.commit()
                awards = closing.close(season_id=season_id, now=CLOSED)
                session.commit()
                taken = perf_counter() - begin
            session.remove()
            db.engine.dispose()
    finally:
        _drop(cluster, name)
    return taken, awards


def _drop(cluster: embedded.Cluster, name: str) -> None:
    home = sa.make_url(psycopg_url(cluster.owner_url))
    engine = sa.create_engine(home, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
