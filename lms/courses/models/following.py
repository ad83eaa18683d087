"""Who follows what: enrolments, the ledger of completions, states rebuilt from it, bookmarks."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base
from lms.courses.rules.ledger import LEDGER_STATES
from lms.courses.rules.progress import ENROLMENT_STATES, LESSON_STATES

_LESSON_STATES = ", ".join(f"'{state}'" for state in LESSON_STATES)
_LEDGER_STATES = ", ".join(f"'{state}'" for state in LEDGER_STATES)
_ENROLMENT_STATES = ", ".join(f"'{state}'" for state in ENROLMENT_STATES)


class Assignment(Base):
    """A path given to people or units, with or without a due date."""

    __tablename__ = "courses_assignment"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    path_uid: Mapped[UUID] = mapped_column(ForeignKey("courses_path.uid"), index=True)
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_person.id"))
    created_at: Mapped[datetime]
    due_on: Mapped[date | None]
    unit_ids: Mapped[list[Any]]
    person_count: Mapped[int]
    withdrawn_at: Mapped[datetime | None]


class Enrolment(Base):
    """A person on a path: the version pinned, the date asked, and the state (rebuildable)."""

    __tablename__ = "courses_enrolment"
    __table_args__ = (
        CheckConstraint(f"state in ({_ENROLMENT_STATES})", name="state"),
        CheckConstraint("progress between 0 and 100", name="progress"),
        CheckConstraint("(state = 'complete') = (completed_at is not null)", name="completed"),
        Index(
            "uq_courses_enrolment_open",
            "person_id",
            "path_uid",
            unique=True,
            postgresql_where=text("withdrawn_at is null"),
        ),
        Index("ix_courses_enrolment_path_unit", "path_uid", "unit_id"),
        Index("ix_courses_enrolment_unit", "unit_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_person.id"))
    path_uid: Mapped[UUID] = mapped_column(ForeignKey("courses_path.uid"))
    path_version_id: Mapped[UUID] = mapped_column(ForeignKey("courses_path_version.id"))
    assignment_id: Mapped[UUID | None] = mapped_column(ForeignKey("courses_assignment.id"))
    unit_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("network_unit.id"), comment="main job of today, kept in step by network facts"
    )
    due_on: Mapped[date | None]
    enrolled_at: Mapped[datetime]
    state: Mapped[str]
    progress: Mapped[int] = mapped_column(comment="0 to 100, required lessons only")
    done: Mapped[int]
    total: Mapped[int]
    started_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    moved_at: Mapped[datetime | None] = mapped_column(comment="last step forward")
    withdrawn_at: Mapped[datetime | None]


class Completion(Base):
    """The ledger: what each person did, on what version, when and where; kept for ever."""

    __tablename__ = "courses_completion"
    __table_args__ = (
        CheckConstraint(f"state in ({_LEDGER_STATES})", name="state"),
        CheckConstraint("element_kind in ('lesson', 'path')", name="element_kind"),
        CheckConstraint("(state = 'void') = (voids is not null)", name="voids"),
        Index("ix_courses_completion_person", "person_id", "element_uid"),
        Index("ix_courses_completion_element_day", "element_uid", "occurred_on"),
        Index("uq_courses_completion_voids", "voids", unique=True),
        {"info": {"ledger": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_person.id"))
    element_kind: Mapped[str]
    element_uid: Mapped[UUID]
    version_id: Mapped[UUID | None]
    state: Mapped[str]
    source: Mapped[str] = mapped_column(
        comment="player, quiz, acknowledgement, manager, import, version, regrade, undo"
    )
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_person.id"))
    reason: Mapped[str | None]
    score_num: Mapped[int | None]
    score_den: Mapped[int | None]
    occurred_at: Mapped[datetime] = mapped_column(comment="device, at most 7 days back")
    occurred_on: Mapped[date] = mapped_column(comment="business date of the unit")
    received_at: Mapped[datetime] = mapped_column(comment="server")
    unit_id: Mapped[UUID | None] = mapped_column(comment="main job at occurred_on, fixed")
    voids: Mapped[UUID | None] = mapped_column(
        ForeignKey("courses_completion.id"), comment="the row that this one takes back"
    )


class LessonState(Base):
    """Where a person stands on a lesson, rebuilt from the ledger at will."""

    __tablename__ = "courses_lesson_state"
    __table_args__ = (CheckConstraint(f"state in ({_LESSON_STATES})", name="state"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_person.id"), primary_key=True)
    lesson_uid: Mapped[UUID] = mapped_column(ForeignKey("courses_lesson.uid"), primary_key=True)
    state: Mapped[str]
    version_id: Mapped[UUID | None]
    started_at: Mapped[datetime | None]
    completed_on: Mapped[date | None]
    voided_at: Mapped[datetime | None] = mapped_column(
        comment="what was done until then was taken back by a new version"
    )
    score_num: Mapped[int | None]
    score_den: Mapped[int | None]


class Bookmark(Base):
    """The very step, and second of a film, where a person resumes, on any device."""

    __tablename__ = "courses_bookmark"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_person.id"), primary_key=True)
    lesson_uid: Mapped[UUID] = mapped_column(ForeignKey("courses_lesson.uid"), primary_key=True)
    version_id: Mapped[UUID]
    step: Mapped[int]
    second: Mapped[int]
    updated_at: Mapped[datetime]


class Try(Base):
    """A gesture chosen at the end of a lesson, to attempt in the store, then answered."""

    __tablename__ = "courses_try"
    __table_args__ = (
        CheckConstraint("state in ('chosen', 'tried', 'not_yet', 'dropped')", name="state"),
        Index("ix_courses_try_person", "person_id", "chosen_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_person.id"))
    lesson_uid: Mapped[UUID] = mapped_column(ForeignKey("courses_lesson.uid"))
    title: Mapped[str]
    state: Mapped[str]
    chosen_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
