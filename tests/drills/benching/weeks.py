"""Two years of half hours and a walk of everybody: the rules alone, then the pages."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import product
from random import Random
from statistics import median
from time import process_time

import psutil
from flask import Flask

from lms.core import clock, embedded
from lms.core.db import db, session
from lms.projects.rules.flows.reference import usual_week
from lms.projects.rules.flows.slots import averaged
from lms.projects.rules.walks import Perception, Sense, heat_map
from tests.drills.benching import drafts, staff
from tests.drills.benching.ground import owner
from tests.drills.benching.load import cpu_of
from tests.drills.benching.promises import Promise
from tests.drills.benching.visitors import Visitor

WEEKS, SLOTS, MONDAY = 104, 48, date(2024, 1, 1)
WALKERS, ZONES = 40, 12
RULES, PAGES, ROUNDS, WITHIN_MS = 9, 20, 3, 100


def measure_flows(app: Flask, cluster: embedded.Cluster) -> list[Promise]:
    """Measure the usual week of two years and the map of senses: the rules, then their pages."""
    found = [
        _rule(f"usual week of {WEEKS} weeks x {SLOTS} slots x 7 days, rule alone", _week()),
        _rule(f"map of {len(Sense)} senses x {ZONES} zones, {WALKERS} walkers, rule alone", _map()),
    ]
    with app.app_context():
        since = clock.now()
        visitor = staff.counted_manager()
        session.commit()
    try:
        found += [
            _page(app, cluster, visitor, "flows", f"usual week of {WEEKS} weeks, its page"),
            _page(app, cluster, visitor, "walk", "map of senses, its page"),
        ]
    finally:
        with app.app_context():
            db.engine.dispose()
        drafts.forget(owner(app), since)
    return found


def _week() -> Callable[[], object]:
    draw, slots = Random(1), list(range(SLOTS))
    days = [
        (MONDAY + timedelta(days=n), slots, [draw.randrange(60) for _slot in slots])
        for n in range(7 * WEEKS)
    ]
    return lambda: usual_week(averaged(days))


def _map() -> Callable[[], object]:
    draw, walkers = Random(1), [f"walker {n}" for n in range(WALKERS)]
    scored = set(product(walkers, Sense))
    felt = [
        Perception(who, sense, f"zone {zone}", draw.randint(-2, 2))
        for (who, sense), zone in product(sorted(scored), range(ZONES))
    ]
    return lambda: heat_map(felt, scored, walkers[0], done=False)


def _rule(name: str, act: Callable[[], object]) -> Promise:
    taken = []
    for _n in range(RULES):
        begin = process_time()
        act()
        taken.append((process_time() - begin) * 1000)
    spent = median(taken)
    return Promise(name, f"{spent:.1f} ms of CPU", "within its page", spent <= WITHIN_MS)


def _page(app: Flask, cluster: embedded.Cluster, visitor: Visitor, what: str, name: str) -> Promise:
    """Ask a page in this process; its CPU and the database's, medians of rounds."""
    client, base = app.test_client(), psutil.Process(cluster.pid)
    cookie, _sign, value = visitor.cookie.partition("=")
    client.set_cookie(cookie, value)
    taken = []
    for turn in range(ROUNDS + 1):
        web, kept = process_time(), cpu_of([base])
        for _n in range(PAGES):
            answer = client.get(visitor.paths[what])
            if answer.status_code != 200:
                message = f"{visitor.paths[what]} answers {answer.status_code}"
                raise RuntimeError(message)
        spent = (process_time() - web) / PAGES, (cpu_of([base]) - kept) / PAGES
        if turn:  # the first round warms up
            taken.append(tuple(1000 * one for one in spent))
    web, kept = (median(column) for column in zip(*taken, strict=True))
    return Promise(
        name,
        f"{web:.0f} + {kept:.0f} ms of CPU, web + database",
        f"<= {WITHIN_MS} ms of CPU",
        web + kept <= WITHIN_MS,
    )
