"""Counts as they are shown: never under five, then in steps."""

from typing import Final

STEPS: Final = (5, 10, 20, 50, 100, 200, 500, 1000)


def bucket(count: int) -> int | None:
    """Return the step ``count`` has reached (shown as "5 or more"), or None under five."""
    reached = [step for step in STEPS if count >= step]
    return reached[-1] if reached else None


def frequency(reports: int) -> str:
    """Return how often a merged card was told, as far as it may be said: "", "5-9" or "10+"."""
    if reports >= STEPS[1]:
        return "10+"
    return "5-9" if reports >= STEPS[0] else ""
