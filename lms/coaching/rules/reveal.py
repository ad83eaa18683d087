"""Double blind: the store rates the coach, the coach fills the dashboard, both are read together.

The other side reads when both are in, or 72 hours after the end of the business day, whichever
comes first; from then on nothing changes. The hours run from the end of the unit's day, so that
nobody moves the instant by pressing a button late.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from lms.core import clock
from lms.core.i18n import _

WAIT: Final = timedelta(hours=72)


class Side(StrEnum):
    """Who speaks about a day."""

    STORE = "store"
    COACH = "coach"


def end_of_day(day: date, zone: str, day_cut: time = time(0)) -> datetime:
    """Return the instant (UTC) at which business date ``day`` is over in ``zone``."""
    after = datetime.combine(day + timedelta(days=1), day_cut)
    return after.replace(tzinfo=clock.zone_info(zone)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Blind:
    """One coach on one day. ``rated_at``, ``filled_at``: when each side was first in.

    Whoever writes holds the row of the day, and asks with what is committed by then.
    """

    opens_at: datetime
    """The coach ended the day, or the day ended by itself."""
    ended_at: datetime
    rated_at: datetime | None = None
    filled_at: datetime | None = None
    wait: timedelta = WAIT

    @property
    def deadline(self) -> datetime:
        """Return the instant from which nothing is hidden any more."""
        return self.ended_at + self.wait

    @property
    def reveal_at(self) -> datetime:
        """Return when both sides read each other, as known now."""
        if self.rated_at is None or self.filled_at is None:
            return self.deadline
        return min(max(self.rated_at, self.filled_at), self.deadline)

    def is_revealed(self, at: datetime) -> bool:
        """Tell whether both sides may read each other at ``at``."""
        return at >= self.reveal_at

    def own(self, side: Side) -> datetime | None:
        """Return when ``side`` was first in."""
        return self.rated_at if side is Side.STORE else self.filled_at

    def is_late(self, at: datetime) -> bool:
        """Tell whether what comes in at ``at`` is marked late."""
        return at >= self.deadline

    def fault(self, side: Side, at: datetime) -> str | None:
        """Return why ``side`` may not write (first time or again) at ``at``, or None.

        Until the reveal one writes and corrects; a side that was silent may still speak once,
        late.
        """
        if at < min(self.opens_at, self.ended_at):
            return _("The day is not over.")
        if self.own(side) is not None and self.is_revealed(at):
            return _("Both of you have read it: it no longer changes.")
        return None

    def with_side(self, side: Side, at: datetime) -> "Blind":
        """Return the state once ``side`` wrote at ``at``; a correction keeps the first instant."""
        if self.own(side) is not None:
            return self
        if side is Side.STORE:
            return replace(self, rated_at=at)
        return replace(self, filled_at=at)

    def store_reads(self, at: datetime) -> bool:
        """Tell whether the store reads the coach's entry."""
        return self.filled_at is not None and self.is_revealed(at)

    def coach_reads(self, at: datetime) -> bool:
        """Tell whether the coach reads the words signed for them: never before filling.

        Figures are not for the coach here, at any time: see ``pooling``.
        """
        both = self.rated_at is not None and self.filled_at is not None
        return both and self.is_revealed(at)
