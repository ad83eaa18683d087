"""What is published: elements and their frozen versions, each a closed list of its children."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base

_FROZEN = {"info": {"frozen": True}}


class Path(Base):
    """A path of training; what it holds is in its versions."""

    __tablename__ = "courses_path"

    uid: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    current_version_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class Course(Base):
    """A course; it may serve several paths."""

    __tablename__ = "courses_course"

    uid: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str]
    current_version_id: Mapped[UUID | None]
    created_at: Mapped[datetime]


class Lesson(Base):
    """A lesson of about three minutes; completion belongs to it, whatever the version seen."""

    __tablename__ = "courses_lesson"

    uid: Mapped[UUID] = mapped_column(primary_key=True)
    course_uid: Mapped[UUID] = mapped_column(ForeignKey("courses_course.uid"))
    slug: Mapped[str]
    current_version_id: Mapped[UUID | None]
    quiz_uid: Mapped[UUID | None] = mapped_column(index=True)
    created_at: Mapped[datetime]


class LessonVersion(Base):
    """What a lesson said from a day on; never changed."""

    __tablename__ = "courses_lesson_version"
    __table_args__ = (UniqueConstraint("lesson_uid", "content_hash"), _FROZEN)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    lesson_uid: Mapped[UUID] = mapped_column(ForeignKey("courses_lesson.uid"))
    number: Mapped[int]
    content_hash: Mapped[str]
    kind: Mapped[str]
    title: Mapped[str]
    language: Mapped[str] = mapped_column(comment="BCP 47 source language")
    minutes: Mapped[int]
    body: Mapped[dict[str, Any]] = mapped_column(comment="the lesson as courses.rules.content")
    assets: Mapped[dict[str, Any]] = mapped_column(comment="asset name -> file id")
    quiz_version_id: Mapped[UUID | None]
    published_at: Mapped[datetime]


class CourseVersion(Base):
    """A closed list of lesson versions."""

    __tablename__ = "courses_course_version"
    __table_args__ = (UniqueConstraint("course_uid", "content_hash"), _FROZEN)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    course_uid: Mapped[UUID] = mapped_column(ForeignKey("courses_course.uid"))
    number: Mapped[int]
    content_hash: Mapped[str]
    title: Mapped[str]
    language: Mapped[str]
    level: Mapped[str]
    brand: Mapped[str]
    rule: Mapped[str]
    at_least: Mapped[int]
    body: Mapped[dict[str, Any]] = mapped_column(comment="the course without its lessons")
    assets: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]


class CourseLesson(Base):
    """The place of a lesson version in a course version."""

    __tablename__ = "courses_course_lesson"
    __table_args__ = (_FROZEN,)

    course_version_id: Mapped[UUID] = mapped_column(
        ForeignKey("courses_course_version.id"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    lesson_version_id: Mapped[UUID] = mapped_column(ForeignKey("courses_lesson_version.id"))
    required: Mapped[bool]


class PathVersion(Base):
    """A closed list of sets of course versions; what an enrolment pins."""

    __tablename__ = "courses_path_version"
    __table_args__ = (
        UniqueConstraint("path_uid", "content_hash"),
        CheckConstraint("change in ('content', 'editorial')", name="change"),
        _FROZEN,
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    path_uid: Mapped[UUID] = mapped_column(ForeignKey("courses_path.uid"))
    number: Mapped[int]
    content_hash: Mapped[str]
    change: Mapped[str]
    title: Mapped[str]
    language: Mapped[str]
    level: Mapped[str]
    brand: Mapped[str]
    minutes: Mapped[int]
    lessons: Mapped[int] = mapped_column(comment="required lessons")
    body: Mapped[dict[str, Any]] = mapped_column(comment="the path without its courses")
    assets: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_person.id"))


class PathCourse(Base):
    """The place of a course version in a set of a path version."""

    __tablename__ = "courses_path_course"
    __table_args__ = (_FROZEN,)

    path_version_id: Mapped[UUID] = mapped_column(
        ForeignKey("courses_path_version.id"), primary_key=True
    )
    set_position: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    course_version_id: Mapped[UUID] = mapped_column(ForeignKey("courses_course_version.id"))


class Asset(Base):
    """A file of published content, stored once for the same bytes."""

    __tablename__ = "courses_asset"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    file_id: Mapped[UUID]
