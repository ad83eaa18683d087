"""Commands on questions, quizzes and attempts. None of them commits."""

from lms.assessment.services.attempts import start_at_once, start_attempt, submit_attempt
from lms.assessment.services.bank import (
    BankEntry,
    Stored,
    ensure_question,
    retire_question,
)
from lms.assessment.services.closing import expire_due_attempts
from lms.assessment.services.quizzes import (
    ensure_quiz_version,
    forgive_attempts,
    grant_override,
)
from lms.assessment.services.regrading import Regraded, regrade
from lms.assessment.services.reviews import (
    answer_dispute,
    dispute_question,
    review_free_text,
)
from lms.assessment.services.saving import Saved, save_answer
from lms.assessment.services.timing import end_extra_time, grant_extra_time

__all__ = [
    "BankEntry",
    "Regraded",
    "Saved",
    "Stored",
    "answer_dispute",
    "dispute_question",
    "end_extra_time",
    "ensure_question",
    "ensure_quiz_version",
    "expire_due_attempts",
    "forgive_attempts",
    "grant_extra_time",
    "grant_override",
    "regrade",
    "retire_question",
    "review_free_text",
    "save_answer",
    "start_at_once",
    "start_attempt",
    "submit_attempt",
]
