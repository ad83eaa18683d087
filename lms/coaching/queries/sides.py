"""The two sides of one coach's day: what the store said, what the coach filled, when each opens."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, ScalarSelect, Uuid, and_, bindparam, func, select
from sqlalchemy.orm import aliased

from lms.coaching.models import DashboardEntry, Day, DayCoach, EntryPart, Rating, RatingWords
from lms.coaching.policies import REVEAL_HOURS
from lms.coaching.rules.dashboards import Entry, Part, Stage
from lms.coaching.rules.reveal import Blind, end_of_day
from lms.core import clock
from lms.core.asking import TODAY, UNIT, Wanted
from lms.core.db import get_row, session
from lms.core.errors import NotFound
from lms.core.policy import duration
from lms.network.models import Unit

RECENT: Final = 12
"""How many dashboards are looked through for the last one a coach may read: those of others are
sealed for a week at most."""
TOOK_PLACE = frozenset({"done", "closed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One coach on one day, with the last state of each side and when each was first in."""

    day: Day
    coach: DayCoach
    unit: Unit
    rating: Rating | None
    rated_at: datetime | None
    entry: DashboardEntry | None
    filled_at: datetime | None

    @property
    def ended_at(self) -> datetime:
        """Return the instant at which the unit's business day is over."""
        return end_of_day(self.day.business_date, self.unit.zone, self.unit.day_cut)

    @property
    def blind(self) -> Blind:
        """Return when each side reads the other; the wait is the one in force on that day."""
        return Blind(
            opens_at=self.day.finished_at or self.ended_at,
            ended_at=self.ended_at,
            rated_at=self.rated_at,
            filled_at=self.filled_at,
            wait=duration(REVEAL_HOURS, self.ended_at),
        )


_RATING, ENTRY = aliased(Rating), aliased(DashboardEntry)
_OTHER: Final[Mapping[Any, Any]] = {_RATING: aliased(Rating), ENTRY: aliased(DashboardEntry)}


def _is_last(side: Any) -> ColumnElement[bool]:
    """Return whether a row of a side is the last state of it."""
    other = _OTHER[side]
    last = select(func.max(other.number)).where(other.day_coach_id == DayCoach.id)
    return and_(side.day_coach_id == DayCoach.id, side.number == last.scalar_subquery())


def _first_in(side: Any) -> ScalarSelect[datetime]:
    """Return the instant at which a side was first in."""
    other = _OTHER[side]
    first = select(other.received_at).where(other.day_coach_id == DayCoach.id)
    return first.order_by(other.number).limit(1).scalar_subquery()


def pairs(*which: ColumnElement[bool]) -> list[Pair]:
    """Return the coaches on the days chosen, in one statement; those who gave way are left out."""
    return read_pairs(choose_pairs().where(*which))


@lru_cache
def choose_pairs() -> Wanted:
    """Select coaches on days with both sides, to be narrowed; those who gave way are left out."""
    return (
        select(DayCoach, Day, Unit, _RATING, ENTRY, _first_in(_RATING), _first_in(ENTRY))
        .join(Day, Day.id == DayCoach.day_id)
        .join(Unit, Unit.id == Day.unit_id)
        .outerjoin(_RATING, _is_last(_RATING))
        .outerjoin(ENTRY, _is_last(ENTRY))
        .where(DayCoach.left_at.is_(None))
        .order_by(Day.business_date, Unit.sort_key, DayCoach.is_replacement, DayCoach.id)
    )


def read_pairs(chosen: Wanted, given: Mapping[str, Any] | None = None) -> list[Pair]:
    """Return the pairs of a narrowed :func:`choose_pairs`."""
    return [
        Pair(
            day=day,
            coach=coach,
            unit=unit,
            rating=rating,
            rated_at=rated_at,
            entry=entry,
            filled_at=filled_at,
        )
        for coach, day, unit, rating, entry, rated_at, filled_at in session.execute(chosen, given)
    ]


DAY: Final = bindparam("asked_day", type_=Uuid)


@lru_cache
def _of_day() -> Wanted:
    return choose_pairs().where(Day.id == DAY)


def pairs_of_day(day_id: UUID) -> list[Pair]:
    """Return the coaches of one day."""
    return read_pairs(_of_day(), {"asked_day": day_id})


def held_pair(day_coach_id: UUID) -> Pair:
    """Return one coach's day with its row held until the end of the transaction.

    Day first, then coach: everybody who writes takes them in this order. Raises NotFound.
    """
    day_id = session.scalar(select(DayCoach.day_id).where(DayCoach.id == day_coach_id))
    if day_id is None:
        raise NotFound
    held_day(day_id)
    session.execute(select(DayCoach.id).where(DayCoach.id == day_coach_id).with_for_update())
    found = pairs(DayCoach.id == day_coach_id)
    if not found:
        raise NotFound
    return found[0]


def held_day(day_id: UUID) -> Day:
    """Return a day with its row held, as it is committed; raises NotFound."""
    return get_row(Day, day_id, lock=True)


def unit_today(unit: Unit) -> date:
    """Return the unit's business date of the present."""
    return clock.business_date(clock.now(), unit.zone, unit.day_cut)


def words_of(rating_ids: Iterable[UUID]) -> dict[UUID, RatingWords]:
    """Return the words beside ratings, while they are kept."""
    rows = session.scalars(select(RatingWords).where(RatingWords.rating_id.in_(list(rating_ids))))
    return {row.rating_id: row for row in rows}


def said_by(entry: DashboardEntry | None) -> Entry | None:
    """Return a filled dashboard as the rules read it."""
    return entries_said([entry])[entry.id] if entry else None


def entries_said(entries: Iterable[DashboardEntry]) -> dict[UUID, Entry]:
    """Return filled dashboards as the rules read them, in one statement."""
    known = {entry.id: entry for entry in entries}
    parts: dict[UUID, dict[str, Part]] = {entry_id: {} for entry_id in known}
    for row in session.execute(_parts(), {"asked_entries": list(known)}) if known else ():
        parts[row.entry_id][row.part] = Part(Stage(row.stage), row.seen_on)
    return {
        entry_id: Entry(parts[entry_id], entry.obstacle, entry.next_words)
        for entry_id, entry in known.items()
    }


@lru_cache
def _parts() -> Wanted:
    entries = bindparam("asked_entries", type_=ARRAY(Uuid))
    return select(EntryPart.entry_id, EntryPart.part, EntryPart.stage, EntryPart.seen_on).where(
        EntryPart.entry_id == func.any(entries)
    )


def last_entry(unit_id: UUID, coach_id: UUID, day: date, without: UUID) -> DashboardEntry | None:
    """Return the last dashboard of a unit a coach may read before filling the one of ``without``.

    Their own, or another coach's once both sides of it were opened.
    """
    now = clock.now()
    given = {"asked_unit": unit_id, "asked_today": day, "asked_side": without}
    for pair in read_pairs(_filled_before(), given):
        if pair.coach.coach_id == coach_id or pair.blind.store_reads(now):
            return pair.entry
    return None


@lru_cache
def _filled_before() -> Wanted:
    """Select the days of a unit up to a date whose dashboard is in, but for one, the last first."""
    chosen = choose_pairs().where(
        Day.unit_id == UNIT,
        Day.business_date <= TODAY,
        DayCoach.id != bindparam("asked_side", type_=Uuid),
        select(DashboardEntry.id).where(DashboardEntry.day_coach_id == DayCoach.id).exists(),
    )
    last = (Day.business_date.desc(), DayCoach.is_replacement.desc(), DayCoach.id.desc())
    return chosen.order_by(None).order_by(*last).limit(RECENT)
