"""Notices, and the kinds each person does not want."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base

MAIL_STATES = ("none", "waiting", "asked", "skipped")


class Notice(Base):
    """Something one person is told: identifiers and plain values, put in words when read."""

    __tablename__ = "core_notice"
    __table_args__ = (
        UniqueConstraint("kind", "key", "turn", "person_id", name="uq_core_notice_told_once"),
        CheckConstraint(f"mail IN ({', '.join(map(repr, MAIL_STATES))})", name="mail_is_known"),
        CheckConstraint("NOT by_hand OR done_at IS NOT NULL", name="by_hand"),
        Index("ix_core_notice_person", "person_id", "created_at"),
        Index(
            "ix_core_notice_counted",
            "person_id",
            postgresql_where=text("act AND NOT muted AND done_at IS NULL"),
        ),
        Index(
            "ix_core_notice_mail",
            "kind",
            "created_at",
            postgresql_where=text("mail = 'waiting'"),
        ),
        Index("ix_core_notice_thread", "thread", postgresql_where=text("thread IS NOT NULL")),
        {"info": {"confidential": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID]
    kind: Mapped[str]
    key: Mapped[str] = mapped_column(comment="what it is about; settled by it")
    turn: Mapped[str] = mapped_column(comment="told once per key and turn")
    thread: Mapped[UUID | None] = mapped_column(ForeignKey("core_thread.id", ondelete="CASCADE"))
    capability: Mapped[str | None] = mapped_column(comment="silent where it is dark")
    endpoint: Mapped[str | None]
    args: Mapped[dict[str, Any]] = mapped_column(comment="arguments of the endpoint")
    values: Mapped[dict[str, Any]] = mapped_column(comment="what the body is made of")
    act: Mapped[bool] = mapped_column(comment="waits for the person to do something")
    muted: Mapped[bool] = mapped_column(comment="listed, neither counted nor sent")
    due_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    by_hand: Mapped[bool] = mapped_column(comment="marked done by the person, who may undo it")
    mail: Mapped[str]
    sent_with: Mapped[UUID | None] = mapped_column(comment="the mail that tells it")


class NoticeMute(Base):
    """A kind that a person does not want to be sent nor counted."""

    __tablename__ = "core_notice_mute"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]
