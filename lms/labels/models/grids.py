"""Programmes, their yearly grids, what each grid asks and how it follows from the one before."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base

PERSON = "accounts_person.id"
GRID = "labels_grid.id"
CRITERION = "labels_criterion.uid"

GRID_STATES = ("draft", "simulated", "approved", "published", "in_force", "archived")
OPEN_GRID = ("draft", "simulated", "approved")
RELATIONS = (
    "equal",
    "tightened",
    "loosened",
    "split",
    "merged",
    "reworded_not_equal",
    "new",
    "retired",
)


def one_of(column: str, words: tuple[str, ...]) -> str:
    """Return the SQL that keeps ``column`` among ``words``."""
    return f"{column} in ({', '.join(repr(word) for word in words)})"


class Program(Base):
    """A label of the network: its grids and seasons go from year to year."""

    __tablename__ = "labels_program"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    names: Mapped[dict[str, Any]] = mapped_column(comment="locale: name")
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))


class Grid(Base):
    """What a year asks, frozen once published; ``minor`` above 0 is an erratum."""

    __tablename__ = "labels_grid"
    __table_args__ = (
        CheckConstraint(one_of("state", GRID_STATES), name="state"),
        CheckConstraint(
            f"({one_of('state', OPEN_GRID)}) = (published_at is null)", name="published_at"
        ),
        CheckConstraint("(published_at is null) = (content_hash is null)", name="hash"),
        CheckConstraint(
            "published_by is null or published_by is distinct from submitted_by"
            " or solo_reason <> ''",
            name="two_people",
        ),
        UniqueConstraint("program_id", "year", "minor", name="uq_labels_grid_year"),
        Index("ix_labels_grid_state", "program_id", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    program_id: Mapped[UUID] = mapped_column(ForeignKey("labels_program.id"))
    year: Mapped[int]
    minor: Mapped[int] = mapped_column(comment="0; an erratum is 1, 2...")
    state: Mapped[str]
    from_grid_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(GRID), comment="the grid it was started from"
    )
    settings: Mapped[dict[str, Any]] = mapped_column(
        comment="as grid files write it, criteria apart: quotas, tenure, limit, locales"
    )
    version: Mapped[int] = mapped_column(comment="of the settings, counts writes")
    in_force_from: Mapped[date]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    simulation_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("labels_simulation.id", use_alter=True)
    )
    submitted_at: Mapped[datetime | None]
    submitted_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    solo_reason: Mapped[str] = mapped_column(comment="why one person alone published, read by all")
    published_at: Mapped[datetime | None]
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    archived_at: Mapped[datetime | None]
    content_hash: Mapped[str | None] = mapped_column(comment="of all it asks, checked when read")


class Criterion(Base):
    """A criterion across years: only its identity."""

    __tablename__ = "labels_criterion"

    uid: Mapped[UUID] = mapped_column(primary_key=True)
    program_id: Mapped[UUID] = mapped_column(ForeignKey("labels_program.id"))
    created_at: Mapped[datetime]


class CriterionVersion(Base):
    """What one grid asks under a criterion."""

    __tablename__ = "labels_criterion_version"
    __table_args__ = (
        UniqueConstraint("grid_id", "criterion_uid", name="uq_labels_criterion_version_uid"),
        Index("ix_labels_criterion_version_criterion", "criterion_uid"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    grid_id: Mapped[UUID] = mapped_column(ForeignKey(GRID))
    criterion_uid: Mapped[UUID] = mapped_column(ForeignKey(CRITERION))
    place: Mapped[int]
    body: Mapped[dict[str, Any]] = mapped_column(comment="as grid files write a criterion")
    version: Mapped[int] = mapped_column(comment="counts writes, so that none is lost")
    updated_at: Mapped[datetime]
    updated_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))


class Lineage(Base):
    """How a criterion of a grid follows from one of the grid before; new and retired have one end."""

    __tablename__ = "labels_lineage"
    __table_args__ = (
        CheckConstraint(one_of("relation", RELATIONS), name="relation"),
        CheckConstraint("(relation = 'new') = (from_version_id is null)", name="new"),
        CheckConstraint("(relation = 'retired') = (to_version_id is null)", name="retired"),
        UniqueConstraint(
            "grid_id",
            "from_version_id",
            "to_version_id",
            name="uq_labels_lineage_pair",
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    grid_id: Mapped[UUID] = mapped_column(ForeignKey(GRID), comment="the later one")
    from_version_id: Mapped[UUID | None] = mapped_column(ForeignKey("labels_criterion_version.id"))
    to_version_id: Mapped[UUID | None] = mapped_column(ForeignKey("labels_criterion_version.id"))
    relation: Mapped[str]
    note: Mapped[str]
    chosen: Mapped[bool] = mapped_column(comment="said by somebody, not found by comparison")


class GridEntry(Base):
    """The ledger of a draft: who wrote what over what."""

    __tablename__ = "labels_grid_entry"
    __table_args__ = (
        Index("ix_labels_grid_entry_grid", "grid_id", "at"),
        {"info": {"ledger": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    grid_id: Mapped[UUID] = mapped_column(ForeignKey(GRID))
    criterion_uid: Mapped[UUID | None] = mapped_column(ForeignKey(CRITERION))
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    action: Mapped[str] = mapped_column(comment="start, add, write, remove, submit, publish...")
    version: Mapped[int] = mapped_column(comment="after the write")
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]


class Comment(Base):
    """A remark of an editor beside a draft or one of its criteria."""

    __tablename__ = "labels_comment"
    __table_args__ = (
        CheckConstraint("btrim(body) <> ''", name="body"),
        CheckConstraint("(closed_at is null) = (closed_by is null)", name="closed"),
        Index("ix_labels_comment_grid", "grid_id", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    grid_id: Mapped[UUID] = mapped_column(ForeignKey(GRID))
    criterion_uid: Mapped[UUID | None] = mapped_column(ForeignKey(CRITERION))
    author_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    at: Mapped[datetime]
    body: Mapped[str]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))


class Simulation(Base):
    """A draft applied to the figures of a year: what was found, for which words of the draft."""

    __tablename__ = "labels_simulation"
    __table_args__ = (
        Index("ix_labels_simulation_grid", "grid_id", "at"),
        {"info": {"ledger": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    grid_id: Mapped[UUID] = mapped_column(ForeignKey(GRID))
    grid_hash: Mapped[str] = mapped_column(comment="of the draft as it was: changed, do it again")
    season_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("labels_season.id"), comment="whose figures"
    )
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    figures: Mapped[dict[str, Any]] = mapped_column(comment="what the second person reads")


Index(
    "uq_labels_grid_draft",
    Grid.program_id,
    Grid.year,
    unique=True,
    postgresql_where=text("state in ('draft', 'simulated', 'approved')"),
)
