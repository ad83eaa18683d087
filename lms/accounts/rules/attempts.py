"""How many tries, whatever the door."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 10
PER_CODE = 5
PER_ADDRESS = 100
LONGEST_PAUSE = 2.0
KEPT_PER_ADDRESS = 200


class Counter(StrEnum):
    """What tries are counted on."""

    ACCOUNT = "account"
    ADDRESS = "address"
    CODE = "code"


MOST = {Counter.ACCOUNT: PER_ACCOUNT, Counter.ADDRESS: KEPT_PER_ADDRESS, Counter.CODE: PER_CODE}


@dataclass(frozen=True, slots=True)
class Standing:
    """What a counter says of one more try: how many with it, and when there is room again."""

    tries: int
    over: bool
    room_at: datetime | None = None


def add_try(
    kind: Counter, failed_at: Sequence[datetime], now: datetime
) -> tuple[list[datetime], Standing]:
    """Return the failures to keep once a try is added at ``now``, and what is said of this try.

    A refused try is not added: somebody who insists does not keep the owner out for longer than
    the window. Codes of a tablet have no window: they wait for somebody in charge.
    """
    kept = sorted(t for t in failed_at if kind is Counter.CODE or t > now - WINDOW)
    if len(kept) < MOST[kind]:
        kept.append(now)
        return kept, Standing(len(kept), over=False)
    room = None if kind is Counter.CODE else kept[-MOST[kind]] + WINDOW
    return kept, Standing(len(kept) + 1, over=kind is not Counter.ADDRESS, room_at=room)


def pause_for(tries: int) -> float:
    """Return how many seconds an address waits: none up to 100 tries, then more and more, 2 at most.

    Never a lock: a whole store sits behind one address.
    """
    return min(LONGEST_PAUSE, max(0, tries - PER_ADDRESS) * 0.1)
