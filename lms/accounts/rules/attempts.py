"""How many tries, whatever the door."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

WINDOW = timedelta(minutes=15)
LONGEST_PAUSE = 2.0
KEPT_BEYOND = 100
"""Tries of an address kept beyond its limit: enough for the longest pause."""


class Counter(StrEnum):
    """What tries are counted on."""

    ACCOUNT = "account"
    ADDRESS = "address"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a counter says of one more try: how many with it, and when there is room again."""

    tries: int
    over: bool
    room_at: datetime | None = None


def add_try(
    kind: Counter, failed_at: Sequence[datetime], now: datetime, most: int
) -> tuple[list[datetime], Standing]:
    """Return the failures to keep once a try is added at ``now``, and what is said of this try.

    A refused try is not added: somebody who insists does not keep the owner out for longer than
    the window. Codes of a tablet have no window: they wait for somebody in charge. An address is
    never over: it is slowed.
    """
    kept = sorted(t for t in failed_at if kind is Counter.CODE or t > now - WINDOW)
    if kind is Counter.ADDRESS:
        kept = [*kept, now][-(most + KEPT_BEYOND) :]
        return kept, Standing(len(kept), over=False)
    if len(kept) < most:
        kept.append(now)
        return kept, Standing(len(kept), over=False)
    room = None if kind is Counter.CODE else kept[-most] + WINDOW
    return kept, Standing(len(kept) + 1, over=True, room_at=room)


def pause_for(tries: int, most: int) -> float:
    """Return how many seconds an address waits: none up to ``most`` tries, then up to two.

    Never a lock: a whole store sits behind one address.
    """
    return min(LONGEST_PAUSE, max(0, tries - most) * 0.1)
