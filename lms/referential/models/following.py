"""What items leave behind: tasks on what pointed at a retired one, and what head office ties to one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base

PERSON = "accounts_person.id"


class Task(Base):
    """Something points at an item that a version retired: somebody moves it, or says why not."""

    __tablename__ = "referential_task"
    __table_args__ = (
        CheckConstraint("kind IN ('attitude', 'moment', 'skill')", name="kind"),
        CheckConstraint("closed_at IS NOT NULL OR closed_by IS NULL", name="closed"),
        UniqueConstraint("item_uid", "source", "key", name="uq_referential_task_pointer"),
        Index("ix_referential_task_version_id", "version_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version_id: Mapped[UUID] = mapped_column(
        ForeignKey("referential_version.id", ondelete="CASCADE"), comment="The one that retired it"
    )
    kind: Mapped[str]
    item_uid: Mapped[UUID]
    item_name: Mapped[str] = mapped_column(comment="As it was last called")
    source: Mapped[str] = mapped_column(comment="Code of the holder: courses.lessons")
    key: Mapped[str] = mapped_column(comment="What points, named by its holder")
    label: Mapped[str]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None] = mapped_column(
        ForeignKey(PERSON), comment="Empty: it points there no more"
    )
    note: Mapped[str] = mapped_column(comment="Why it stays as it is")


class Cover(Base):
    """Head office says that something (a criterion of a label) watches an item."""

    __tablename__ = "referential_cover"
    __table_args__ = (UniqueConstraint("item_uid", "source", "key", name="uq_referential_cover"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    item_uid: Mapped[UUID]
    source: Mapped[str]
    key: Mapped[str]
    added_at: Mapped[datetime]
    added_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
