"""What stores say of coaches, what coaches see of stores: revisions, of which the last counts."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.coaching.models.words import PERSON, UNIT, one_of
from lms.coaching.rules.dashboards import PARTS
from lms.coaching.rules.ratings import QUESTIONS
from lms.core.db import Base

DAY_COACH = "coaching_day_coach.id"


def _answers() -> list[CheckConstraint]:
    return [CheckConstraint(f"{one} between 1 and 5", name=one) for one in QUESTIONS]


class Rating(Base):
    """One state of what a store says of a coach for a day; none is added after the reveal."""

    __tablename__ = "coaching_rating"
    __table_args__ = (
        *_answers(),
        UniqueConstraint("day_coach_id", "number", name="uq_coaching_rating_number"),
        Index("ix_coaching_rating_rater_id", "rater_id"),
        Index("ix_coaching_rating_unit_id", "unit_id", "occurred_on"),
        {"info": {"ledger": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    day_coach_id: Mapped[UUID] = mapped_column(ForeignKey(DAY_COACH))
    number: Mapped[int]
    rater_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey(UNIT))
    prep: Mapped[int]
    listening: Mapped[int]
    usefulness: Mapped[int]
    follow_through: Mapped[int]
    is_late: Mapped[bool]
    occurred_on: Mapped[date] = mapped_column(comment="business date of the day it is about")
    received_at: Mapped[datetime]


class RatingWords(Base):
    """Words beside a rating, apart from its figures so that they can go."""

    __tablename__ = "coaching_rating_words"
    __table_args__ = (
        CheckConstraint("length(signed) <= 500 and length(confidential) <= 500", name="length"),
    )

    rating_id: Mapped[UUID] = mapped_column(ForeignKey("coaching_rating.id"), primary_key=True)
    rater_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    signed: Mapped[str] = mapped_column(comment="for the coach, once revealed")
    confidential: Mapped[str] = mapped_column(comment="for the coach's lead")
    received_at: Mapped[datetime]


class Block(Base):
    """Ratings of a coach pooled and shown, once and for good."""

    __tablename__ = "coaching_block"
    __table_args__ = (
        CheckConstraint("n >= 5 and units >= 3", name="pot"),
        CheckConstraint("first_quarter <= last_quarter", name="order"),
        UniqueConstraint("coach_id", "first_quarter", name="uq_coaching_block_first"),
        UniqueConstraint("coach_id", "last_quarter", name="uq_coaching_block_last"),
        {"info": {"ledger": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    coach_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    first_quarter: Mapped[str]
    last_quarter: Mapped[str]
    n: Mapped[int]
    units: Mapped[int]
    prep: Mapped[str] = mapped_column(comment="means in tenths, as fractions")
    listening: Mapped[str]
    usefulness: Mapped[str]
    follow_through: Mapped[str]
    score: Mapped[str] = mapped_column(comment="shrunken, in tenths")
    published_at: Mapped[datetime]


class DashboardEntry(Base):
    """One state of what a coach filled for a day; none is added after the reveal."""

    __tablename__ = "coaching_entry"
    __table_args__ = (
        UniqueConstraint("day_coach_id", "number", name="uq_coaching_entry_number"),
        CheckConstraint("length(obstacle) <= 280 and length(next_words) <= 280", name="length"),
        CheckConstraint(
            "(next_words = '') = (next_owner_id is null)"
            " and (next_owner_id is null) = (next_due is null)",
            name="next_step",
        ),
        CheckConstraint("length(content_hash) = 64", name="content_hash"),
        Index("ix_coaching_entry_unit_id", "unit_id", "occurred_on"),
        Index("ix_coaching_entry_next_owner_id", "next_owner_id"),
        {"info": {"ledger": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    day_coach_id: Mapped[UUID] = mapped_column(ForeignKey(DAY_COACH))
    number: Mapped[int]
    coach_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey(UNIT))
    obstacle: Mapped[str]
    next_words: Mapped[str]
    next_owner_id: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    next_due: Mapped[date | None]
    content_hash: Mapped[str] = mapped_column(comment="of what it says, days apart")
    is_late: Mapped[bool]
    occurred_on: Mapped[date]
    received_at: Mapped[datetime]


class EntryPart(Base):
    """A part of the store's project as the coach saw it."""

    __tablename__ = "coaching_entry_part"
    __table_args__ = (
        CheckConstraint(one_of("part", PARTS), name="part"),
        CheckConstraint("stage between 0 and 3", name="stage"),
        ForeignKeyConstraint(
            ["entry_id"], ["coaching_entry.id"], name="fk_coaching_entry_part_entry"
        ),
        {"info": {"ledger": True}},
    )

    entry_id: Mapped[UUID] = mapped_column(primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    stage: Mapped[int]
    seen_on: Mapped[date] = mapped_column(comment="older than the entry when left untouched")
