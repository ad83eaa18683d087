"""The tally of each path in each unit."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base


class PathTally(Base):
    """People of a unit on a path, by where they stand; rebuilt from enrolments at will."""

    __tablename__ = "reporting_path_tally"
    __table_args__ = (
        CheckConstraint("begun + waiting = people AND done <= begun", name="adds_up"),
        CheckConstraint("late <= people - done", name="late"),
        Index("ix_reporting_path_tally_unit", "unit_id"),
        Index("ix_reporting_path_tally_next_due", "next_due_on"),
    )

    path_uid: Mapped[UUID] = mapped_column(ForeignKey("courses_path.uid"), primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("network_unit.id"), primary_key=True)
    people: Mapped[int]
    waiting: Mapped[int] = mapped_column(comment="not begun")
    begun: Mapped[int] = mapped_column(comment="begun or finished")
    done: Mapped[int]
    late: Mapped[int] = mapped_column(comment="not finished, due before counted_on")
    next_due_on: Mapped[date | None] = mapped_column(comment="next date that makes somebody late")
    counted_on: Mapped[date]
