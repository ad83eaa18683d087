"""New versions that wait for a choice, what each choice moved, and the ledger of enrolments."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base
from lms.courses.rules.moving import CHOICES, EFFECTS, STATES
from lms.courses.rules.progress import ENROLMENT_STATES, WITHDRAWN

PERSON = "accounts_person.id"
VERSION = "courses_path_version.id"


def _among(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


class Proposal(Base):
    """A version of a path that replaces another: what becomes of those who follow it is asked."""

    __tablename__ = "courses_proposal"
    __table_args__ = (
        CheckConstraint(f"state in ({_among(STATES)})", name="state"),
        CheckConstraint(f"choice in ({_among(CHOICES)})", name="choice"),
        CheckConstraint("change in ('content', 'editorial')", name="change"),
        CheckConstraint("(choice is null) = (decided_at is null)", name="decided"),
        Index(
            "uq_courses_proposal_waiting",
            "path_uid",
            unique=True,
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_courses_proposal_state", "state", "proposed_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    path_uid: Mapped[UUID] = mapped_column(ForeignKey("courses_path.uid"))
    from_version_id: Mapped[UUID] = mapped_column(ForeignKey(VERSION))
    version_id: Mapped[UUID] = mapped_column(ForeignKey(VERSION))
    change: Mapped[str]
    course_uid: Mapped[UUID | None] = mapped_column(
        ForeignKey("courses_course.uid"), comment="published alone; null: the path itself was"
    )
    state: Mapped[str]
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    choice: Mapped[str | None]
    reason: Mapped[str]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    replaced_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(VERSION), comment="the version given until the choice, given again once undone"
    )
    total: Mapped[int] = mapped_column(comment="enrolments the choice is about")
    done: Mapped[int] = mapped_column(comment="of which looked at; counts again while undoing")
    applied_at: Mapped[datetime | None]
    undo_until: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))


class ProposalMove(Base):
    """What a choice did to one enrolment, and what it was before."""

    __tablename__ = "courses_proposal_move"
    __table_args__ = (
        CheckConstraint(f"effect in ({_among(EFFECTS)})", name="effect"),
        Index("ix_courses_proposal_move_enrolment", "enrolment_id"),
    )

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("courses_proposal.id"), primary_key=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("courses_enrolment.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    effect: Mapped[str]
    from_version_id: Mapped[UUID] = mapped_column(ForeignKey(VERSION))
    completed_at: Mapped[datetime | None] = mapped_column(comment="of the enrolment, before")
    voids: Mapped[list[Any]] = mapped_column(comment="rows of the ledger that took others back")
    undone_at: Mapped[datetime | None]


class EnrolmentEntry(Base):
    """The ledger of enrolments: where each one stood after each change; the past is read here."""

    __tablename__ = "courses_enrolment_entry"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "number"),
        CheckConstraint(f"state in ({_among((*ENROLMENT_STATES, WITHDRAWN))})", name="state"),
        Index("ix_courses_enrolment_entry_path", "path_uid", "enrolment_id", "number"),
        Index("ix_courses_enrolment_entry_person", "person_id"),
        {"info": {"ledger": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("courses_enrolment.id"))
    number: Mapped[int] = mapped_column(comment="from 1, in the order things happened")
    person_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    path_uid: Mapped[UUID] = mapped_column(ForeignKey("courses_path.uid"))
    path_version_id: Mapped[UUID] = mapped_column(ForeignKey(VERSION))
    state: Mapped[str]
    due_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(
        comment="assignment, player, quiz, manager, version, regrade, undo"
    )
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    reason: Mapped[str | None]
    occurred_at: Mapped[datetime]
    occurred_on: Mapped[date] = mapped_column(comment="business date of the unit")
    received_at: Mapped[datetime] = mapped_column(comment="server")
    unit_id: Mapped[UUID | None] = mapped_column(comment="main job at occurred_on, fixed")
