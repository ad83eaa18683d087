"""A card being written: from a report, or from experience in the workshop."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base
from lms.quotes.models.difficulties import CONFIDENTIAL, PERSON, of_thread, one_of
from lms.quotes.rules.machines import DRAFT

KINDS = ("report", "workshop")


class Draft(Base):
    """The words of a card to come, its reading by others, and its wait."""

    __tablename__ = "quotes_draft"
    __table_args__ = (
        CheckConstraint(one_of("state", DRAFT.states), name="state"),
        CheckConstraint(one_of("kind", KINDS), name="kind"),
        CheckConstraint("reader_id is null or reader_id <> coach_id", name="second_reader"),
        CheckConstraint("(state = 'scheduled') = (ready_at is not null)", name="ready"),
        Index("ix_quotes_draft_coach", "coach_id"),
        Index("ix_quotes_draft_reader", "reader_id"),
        Index(
            "ix_quotes_draft_to_read",
            "submitted_at",
            postgresql_where=text("state = 'in_review'"),
        ),
        Index("ix_quotes_draft_ready", "ready_at", postgresql_where=text("state = 'scheduled'")),
        CONFIDENTIAL,
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    thread: Mapped[UUID] = of_thread()
    kind: Mapped[str]
    coach_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    state: Mapped[str]
    language: Mapped[str]
    title: Mapped[str]
    situation: Mapped[str] = mapped_column(comment="the difficulty, in the third person")
    say: Mapped[str] = mapped_column(comment="one sentence to say")
    gesture: Mapped[str] = mapped_column(comment="one gesture to do")
    theme_uid: Mapped[UUID | None]
    moment_uid: Mapped[UUID | None]
    channel: Mapped[str | None]
    level: Mapped[str | None]
    judgements: Mapped[dict[str, Any]] = mapped_column(
        comment="finding -> asked or kept, with its reason and the words"
    )
    times_sent: Mapped[int] = mapped_column(comment="to the second reader")
    submitted_at: Mapped[datetime | None]
    review_by: Mapped[datetime | None]
    late_told: Mapped[bool]
    reader_id: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    taken_at: Mapped[datetime | None] = mapped_column(comment="by the second reader")
    passed: Mapped[bool | None] = mapped_column(comment="the motivated intruder found nobody")
    reader_note: Mapped[str] = mapped_column(comment="what the second reader asks")
    ready_at: Mapped[datetime | None]
    coach_receipt: Mapped[bytes | None] = mapped_column(comment="hash of six words")
