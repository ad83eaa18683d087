"""A coach's own desk: who waits, since when, what was promised; only what was told to them."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BindParameter, Select, Uuid, bindparam, case, func, select

from lms.accounts.models import Person
from lms.core import todo
from lms.core.access import Role
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.network.models import Unit
from lms.quotes.models import Abuse, Danger, Difficulty, Draft, Interview
from lms.quotes.queries import drafts
from lms.quotes.queries.choices import last_name
from lms.quotes.queries.looking import left_waiting
from lms.quotes.rules.machines import DIFFICULTY, OPEN
from lms.referential.models import Moment, Skill


@dataclass(frozen=True, slots=True)
class Clock:
    """The promise that runs: "acknowledge", "interview" or "draft"."""

    code: str
    due: datetime
    is_late: bool


@dataclass(frozen=True, slots=True)
class Ask:
    """A line of the inbox."""

    id: UUID
    state: str
    person: str
    unit: str
    asked: str
    urgency: str
    reach: str
    reach_note: str
    moment: str
    theme: str
    submitted_at: datetime
    appointment_at: datetime | None
    clock: Clock | None
    """None: somebody else has the next act."""
    draft_id: UUID | None
    draft_state: str
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A difficulty opened by the coach it was told to."""

    ask: Ask
    reporter_id: UUID
    words: str
    theme_uid: UUID | None
    moment_uid: UUID | None
    happened: str
    notes: str
    draft: Draft | None
    legal_offered: bool
    danger_told_at: datetime | None
    danger_passed_at: datetime | None
    answer: str
    change_note: str
    abuse_summary: str


PROMISES = {
    "submitted": "acknowledge",
    "acknowledged": "interview",
    "interviewing": "interview",
    "coached": "draft",
}
"""What a coach owes in a state; its moment is the column ``<promise>_by``."""


def clock_of(one: Any, now: datetime) -> Clock | None:
    """Return the promise that runs for the coach of a difficulty, or of a line of the inbox."""
    code = PROMISES.get(one.state)
    due = getattr(one, f"{code}_by") if code else None
    return Clock(code, due, now > due) if code and due else None


COACH: Final[BindParameter[UUID]] = bindparam("coach", type_=Uuid)


@lru_cache
def _lines() -> "Select[*tuple[Any, ...]]":
    """Select what was told to a coach and is not over; built once, then only given the coach."""
    return (
        select(
            Difficulty.id,
            Difficulty.state,
            Difficulty.asked,
            Difficulty.urgency,
            Difficulty.reach,
            Difficulty.reach_note,
            Difficulty.submitted_at,
            Difficulty.acknowledge_by,
            Difficulty.interview_by,
            Difficulty.draft_by,
            Difficulty.appointment_at,
            Difficulty.draft_id,
            Person.given_name,
            Person.family_name,
            Unit.name.label("unit"),
            Draft.state.label("draft_state"),
            last_name(Moment, Difficulty.moment_uid).label("moment"),
            last_name(Skill, Difficulty.theme_uid).label("theme"),
        )
        .join(Person, Person.id == Difficulty.reporter_id)
        .join(Unit, Unit.id == Difficulty.unit_id)
        .outerjoin(Draft, Draft.id == Difficulty.draft_id)
        .where(Difficulty.coach_id == COACH, Difficulty.state.in_(OPEN))
        .order_by(Difficulty.submitted_at, Difficulty.id)
    )


def list_inbox(coach_id: UUID, now: datetime) -> list[Ask]:
    """Return what was told to a coach and is not over, the oldest first."""
    return [_ask(row, now) for row in session.execute(_lines(), {"coach": coach_id})]


