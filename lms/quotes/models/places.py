"""What Quotes knows besides: absences, contacts, counters of nobody, course gaps."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import DATERANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base
from lms.quotes.models.difficulties import PERSON, one_of

GAP_STATES = ("open", "taken", "released", "closed")
CONTACTS = ("legal", "safety")


class Absence(Base):
    """Days somebody is away: nothing runs against them, nothing new is sent to them."""

    __tablename__ = "quotes_absence"
    __table_args__ = (
        CheckConstraint("NOT isempty(during)", name="period"),
        Index("ix_quotes_absence_person", "person_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    during: Mapped[Range[date]] = mapped_column(DATERANGE)


class Contact(Base):
    """Whom to turn to: the legal alert channel, and those who act in danger."""

    __tablename__ = "quotes_contact"
    __table_args__ = (CheckConstraint(one_of("code", CONTACTS), name="code"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    reach: Mapped[str] = mapped_column(comment="telephone, address, hours: as people read it")


class CoachYear(Base):
    """How many exchanges a coach ended in a year: all that is left of them."""

    __tablename__ = "quotes_coach_year"

    coach_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ended: Mapped[int]


class Tally(Base):
    """How many difficulties of a theme were told in a quarter, in the whole network."""

    __tablename__ = "quotes_tally"
    __table_args__ = (
        Index(
            "uq_quotes_tally",
            "quarter",
            "theme_uid",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    quarter: Mapped[str]
    theme_uid: Mapped[UUID | None]
    told: Mapped[int]


class Gap(Base):
    """A theme that keeps coming and that no lesson covers: work for the learning author."""

    __tablename__ = "quotes_gap"
    __table_args__ = (
        CheckConstraint(one_of("state", GAP_STATES), name="state"),
        Index(
            "uq_quotes_gap_open",
            "theme_uid",
            unique=True,
            postgresql_where=text("state in ('open', 'taken')"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    theme_uid: Mapped[UUID]
    state: Mapped[str]
    opened_in: Mapped[str] = mapped_column(comment="quarter")
    cards: Mapped[int]
    me_too: Mapped[int]
    taken_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    released_in: Mapped[str | None] = mapped_column(comment="quarter its lesson came out")
    told_before: Mapped[int | None] = mapped_column(comment="in the quarter of the release")
    told_after: Mapped[int | None] = mapped_column(comment="in the quarter that followed")
