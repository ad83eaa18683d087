"""Mails made of notices."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base


class Dispatch(Base):
    """One mail to one person; its notices carry its identifier in ``sent_with``.

    Claimed with them in one transaction, so that a notice is in one mail only; deleted once the
    mail has left and its day is over, and the identifier with it.
    """

    __tablename__ = "notifications_dispatch"
    __table_args__ = (
        Index(
            "uq_notifications_dispatch_a_day",
            "person_id",
            "day",
            unique=True,
            postgresql_where=text("NOT alert"),
        ),
        Index("ix_notifications_dispatch_thread", "thread"),
        {"info": {"confidential": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_person.id"))
    day: Mapped[date] = mapped_column(comment="local date of the person's unit")
    alert: Mapped[bool] = mapped_column(comment="at once, beside the one mail a day")
    thread: Mapped[UUID | None] = mapped_column(ForeignKey("core_thread.id", ondelete="CASCADE"))
    mail_id: Mapped[UUID]
    created_at: Mapped[datetime]
