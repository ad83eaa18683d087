"""The label year: windows at each unit's own midnight, ages of evidence, newcomers, the draw.

The label of year N rewards the *observed* year, is claimed and decided in the season's windows, and
is worn until label year N ends; on the first day of N+1 no award of N is active. All days are days
of the unit: the same last day ends 14 hours earlier in Reunion than in Tahiti.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from lms.core import ids
from lms.core.clock import business_date, zone_info
from lms.labels.rules.grid import Criterion, Grid

APPEAL_DAYS: Final = 30
REFIT_DAYS: Final = 60
RENEWAL_DAYS: Final = 60
DRAWN: Final = 5
MIDNIGHT: Final = time(0)
_FEBRUARY: Final = 2
_LAST: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class YearDay:
    """A day of the label year or of a year beside it (``shift`` -1: the year before).

    29 February is 28 February in a year without one.
    """

    month: int
    day: int
    shift: int = 0

    def __post_init__(self) -> None:
        """Refuse a day that no year has."""
        if not 1 <= self.month <= len(_LAST) or not 1 <= self.day <= _LAST[self.month - 1]:
            message = f"{self.month:02}-{self.day:02} is no day of the year"
            raise ValueError(message)

    def of(self, year: int) -> date:
        """Return this day for label year ``year``."""
        year += self.shift
        if (self.month, self.day) == (_FEBRUARY, 29):
            return date(year, 3, 1) - timedelta(days=1)
        return date(year, self.month, self.day)


@dataclass(frozen=True, slots=True)
class Window:
    """Days from ``first`` to the one before ``after``, each in the unit's own time."""

    first: date
    after: date

    @property
    def last(self) -> date:
        """Return the last day inside."""
        return self.after - timedelta(days=1)

    def holds(self, day: date) -> bool:
        """Tell whether ``day`` is inside."""
        return self.first <= day < self.after

    def is_open(self, at: datetime, zone: str, day_cut: time = MIDNIGHT) -> bool:
        """Tell whether the window is open at ``at`` for a unit of ``zone``."""
        return self.holds(business_date(at, zone, day_cut))

    def closes(self, zone: str, day_cut: time = MIDNIGHT) -> datetime:
        """Return the instant (UTC) at which it closes for a unit of ``zone``."""
        return opening(self.after, zone, day_cut)


def opening(day: date, zone: str, day_cut: time = MIDNIGHT) -> datetime:
    """Return the instant (UTC) at which ``day`` begins for a unit of ``zone``."""
    return datetime.combine(day, day_cut, zone_info(zone)).astimezone(UTC)


class Act(StrEnum):
    """What a window is for, in the order of the season."""

    OBSERVE = "observe"
    SELF_ASSESS = "self_assess"
    SUBMIT = "submit"
    AUDIT = "audit"
    PANEL = "panel"


Span = tuple[YearDay, YearDay]
"""First day, and the day after the last one."""

USUAL_SPANS: Final[Mapping[Act, Span]] = {
    Act.OBSERVE: (YearDay(1, 1, -1), YearDay(1, 1)),
    Act.SELF_ASSESS: (YearDay(12, 1, -1), YearDay(2, 1)),
    Act.SUBMIT: (YearDay(12, 1, -1), YearDay(2, 1)),
    Act.AUDIT: (YearDay(2, 1), YearDay(4, 1)),
    Act.PANEL: (YearDay(3, 1), YearDay(5, 1)),
}


@dataclass(frozen=True, slots=True)
class Calendar:
    """How a network's label years are laid out; each of these is a setting."""

    starts: YearDay = YearDay(1, 1)
    spans: Mapping[Act, Span] = field(default_factory=lambda: USUAL_SPANS)
    half_after: YearDay = YearDay(7, 1, -1)
    appeal_days: int = APPEAL_DAYS
    renewal_days: int = RENEWAL_DAYS

    def season(self, year: int) -> "Season":
        """Return label year ``year``; ValueError when a window ends before it begins."""
        windows = {act: Window(*(day.of(year) for day in self.spans[act])) for act in Act}
        for act, window in windows.items():
            if window.after <= window.first:
                message = f"{act}: ends on {window.after}, before it begins"
                raise ValueError(message)
        whole = Window(self.starts.of(year), self.starts.of(year + 1))
        return Season(year, whole, windows, self.half_after.of(year), self)

    def label_year(self, day: date) -> int:
        """Return the label year that holds ``day``."""
        year = day.year - self.starts.shift
        return year if day >= self.starts.of(year) else year - 1


