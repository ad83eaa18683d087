"""The outbox."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base


class Mail(Base):
    """One mail asked for, and what became of it; ``args`` are emptied once it is sent."""

    __tablename__ = "mail"
    __table_args__ = (
        UniqueConstraint("key", name="uq_mail_key"),
        CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'refused', 'dropped', 'failed')",
            name="state_is_known",
        ),
        Index("ix_ops_mail_due", "state", "due_at"),
        Index("ix_ops_mail_thread", "thread"),
        {"schema": "ops"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(comment="asked once, whoever asks")
    letter: Mapped[str] = mapped_column(comment="the composer that writes it")
    args: Mapped[dict[str, Any]] = mapped_column(comment="emptied once sent")
    thread: Mapped[UUID | None] = mapped_column(ForeignKey("core_thread.id", ondelete="CASCADE"))
    state: Mapped[str]
    tries: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(comment="when the sweeper looks at it next")
    claimed_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(comment="the server's code, or the kind of failure")
    captured: Mapped[dict[str, Any] | None] = mapped_column(comment="development only")
    created_at: Mapped[datetime]
