"""A file of units or people on its way in: source, mapping, differences, progress."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base
from lms.network.rules import IMPORT_KINDS, IMPORT_STATES, OUTCOMES


class ImportMapping(Base):
    """What each column title of a kind of file feeds, remembered from the last time."""

    __tablename__ = "network_import_mapping"
    __table_args__ = (CheckConstraint("title <> ''", name="title"),)

    kind: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(primary_key=True, comment="Folded title of the column")
    field: Mapped[str] = mapped_column(comment="Empty: this column is left out")


class Import(Base):
    """One file, from upload to undo."""

    __tablename__ = "network_import"
    __table_args__ = (
        CheckConstraint(f"kind IN ({', '.join(repr(k) for k in IMPORT_KINDS)})", name="kind"),
        CheckConstraint(f"state IN ({', '.join(repr(s) for s in IMPORT_STATES)})", name="state"),
        Index("ix_network_import_created_at", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    filename: Mapped[str]
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_person.id"))
    created_at: Mapped[datetime]
    as_of: Mapped[date] = mapped_column(comment="Day on which moves and departures take effect")
    state: Mapped[str]
    source: Mapped[bytes | None] = mapped_column(comment="The file as received, until purged")
    pasted: Mapped[bool]
    encoding: Mapped[str]
    separator: Mapped[str]
    rows: Mapped[int]
    columns: Mapped[dict[str, Any]] = mapped_column(comment="field -> place of the column")
    is_complete: Mapped[bool] = mapped_column(comment="People missing from the file left")
    fixes: Mapped[dict[str, Any]] = mapped_column(comment="line -> field -> text typed later")
    counts: Mapped[dict[str, Any]] = mapped_column(comment="by outcome, and effects")
    digest: Mapped[str | None] = mapped_column(comment="Of the plan that was read and accepted")
    finished_at: Mapped[datetime | None]
    error: Mapped[str | None]
    change_id: Mapped[UUID | None] = mapped_column(ForeignKey("network_change.id"))


class ImportLine(Base):
    """What a line of the file would do, or why it is refused; unchanged lines are only counted."""

    __tablename__ = "network_import_line"
    __table_args__ = (
        CheckConstraint(f"outcome IN ({', '.join(repr(o) for o in OUTCOMES)})", name="outcome"),
        Index("ix_network_import_line_import_id", "import_id", "outcome", "line"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    import_id: Mapped[UUID] = mapped_column(ForeignKey("network_import.id", ondelete="CASCADE"))
    line: Mapped[int] = mapped_column(comment="Number in the file; 0 when absent from it")
    outcome: Mapped[str]
    key: Mapped[str] = mapped_column(comment="Employee number or unit code")
    label: Mapped[str]
    differences: Mapped[list[Any]] = mapped_column(comment="[field, before, after]")
    field: Mapped[str] = mapped_column(comment="The refused field, empty for the whole line")
    reason: Mapped[str] = mapped_column(comment="In words, with the cure")
    cure: Mapped[str] = mapped_column(comment="A value that would do, empty when there is none")


class ImportProgress(Base):
    """How far a running import is; written aside, for the bar."""

    __tablename__ = "import_progress"
    __table_args__: Any = ({"schema": "ops"},)

    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    done: Mapped[int]
    total: Mapped[int]
    at: Mapped[datetime]
