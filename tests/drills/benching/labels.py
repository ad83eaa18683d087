"""What is promised of simulating a grid: a large network at once, one threshold as one types."""

from dataclasses import replace
from fractions import Fraction
from statistics import median
from time import perf_counter, process_time

from lms.labels.rules.grid import Grid, Level
from lms.labels.rules.simulation import Board, simulate
from tests.drills.benching.promises import Promise
from tests.labels.rules.networks import network

CRITERIA, LARGE, USUAL, ROUNDS = 40, 2000, 200, 5


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
