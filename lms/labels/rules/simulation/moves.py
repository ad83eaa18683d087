"""Who moves between two grids, and what decides: one criterion flipped at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from lms.labels.rules.counting import NA, Line
from lms.labels.rules.grid import Level, level_of, rank
from lms.labels.rules.scoring import turned
from lms.labels.rules.simulation.board import Board, Outcome


class Cause(StrEnum):
    """What makes a unit move."""

    CRITERION = "criterion"
    """One criterion alone: without what changed in it, the unit would not move."""
    TOGETHER = "together"
    """Several criteria changed, none decides alone."""
    RULES = "rules"
    """No criterion changed its answer: quotas, weights or years held did it."""
    UNASSESSABLE = "unassessable"
    """Too much of one of the grids is set aside."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A unit whose level is not the same on both grids.

    ``deciding``: criteria whose answer changed and that decide alone. ``remedies``: other criteria
    that alone would bring a unit that falls back to where it was.
    """

    key: str
    before: Level | None
    after: Level | None
    cause: Cause
    deciding: tuple[str, ...]
    remedies: tuple[str, ...]

    @property
    def falls(self) -> bool:
        """Tell whether the unit loses."""
        return rank(self.after) < rank(self.before)


def moves(board: Board, before: Outcome, after: Outcome) -> Iterator[Moved]:
    """Yield the units that move from one outcome to the other."""
    ties = _Ties(board, before, after)
    for row, (was, now) in enumerate(zip(before.places, after.places, strict=True)):
        if max(was, 0) != max(now, 0):
            yield ties.moved(row, was, now)


def pressed(before: Outcome, after: Outcome) -> list[int]:
    """Return the rows that keep their level and fail something at it that they met."""
    spots = {line.criterion.uid: spot for spot, line in enumerate(before.counter.lines)}
    found = set()
    for spot, line in enumerate(after.counter.lines):
        old = spots.get(line.criterion.uid)
        if old is None or before.columns[old] is after.columns[spot]:
            continue
        full = before.counter.lines[old].full & line.full
        pairs = zip(before.columns[old], after.columns[spot], strict=True)
        for row, (was, now) in enumerate(pairs):
            lost = 0 if (was | now) & NA else was & ~now & full & 7
            if lost and lost & ((1 << max(after.places[row], 0)) - 1):
                found.add(row)
    same = (max(a, 0) == max(b, 0) for a, b in zip(before.places, after.places, strict=True))
    return [row for row, still in enumerate(same) if still and row in found]


class _Ties:
    """Two outcomes of the same units, criterion by criterion."""

    def __init__(self, board: Board, before: Outcome, after: Outcome) -> None:
        self.board, self.before, self.after = board, before, after
        spots = {line.criterion.uid: spot for spot, line in enumerate(before.counter.lines)}
        self.olds = [spots.get(line.criterion.uid) for line in after.counter.lines]

    def moved(self, row: int, was: int, now: int) -> Moved:
        """Return why the unit of ``row`` goes from place ``was`` to place ``now``."""
        key = self.board.units[row].key
        before, after = level_of(max(was, 0)), level_of(max(now, 0))
        if was < 0 or now < 0:
            return Moved(key, before, after, Cause.UNASSESSABLE, (), ())
        falls = now < was
        changed = {spot for spot in range(len(self.olds)) if self._changed(row, spot, was, now)}
        alone = [spot for spot in range(len(self.olds)) if self._decides(row, spot, was, now)]
        lines = self.after.counter.lines
        deciding = tuple(lines[spot].criterion.uid for spot in alone if spot in changed)
        remedies = tuple(lines[spot].criterion.uid for spot in alone if spot not in changed)
        cause = Cause.TOGETHER if changed else Cause.RULES
        if deciding:
            cause = Cause.CRITERION
        return Moved(key, before, after, cause, deciding, remedies if falls else ())

    def _decides(self, row: int, spot: int, was: int, now: int) -> bool:
        """Tell whether turning one criterion, alone, undoes the move."""
        counter = self.after.counter
        line, pattern = counter.lines[spot], self.after.columns[spot][row]
        falls = now < was
        other = turned(line, pattern, now, met=falls)
        if other is None:
            return False
        total = self.after.totals[row] - line.added[pattern] + line.added[other]
        place = counter.place(total, counter.quotas(self.board.units[row].years_held))
        return place >= was if falls else 0 <= place <= was

    def _changed(self, row: int, spot: int, was: int, now: int) -> bool:
        """Tell whether a criterion weighs otherwise than before at a level lost or won."""
        line, old = self.after.counter.lines[spot], self.olds[spot]
        low, high = min(was, now), max(was, now)
        bits = (1 << high) - (1 << low)
        fails_now = _failing(line, self.after.columns[spot][row])
        bars_now = fails_now & line.knockouts
        if old is None:
            return bool((fails_now if now < was else line.full & ~fails_now) & bits)
        past = self.before.counter.lines[old]
        failed = _failing(past, self.before.columns[old][row])
        barred = failed & past.knockouts
        if now < was:
            return bool((fails_now & ~failed | bars_now & ~barred) & bits)
        return bool((failed & ~fails_now | barred & ~bars_now) & bits)


def _failing(line: Line, pattern: int) -> int:
    """Return the levels that look at a criterion and that it fails."""
    return 0 if pattern & NA else line.full & ~pattern & 7
