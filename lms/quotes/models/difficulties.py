"""What is told in confidence: every row hangs on its thread and goes with it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base
from lms.quotes.rules.facets import Asked, Urgency
from lms.quotes.rules.machines import DIFFICULTY

PERSON = "accounts_person.id"
CONFIDENTIAL = {"info": {"confidential": True}}
ANSWERS = ("", "yes", "aloud", "silence", "change", "no")


def one_of(column: str, values: object) -> str:
    """Return the condition that ``column`` holds one of ``values``."""
    return f"{column} in ({', '.join(repr(str(v)) for v in values)})"  # type: ignore[attr-defined]


def of_thread() -> Mapped[UUID]:
    """Return the column that makes a row go with its thread."""
    return mapped_column(ForeignKey("core_thread.id", ondelete="CASCADE"), index=True)


class Difficulty(Base):
    """A difficulty somebody told, from the first word to the card's release."""

    __tablename__ = "quotes_difficulty"
    __table_args__ = (
        CheckConstraint(one_of("state", DIFFICULTY.states), name="state"),
        CheckConstraint(one_of("asked", list(Asked)), name="asked"),
        CheckConstraint(one_of("urgency", list(Urgency)), name="urgency"),
        CheckConstraint(one_of("answer", ANSWERS), name="answer"),
        CheckConstraint("(state = 'draft') = (submitted_at is null)", name="submitted"),
        Index("ix_quotes_difficulty_coach", "coach_id", "submitted_at"),
        Index("ix_quotes_difficulty_reporter", "reporter_id"),
        Index("ix_quotes_difficulty_draft", "draft_id"),
        Index(
            "uq_quotes_difficulty_draft",
            "reporter_id",
            unique=True,
            postgresql_where=text("state = 'draft'"),
        ),
        CONFIDENTIAL,
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    thread: Mapped[UUID] = of_thread()
    reporter_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("network_unit.id"))
    coach_id: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    draft_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("quotes_draft.id", ondelete="SET NULL")
    )
    state: Mapped[str]
    asked: Mapped[str] = mapped_column(comment="call: two taps; words: told in words")
    words: Mapped[str]
    theme_uid: Mapped[UUID | None] = mapped_column(comment="practice of the referential")
    moment_uid: Mapped[UUID | None]
    urgency: Mapped[str]
    reach: Mapped[str] = mapped_column(comment="when the person can be reached, a code")
    reach_note: Mapped[str]
    not_usual: Mapped[bool] = mapped_column(comment="another coach than the usual one was wanted")
    opened_on: Mapped[date] = mapped_column(comment="business date of the unit")
    submitted_at: Mapped[datetime | None]
    last_activity_at: Mapped[datetime]
    acknowledge_by: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    interview_by: Mapped[datetime | None]
    appointment_at: Mapped[datetime | None]
    talked_at: Mapped[datetime | None]
    draft_by: Mapped[datetime | None]
    late_told: Mapped[str] = mapped_column(comment="the clock whose breach was told last")
    reminded_at: Mapped[datetime | None] = mapped_column(comment="told that it will be purged")
    ended_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(comment="why no card, or where redirected: a code")
    legal_offered_at: Mapped[datetime | None]
    preview_at: Mapped[datetime | None] = mapped_column(comment="the card may be re-read since")
    shown_at: Mapped[datetime | None] = mapped_column(comment="first shown on their screen")
    answer: Mapped[str]
    answered_hash: Mapped[str] = mapped_column(comment="of the card's words agreed to")
    change_note: Mapped[str]
    receipt: Mapped[bytes | None] = mapped_column(comment="hash of six words")
    receipt_noted: Mapped[bool]


class Interview(Base):
    """The coach's side of the talk: what happened, and notes nobody else reads."""

    __tablename__ = "quotes_interview"
    __table_args__ = (CONFIDENTIAL,)

    difficulty_id: Mapped[UUID] = mapped_column(
        ForeignKey("quotes_difficulty.id", ondelete="CASCADE"), primary_key=True
    )
    thread: Mapped[UUID] = of_thread()
    happened: Mapped[str]
    notes: Mapped[str] = mapped_column(comment="the coach's own, purged when the coach changes")


class Danger(Base):
    """Somebody may be hurt: passed on by the coach, the person told first."""

    __tablename__ = "quotes_danger"
    __table_args__ = (
        CheckConstraint("passed_at is null or passed_at >= told_at", name="told_first"),
        CONFIDENTIAL,
    )

    difficulty_id: Mapped[UUID] = mapped_column(
        ForeignKey("quotes_difficulty.id", ondelete="CASCADE"), primary_key=True
    )
    thread: Mapped[UUID] = of_thread()
    told_at: Mapped[datetime]
    passed_at: Mapped[datetime | None]
    passed_to: Mapped[str] = mapped_column(comment="who was called, in the coach's words")


class Abuse(Base):
    """A report its coach finds abusive; somebody else decides, on a summary, not on the words."""

    __tablename__ = "quotes_abuse"
    __table_args__ = (
        CheckConstraint("judge_id is null or judge_id <> flagged_by", name="two_people"),
        CONFIDENTIAL,
    )

    difficulty_id: Mapped[UUID] = mapped_column(
        ForeignKey("quotes_difficulty.id", ondelete="CASCADE"), primary_key=True
    )
    thread: Mapped[UUID] = of_thread()
    flagged_by: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    summary: Mapped[str]
    judge_id: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    upheld: Mapped[bool | None]
