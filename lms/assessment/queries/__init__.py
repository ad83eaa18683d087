"""Reads of quizzes, attempts and what waits for an author."""

from lms.assessment.queries.attempts import (
    AttemptView,
    LoadedQuiz,
    SavedAnswer,
    find_attempt,
    fraction,
    get_attempt,
    get_override,
    is_last_attempt,
    list_past,
    load_quiz,
)
from lms.assessment.queries.desk import (
    PAGE,
    DisputeRow,
    WaitingReview,
    count_waiting_reviews,
    get_dispute,
    list_disputes,
    list_disputes_of,
    list_waiting_reviews,
)
from lms.assessment.queries.timing import list_extra_time

__all__ = [
    "PAGE",
    "AttemptView",
    "DisputeRow",
    "LoadedQuiz",
    "SavedAnswer",
    "WaitingReview",
    "count_waiting_reviews",
    "find_attempt",
    "fraction",
    "get_attempt",
    "get_dispute",
    "get_override",
    "is_last_attempt",
    "list_disputes",
    "list_disputes_of",
    "list_extra_time",
    "list_past",
    "list_waiting_reviews",
    "load_quiz",
]
