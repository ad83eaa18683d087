"""What boards of many stores show, made at an instant and made again at will."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base


class UnitBoard(Base):
    """Where a unit stood at an instant: exact figures, as pairs of whole numbers."""

    __tablename__ = "projects_unit_board"

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("network_unit.id"), primary_key=True)
    as_of: Mapped[datetime]
    place: Mapped[int | None] = mapped_column(
        comment="among those to help, the first of the network first; null: goes on by itself"
    )
    figures: Mapped[dict[str, Any]]


class RegionBoard(Base):
    """What the units of a region made together at the same instant."""

    __tablename__ = "projects_region_board"

    region_id: Mapped[UUID] = mapped_column(ForeignKey("network_region.id"), primary_key=True)
    as_of: Mapped[datetime]
    figures: Mapped[dict[str, Any]]
