"""Reads of the desk: disagreements, and free texts that wait for a reader."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnExpressionArgument, Select, func, select

from lms.assessment.models import (
    Answer,
    Attempt,
    BankQuestion,
    Dispute,
    QuestionVersion,
    QuizVersion,
)
from lms.assessment.rules import questions
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.i18n import _

PAGE = 30
"""Of each of the two lists, which share a screen."""


@dataclass(frozen=True, slots=True)
class DisputeRow:
    """A disagreement, with the question as it was asked; without the person's name."""

    id: UUID
    text: str
    state: str
    created_at: datetime
    answer: str
    answered_at: datetime | None
    question: questions.Question
    name: str
    category: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class WaitingReview:
    """A free text that waits for a reader; without the person's name."""

    attempt_id: UUID
    question_uid: UUID
    closed_at: datetime
    question: questions.Question
    quiz_title: str


def _disputes() -> Select[Any]:
    return (
        select(
            Dispute,
            QuestionVersion.content,
            BankQuestion.name,
            BankQuestion.category,
            (BankQuestion.current_version_id == QuestionVersion.id).label("is_current"),
        )
        .join(QuestionVersion, QuestionVersion.id == Dispute.question_version_id)
        .join(BankQuestion, BankQuestion.uid == QuestionVersion.question_uid)
    )


def _dispute_row(row: Any) -> DisputeRow:
    found: Dispute = row.Dispute
    return DisputeRow(
        id=found.id,
        text=found.text,
        state=found.state,
        created_at=found.created_at,
        answer=found.answer or "",
        answered_at=found.answered_at,
        question=questions.from_json(row.content),
        name=row.name,
        category=row.category,
        is_current=bool(row.is_current),
    )


def list_disputes(*, state: str = "open", page: int = 1) -> list[DisputeRow]:
    """Return a page of disagreements in a state and one more; those that wait, the oldest first."""
    newest = Dispute.answered_at.desc() if state == "answered" else Dispute.created_at
    statement = _disputes().where(Dispute.state == state).order_by(newest, Dispute.id)
    shown = statement.offset((page - 1) * PAGE).limit(PAGE + 1)
    return [_dispute_row(row) for row in session.execute(shown)]


def get_dispute(dispute_id: UUID) -> DisputeRow:
    """Return one disagreement. Raise NotFound."""
    row = session.execute(_disputes().where(Dispute.id == dispute_id)).one_or_none()
    if row is None:
        raise NotFound(_("This message does not exist."))
    return _dispute_row(row)


def list_disputes_of(person_id: UUID, question_version_id: UUID) -> list[DisputeRow]:
    """Return what a person said of a question version and what was answered, the last first."""
    statement = _disputes().where(
        Dispute.person_id == person_id, Dispute.question_version_id == question_version_id
    )
    rows = session.execute(statement.order_by(Dispute.created_at.desc()))
    return [_dispute_row(row) for row in rows]


def list_disputes_about(question_uid: UUID) -> list[DisputeRow]:
    """Return what was said of a question, in any of its versions: those that wait first."""
    statement = _disputes().where(QuestionVersion.question_uid == question_uid)
    rows = session.execute(
        statement.order_by(Dispute.state.desc(), Dispute.created_at.desc()).limit(PAGE)
    )
    return [_dispute_row(row) for row in rows]


def _waiting_for(reader_id: UUID | None) -> list[ColumnExpressionArgument[bool]]:
    return [
        Attempt.needs_review,
        Attempt.state == "submitted",
        Answer.needs_review,
        Attempt.person_id != reader_id,
    ]


def count_waiting_reviews(reader_id: UUID | None) -> int:
    """Return how many free texts wait for a reader, the reader's own left out."""
    waiting = select(func.count()).select_from(Answer).join(Attempt).where(*_waiting_for(reader_id))
    return session.scalar(waiting) or 0


def list_waiting_reviews(reader_id: UUID | None, page: int = 1) -> list[WaitingReview]:
    """Return a page of the free texts that wait for a reader, and one more, the oldest first.

    The reader's own are left out.
    """
    statement = (
        select(
            Answer.attempt_id,
            Answer.question_uid,
            Attempt.closed_at,
            QuestionVersion.content,
            QuizVersion.title,
        )
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .join(QuestionVersion, QuestionVersion.id == Answer.question_version_id)
        .join(QuizVersion, QuizVersion.id == Attempt.quiz_version_id)
        .where(*_waiting_for(reader_id))
        .order_by(Attempt.closed_at, Answer.question_uid, Attempt.id)
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
    )
    return [
        WaitingReview(
            row.attempt_id,
            row.question_uid,
            row.closed_at,
            questions.from_json(row.content),
            row.title,
        )
        for row in session.execute(statement)
    ]
