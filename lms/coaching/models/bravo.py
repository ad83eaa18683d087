"""Bravo: one to six people, one attitude, a few words; no count, no ranking."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.coaching.models.words import PERSON, UNIT
from lms.core.db import Base


class Bravo(Base):
    """What somebody thanks people for."""

    __tablename__ = "coaching_bravo"
    __table_args__ = (
        CheckConstraint("visibility in ('private', 'team')", name="visibility"),
        CheckConstraint("length(btrim(words)) between 10 and 280", name="words"),
        CheckConstraint("visibility = 'private' or unit_id is not null", name="wall"),
        Index("ix_coaching_bravo_author_id", "author_id", "occurred_on"),
        Index("ix_coaching_bravo_unit_id", "unit_id", "sent_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    author_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey(UNIT), comment="whose wall")
    attitude_uid: Mapped[UUID]
    words: Mapped[str]
    visibility: Mapped[str]
    sent_at: Mapped[datetime]
    occurred_on: Mapped[date] = mapped_column(comment="business date of its author")
    withdrawn_at: Mapped[datetime | None]
    reported_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))


class BravoPerson(Base):
    """Somebody thanked; shown on the break-room screen only as they agree."""

    __tablename__ = "coaching_bravo_person"
    __table_args__ = (
        CheckConstraint("place between 1 and 6", name="place"),
        UniqueConstraint("bravo_id", "place", name="uq_coaching_bravo_person_place"),
        Index("ix_coaching_bravo_person_person_id", "person_id"),
    )

    bravo_id: Mapped[UUID] = mapped_column(ForeignKey("coaching_bravo.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON), primary_key=True)
    place: Mapped[int]
    screen_consent_at: Mapped[datetime | None]
