"""Customers by half hour, the usual week, what functions ask for and who is able to hold them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base
from lms.projects.models.words import FILE, PERSON, UNIT, one_of
from lms.projects.rules.flows.reference import Origin
from lms.projects.rules.staffing import Able

SLOT = "slot between 0 and 47"
WEEKDAY = "weekday between 1 and 7"


class Week(Base):
    """A week unlike the others: kept, never counted in the usual one."""

    __tablename__ = "projects_week"
    __table_args__ = (
        CheckConstraint("btrim(reason) <> ''", name="says_why"),
        UniqueConstraint("unit_id", "iso_week", name="uq_projects_week_once"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey(UNIT))
    iso_week: Mapped[str] = mapped_column(comment="2026-W53")
    reason: Mapped[str]
    marked_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    at: Mapped[datetime]


class Count(Base):
    """The ledger of customers counted; the last number of a half hour holds."""

    __tablename__ = "projects_count"
    __table_args__ = (
        CheckConstraint(SLOT, name="slot"),
        CheckConstraint("fold in (0, 1)", name="fold"),
        CheckConstraint("count >= 0", name="count"),
        CheckConstraint("source in ('typed', 'csv')", name="source"),
        UniqueConstraint(
            "unit_id", "channel", "on_date", "slot", "fold", "number", name="uq_projects_count_slot"
        ),
        {"info": {"ledger": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey(UNIT))
    channel: Mapped[str]
    on_date: Mapped[date] = mapped_column(comment="on the wall of the unit")
    slot: Mapped[int] = mapped_column(comment="half hour of the wall, 0 is midnight")
    fold: Mapped[int] = mapped_column(comment="1: the second time in the hour that comes twice")
    number: Mapped[int]
    count: Mapped[int]
    source: Mapped[str]
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey(FILE))
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    received_at: Mapped[datetime]


class Sample(Base):
    """An hour counted by somebody, that gives shades their numbers."""

    __tablename__ = "projects_sample"
    __table_args__ = (
        CheckConstraint(SLOT, name="slot"),
        CheckConstraint("slots between 1 and 4 and slot + slots <= 48", name="slots"),
        CheckConstraint("count >= 0", name="count"),
        Index("ix_projects_sample_unit_id", "unit_id", "channel"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey(UNIT))
    channel: Mapped[str]
    on_date: Mapped[date]
    slot: Mapped[int]
    slots: Mapped[int]
    count: Mapped[int]
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    at: Mapped[datetime]


class Paint(Base):
    """How busy a half hour of the week is, painted: 0 closed, 1 calm to 4 peak."""

    __tablename__ = "projects_paint"
    __table_args__ = (
        CheckConstraint(WEEKDAY, name="weekday"),
        CheckConstraint(SLOT, name="slot"),
        CheckConstraint("shade between 0 and 4", name="shade"),
    )

    unit_id: Mapped[UUID] = mapped_column(ForeignKey(UNIT), primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    shade: Mapped[int]
    painted_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    at: Mapped[datetime]


class Reference(Base):
    """A usual week, frozen when it was agreed."""

    __tablename__ = "projects_reference"
    __table_args__ = (
        CheckConstraint("version > 0", name="version"),
        UniqueConstraint("unit_id", "version", name="uq_projects_reference_version"),
        {"info": {"ledger": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey(UNIT))
    version: Mapped[int]
    weeks: Mapped[str] = mapped_column(comment="those it rests on: 2026-W50 2026-W51")
    per_point: Mapped[str | None] = mapped_column(comment="customers for a point of shade")
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    made_at: Mapped[datetime]


class ReferenceSlot(Base):
    """A half hour of a usual week."""

    __tablename__ = "projects_reference_slot"
    __table_args__ = (
        CheckConstraint(WEEKDAY, name="weekday"),
        CheckConstraint(SLOT, name="slot"),
        CheckConstraint(one_of("origin", Origin), name="origin"),
        {"info": {"ledger": True}},
    )

    reference_id: Mapped[UUID] = mapped_column(
        ForeignKey("projects_reference.id"), primary_key=True
    )
    channel: Mapped[str] = mapped_column(primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    median: Mapped[str] = mapped_column(comment="exact, as a fraction")
    p80: Mapped[str]
    weeks: Mapped[int]
    origin: Mapped[str]


class Function(Base):
    """What a person does for customers in a unit, and what is promised of it."""

    __tablename__ = "projects_function"
    __table_args__ = (
        CheckConstraint("btrim(name) <> ''", name="name"),
        CheckConstraint("handling_s > 0 and target_s >= 0", name="seconds"),
        CheckConstraint("share_pct between 1 and 100", name="share"),
        CheckConstraint("target_pct between 1 and 99", name="target"),
        CheckConstraint("occupancy_pct between 1 and 100", name="occupancy"),
        UniqueConstraint("unit_id", "code", name="uq_projects_function_code"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey(UNIT))
    code: Mapped[str]
    name: Mapped[str]
    channel: Mapped[str]
    place: Mapped[int]
    share_pct: Mapped[int] = mapped_column(comment="of the channel's customers, who need it")
    handling_s: Mapped[int] = mapped_column(comment="seconds with a customer")
    target_pct: Mapped[int] = mapped_column(comment="of customers served in time")
    target_s: Mapped[int] = mapped_column(comment="seconds of waiting promised")
    occupancy_pct: Mapped[int]


class Holder(Base):
    """Who is able to hold a function; nothing tells who is there when."""

    __tablename__ = "projects_holder"
    __table_args__ = (
        CheckConstraint(one_of("able", Able), name="able"),
        Index("ix_projects_holder_person_id", "person_id"),
    )

    function_id: Mapped[UUID] = mapped_column(ForeignKey("projects_function.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON), primary_key=True)
    able: Mapped[str]
    set_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    set_at: Mapped[datetime]
