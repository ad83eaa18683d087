"""Everything a draft would do: flows, causes, sweep, fairness, dead criteria, work; two compared."""

import collections
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from lms.labels.rules.counting import INSUFFICIENT, NA, UNASSESSABLE, Line
from lms.labels.rules.grid import LEVELS, Criterion, Direction, Grid, Level, Scale, level_of, rank
from lms.labels.rules.simulation.board import Board, Outcome
from lms.labels.rules.simulation.moves import Cause, Moved, moves, pressed
from lms.labels.rules.simulation.workload import Rates, Workload, workload

STEPS: Final = (-10, 10)
"""How much easier (below 0) or stricter each threshold is tried, in percent."""

FACETS: Final = ("region", "size", "format")
_RANGES: Final = {Scale.PERCENT: (0, 100), Scale.POINTS: (-100, 100)}

Flow = Mapping[tuple[Level | None, Level | None], int]


@dataclass(frozen=True, slots=True)
class Sweep:
    """One criterion made ``percent`` stricter (easier below 0) at every level, the rest being equal."""

    uid: str
    percent: int
    counts: Mapping[Level | None, int]
    fall: int
    rise: int


@dataclass(frozen=True, slots=True)
class Group:
    """What happens to the units that share a region, a size or a format."""

    facet: str
    value: str
    units: int
    before: Mapping[Level | None, int]
    after: Mapping[Level | None, int]
    fall: int
    rise: int
    unassessable: int

    @property
    def fall_share(self) -> Fraction:
        """Return the share of the group that falls."""
        return Fraction(self.fall, self.units) if self.units else Fraction()


@dataclass(frozen=True, slots=True)
class Passing:
    """How units stand on one criterion of the draft."""

    uid: str
    units: int
    met: Mapping[Level, int]
    aside: int
    insufficient: int

    @property
    def nobody_fails(self) -> bool:
        """Tell whether every unit it applies to meets all it asks."""
        applies = self.units - self.aside
        return bool(applies) and all(count == applies for count in self.met.values())

    @property
    def nobody_passes(self) -> bool:
        """Tell whether no unit meets anything it asks."""
        return self.units > self.aside and not any(self.met.values())


@dataclass(frozen=True, slots=True)
class Simulation:
    """A draft applied to real figures, beside the grid in force on the same figures.

    ``why`` counts, for each level lost, the criteria that decide alone (a unit may count several
    times); ``causes`` counts each falling unit once. ``blind`` are the criteria nobody has figures
    for: they were left out. ``unknown`` is the share of answers without any figure.
    """

    units: int
    before: Mapping[Level | None, int]
    after: Mapping[Level | None, int]
    flow: Flow
    moved: tuple[Moved, ...]
    pressed: tuple[str, ...]
    why: Mapping[Level, Mapping[str, int]]
    causes: Mapping[Level, Mapping[Cause, int]]
    sweep: tuple[Sweep, ...]
    groups: tuple[Group, ...]
    passing: tuple[Passing, ...]
    unassessable: int
    insufficient: int
    unknown: Fraction
    blind: tuple[str, ...]
    workload: Workload
    workload_before: Workload

    @property
    def touched(self) -> int:
        """Return how many units change level or newly fail something at their level."""
        return len(self.moved) + len(self.pressed)

    def lost(self, level: Level) -> int:
        """Return how many units hold ``level`` now and would hold a lower one."""
        return sum(1 for one in self.moved if one.falls and one.before is level)

    @property
    def dead(self) -> tuple[Passing, ...]:
        """Return the criteria that nobody fails or nobody passes."""
        return tuple(one for one in self.passing if one.nobody_fails or one.nobody_passes)


def simulate(
    board: Board,
    before: Grid,
    after: Grid,
    *,
    steps: Sequence[int] = STEPS,
    rates: Rates | None = None,
) -> Simulation:
    """Return what ``after`` would do to the board's units, compared with ``before``.

    Both grids are looked at without the criteria nobody has figures for.
    """
    rates = rates or Rates()
    seen, blind = board.seen(after)
    old, new = board.apply(board.seen(before)[0]), board.apply(seen)
    moved = tuple(moves(board, old, new))
    passing = tuple(_passing(new))
    cells = len(seen.criteria) * len(board.units)
    return Simulation(
        units=len(board.units),
        before=old.counts(),
        after=new.counts(),
        flow=flow(old, new),
        moved=tuple(sorted(moved, key=lambda one: not one.falls)),
        pressed=tuple(board.units[row].key for row in pressed(old, new)),
        why=_why(moved),
        causes=_causes(moved),
        sweep=tuple(_sweep(board, new, steps)),
        groups=tuple(_groups(board, old, new)),
        passing=passing,
        unassessable=new.places.count(UNASSESSABLE),
        insufficient=_with_insufficient(new),
        unknown=Fraction(_unknown(board, seen), cells) if cells else Fraction(),
        blind=blind,
        workload=workload(after, new, rates),
        workload_before=workload(before, old, rates),
    )


def flow(old: Outcome, new: Outcome) -> dict[tuple[Level | None, Level | None], int]:
    """Return how many units go from each level to each level, zeros included."""
    every = (None, *LEVELS)
    found = {(was, now): 0 for was in every for now in every}
    for pair in zip(old.levels, new.levels, strict=True):
        found[pair] += 1
    return found


