"""What one reader may read of one coach's day; nothing else leaves this file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from lms.coaching.models import Conflict, DashboardEntry, Day, DayCoach, Rating
from lms.coaching.policies import COPIED_TIMES, STALE_DAYS
from lms.coaching.queries.days import Opened
from lms.coaching.queries.sides import Pair, said_by, unit_today, words_of
from lms.coaching.rules.dashboards import (
    PARTS,
    Contradiction,
    Entry,
    Part,
    contradictions,
    is_copied,
)
from lms.coaching.rules.ratings import QUESTIONS
from lms.coaching.rules.reveal import Side
from lms.core import clock
from lms.core.access import Viewer
from lms.core.asking import OTHER, PEOPLE, TODAY, Wanted
from lms.core.db import session
from lms.core.measures import MEASURES, ScopeKind
from lms.core.periods import PeriodKind, period_of
from lms.core.policy import number
from lms.network.queries import names_of

PILLARS: Final[Mapping[str, str]] = {
    "skills": "coaching.skills_at_target",
    "actions": "projects.actions_verified",
    "rituals": "projects.rituals_held",
}
"""What is computed for a part, by the code of its measure; a measure nobody registered is n/a."""
_LATER = aliased(DashboardEntry)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartSeen:
    """A part of a dashboard; ``stage`` is None when it was never looked at."""

    code: str
    stage: int | None
    seen_on: date | None
    is_stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A dashboard as read."""

    parts: tuple[PartSeen, ...]
    obstacle: str
    next_words: str
    next_owner: str
    next_due: date | None
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One coach's day as one viewer reads it: what is sealed is absent, not hidden by a page."""

    pair: Pair
    coach: str
    is_open: bool
    """Both sides may be read."""
    opens_at: datetime
    """The latest instant at which both sides open."""
    is_rated: bool
    is_filled: bool
    dashboard: Filled | None
    signed: str
    """Words for the coach: read by them, by who wrote them, and by their lead."""
    confidential: str
    """Words for the lead: read by who wrote them, and by the lead."""
    answers: Mapping[str, int] | None
    """The four answers: read by who gave them, and by the lead once open."""
    may_rate: bool
    may_fill: bool
    is_close: bool
    """Somebody said that the two know each other outside work; never how."""


def read_pair(opened: Opened, pair: Pair, viewer: Viewer) -> Seen:
    """Return what ``viewer`` may read of one coach's day."""
    now, stance, me = clock.now(), opened.stance, viewer.person_id
    blind, own = pair.blind, pair.coach.coach_id == me
    wrote = pair.rating is not None and pair.rating.rater_id == me
    leads = stance.leads and not own and blind.is_revealed(now)
    reads_words = (own and blind.coach_reads(now)) or wrote or leads
    words = words_of([pair.rating.id]).get(pair.rating.id) if pair.rating and reads_words else None
    took_place = pair.day.state not in {"cancelled", "no_show"}
    return Seen(
        pair=pair,
        coach=opened.names.get(pair.coach.coach_id, ""),
        is_open=blind.is_revealed(now),
        opens_at=blind.deadline,
        is_rated=pair.rating is not None,
        is_filled=pair.entry is not None,
        dashboard=read_entry(pair) if own or blind.store_reads(now) else None,
        signed=words.signed if words else "",
        confidential=words.confidential if words and (wrote or leads) else "",
        answers=_answers(pair.rating) if wrote or leads else None,
        may_rate=(
            stance.charged
            and not own
            and took_place
            and (pair.rating is None or wrote)
            and blind.fault(Side.STORE, now) is None
        ),
        may_fill=own and took_place and _may_fill(pair, now),
        is_close=(own or stance.charged or stance.leads) and _is_close(pair, viewer),
    )


def _may_fill(pair: Pair, now: datetime) -> bool:
    """Tell whether the coach may write: on the day itself filling it ends the day."""
    if pair.day.state == "planned" and unit_today(pair.unit) >= pair.day.business_date:
        return True
    return pair.blind.fault(Side.COACH, now) is None


def _answers(rating: Rating | None) -> Mapping[str, int] | None:
    if rating is None:
        return None
    return {question: getattr(rating, question) for question in QUESTIONS}


def _is_close(pair: Pair, viewer: Viewer) -> bool:
    """Tell whether a conflict stands: with the viewer, or with whoever spoke, for the others."""
    other = pair.rating.rater_id if pair.rating else None
    given = {
        "asked_other": pair.coach.coach_id,
        "asked_people": [one for one in (viewer.person_id, other) if one],
        "asked_today": pair.day.business_date,
    }
    return session.scalar(_said_close(), given) is not None


@lru_cache
def _said_close() -> Wanted:
    """Select a conflict between a coach and one of some people that stood on a day."""
    return (
        select(Conflict.id)
        .where(
            Conflict.coach_id == OTHER,
            Conflict.rater_id == func.any(PEOPLE),
            Conflict.during.contains(TODAY),
        )
        .limit(1)
    )


def read_entry(pair: Pair) -> Filled | None:
    """Return the coach's dashboard of a day, as it is read."""
    said = said_by(pair.entry)
    if pair.entry is None or said is None:
        return None
    today, days = unit_today(pair.unit), number(STALE_DAYS)
    owner = pair.entry.next_owner_id
    return Filled(
        parts=tuple(_part(code, said.parts.get(code), today, days) for code in PARTS),
        obstacle=said.obstacle,
        next_words=said.next_words,
        next_owner=names_of([owner]).get(owner, "") if owner else "",
        next_due=pair.entry.next_due,
        is_late=pair.entry.is_late,
    )


def _part(code: str, part: Part | None, today: date, days: int) -> PartSeen:
    return PartSeen(
        code=code,
        stage=part.stage.value if part else None,
        seen_on=part.seen_on if part else None,
        is_stale=part.is_stale(today, days) if part else False,
    )


def pillars_of(unit_id: UUID, today: date) -> dict[str, tuple[Fraction, Fraction] | None]:
    """Return what is computed beside each part, as (num, den); None for n/a."""
    now = clock.now()
    found: dict[str, tuple[Fraction, Fraction] | None] = dict.fromkeys(PARTS)
    for part, code in PILLARS.items():
        measure = MEASURES.get(code)
        if measure is None:
            continue
        period = period_of(today, PeriodKind.QUARTER)
        reading = measure.readings([unit_id], ScopeKind.UNIT, period, now).get(unit_id)
        if reading is not None and reading.den:
            found[part] = (reading.num, reading.den)
    return found


def clashes(
    said: Entry, pillars: Mapping[str, tuple[Fraction, Fraction] | None]
) -> dict[str, Contradiction]:
    """Return where what was seen and what is computed say opposite things."""
    shares = {code: pair[0] / pair[1] if pair else None for code, pair in pillars.items()}
    return contradictions(said, shares)


def says_the_same(pair: Pair) -> bool:
    """Tell a coach whether the last dashboards of that store each said what the one before said."""
    rows = session.execute(
        select(DashboardEntry.content_hash)
        .join(DayCoach, DayCoach.id == DashboardEntry.day_coach_id)
        .join(Day, Day.id == DayCoach.day_id)
        .where(
            DashboardEntry.coach_id == pair.coach.coach_id,
            DashboardEntry.unit_id == pair.unit.id,
            DashboardEntry.number
            == select(func.max(_LATER.number))
            .where(_LATER.day_coach_id == DashboardEntry.day_coach_id)
            .scalar_subquery(),
        )
        .order_by(Day.business_date)
    )
    return is_copied([row[0] for row in rows], number(COPIED_TIMES))
