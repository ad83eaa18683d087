"""What can be solved for by who sees sums: exact linear algebra over what is shown (T08)."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import combinations

Rows = Sequence[Sequence[int]]


def reduced(rows: Rows) -> list[tuple[int, list[Fraction]]]:
    """Return the rows in echelon form with the column each begins at, without the empty ones."""
    left = [[Fraction(value) for value in row] for row in rows]
    made: list[tuple[int, list[Fraction]]] = []
    for column in range(len(left[0]) if left else 0):
        pivot = next((row for row in left if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        pivot = [value / pivot[column] for value in pivot]
        left = [_without(row, column, pivot) for row in left]
        made.append((column, pivot))
    return made


def _without(row: list[Fraction], column: int, pivot: list[Fraction]) -> list[Fraction]:
    if not row[column]:
        return row
    return [a - row[column] * b for a, b in zip(row, pivot, strict=True)]


def follows(known: list[tuple[int, list[Fraction]]], wanted: Iterable[int]) -> bool:
    """Tell whether the sum over ``wanted`` follows from ``known``."""
    row = [Fraction(value) for value in wanted]
    for column, pivot in known:
        row = _without(row, column, pivot)
    return not any(row)


def small_groups_solved(rows: Rows, people: int, under: int) -> list[tuple[int, ...]]:
    """Return every group of fewer than ``under`` whose sum follows from what is shown."""
    known = reduced(rows)
    return [
        group
        for size in range(1, under)
        for group in combinations(range(people), size)
        if follows(known, [int(one in group) for one in range(people)])
    ]