def _ask(one: Any, now: datetime) -> Ask:
    return Ask(
        id=one.id,
        state=one.state,
        person=f"{one.given_name} {one.family_name}".strip(),
        unit=one.unit,
        asked=one.asked,
        urgency=one.urgency,
        reach=one.reach,
        reach_note=one.reach_note,
        moment=one.moment or "",
        theme=one.theme or "",
        submitted_at=one.submitted_at,
        appointment_at=one.appointment_at,
        clock=clock_of(one, now),
        draft_id=one.draft_id,
        draft_state=one.draft_state or "",
        actions=tuple(DIFFICULTY.allowed(one.state, {Role.COACH})),
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """What a coach has to do besides answering, and what is missing."""

    to_read: int
    """Cards that wait for a second reader they may be."""
    reserve: int
    """Cards from experience that are ready."""
    left_waiting: int
    """People who wait too long for a coach they stand in for."""
    sent_back: list[tuple[UUID, str]]
    """Their cards to take up again, by title."""


def get_beside(coach_id: UUID, day: date, now: datetime) -> Beside:
    """Return what stands beside the inbox, in one statement."""
    values = {**drafts.given(coach_id, day, now), "coach": coach_id}
    row = session.execute(_beside(drafts.countable()), values).one()
    back = [(UUID(one), title) for one, title in row.back or ()]
    return Beside(row.to_read, row.reserve, row.left_waiting, back)


@lru_cache
def _beside(to_read: "Select[int]") -> "Select[*tuple[Any, ...]]":
    sent_back = (
        select(Draft.id, Draft.title)
        .where(Draft.coach_id == COACH, Draft.state == "changes")
        .order_by(Draft.submitted_at.desc(), Draft.id)
        .subquery()
    )
    pair = func.json_build_array(sent_back.c.id, sent_back.c.title)
    back = select(func.json_agg(pair))
    return select(
        to_read.scalar_subquery().label("to_read"),
        drafts.READY.scalar_subquery().label("reserve"),
        left_waiting(COACH).scalar_subquery().label("left_waiting"),
        back.scalar_subquery().label("back"),
    )


def get_assigned(coach_id: UUID, difficulty_id: UUID, now: datetime) -> Opened:
    """Return a difficulty told to this coach; raises NotFound for any other one."""
    found = _lines().add_columns(Difficulty).where(Difficulty.id == difficulty_id)
    row = session.execute(found, {"coach": coach_id}).one_or_none()
    if row is None:
        raise NotFound(_("This message does not exist, or you cannot see it."))
    one: Difficulty = row.Difficulty
    talk = session.get(Interview, one.id)
    danger = session.get(Danger, one.id)
    abuse = session.get(Abuse, one.id)
    return Opened(
        ask=_ask(row, now),
        reporter_id=one.reporter_id,
        words=one.words,
        theme_uid=one.theme_uid,
        moment_uid=one.moment_uid,
        happened=talk.happened if talk else "",
        notes=talk.notes if talk else "",
        draft=session.get(Draft, one.draft_id) if one.draft_id else None,
        legal_offered=one.legal_offered_at is not None,
        danger_told_at=danger.told_at if danger else None,
        danger_passed_at=danger.passed_at if danger else None,
        answer=one.answer,
        change_note=one.change_note,
        abuse_summary=abuse.summary if abuse else "",
    )


def list_mergeable(coach_id: UUID, draft_id: UUID) -> list[tuple[UUID, str]]:
    """Return the coach's other difficulties in hand that may join a draft, by person."""
    rows = session.execute(
        select(Difficulty.id, Person.given_name, Person.family_name)
        .join(Person, Person.id == Difficulty.reporter_id)
        .where(
            Difficulty.coach_id == coach_id,
            Difficulty.state.in_([s for s in OPEN if "merge" in DIFFICULTY.states[s]]),
            Difficulty.draft_id.is_distinct_from(draft_id),
        )
        .order_by(Difficulty.submitted_at)
    )
    return [(row[0], f"{row[1]} {row[2]}") for row in rows]


@lru_cache
def promises() -> todo.Wanted:
    """Select how many people wait for the next act of :data:`todo.ME`, and the nearest promise.

    No row when nobody waits.
    """
    moments = {state: getattr(Difficulty, f"{code}_by") for state, code in PROMISES.items()}
    promised = case(moments, value=Difficulty.state)
    return (
        select(func.count().label("count"), func.min(promised).label("due"))
        .where(Difficulty.coach_id == todo.ME, Difficulty.state.in_(PROMISES))
        .having(func.count() > 0)
    )
