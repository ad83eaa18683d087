"""The diagnostic: what customers stumble on, and the store through four senses."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base
from lms.projects.models.words import FILE, PERSON, PROJECT, one_of
from lms.projects.rules.walks import Sense

IRRITANT = "projects_irritant.id"


class Irritant(Base):
    """What bothers customers; those with a place are retained, seven at most."""

    __tablename__ = "projects_irritant"
    __table_args__ = (
        CheckConstraint("place between 1 and 7", name="seven"),
        CheckConstraint("count >= 0", name="count"),
        CheckConstraint("btrim(words) <> ''", name="words"),
        CheckConstraint("place is null or moment_uid is not null", name="moment"),
        CheckConstraint(
            "(escalated_at is null) = (escalated_to is null)"
            " and (escalated_at is null) = (escalation_due is null)",
            name="escalated",
        ),
        UniqueConstraint("project_id", "place", name="uq_projects_irritant_place"),
        Index("ix_projects_irritant_escalated_to", "escalated_to"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey(PROJECT))
    words: Mapped[str]
    moment_uid: Mapped[UUID | None] = mapped_column(comment="moment of the referential")
    channels: Mapped[list[str]] = mapped_column(ARRAY(Text))
    count: Mapped[int] = mapped_column(comment="how often it was heard")
    place: Mapped[int | None] = mapped_column(comment="empty: not retained")
    escalated_to: Mapped[UUID | None] = mapped_column(
        ForeignKey(PERSON), comment="outside the unit's power: who takes it, with their own clock"
    )
    escalated_at: Mapped[datetime | None]
    escalation_due: Mapped[date | None]
    escalation_answer: Mapped[str]
    answered_on: Mapped[date | None]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    created_at: Mapped[datetime]


class Example(Base):
    """What a customer said, without anybody in it."""

    __tablename__ = "projects_example"
    __table_args__ = (
        CheckConstraint("source in ('verbatim', 'card', 'spoken')", name="source"),
        CheckConstraint("btrim(words) <> ''", name="words"),
        Index("ix_projects_example_irritant_id", "irritant_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    irritant_id: Mapped[UUID] = mapped_column(ForeignKey(IRRITANT))
    words: Mapped[str]
    source: Mapped[str]
    checked_by: Mapped[UUID | None] = mapped_column(
        ForeignKey(PERSON), comment="who made sure that nobody is in it"
    )
    at: Mapped[datetime]


class Zone(Base):
    """A place of the store that walks go through."""

    __tablename__ = "projects_zone"
    __table_args__ = (
        CheckConstraint("btrim(name) <> ''", name="name"),
        UniqueConstraint("project_id", "place", name="uq_projects_zone_place"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey(PROJECT))
    name: Mapped[str]
    place: Mapped[int]


class Walk(Base):
    """The store through one sense of one person; given in, it is seen by those who gave theirs."""

    __tablename__ = "projects_walk"
    __table_args__ = (
        CheckConstraint(one_of("sense", Sense), name="sense"),
        UniqueConstraint("project_id", "walker_id", "sense", name="uq_projects_walk_once"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey(PROJECT))
    sense: Mapped[str]
    walker_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    started_at: Mapped[datetime]
    scored_at: Mapped[datetime | None] = mapped_column(comment="given in: it no longer changes")


class Perception(Base):
    """What was felt in a zone during a walk."""

    __tablename__ = "projects_perception"
    __table_args__ = (
        CheckConstraint("score between -2 and 2", name="score"),
        CheckConstraint("length(note) <= 280", name="note"),
        CheckConstraint("file_id is null or faces_checked_at is not null", name="faces"),
    )

    walk_id: Mapped[UUID] = mapped_column(ForeignKey("projects_walk.id"), primary_key=True)
    zone_id: Mapped[UUID] = mapped_column(ForeignKey("projects_zone.id"), primary_key=True)
    score: Mapped[int]
    note: Mapped[str]
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey(FILE))
    faces_checked_at: Mapped[datetime | None] = mapped_column(comment="said to hold no face")
