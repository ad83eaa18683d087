"""What happened in quizzes, told to consumers."""

from dataclasses import dataclass
from uuid import UUID

from lms.core.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptSubmitted(Fact):
    """An attempt was closed, by the person or the clock; its mark may still wait for a reader."""

    attempt_id: UUID
    person_id: UUID
    quiz_uid: UUID
    quiz_version_id: UUID
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizPassed(Fact):
    """An attempt reached the pass mark. The score is `score_num` / `score_den`, 0 to 1."""

    attempt_id: UUID
    person_id: UUID
    quiz_uid: UUID
    score_num: int
    score_den: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizFailed(Fact):
    """An attempt did not reach the pass mark. The score is `score_num` / `score_den`, 0 to 1."""

    attempt_id: UUID
    person_id: UUID
    quiz_uid: UUID
    score_num: int
    score_den: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionDisputed(Fact):
    """Somebody disagrees with a question; its author has an answer to give."""

    dispute_id: UUID
    question_uid: UUID
    question_version_id: UUID
