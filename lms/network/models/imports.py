"""A file of units or people on its way in: source, mapping, differences, progress."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base
from lms.network.rules import IMPORT_KINDS, IMPORT_STATES, OUTCOMES


class ImportMapping(Base):
    """The columns of a kind of file, remembered by their headings."""

    __tablename__ = "network_import_mapping"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    headings_hash: Mapped[str] = mapped_column(unique=True)
    columns: Mapped[dict[str, Any]] = mapped_column(comment="field -> heading")
    used_at: Mapped[datetime]


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
    encoding: Mapped[str]
    separator: Mapped[str]
    columns: Mapped[dict[str, Any]] = mapped_column(comment="field -> heading")
    is_complete: Mapped[bool] = mapped_column(comment="People missing from the file left")
    over_threshold: Mapped[bool] = mapped_column(comment="The reader accepted many leavers")
    fixes: Mapped[dict[str, Any]] = mapped_column(comment="line -> field -> value, typed later")
    counts: Mapped[dict[str, Any]]
    done: Mapped[int] = mapped_column(comment="Lines applied so far")
    total: Mapped[int]
    started_at: Mapped[datetime | None]
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
    key: Mapped[str] = mapped_column(comment="External identifier or unit code")
    label: Mapped[str]
    differences: Mapped[list[Any]] = mapped_column(comment="[field, before, after]")
    field: Mapped[str | None] = mapped_column(comment="The refused field")
    reason: Mapped[dict[str, Any] | None] = mapped_column(comment="code and values, worded later")
    cells: Mapped[dict[str, Any]] = mapped_column(comment="The line as read, for download")
