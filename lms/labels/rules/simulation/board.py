"""The figures of many units, read once, and any grid applied to them.

A column (one criterion over all units) is remembered by what the criterion asks: changing one
threshold computes one column again, whatever the number of criteria.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from operator import add
from typing import Final

from lms.labels.rules.bars import Figure
from lms.labels.rules.counting import NOTHING, Answer, Cell, Counter, Judge, Line, cell_of
from lms.labels.rules.grid import LEVELS, Criterion, Grid, Level, level_of

MOST_COLUMNS: Final = 1000
"""Columns remembered; a thousand of 2,000 units take about 16 MB."""

Column = list[int]


@dataclass(frozen=True, slots=True)
class UnitSheet:
    """A unit's answers by criterion uid, and what fairness is looked at by."""

    key: str
    answers: Mapping[str, Answer]
    years_held: int = 0
    region: str = ""
    size: str = ""
    format: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A grid applied to all units; lists are in the order of the board's units."""

    counter: Counter
    columns: tuple[Column, ...]
    totals: list[int]
    places: list[int]

    @property
    def levels(self) -> list[Level | None]:
        """Return the level of each unit."""
        return [level_of(max(place, 0)) for place in self.places]

    def counts(self) -> dict[Level | None, int]:
        """Return how many units have each level, none included."""
        found: dict[Level | None, int] = dict.fromkeys((None, *LEVELS), 0)
        for level in self.levels:
            found[level] += 1
        return found


@dataclass
class Board:
    """The units on which grids are tried."""

    units: Sequence[UnitSheet]
    _cells: dict[str, list[Cell]] = field(default_factory=dict, repr=False)
    _bases: dict[object, tuple[list[Figure | None], list[int]]] = field(
        default_factory=dict, repr=False
    )
    _columns: dict[object, Column] = field(default_factory=dict, repr=False)

    def cells(self, uid: str) -> list[Cell]:
        """Return what every unit answers to one criterion, in whole numbers."""
        known = self._cells.get(uid)
        if known is None:
            known = [cell_of(unit.answers.get(uid)) for unit in self.units]
            self._cells[uid] = known
        return known

    def is_blind(self, uid: str) -> bool:
        """Tell whether no unit has anything on this criterion yet."""
        return all(cell == NOTHING for cell in self.cells(uid))

    def seen(self, grid: Grid) -> tuple[Grid, tuple[str, ...]]:
        """Return ``grid`` without the criteria nobody has figures for, and their uids.

        They cannot be simulated: counted as failed, they would make everybody fall.
        """
        blind = tuple(one.uid for one in grid.criteria if self.is_blind(one.uid))
        kept = tuple(one for one in grid.criteria if one.uid not in blind)
        return replace(grid, criteria=kept), blind

    def column(self, judge: Judge) -> Column:
        """Return the pattern of every unit for one criterion."""
        key = _asked(judge.criterion)
        known = self._columns.get(key)
        if known is None:
            if len(self._columns) >= MOST_COLUMNS:
                self._columns.clear()
            known = self._columns[key] = judge.column(*self._base(judge))
        return known

    def _base(self, judge: Judge) -> tuple[list[Figure | None], list[int]]:
        """Return the figure of every unit that counts for a criterion, and its mark."""
        one = judge.criterion
        key = (one.uid, one.n_min, one.na.allowed)
        known = self._bases.get(key)
        if known is None:
            pairs = [judge.base(cell) for cell in self.cells(one.uid)]
            known = [figure for figure, _ in pairs], [mark for _, mark in pairs]
            self._bases[key] = known
        return known

    def apply(self, grid: Grid) -> Outcome:
        """Return what every unit earns on ``grid``."""
        counter = Counter(grid)
        columns = tuple(self.column(line) for line in counter.lines)
        totals = [0] * len(self.units)
        for line, column in zip(counter.lines, columns, strict=True):
            totals = list(map(add, totals, map(line.added.__getitem__, column)))
        return Outcome(counter, columns, totals, list(self._places(counter, totals)))

    def _places(self, counter: Counter, totals: list[int]) -> Iterator[int]:
        known: dict[tuple[int, int], int] = {}
        for unit, total in zip(self.units, totals, strict=True):
            key = (total, unit.years_held)
            place = known.get(key)
            if place is None:
                place = known[key] = counter.place(total, counter.quotas(unit.years_held))
            yield place

    def swapped(self, outcome: Outcome, spot: int, line: Line) -> list[tuple[int, int]]:
        """Return the places before and after, of the units the criterion at ``spot`` touches.

        It is once it asks what ``line`` asks.
        """
        counter, totals, places, units = (
            outcome.counter,
            outcome.totals,
            outcome.places,
            self.units,
        )
        added, found = counter.lines[spot].added, []
        pairs = zip(outcome.columns[spot], self.column(line), strict=True)
        for row, (was, now) in enumerate(pairs):
            if was != now:
                total = totals[row] - added[was] + added[now]
                place = counter.place(total, counter.quotas(units[row].years_held))
                found.append((places[row], place))
        return found


def _asked(one: Criterion) -> tuple[object, ...]:
    """Return all that a pattern depends on."""
    thresholds: tuple[Fraction | None, ...] = tuple(one.thresholds.get(level) for level in LEVELS)
    decisions = tuple(one.decided_by(level) for level in LEVELS)
    return one.uid, one.scale, one.direction, thresholds, decisions, one.n_min, one.na.allowed