@dataclass(frozen=True, slots=True)
class Season:
    """One label year: when the award is worn (``whole``), and the windows that lead to it."""

    year: int
    whole: Window
    windows: Mapping[Act, Window]
    half_after: date
    calendar: Calendar

    @property
    def cut_off_day(self) -> date:
        """Return the last day on which an application can be submitted."""
        return self.windows[Act.SUBMIT].last

    def cut_off(self, zone: str, day_cut: time = MIDNIGHT) -> datetime:
        """Return the instant (UTC) after which a unit of ``zone`` submits no more."""
        return self.windows[Act.SUBMIT].closes(zone, day_cut)

    def closed_everywhere(self, act: Act, zones: Iterable[str]) -> datetime:
        """Return the instant at which a window is closed for units of all ``zones``."""
        return max(self.windows[act].closes(zone) for zone in zones)

    def is_renewing(self, day: date) -> bool:
        """Tell whether last year's award may be shown as "being renewed" on ``day``.

        Only with an application submitted for this year, which the caller knows.
        """
        return self.whole.first <= day < self.whole.first + self.renewal

    @property
    def renewal(self) -> timedelta:
        """Return how long an award of last year is shown as being renewed."""
        return timedelta(days=self.calendar.renewal_days)

    def appeal_until(self, decided_at: datetime, zone: str, day_cut: time = MIDNIGHT) -> datetime:
        """Return the instant (UTC) until which a unit may appeal: the end of its 30th day."""
        day = business_date(decided_at, zone, day_cut)
        return opening(day + timedelta(days=self.calendar.appeal_days + 1), zone, day_cut)


USUAL: Final = Calendar()
"""The calendar year; observed the year before, claimed until 31 January, decided by 30 April."""


class Timeliness(StrEnum):
    """Whether a piece of evidence counts, and if not why."""

    COUNTS = "counts"
    OUT_OF_YEAR = "out_of_year"
    TOO_OLD = "too_old"
    LATE = "late"
    FUTURE = "future"


def timeliness(
    season: Season,
    *,
    effective_on: date,
    received_at: datetime,
    zone: str,
    day_cut: time = MIDNIGHT,
    max_age_days: int | None = None,
) -> Timeliness:
    """Tell whether evidence counts: of the year, received before the cut-off, young enough.

    Its age is counted in days from ``effective_on`` to the last day of submission, so that it is
    the same for whoever looks, whenever. What arrives late only counts through an appeal.
    """
    if effective_on > business_date(received_at, zone, day_cut):
        return Timeliness.FUTURE
    if received_at >= season.cut_off(zone, day_cut):
        return Timeliness.LATE
    if max_age_days is not None and (season.cut_off_day - effective_on).days > max_age_days:
        return Timeliness.TOO_OLD
    if not season.windows[Act.OBSERVE].holds(effective_on):
        return Timeliness.OUT_OF_YEAR
    return Timeliness.COUNTS


class Standing(StrEnum):
    """What a season means to a unit."""

    FULL = "full"
    HALF_YEAR = "half_year"
    """Opened after the middle of the observed year: it may apply by half, or skip; never failed."""
    NOT_YET = "not_yet"
    CLOSED = "closed"
    """Closed before the season's awards: out of the denominators from that day."""


def standing(season: Season, opened_on: date, closed_on: date | None = None) -> Standing:
    """Return what the season means to a unit opened and closed on these days."""
    if closed_on is not None and closed_on <= season.cut_off_day:
        return Standing.CLOSED
    if opened_on >= season.windows[Act.OBSERVE].after:
        return Standing.NOT_YET
    return Standing.HALF_YEAR if opened_on > season.half_after else Standing.FULL


def halved(grid: Grid) -> Grid:
    """Return what a unit open for half the year is asked: half the answers, half the evidence.

    Thresholds, weights and quotas are the same: a level is worth the same everywhere.
    """
    return replace(grid, criteria=tuple(_halved(one) for one in grid.criteria))


def _halved(one: Criterion) -> Criterion:
    rule = replace(one.evidence, minimum=-(-one.evidence.minimum // 2))
    return replace(one, n_min=-(-one.n_min // 2), evidence=rule)


def refit_suspends(closed_on: date, until: date, *, most: int = REFIT_DAYS) -> bool:
    """Tell whether works from ``closed_on`` to ``until`` (reopening, or today) suspend an award."""
    return (until - closed_on).days > most


def knock_outs(grid: Grid) -> tuple[str, ...]:
    """Return the criteria that bar a level when failed, in the order of the grid."""
    return tuple(one.uid for one in grid.criteria if one.knockouts)


def audited(
    grid: Grid, seed: str, *, count: int = DRAWN, aside: Collection[str] = ()
) -> tuple[str, ...]:
    """Return the criteria an audit looks at: every knock-out, and ``count`` others drawn by ``seed``.

    The same seed always draws the same ones. ``aside`` are not applicable to the unit. The answer
    is in the order of the grid.
    """
    always = set(knock_outs(grid)) - set(aside)
    others = [one.uid for one in grid.criteria if one.uid not in always and one.uid not in aside]
    chosen = always.union(ids.shuffled(others, seed)[:count])
    return tuple(one.uid for one in grid.criteria if one.uid in chosen)


def widened(grid: Grid, drawn: Collection[str], failed: Collection[str]) -> tuple[str, ...]:
    """Return what an audit looks at in the end: all of the grid as soon as one drawn one failed."""
    whole = set(drawn) & set(failed)
    return tuple(one.uid for one in grid.criteria if whole or one.uid in drawn)
