"""How many tries, whatever the door."""

from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 10
PER_CODE = 5
PER_ADDRESS = 100
LONGEST_PAUSE = 2.0


@dataclass(frozen=True, slots=True)
class Standing:
    """What a counter says once a try was added to it."""

    tries: int
    oldest: datetime
    locked: bool = False

    def is_over(self, most: int) -> bool:
        """Tell whether this try is one too many."""
        return self.locked or self.tries > most

    def retry_after(self, now: datetime) -> int:
        """Return the seconds until the oldest try leaves the window, at least one."""
        return max(1, int((self.oldest + WINDOW - now).total_seconds()) + 1)


def pause_for(tries: int) -> float:
    """Return how many seconds an address waits: none up to 100 tries, then more and more, 2 at most.

    Never a lock: a whole store sits behind one address.
    """
    return min(LONGEST_PAUSE, max(0, tries - PER_ADDRESS) * 0.1)
