"""A coach's own desk: who waits, since when, what was promised; only what was told to them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, select

from lms.accounts.models import Person
from lms.core.access import Role
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.network.models import Unit
from lms.quotes.models import Abuse, Danger, Difficulty, Draft, Interview
from lms.quotes.queries.choices import names_of
from lms.quotes.rules.machines import DIFFICULTY, OPEN


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


def clock_of(one: Difficulty, now: datetime) -> Clock | None:
    """Return the promise that runs for the coach of a difficulty."""
    code = PROMISES.get(one.state)
    due = getattr(one, f"{code}_by") if code else None
    return Clock(code, due, now > due) if code and due else None


def _rows(coach_id: UUID) -> "Select[*tuple[Any, ...]]":
    return (
        select(Difficulty, Person.given_name, Person.family_name, Unit.name, Draft.state)
        .join(Person, Person.id == Difficulty.reporter_id)
        .join(Unit, Unit.id == Difficulty.unit_id)
        .outerjoin(Draft, Draft.id == Difficulty.draft_id)
        .where(Difficulty.coach_id == coach_id)
    )


def list_inbox(coach_id: UUID, now: datetime) -> list[Ask]:
    """Return what was told to a coach and is not over, the oldest first."""
    rows = session.execute(
        _rows(coach_id)
        .where(Difficulty.state.in_(OPEN))
        .order_by(Difficulty.submitted_at, Difficulty.id)
    ).all()
    said = names_of([uid for row in rows for uid in (row[0].moment_uid, row[0].theme_uid)])
    return [_ask(row, said, now) for row in rows]


def _ask(row: Any, said: dict[UUID | None, str], now: datetime) -> Ask:
    one, given, family, unit, draft_state = row
    return Ask(
        id=one.id,
        state=one.state,
        person=f"{given} {family}".strip(),
        unit=unit,
        asked=one.asked,
        urgency=one.urgency,
        reach=one.reach,
        reach_note=one.reach_note,
        moment=said.get(one.moment_uid, ""),
        theme=said.get(one.theme_uid, ""),
        submitted_at=one.submitted_at,
        appointment_at=one.appointment_at,
        clock=clock_of(one, now),
        draft_id=one.draft_id,
        draft_state=draft_state or "",
        actions=tuple(DIFFICULTY.allowed(one.state, {Role.COACH})),
    )


def get_assigned(coach_id: UUID, difficulty_id: UUID, now: datetime) -> Opened:
    """Return a difficulty told to this coach; raises NotFound for any other one."""
    row = session.execute(
        _rows(coach_id).where(Difficulty.id == difficulty_id, Difficulty.state.in_(OPEN))
    ).one_or_none()
    if row is None:
        raise NotFound(_("This message does not exist, or you cannot see it."))
    one: Difficulty = row[0]
    talk = session.get(Interview, one.id)
    danger = session.get(Danger, one.id)
    abuse = session.get(Abuse, one.id)
    return Opened(
        ask=_ask(row, names_of([one.moment_uid, one.theme_uid]), now),
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


def get_promise(coach_id: UUID) -> tuple[int, datetime | None]:
    """Return how many people wait for this coach's next act, and the nearest promised moment."""
    moments = {state: getattr(Difficulty, f"{code}_by") for state, code in PROMISES.items()}
    promised = case(moments, value=Difficulty.state)
    count, due = session.execute(
        select(func.count(), func.min(promised)).where(
            Difficulty.coach_id == coach_id, Difficulty.state.in_(PROMISES)
        )
    ).one()
    return count, due