def _why(moved: Sequence[Moved]) -> dict[Level, dict[str, int]]:
    """Return, for each level lost, the criteria that decide, the most frequent first."""
    found: dict[Level, collections.Counter[str]] = {}
    for one in moved:
        if one.falls and one.before:
            found.setdefault(one.before, collections.Counter()).update(one.deciding)
    return {level: dict(counts.most_common()) for level, counts in found.items()}


def _causes(moved: Sequence[Moved]) -> dict[Level, dict[Cause, int]]:
    found: dict[Level, collections.Counter[Cause]] = {}
    for one in moved:
        if one.falls and one.before:
            found.setdefault(one.before, collections.Counter())[one.cause] += 1
    return {level: dict(counts) for level, counts in found.items()}


def _sweep(board: Board, new: Outcome, steps: Sequence[int]) -> Iterator[Sweep]:
    before = collections.Counter(max(place, 0) for place in new.places)
    for spot, line in enumerate(new.counter.lines):
        for percent in steps:
            other = stricter(line.criterion, percent)
            if other is None:
                continue
            moved = board.swapped(new, spot, Line(other, line.weight, new.counter.width))
            counts = collections.Counter(before)
            counts.subtract(max(was, 0) for was, _ in moved)
            counts.update(max(now, 0) for _, now in moved)
            yield Sweep(
                line.criterion.uid,
                percent,
                {level: counts[rank(level)] for level in (None, *LEVELS)},
                fall=sum(1 for was, now in moved if now < was),
                rise=sum(1 for was, now in moved if now > was),
            )


def stricter(criterion: Criterion, percent: int) -> Criterion | None:
    """Return a criterion whose thresholds are ``percent`` stricter, None when nothing changes.

    Thresholds stay inside their scale; yes or no has nothing between.
    """
    if criterion.scale is Scale.YES_NO:
        return None
    sign = -1 if criterion.direction is Direction.DOWN else 1
    least, most = _RANGES.get(criterion.scale, (None, None))
    moved: dict[Level, Fraction] = {}
    for level, value in criterion.thresholds.items():
        other = value + sign * abs(value) * Fraction(percent, 100)
        if least is not None and most is not None:
            other = min(max(other, Fraction(least)), Fraction(most))
        moved[level] = other
    return None if moved == criterion.thresholds else replace(criterion, thresholds=moved)


def _counted(places: Sequence[int]) -> dict[Level | None, int]:
    found: dict[Level | None, int] = dict.fromkeys((None, *LEVELS), 0)
    for place in places:
        found[level_of(max(place, 0))] += 1
    return found


def _groups(board: Board, old: Outcome, new: Outcome) -> Iterator[Group]:
    for facet in FACETS:
        rows: dict[str, list[int]] = {}
        for row, unit in enumerate(board.units):
            rows.setdefault(getattr(unit, facet), []).append(row)
        if set(rows) != {""}:
            for value in sorted(rows):
                yield _group(facet, value, rows[value], old, new)


def _group(facet: str, value: str, rows: list[int], old: Outcome, new: Outcome) -> Group:
    was = [old.places[row] for row in rows]
    now = [new.places[row] for row in rows]
    pairs = [(max(a, 0), max(b, 0)) for a, b in zip(was, now, strict=True)]
    return Group(
        facet,
        value,
        len(rows),
        _counted(was),
        _counted(now),
        fall=sum(1 for a, b in pairs if b < a),
        rise=sum(1 for a, b in pairs if b > a),
        unassessable=now.count(UNASSESSABLE),
    )


def _passing(new: Outcome) -> Iterator[Passing]:
    for line, column in zip(new.counter.lines, new.columns, strict=True):
        counts = collections.Counter(column)
        yield Passing(
            line.criterion.uid,
            len(column),
            met={
                level: sum(n for pat, n in counts.items() if pat & 1 << place and not pat & NA)
                for place, level in enumerate(LEVELS)
                if line.full & 1 << place
            },
            aside=counts[NA],
            insufficient=counts[INSUFFICIENT],
        )


def _with_insufficient(new: Outcome) -> int:
    """Return how many units have a criterion whose figure rests on too little."""
    rows = {
        row
        for column in new.columns
        for row, pattern in enumerate(column)
        if pattern == INSUFFICIENT
    }
    return len(rows)


def _unknown(board: Board, grid: Grid) -> int:
    """Return how many answers are missing."""
    return sum(
        not cell.known and not cell.na for one in grid.criteria for cell in board.cells(one.uid)
    )


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two drafts on the same units; ``between`` goes from the first to the second."""

    first: Simulation
    second: Simulation
    between: Flow
    better: tuple[str, ...]
    worse: tuple[str, ...]


def compare(
    board: Board, before: Grid, first: Grid, second: Grid, *, rates: Rates | None = None
) -> Comparison:
    """Return two drafts side by side, and the units that do better or worse under the second."""
    one, other = (board.apply(board.seen(grid)[0]) for grid in (first, second))
    pairs = [(max(a, 0), max(b, 0)) for a, b in zip(one.places, other.places, strict=True)]
    keys = [unit.key for unit in board.units]
    return Comparison(
        simulate(board, before, first, rates=rates),
        simulate(board, before, second, rates=rates),
        flow(one, other),
        better=tuple(key for key, (a, b) in zip(keys, pairs, strict=True) if b > a),
        worse=tuple(key for key, (a, b) in zip(keys, pairs, strict=True) if b < a),
    )
