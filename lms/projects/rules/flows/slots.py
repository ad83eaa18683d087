"""Half hours of the clock on the wall, 0 (midnight) to 47, with the two days that are not 24 hours.

On the long day the repeated hour has each of its slots twice (``fold`` 0, then 1): the two are
averaged, as the shop saw two such half hours. On the short day the missing slots do not exist.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import Final

from lms.core import clock

SLOTS: Final = 48
HALF_HOUR: Final = timedelta(minutes=30)
MINUTES: Final = 30
Customers = int | Fraction
"""Exact: whole, but in the half hours of the repeated hour."""


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A half hour of a day as the wall says it."""

    on: date
    number: int
    fold: int = 0

    def __post_init__(self) -> None:
        """Refuse a slot no clock shows."""
        if not 0 <= self.number < SLOTS or self.fold not in {0, 1}:
            message = f"no half hour {self.number}, fold {self.fold}"
            raise ValueError(message)


def slot_at(at: datetime, zone: str) -> Slot:
    """Return the half hour in which instant ``at`` falls in ``zone``."""
    local = at.astimezone(clock.zone_info(zone))
    return Slot(local.date(), local.hour * 2 + local.minute // MINUTES, local.fold)


def slots_of(on: date, zone: str) -> tuple[Slot, ...]:
    """Return the half hours of day ``on``, in order: 48, or 46 or 50 when clocks change."""
    zone_info = clock.zone_info(zone)
    at = datetime.combine(on, time(0)).replace(tzinfo=zone_info).astimezone(UTC)
    end = datetime.combine(on + timedelta(days=1), time(0)).replace(tzinfo=zone_info)
    found = []
    while at < end.astimezone(UTC):
        found.append(slot_at(at, zone))
        at += HALF_HOUR
    return tuple(found)


def on_the_wall(counts: Mapping[Slot, int]) -> dict[tuple[date, int], Customers]:
    """Return day and half hour to customers, the repeated hour averaged."""
    days: dict[date, tuple[list[int], list[int]]] = {}
    for slot, count in counts.items():
        numbers, seen = days.setdefault(slot.on, ([], []))
        numbers.append(slot.number)
        seen.append(count)
    whole = averaged((on, numbers, seen) for on, (numbers, seen) in days.items())
    return {(on, number): n for on, held in whole.items() for number, n in held.items()}


def averaged(
    days: Iterable[tuple[date, Sequence[int], Sequence[int]]],
) -> dict[date, dict[int, Customers]]:
    """Return the same by day, from each day's half hours and their counts, side by side.

    Two years are 35,000 half hours: a day without a repeated hour is taken as it is.
    """
    found: dict[date, dict[int, Customers]] = {}
    for on, numbers, counts in days:
        held: dict[int, Customers] = dict(zip(numbers, counts, strict=True))
        found[on] = held if len(held) == len(numbers) else _averages(numbers, counts)
    return found


def _averages(numbers: Sequence[int], counts: Sequence[int]) -> dict[int, Customers]:
    seen: dict[int, list[int]] = {}
    for number, count in zip(numbers, counts, strict=True):
        seen.setdefault(number, []).append(count)
    return {number: Fraction(sum(all_of), len(all_of)) for number, all_of in seen.items()}
