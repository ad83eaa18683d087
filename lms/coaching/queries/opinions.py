"""Opinions one by one: for the lead of the region they came from, and words for who they name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select

from lms.accounts.models import Person
from lms.coaching.models import Conflict, Day, DayCoach, Rating, RatingWords
from lms.coaching.policies import UNRATED_DAYS
from lms.coaching.queries.people import in_charge_of, kept_since
from lms.coaching.queries.sides import TOOK_PLACE, Pair, pairs, words_of
from lms.coaching.rules.ratings import QUESTIONS, Standing, rate_of_rating, raters, standing
from lms.core.access import Permission, Viewer
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.policy import duration
from lms.network.models import UnitRegion
from lms.network.queries import day_of, names_of, reach_of, regions_under

BACK = timedelta(days=366)
SHOWN = 30


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of a coach's days have an opinion, of those whose time has come."""

    coach_id: UUID
    name: str
    rated: int
    expected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """One opinion as the coach's lead reads it, open to both sides."""

    pair: Pair
    rater: str
    answers: Mapping[str, int]
    signed: str
    confidential: str
    is_late: bool
    conflict: str
    """How the two are close, or nothing."""


def standings(known: Iterable[Pair], now: datetime) -> list[tuple[Pair, Standing]]:
    """Return where the opinion of each day stands, in one statement."""
    listed = list(known)
    charged = in_charge_of((one.unit.id, one.day.business_date) for one in listed)
    return [
        (one, _standing(one, charged[one.unit.id, one.day.business_date], now)) for one in listed
    ]


def _standing(pair: Pair, charged: set[UUID], now: datetime) -> Standing:
    may = raters(str(pair.coach.coach_id), {str(one) for one in charged})
    return standing(
        took_place=pair.day.state in TOOK_PLACE,
        expected=bool(may),
        ended_at=pair.ended_at,
        rated_at=pair.rated_at,
        now=now,
        wait=pair.blind.wait,
        unrated=duration(UNRATED_DAYS),
    )


def counted_days(coach_id: UUID, now: datetime, *which: ColumnElement[bool]) -> tuple[int, int]:
    """Return (rated, expected) of a coach's days of the last year; the content is nowhere in it."""
    known = pairs(DayCoach.coach_id == coach_id, *_recent(now.date()), *which)
    return rate_of_rating(where for _pair, where in standings(known, now))


def _recent(today: date) -> tuple[ColumnElement[bool], ...]:
    return (
        Day.state.in_(TOOK_PLACE),
        Day.business_date > today - BACK,
        Day.business_date <= today + timedelta(days=1),
    )


def led(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition on coaches' days in units of the viewer's regions on their date.

    A lead who coaches is a coach there: what is said of themselves is for no lead of theirs.
    """
    regions = list(reach_of(viewer, Permission.RATINGS_READ).regions)
    return (DayCoach.coach_id != viewer.person_id) & (
        select(UnitRegion.id)
        .where(
            UnitRegion.unit_id == Day.unit_id,
            UnitRegion.during.op("@>")(Day.business_date),
            UnitRegion.region_id.in_(regions_under(regions, day_of(viewer))),
        )
        .exists()
    )


def coaches_led(viewer: Viewer, now: datetime) -> list[Counted]:
    """Return who coached in the viewer's regions in the last year, in the order of names.

    Never in the order of a figure: nobody is ranked.
    """
    known = pairs(led(viewer), *_recent(day_of(viewer)), still_read(now))
    found: dict[UUID, list[Standing]] = {}
    for pair, where in standings(known, now):
        found.setdefault(pair.coach.coach_id, []).append(where)
    names = names_of(found)
    counted = [
        Counted(coach_id, names[coach_id], *rate_of_rating(all_of))
        for coach_id, all_of in found.items()
    ]
    return sorted(counted, key=lambda one: (one.name, str(one.coach_id)))


def still_read(now: datetime) -> ColumnElement[bool]:
    """Return the condition on coaches whose opinions are still read one by one."""
    gone = select(Person.id).where(Person.left_on < kept_since(now))
    return DayCoach.coach_id.not_in(gone)


def opinions_of(viewer: Viewer, coach_id: UUID, now: datetime) -> list[Opinion]:
    """Return what stores of the viewer's regions said of a coach, once open, the last first.

    Raises NotFound for somebody who did not coach there.
    """
    known = pairs(
        led(viewer), DayCoach.coach_id == coach_id, *_recent(day_of(viewer)), still_read(now)
    )
    if not known:
        raise NotFound
    shown = [one for one in known if one.rating and one.blind.is_revealed(now)]
    rows = [one.rating for one in shown if one.rating]
    words = words_of(row.id for row in rows)
    names = names_of(row.rater_id for row in rows)
    close = _conflicts(rows, coach_id)
    return [_opinion(one, one.rating, words, names, close) for one in reversed(shown) if one.rating]


def _opinion(
    pair: Pair,
    row: Rating,
    words: Mapping[UUID, RatingWords],
    names: Mapping[UUID, str],
    close: Mapping[UUID, list[Conflict]],
) -> Opinion:
    said = words.get(row.id)
    held = [one.kind for one in close.get(row.rater_id, []) if row.occurred_on in one.during]
    return Opinion(
        pair=pair,
        rater=names.get(row.rater_id, ""),
        answers={question: getattr(row, question) for question in QUESTIONS},
        signed=said.signed if said else "",
        confidential=said.confidential if said else "",
        is_late=row.is_late,
        conflict=held[0] if held else "",
    )


def _conflicts(rows: Iterable[Rating], coach_id: UUID) -> dict[UUID, list[Conflict]]:
    found: dict[UUID, list[Conflict]] = {}
    wanted = select(Conflict).where(
        Conflict.coach_id == coach_id, Conflict.rater_id.in_({row.rater_id for row in rows})
    )
    for one in session.scalars(wanted):
        found.setdefault(one.rater_id, []).append(one)
    return found


@dataclass(frozen=True, slots=True)
class Signed:
    """A word signed for a coach."""

    unit: str
    on: date
    words: str
    author: str


def signed_for(coach_id: UUID, now: datetime) -> list[Signed]:
    """Return the words signed for a coach that they may read, the last first."""
    known = [
        one
        for one in pairs(
            DayCoach.coach_id == coach_id,
            *_recent(now.date()),
        )
        if one.rating is not None and one.blind.coach_reads(now)
    ]
    words = words_of(one.rating.id for one in known if one.rating)
    names = names_of(one.rating.rater_id for one in known if one.rating)
    found = [
        Signed(one.unit.name, one.day.business_date, words[row.id].signed, names[row.rater_id])
        for one in reversed(known)
        if (row := one.rating) is not None and row.id in words and words[row.id].signed
    ]
    return found[:SHOWN]
