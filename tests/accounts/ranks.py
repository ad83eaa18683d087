"""Two samples compared without assuming a law: medians, and the Mann-Whitney test."""

from collections.abc import Sequence
from math import erfc, sqrt
from statistics import median


def mann_whitney_p(first: Sequence[float], second: Sequence[float]) -> float:
    """Return the two-sided p-value (normal approximation, ties corrected) that both are one law.

    Mann and Whitney 1947; correction for ties as in Siegel and Castellan 1988.
    """
    n, m = len(first), len(second)
    pooled = sorted([(value, 0) for value in first] + [(value, 1) for value in second])
    ranks, ties = _ranks([value for value, _ in pooled])
    of_first = sum(rank for rank, (_, side) in zip(ranks, pooled, strict=True) if side == 0)
    u = of_first - n * (n + 1) / 2
    total = n + m
    variance = n * m / 12 * ((total + 1) - ties / (total * (total - 1)))
    if variance == 0:
        return 1.0
    z = (abs(u - n * m / 2) - 0.5) / sqrt(variance)
    return min(1.0, erfc(max(0.0, z) / sqrt(2)))


def _ranks(values: Sequence[float]) -> tuple[list[float], float]:
    """Return mid-ranks of sorted values, and the sum of t^3 - t over groups of ties."""
    ranks: list[float] = []
    ties, place = 0.0, 0
    while place < len(values):
        end = place
        while end < len(values) and values[end] == values[place]:
            end += 1
        count = end - place
        ranks += [(place + 1 + end) / 2] * count
        ties += count**3 - count
        place = end
    return ranks, ties


def relative_gap(first: Sequence[float], second: Sequence[float]) -> float:
    """Return how far apart the medians are, relative to the second."""
    return abs(median(first) - median(second)) / median(second)
