"""Tables of questions and attempts."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from lms.assessment.rules.questions import Kind
from lms.assessment.rules.quiz import AttemptState, ClosedBy
from lms.core.db import Base

PERSON = "accounts_person.id"
_FROZEN = {"info": {"frozen": True}}
_LEDGER = {"info": {"ledger": True}}


def _among(values: type[Kind | AttemptState | ClosedBy]) -> str:
    return ", ".join(f"'{value}'" for value in values)


class BankQuestion(Base):
    """A question of the bank: where it is filed, and the version asked today."""

    __tablename__ = "assessment_question"
    __table_args__ = (
        CheckConstraint("level in ('beginner', 'intermediate', 'expert')", name="level"),
        CheckConstraint("difficulty between 1 and 5", name="difficulty"),
        Index("ix_assessment_question_category", "category"),
    )

    uid: Mapped[UUID] = mapped_column(primary_key=True)
    category: Mapped[str] = mapped_column(comment="path of names joined by ' / ', '' at the top")
    name: Mapped[str] = mapped_column(comment="for authors only; it may tell the answer")
    tags: Mapped[list[str]] = mapped_column(ARRAY(TEXT), default=list)
    level: Mapped[str | None]
    difficulty: Mapped[int | None] = mapped_column(SmallInteger)
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    review_on: Mapped[date | None]
    current_version_id: Mapped[UUID | None] = mapped_column(
        comment="the ready version asked today; null before the first, or once retired"
    )
    created_at: Mapped[datetime]


class QuestionVersion(Base):
    """What a question said from a day on. Only `status` ever changes (held by a trigger)."""

    __tablename__ = "assessment_question_version"
    __table_args__ = (
        UniqueConstraint("question_uid", "content_hash"),
        UniqueConstraint("question_uid", "number"),
        CheckConstraint(f"kind in ({_among(Kind)})", name="kind"),
        CheckConstraint("status in ('draft', 'ready', 'retired')", name="status"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    question_uid: Mapped[UUID] = mapped_column(ForeignKey("assessment_question.uid"))
    number: Mapped[int]
    kind: Mapped[str]
    lang: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(comment="as assessment.rules.questions")
    content_hash: Mapped[str] = mapped_column(
        comment="tells the answer to who can guess: server only"
    )
    status: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))


class QuestionFile(Base):
    """A picture of imported questions, kept once for the same bytes as received."""

    __tablename__ = "assessment_question_file"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    file_id: Mapped[UUID]
    name: Mapped[str]


class QuizVersion(Base):
    """A quiz as published: settings and, in `assessment_quiz_question`, its questions."""

    __tablename__ = "assessment_quiz_version"
    __table_args__ = (
        UniqueConstraint("quiz_uid", "content_hash"),
        UniqueConstraint("quiz_uid", "number"),
        _FROZEN,
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    quiz_uid: Mapped[UUID]
    number: Mapped[int]
    title: Mapped[str]
    lang: Mapped[str]
    settings: Mapped[dict[str, Any]] = mapped_column(comment="as assessment.rules.quiz")
    content_hash: Mapped[str]
    created_at: Mapped[datetime]


class QuizQuestion(Base):
    """The place of a question version in a quiz version."""

    __tablename__ = "assessment_quiz_question"
    __table_args__ = (
        Index("ix_assessment_quiz_question_version", "question_version_id"),
        _FROZEN,
    )

    quiz_version_id: Mapped[UUID] = mapped_column(
        ForeignKey("assessment_quiz_version.id"), primary_key=True
    )
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    question_version_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_question_version.id"))


class Attempt(Base):
    """One try at a quiz, a row from its first second; the server's clock closes it."""

    __tablename__ = "assessment_attempt"
    __table_args__ = (
        UniqueConstraint("person_id", "quiz_uid", "number"),
        Index(
            "uq_assessment_attempt_open",
            "person_id",
            "quiz_uid",
            unique=True,
            postgresql_where=text("state = 'open'"),
        ),
        Index(
            "ix_assessment_attempt_deadline",
            "deadline",
            postgresql_where=text("state = 'open' and deadline is not null"),
        ),
        Index(
            "ix_assessment_attempt_review",
            "closed_at",
            postgresql_where=text("needs_review and state = 'submitted'"),
        ),
        Index("ix_assessment_attempt_quiz", "quiz_uid", "quiz_version_id"),
        CheckConstraint(f"state in ({_among(AttemptState)})", name="state"),
        CheckConstraint(f"closed_by in ({_among(ClosedBy)})", name="closed_by"),
        CheckConstraint("(state = 'open') = (closed_at is null)", name="closed"),
        CheckConstraint("(closed_at is null) = (closed_by is null)", name="closer"),
        CheckConstraint("score_den > 0 and score_num between 0 and score_den", name="score"),
        CheckConstraint(
            "(score_num is null) = (score_den is null) and (score_num is null) = (passed is null)",
            name="marked",
        ),
        CheckConstraint("state <> 'open' or score_num is null", name="open_unmarked"),
        CheckConstraint("number > 0", name="number"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    quiz_uid: Mapped[UUID]
    quiz_version_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_quiz_version.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    seed: Mapped[str] = mapped_column(comment="secret: orders and tokens come from it")
    state: Mapped[str]
    started_at: Mapped[datetime]
    deadline: Mapped[datetime | None] = mapped_column(comment="fixed at the start, extra time in")
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]
    score_num: Mapped[int | None] = mapped_column(BigInteger)
    score_den: Mapped[int | None] = mapped_column(BigInteger)
    passed: Mapped[bool | None]
    needs_review: Mapped[bool] = mapped_column(default=False)


class Answer(Base):
    """The answer of an attempt to a question, the last one saved."""

    __tablename__ = "assessment_answer"
    __table_args__ = (
        CheckConstraint(
            "fraction_den > 0 and fraction_num between 0 and fraction_den", name="fraction"
        ),
        CheckConstraint("(fraction_num is null) = (fraction_den is null)", name="marked"),
        Index("ix_assessment_answer_question", "question_version_id"),
    )

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_attempt.id"), primary_key=True)
    question_uid: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(
        ForeignKey(PERSON), index=True, comment="the attempt's: for export and erasure"
    )
    question_version_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_question_version.id"))
    client_id: Mapped[str] = mapped_column(comment="the page or phone that sent it")
    seq: Mapped[int] = mapped_column(BigInteger, comment="grows with each sending of one client")
    response: Mapped[dict[str, Any]] = mapped_column(comment="as assessment.rules.responses")
    fraction_num: Mapped[int | None] = mapped_column(BigInteger)
    fraction_den: Mapped[int | None] = mapped_column(BigInteger)
    needs_review: Mapped[bool] = mapped_column(default=False)
    checked_at: Mapped[datetime | None] = mapped_column(
        comment="given as final: the outcome may have been told, it no longer changes"
    )
    answered_at: Mapped[datetime] = mapped_column(comment="server")


class Step(Base):
    """The ledger of an attempt: everything that happened to it, without anybody's words."""

    __tablename__ = "assessment_step"
    __table_args__ = (
        CheckConstraint(
            "kind in ('started', 'saved', 'checked', 'closed', 'reviewed', 'regraded', 'extended')",
            name="kind",
        ),
        Index(
            "uq_assessment_step_sending",
            "attempt_id",
            "client_id",
            "seq",
            unique=True,
            postgresql_where=text("client_id is not null"),
        ),
        Index("ix_assessment_step_attempt", "attempt_id", "at"),
        _LEDGER,
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_attempt.id"))
    kind: Mapped[str]
    question_uid: Mapped[UUID | None]
    client_id: Mapped[str | None]
    seq: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime]


class Review(Base):
    """The mark a person gave to a free text; the last one counts."""

    __tablename__ = "assessment_review"
    __table_args__ = (
        CheckConstraint(
            "fraction_den > 0 and fraction_num between 0 and fraction_den", name="fraction"
        ),
        Index("ix_assessment_review_answer", "attempt_id", "question_uid", "at"),
        _LEDGER,
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_attempt.id"))
    question_uid: Mapped[UUID]
    reviewer_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    fraction_num: Mapped[int] = mapped_column(BigInteger)
    fraction_den: Mapped[int] = mapped_column(BigInteger)
    comment: Mapped[str]
    at: Mapped[datetime]


class Dispute(Base):
    """What a person who disagrees says of a question, until its author answers."""

    __tablename__ = "assessment_dispute"
    __table_args__ = (
        CheckConstraint("state in ('open', 'answered')", name="state"),
        CheckConstraint("(state = 'open') = (answered_at is null)", name="answered"),
        Index(
            "uq_assessment_dispute_open",
            "person_id",
            "question_version_id",
            unique=True,
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_assessment_dispute_state", "state", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    question_version_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_question_version.id"))
    attempt_id: Mapped[UUID | None] = mapped_column(ForeignKey("assessment_attempt.id"))
    text: Mapped[str]
    state: Mapped[str]
    created_at: Mapped[datetime]
    answer: Mapped[str | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    answered_at: Mapped[datetime | None]


class PersonOverride(Base):
    """What one person is given beyond the settings of a quiz."""

    __tablename__ = "assessment_override"
    __table_args__ = (CheckConstraint("extra_time >= 0 and extra_attempts >= 0", name="extra"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON), primary_key=True)
    quiz_uid: Mapped[UUID] = mapped_column(primary_key=True)
    extra_time: Mapped[int] = mapped_column(comment="seconds")
    extra_attempts: Mapped[int]
    closes_at: Mapped[datetime | None]
    reason: Mapped[str]
    granted_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    granted_at: Mapped[datetime]


class ExtraTime(Base):
    """More time for the questions of one person, on one quiz or on all: an accommodation.

    The reason is for the person and those who may give it, nobody else. Ended, never deleted.
    """

    __tablename__ = "assessment_extra_time"
    __table_args__ = (
        CheckConstraint("(percent is null) <> (minutes is null)", name="one_amount"),
        CheckConstraint("percent between 1 and 300", name="percent"),
        CheckConstraint("minutes between 1 and 600", name="minutes"),
        CheckConstraint("(ended_at is null) = (ended_by is null)", name="ended"),
        Index("ix_assessment_extra_time_person", "person_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    quiz_uid: Mapped[UUID | None] = mapped_column(comment="null: every quiz with a time limit")
    percent: Mapped[int | None] = mapped_column(SmallInteger, comment="of the limit, added to it")
    minutes: Mapped[int | None] = mapped_column(SmallInteger, comment="added to the limit")
    reason: Mapped[str]
    granted_by: Mapped[UUID] = mapped_column(ForeignKey(PERSON))
    granted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))


class Correction(Base):
    """A wrong key made right: the version asked before and the one since, and what it gave people.

    Attempts ended before are marked again by a job; those still open then are looked at when they
    have ended.
    """

    __tablename__ = "assessment_correction"
    __table_args__ = (
        CheckConstraint("state in ('applying', 'applied')", name="state"),
        Index("ix_assessment_correction_question", "question_uid", "corrected_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    question_uid: Mapped[UUID] = mapped_column(ForeignKey("assessment_question.uid"))
    from_version_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_question_version.id"))
    version_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_question_version.id"))
    state: Mapped[str]
    reason: Mapped[str]
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey(PERSON))
    corrected_at: Mapped[datetime]
    total: Mapped[int] = mapped_column(comment="attempts to mark again")
    done: Mapped[int]
    raised: Mapped[int] = mapped_column(comment="attempts whose mark rose")
    gained: Mapped[int] = mapped_column(comment="attempts that pass since")
    regraded_at: Mapped[datetime | None]


class ItemFigure(Base):
    """How a question does, over first tries: computed by a sweep, shown through core.disclosure."""

    __tablename__ = "assessment_item_figure"

    question_uid: Mapped[UUID] = mapped_column(
        ForeignKey("assessment_question.uid"), primary_key=True
    )
    people: Mapped[int] = mapped_column(comment="who answered it in their first try")
    facility: Mapped[float | None] = mapped_column(comment="mean mark, 0 to 1")
    discrimination: Mapped[float | None] = mapped_column(
        comment="correlation with the other answers of the same try, -1 to 1"
    )
    chosen: Mapped[dict[str, Any]] = mapped_column(comment="people by option")
    seconds: Mapped[int | None] = mapped_column(comment="median time to the answer")
    computed_at: Mapped[datetime]
