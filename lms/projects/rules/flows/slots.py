"""Half hours of the clock on the wall, 0 (midnight) to 47, with the two days that are not 24 hours.

On the long day the repeated hour has each of its slots twice (``fold`` 0, then 1): the two are
averaged, as the shop saw two such half hours. On the short day the missing slots do not exist.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import Final

from lms.core import clock

SLOTS: Final = 48
HALF_HOUR: Final = timedelta(minutes=30)
MINUTES: Final = 30


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


def on_the_wall(counts: Mapping[Slot, int]) -> dict[tuple[date, int], Fraction]:
    """Return day and half hour to customers, the repeated hour averaged."""
    found: dict[tuple[date, int], list[int]] = {}
    for slot, count in counts.items():
        found.setdefault((slot.on, slot.number), []).append(count)
    return {place: Fraction(sum(seen), len(seen)) for place, seen in found.items()}
