"""Seasons, the applications of units, and what is found about them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base
from lms.labels.models.grids import CRITERION, GRID, PERSON, one_of

APPLICATION = "labels_application.id"
SEASON_STATES = ("planned", "open", "closing", "closed")
APPLICATION_STATES = (
    "open",
    "self_assessed",
    "submitted",
    "audited",
    "proposed",
    "decided",
    "appealed",
    "final",
    "lapsed",
)
STATUSES = ("to_check", "met", "not_met", "na", "insufficient")
BY = ("unit", "auditor", "carried")
FLAGS = ("", "late_opening", "closed", "refit", "moved")


class Season(Base):
    """A year of the label: its grid, its calendar, and whether it counts or is run to learn."""

    __tablename__ = "labels_season"
    __table_args__ = (
        CheckConstraint(one_of("state", SEASON_STATES), name="state"),
        CheckConstraint(
            "opens_on <= cut_off_on and cut_off_on <= audit_by and audit_by <= decide_by"
            " and first_day < after_day and observed_from < observed_until"
            " and decide_by < after_day",
            name="calendar",
        ),
        CheckConstraint("(state = 'closed') = (closed_at is not null)", name="closed"),
        UniqueConstraint("program_id", "year", name="uq_labels_season_year"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    program_id: Mapped[UUID] = mapped_column(ForeignKey("labels_program.id"))
    grid_id: Mapped[UUID] = mapped_column(ForeignKey(GRID))
    year: Mapped[int]
    state: Mapped[str]
    is_trial: Mapped[bool] = mapped_column(comment="à blanc: no award, no public page")
    first_day: Mapped[date] = mapped_column(comment="the label is held from, in the unit's zone")
    after_day: Mapped[date] = mapped_column(comment="first day of the next label year, without it")
    observed_from: Mapped[date] = mapped_column(comment="the year that is looked at")
    observed_until: Mapped[date] = mapped_column(comment="first day after it")
    opens_on: Mapped[date]
    cut_off_on: Mapped[date] = mapped_column(comment="the last day evidence is received")
    audit_by: Mapped[date]
    decide_by: Mapped[date]
    half_after: Mapped[date] = mapped_column(comment="opened later: half the year was seen")
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    opened_at: Mapped[datetime | None]
    closing_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    closing_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class Application(Base):
    """A unit in a season."""

    __tablename__ = "labels_application"
    __table_args__ = (
        CheckConstraint(one_of("state", APPLICATION_STATES), name="state"),
        CheckConstraint(one_of("flag", FLAGS), name="flag"),
        UniqueConstraint("season_id", "unit_id", name="uq_labels_application_unit"),
        Index("ix_labels_application_unit", "unit_id"),
        Index("ix_labels_application_state", "season_id", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    season_id: Mapped[UUID] = mapped_column(ForeignKey("labels_season.id"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("network_unit.id"))
    grid_id: Mapped[UUID] = mapped_column(ForeignKey(GRID))
    state: Mapped[str]
    is_trial: Mapped[bool]
    flag: Mapped[str] = mapped_column(comment="why it is not like the others")
    years_held: Mapped[int] = mapped_column(comment="label years in a row before this one")
    opened_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    submitted_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    proposed_level: Mapped[str | None] = mapped_column(comment="computed; none is no level")
    refit: Mapped[dict[str, Any]] = mapped_column(comment="from, until: closed for works")


class Finding(Base):
    """The ledger of what is said of a criterion: the last row of each side is the present one."""

    __tablename__ = "labels_finding"
    __table_args__ = (
        CheckConstraint(one_of("status", STATUSES), name="status"),
        CheckConstraint(one_of("by", BY), name="by"),
        CheckConstraint("by <> 'carried' or status = 'to_check'", name="carried_is_to_check"),
        CheckConstraint("status <> 'na' or btrim(reason) <> ''", name="na_says_why"),
        UniqueConstraint("application_id", "criterion_uid", "number", name="uq_labels_finding_no"),
        {"info": {"ledger": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey(APPLICATION))
    criterion_uid: Mapped[UUID] = mapped_column(ForeignKey(CRITERION))
    number: Mapped[int] = mapped_column(comment="from 1, in the order things were said")
    by: Mapped[str] = mapped_column(comment="unit, auditor, or carried from the year before")
    status: Mapped[str]
    value: Mapped[str | None] = mapped_column(comment="exact, in the unit of the criterion")
    n: Mapped[int | None] = mapped_column(comment="how many answers it rests on")
    reason: Mapped[str]
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    audit_id: Mapped[UUID | None] = mapped_column(ForeignKey("labels_audit.id"))
    at: Mapped[datetime] = mapped_column(comment="server")


class Value(Base):
    """The ledger of figures used: what a measure said of a unit, or what was imported, and when."""

    __tablename__ = "labels_value"
    __table_args__ = (
        CheckConstraint("source in ('registry', 'imported')", name="source"),
        UniqueConstraint(
            "season_id", "unit_id", "criterion_uid", "pooled", "rev", name="uq_labels_value_rev"
        ),
        Index("ix_labels_value_unit", "unit_id"),
        {"info": {"ledger": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    season_id: Mapped[UUID] = mapped_column(ForeignKey("labels_season.id"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("network_unit.id"))
    criterion_uid: Mapped[UUID] = mapped_column(ForeignKey(CRITERION))
    pooled: Mapped[bool] = mapped_column(comment="of its declared cluster, not of the unit")
    rev: Mapped[int]
    source: Mapped[str]
    measure: Mapped[str]
    measure_version: Mapped[int]
    num: Mapped[str] = mapped_column(comment="exact fraction")
    den: Mapped[str] = mapped_column(comment="exact fraction; 0 is n/a")
    n: Mapped[int]
    as_of: Mapped[datetime]
    batch_id: Mapped[UUID | None] = mapped_column(ForeignKey("labels_batch.id"))
    taken_at: Mapped[datetime]


class Cluster(Base):
    """Small units whose figures are put together, declared before the season ends."""

    __tablename__ = "labels_cluster"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    season_id: Mapped[UUID] = mapped_column(ForeignKey("labels_season.id"))
    name: Mapped[str]
    reason: Mapped[str]
    declared_at: Mapped[datetime]
    declared_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))


class ClusterUnit(Base):
    """A unit of a cluster: at most one cluster per season."""

    __tablename__ = "labels_cluster_unit"

    season_id: Mapped[UUID] = mapped_column(ForeignKey("labels_season.id"), primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("network_unit.id"), primary_key=True)
    cluster_id: Mapped[UUID] = mapped_column(ForeignKey("labels_cluster.id"))
