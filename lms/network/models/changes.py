"""What each act replaced, kept so that it can be undone."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base


class Change(Base):
    """An act on the network: who, when, what; undone at most once and only for a while."""

    __tablename__ = "network_change"
    __table_args__ = (
        Index("ix_network_change_at", "at"),
        Index("ix_network_change_subject_id", "subject_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    verb: Mapped[str]
    actor_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("accounts_person.id"), comment="Empty for the command line"
    )
    at: Mapped[datetime]
    undo_until: Mapped[datetime]
    subject_kind: Mapped[str] = mapped_column(comment="person, unit, region, import")
    subject_id: Mapped[UUID]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_person.id"))


class ChangeRow(Base):
    """A row before and after a change, written by trigger; purged when undo is over."""

    __tablename__ = "network_change_row"
    __table_args__ = (Index("ix_network_change_row_change_id", "change_id", "table_name"),)

    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    change_id: Mapped[UUID] = mapped_column(ForeignKey("network_change.id", ondelete="CASCADE"))
    table_name: Mapped[str]
    row_id: Mapped[UUID]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
