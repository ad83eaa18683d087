"""The coverage matrix: what makes each moment live, and the holes where nothing does."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from lms.core.references import Column


class Standing(StrEnum):
    """What a cell says."""

    LIVED = "lived"
    SOON = "soon"
    """Nothing yet, and the moment is too young to be called a promise not lived."""
    HOLE = "hole"


@dataclass(frozen=True, slots=True)
class Cell:
    """How many things of a column make a moment live."""

    column: Column
    count: int
    standing: Standing


@dataclass(frozen=True, slots=True)
class Row:
    """A moment and its cells."""

    moment: UUID
    cells: tuple[Cell, ...]
    due: date
    """From this day on an empty cell is a promise not lived."""

    @property
    def holes(self) -> int:
        """Return how many cells are promises not lived."""
        return sum(cell.standing is Standing.HOLE for cell in self.cells)


COLUMNS = (Column.LESSON, Column.SKILL, Column.OBSERVATION, Column.CRITERION, Column.CARD)


def matrix(
    skills: Mapping[UUID, Sequence[UUID]],
    pointers: Iterable[tuple[Column, UUID, str]],
    since: Mapping[UUID, date],
    *,
    today: date,
    days: int,
) -> tuple[Row, ...]:
    """Return a row per moment of ``skills`` (moment -> skills it calls for), in its order.

    ``pointers`` say (column, item, key): what points at a skill counts for the moments that call
    for it, once. ``since`` is the day a moment was first published.
    """
    found: dict[tuple[Column, UUID], set[str]] = {}
    for column, item, key in pointers:
        found.setdefault((column, item), set()).add(key)
    return tuple(
        _row(moment, called, found, since.get(moment, today) + timedelta(days=days), today)
        for moment, called in skills.items()
    )


def _row(
    moment: UUID,
    called: Sequence[UUID],
    found: Mapping[tuple[Column, UUID], set[str]],
    due: date,
    today: date,
) -> Row:
    counts: Counter[Column] = Counter()
    for column in COLUMNS:
        keys = [found.get((column, item), set()) for item in (moment, *called)]
        counts[column] = len(set().union(*keys))
    counts[Column.SKILL] = len(called)
    empty = Standing.HOLE if today >= due else Standing.SOON
    cells = (Cell(c, counts[c], Standing.LIVED if counts[c] else empty) for c in COLUMNS)
    return Row(moment, tuple(cells), due)
