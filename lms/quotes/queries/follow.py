"""A reporter's own difficulties: the trail, what is promised, what they may do."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, bindparam, select

from lms.accounts.models import Person
from lms.core import todo
from lms.core.access import Role
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.quotes.models import Contact, Danger, Difficulty, Draft
from lms.quotes.queries.choices import names_of
from lms.quotes.rules.machines import DIFFICULTY, DRAFT


@dataclass(frozen=True, slots=True)
class Step:
    """One stop of the trail: sent, seen, meeting, talked, reread, out."""

    code: str
    at: datetime | None
    """When it happened; None: not yet."""
    promised: datetime | None = None
    """By when it should; only for the coach's own clocks."""

    @property
    def is_done(self) -> bool:
        """Tell whether this stop is behind."""
        return self.at is not None


@dataclass(frozen=True, slots=True)
class Trail:
    """A difficulty as its reporter follows it."""

    id: UUID
    state: str
    asked: str
    words: str
    theme: str
    moment: str
    urgency: str
    reach: str
    reach_note: str
    coach_id: UUID | None
    coach: str
    submitted_at: datetime | None
    appointment_at: datetime | None
    steps: tuple[Step, ...]
    reason: str
    """Why it ended without a card, or where it was redirected: a code (queries.choices)."""
    may_reread: bool
    """A card waits for their eyes: open the preview."""
    answer: str
    """What they said of the card: empty, yes, aloud, silence, change, no."""
    legal_offered: bool
    danger_told_at: datetime | None
    danger_passed_to: str
    actions: tuple[str, ...]
    """What the machine lets them do now: withdraw, choose_coach, hand_over, restart, go_legal."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """A draft kept while typing."""

    id: UUID
    asked: str
    words: str
    theme_uid: UUID | None
    moment_uid: UUID | None
    urgency: str
    reach: str
    reach_note: str
    not_usual: bool
    coach_id: UUID | None


def find_unsent(person_id: UUID) -> Unsent | None:
    """Return the draft a person has not sent, if any."""
    row = session.execute(_unsent(), {"person": person_id}).one_or_none()
    return Unsent(*row) if row else None


@lru_cache
def _unsent() -> "Select[*tuple[Any, ...]]":
    columns = (getattr(Difficulty, one.name) for one in fields(Unsent))
    return select(*columns).where(
        Difficulty.reporter_id == bindparam("person", type_=Uuid), Difficulty.state == "draft"
    )


def list_mine(person_id: UUID) -> list[Trail]:
    """Return a person's difficulties under way or just ended, the latest first.

    What became a card is not there any more: only a receipt leads to it.
    """
    rows = session.scalars(
        select(Difficulty)
        .where(Difficulty.reporter_id == person_id, Difficulty.state != "draft")
        .order_by(Difficulty.submitted_at.desc(), Difficulty.id)
    ).all()
    return _trails(rows)


def get_mine(person_id: UUID, difficulty_id: UUID) -> Trail:
    """Return one; raises NotFound for somebody else's, as for none."""
    row = session.scalar(
        select(Difficulty).where(
            Difficulty.id == difficulty_id,
            Difficulty.reporter_id == person_id,
            Difficulty.state != "draft",
        )
    )
    if row is None:
        raise NotFound(_("This message does not exist, or you cannot see it."))
    return _trails([row])[0]


def _trails(rows: Sequence[Difficulty]) -> list[Trail]:
    coaches = _names(one.coach_id for one in rows)
    said = names_of([*(one.theme_uid for one in rows), *(one.moment_uid for one in rows)])
    wanted = [one.draft_id for one in rows if one.draft_id]
    drafts = {one.id: one for one in session.scalars(select(Draft).where(Draft.id.in_(wanted)))}
    dangers = {
        one.difficulty_id: one
        for one in session.scalars(
            select(Danger).where(Danger.difficulty_id.in_([row.id for row in rows]))
        )
    }
    return [
        _trail(
            one,
            coaches,
            said,
            drafts.get(one.draft_id) if one.draft_id else None,
            dangers.get(one.id),
        )
        for one in rows
    ]


def _names(person_ids: object) -> dict[UUID, str]:
    wanted = {one for one in person_ids if one}  # type: ignore[attr-defined]
    rows = session.execute(
        select(Person.id, Person.given_name, Person.family_name).where(Person.id.in_(wanted))
    )
    return {row.id: f"{row.given_name} {row.family_name}".strip() for row in rows}


