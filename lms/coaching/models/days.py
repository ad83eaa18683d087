"""Days of coaches in units, who came, what happened to them, and who is close to whom."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import DATERANGE, Range
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql import text

from lms.coaching.models.words import DAY, PERSON, UNIT, one_of
from lms.core.db import Base
from lms.network.models.places import one_at_a_time

STATES = ("planned", "done", "closed", "cancelled", "no_show")
KINDS = ("family", "friend", "former_report", "other")


class Day(Base):
    """A coach's day in a unit."""

    __tablename__ = "coaching_day"
    __table_args__ = (
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint("missed_by in ('coach', 'store')", name="missed_by"),
        CheckConstraint("(state = 'no_show') = (missed_by is not null)", name="missed"),
        CheckConstraint("state <> 'cancelled' or btrim(reason) <> ''", name="says_why"),
        CheckConstraint("length(goals) <= 500", name="goals"),
        Index(
            "uq_coaching_day_live",
            "unit_id",
            "business_date",
            unique=True,
            postgresql_where=text("state not in ('cancelled', 'no_show')"),
        ),
        Index("ix_coaching_day_business_date", "business_date"),
        Index("ix_coaching_day_unit_id", "unit_id", "business_date"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey(UNIT))
    business_date: Mapped[date] = mapped_column(comment="of the unit")
    goals: Mapped[str] = mapped_column(comment="what the day is for")
    state: Mapped[str]
    reason: Mapped[str]
    missed_by: Mapped[str | None]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(comment="the coach ended the day")
    closed_at: Mapped[datetime | None]
    sequence: Mapped[int] = mapped_column(comment="of its calendar entry, one more at each change")


class DayCoach(Base):
    """A coach on a day; a replacement is another row, and another rating."""

    __tablename__ = "coaching_day_coach"
    __table_args__ = (
        UniqueConstraint("day_id", "coach_id", name="uq_coaching_day_coach_once"),
        Index("ix_coaching_day_coach_coach_id", "coach_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    day_id: Mapped[UUID] = mapped_column(ForeignKey(DAY))
    coach_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    is_replacement: Mapped[bool]
    added_at: Mapped[datetime]
    left_at: Mapped[datetime | None] = mapped_column(comment="somebody took over before it began")


class DayEntry(Base):
    """The ledger of moves of a day."""

    __tablename__ = "coaching_day_entry"
    __table_args__ = (
        UniqueConstraint("day_id", "number", name="uq_coaching_day_entry_number"),
        CheckConstraint(one_of("state", STATES), name="state"),
        {"info": {"ledger": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    day_id: Mapped[UUID] = mapped_column(ForeignKey(DAY))
    number: Mapped[int]
    action: Mapped[str]
    state: Mapped[str] = mapped_column(comment="after the move")
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    reason: Mapped[str]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey(UNIT))
    occurred_at: Mapped[datetime]
    occurred_on: Mapped[date]
    received_at: Mapped[datetime]


class Conflict(Base):
    """Two people are close: what one says of the other enters no figure while it lasts."""

    __tablename__ = "coaching_conflict"
    __table_args__ = (
        one_at_a_time("rater_id", "coach_id", name="ex_coaching_conflict_pair"),
        CheckConstraint(one_of("kind", KINDS), name="kind"),
        CheckConstraint("rater_id <> coach_id", name="two_people"),
        CheckConstraint("NOT isempty(during)", name="period"),
        Index("ix_coaching_conflict_rater_id", "rater_id"),
        Index("ix_coaching_conflict_coach_id", "coach_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    rater_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    coach_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    kind: Mapped[str]
    during: Mapped[Range[date]] = mapped_column(DATERANGE)
    declared_by: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    declared_at: Mapped[datetime]
    reviewed_on: Mapped[date] = mapped_column(comment="asked again a year later")
