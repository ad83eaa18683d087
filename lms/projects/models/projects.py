"""Projects of units and of regions: their parts, their moves, what was lifted, their reviews."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base
from lms.projects.models.words import PERSON, PROJECT, REGION, UNIT, one_of
from lms.projects.rules.machines.projects import LIVE

STATES = (*LIVE, "suspended", "closed")
SECTIONS = ("voice", "walk", "flows", "skills", "owe", "cooperate", "visits", "testimony")
GATES = ("section", "gap", "pilot")


class Project(Base):
    """A service project, of a unit or of a region; one at a time."""

    __tablename__ = "projects_project"
    __table_args__ = (
        CheckConstraint("(unit_id is null) <> (region_id is null)", name="owner"),
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint(one_of("held_state", LIVE), name="held_state"),
        CheckConstraint("(state = 'suspended') = (held_state is not null)", name="suspended"),
        CheckConstraint("(state = 'closed') = (closed_at is not null)", name="closed"),
        CheckConstraint("baseline_n >= 0", name="baseline_n"),
        UniqueConstraint(
            "unit_id",
            "region_id",
            "cycle",
            name="uq_projects_project_cycle",
            postgresql_nulls_not_distinct=True,
        ),
        Index(
            "uq_projects_project_unit_live",
            "unit_id",
            unique=True,
            postgresql_where=text("state <> 'closed'"),
        ),
        Index(
            "uq_projects_project_region_live",
            "region_id",
            unique=True,
            postgresql_where=text("state <> 'closed'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey(UNIT))
    region_id: Mapped[UUID | None] = mapped_column(ForeignKey(REGION))
    cycle: Mapped[int] = mapped_column(comment="1 for the first")
    state: Mapped[str]
    held_state: Mapped[str | None] = mapped_column(comment="where a suspended one stood")
    meaning: Mapped[str] = mapped_column(comment="why they do it")
    metric: Mapped[str] = mapped_column(comment="what the objective measures, in words")
    measure_code: Mapped[str | None] = mapped_column(comment="a measure known by code")
    baseline_num: Mapped[str | None] = mapped_column(comment="exact, as a fraction")
    baseline_den: Mapped[str | None]
    baseline_n: Mapped[int | None]
    target: Mapped[str | None]
    due_on: Mapped[date | None]
    opened_on: Mapped[date]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    created_at: Mapped[datetime]
    running_since: Mapped[date | None]
    closed_at: Mapped[datetime | None]


class ProjectEntry(Base):
    """The ledger of moves of a project."""

    __tablename__ = "projects_entry"
    __table_args__ = (
        UniqueConstraint("project_id", "number", name="uq_projects_entry_number"),
        CheckConstraint(one_of("state", STATES), name="state"),
        {"info": {"ledger": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey(PROJECT))
    number: Mapped[int]
    action: Mapped[str]
    state: Mapped[str] = mapped_column(comment="after the move")
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    reason: Mapped[str]
    occurred_at: Mapped[datetime]
    occurred_on: Mapped[date]
    received_at: Mapped[datetime]


class Section(Base):
    """A part of a project's diagnostic, and its written synthesis."""

    __tablename__ = "projects_section"
    __table_args__ = (
        CheckConstraint(one_of("code", SECTIONS), name="code"),
        CheckConstraint("(validated_at is null) = (validated_by is null)", name="validated"),
        UniqueConstraint("project_id", "code", name="uq_projects_section_code"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey(PROJECT))
    code: Mapped[str]
    words: Mapped[str] = mapped_column(comment="the synthesis")
    validated_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    validated_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]


class SectionEntry(Base):
    """The ledger of sections validated and opened again: a past figure is read here."""

    __tablename__ = "projects_section_entry"
    __table_args__ = (
        UniqueConstraint("project_id", "code", "number", name="uq_projects_section_entry_number"),
        CheckConstraint(one_of("code", SECTIONS), name="code"),
        {"info": {"ledger": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey(PROJECT))
    code: Mapped[str]
    number: Mapped[int]
    validated: Mapped[bool]
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    occurred_at: Mapped[datetime]
    occurred_on: Mapped[date]
    received_at: Mapped[datetime]


class Waiver(Base):
    """The ledger of gates lifted, with the reason everybody reads."""

    __tablename__ = "projects_waiver"
    __table_args__ = (
        CheckConstraint(one_of("gate", GATES), name="gate"),
        CheckConstraint("btrim(reason) <> ''", name="says_why"),
        CheckConstraint("(gate = 'pilot') = (region_id is not null)", name="region"),
        CheckConstraint("(gate = 'pilot') = (project_id is null)", name="project"),
        UniqueConstraint(
            "project_id",
            "region_id",
            "gate",
            "item",
            name="uq_projects_waiver_once",
            postgresql_nulls_not_distinct=True,
        ),
        {"info": {"ledger": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey(PROJECT))
    region_id: Mapped[UUID | None] = mapped_column(ForeignKey(REGION))
    gate: Mapped[str]
    item: Mapped[str] = mapped_column(comment="section code, irritant id, or nothing")
    reason: Mapped[str]
    decided_by: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    at: Mapped[datetime]


class Review(Base):
    """The ledger of looks back at an objective, with the interval of what was measured."""

    __tablename__ = "projects_review"
    __table_args__ = (
        CheckConstraint("n >= 0", name="n"),
        Index("ix_projects_review_project_id", "project_id"),
        {"info": {"ledger": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey(PROJECT))
    held_on: Mapped[date]
    num: Mapped[str]
    den: Mapped[str]
    n: Mapped[int]
    low: Mapped[str] = mapped_column(comment="bounds of the interval, as fractions")
    high: Mapped[str]
    kept: Mapped[str] = mapped_column(comment="what goes on")
    changed: Mapped[str] = mapped_column(comment="what will be otherwise")
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    at: Mapped[datetime]