def _trail(
    one: Difficulty,
    coaches: dict[UUID, str],
    said: dict[UUID | None, str],
    draft: Draft | None,
    danger: Danger | None,
) -> Trail:
    may_reread = draft is not None and draft.state in ("preview", "scheduled")
    return Trail(
        id=one.id,
        state=one.state,
        asked=one.asked,
        words=one.words,
        theme=said.get(one.theme_uid, ""),
        moment=said.get(one.moment_uid, ""),
        urgency=one.urgency,
        reach=one.reach,
        reach_note=one.reach_note,
        coach_id=one.coach_id,
        coach=coaches.get(one.coach_id, "") if one.coach_id else "",
        submitted_at=one.submitted_at,
        appointment_at=one.appointment_at,
        steps=_steps(one, draft, may_reread=may_reread),
        reason=one.reason,
        may_reread=may_reread,
        answer=one.answer,
        legal_offered=one.legal_offered_at is not None,
        danger_told_at=danger.told_at if danger else None,
        danger_passed_to=danger.passed_to if danger else "",
        actions=_actions(one),
    )


def _steps(one: Difficulty, draft: Draft | None, *, may_reread: bool) -> tuple[Step, ...]:
    return (
        Step("sent", one.submitted_at),
        Step("seen", one.acknowledged_at, one.acknowledge_by),
        Step("meeting", one.appointment_at or one.talked_at),
        Step("talked", one.talked_at, one.interview_by),
        Step("reread", one.preview_at if may_reread else None, one.draft_by),
        Step("ready", draft.ready_at if draft else None),
    )


def _actions(one: Difficulty) -> tuple[str, ...]:
    found = DIFFICULTY.allowed(one.state, {Role.EMPLOYEE})
    if one.legal_offered_at is None and "go_legal" in found:
        found.remove("go_legal")
    return tuple(found)


def get_contact(code: str) -> Contact | None:
    """Return whom to turn to ("legal", "safety"), or None when nobody was named."""
    return session.get(Contact, code)


@dataclass(frozen=True, slots=True)
class Preview:
    """The card as its reporter re-reads it."""

    difficulty_id: UUID
    title: str
    situation: str
    say: str
    gesture: str
    theme: str
    moment: str
    channel: str | None
    level: str | None
    state: str
    """preview: an answer is awaited; scheduled: it was given, and may still change."""
    answer: str
    shown_at: datetime | None
    receipt_noted: bool
    others: int
    """How many other people told the same thing; their answer is awaited too."""
    actions: tuple[str, ...]


def get_preview(person_id: UUID, difficulty_id: UUID) -> Preview:
    """Return the card drawn from a person's own difficulty; NotFound when there is none to read."""
    row = session.execute(
        select(Difficulty, Draft)
        .join(Draft, Draft.id == Difficulty.draft_id)
        .where(
            Difficulty.id == difficulty_id,
            Difficulty.reporter_id == person_id,
            Draft.state.in_(("preview", "scheduled")),
        )
    ).one_or_none()
    if row is None:
        raise NotFound(_("This message does not exist, or you cannot see it."))
    one, draft = row
    said = names_of([draft.theme_uid, draft.moment_uid])
    together = session.scalars(select(Difficulty.id).where(Difficulty.draft_id == draft.id)).all()
    return Preview(
        difficulty_id=one.id,
        title=draft.title,
        situation=draft.situation,
        say=draft.say,
        gesture=draft.gesture,
        theme=said.get(draft.theme_uid, ""),
        moment=said.get(draft.moment_uid, ""),
        channel=draft.channel,
        level=draft.level,
        state=draft.state,
        answer=one.answer,
        shown_at=one.shown_at,
        receipt_noted=one.receipt_noted,
        others=len(together) - 1,
        actions=tuple(DRAFT.allowed(draft.state, {Role.EMPLOYEE})),
    )


def count_to_reread(person_id: UUID) -> int:
    """Return how many cards wait for a person's answer."""
    return len(session.execute(to_reread(), {"asked_me": person_id}).all())


@lru_cache
def to_reread() -> todo.Wanted:
    """Select the cards that wait for the answer of :data:`todo.ME`."""
    return (
        select(Difficulty.id)
        .join(Draft, Draft.id == Difficulty.draft_id)
        .where(Difficulty.reporter_id == todo.ME, Difficulty.answer == "")
        .where(Draft.state == "preview")
    )
