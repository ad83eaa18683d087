"""Figures that come from outside: what they are, the files they came in, each unit's value."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base
from lms.labels.models.grids import PERSON, one_of
from lms.labels.rules.grid import SUBJECTS

BATCH_STATES = ("read", "checked", "applied", "undone")


class External(Base):
    """A figure brought from outside, known by code like a measure."""

    __tablename__ = "labels_external"
    __table_args__ = (
        CheckConstraint(one_of("subject", SUBJECTS), name="subject"),
        CheckConstraint("direction in ('up', 'down')", name="direction"),
        CheckConstraint("btrim(source) <> ''", name="source"),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    names: Mapped[dict[str, Any]]
    source: Mapped[str] = mapped_column(comment="who measures it")
    subject: Mapped[str]
    unit: Mapped[str]
    direction: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))


class Batch(Base):
    """A file of figures: read, checked without writing, applied, undone."""

    __tablename__ = "labels_batch"
    __table_args__ = (
        CheckConstraint(one_of("state", BATCH_STATES), name="state"),
        CheckConstraint(one_of("subject", SUBJECTS), name="subject"),
        CheckConstraint("btrim(source) <> ''", name="source"),
        CheckConstraint("(state = 'undone') = (undone_at is not null)", name="undone"),
        Index("ix_labels_batch_code", "code", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(ForeignKey("labels_external.code"))
    year: Mapped[int]
    filename: Mapped[str]
    data: Mapped[bytes | None] = mapped_column(comment="the file, until applied")
    source: Mapped[str] = mapped_column(comment="as its sender says it")
    subject: Mapped[str]
    as_of: Mapped[date]
    state: Mapped[str]
    counts: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    applied_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))


class Figure(Base):
    """The ledger of imported figures; those of an undone batch count no more."""

    __tablename__ = "labels_figure"
    __table_args__ = (
        UniqueConstraint("batch_id", "unit_id", name="uq_labels_figure_unit"),
        Index("ix_labels_figure_unit", "unit_id", "code", "year"),
        Index("ix_labels_figure_code", "code", "year"),
        {"info": {"ledger": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("labels_batch.id"))
    code: Mapped[str] = mapped_column(ForeignKey("labels_external.code"))
    year: Mapped[int]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("network_unit.id"))
    num: Mapped[str]
    den: Mapped[str]
    n: Mapped[int]
    as_of: Mapped[datetime]
    received_at: Mapped[datetime]
