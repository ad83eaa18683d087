"""What quizzes hold about people, and what becomes of it."""

from lms.core.i18n import _l
from lms.core.privacy import Erasure, declare, declare_impersonal

declare_impersonal(
    "assessment_question_file",
    "assessment_quiz_version",
    "assessment_quiz_question",
    "assessment_step",
    "assessment_item_figure",
)
declare(
    "assessment_correction",
    _l("The questions whose key you corrected, and why."),
    person=("actor_id",),
)
declare(
    "assessment_extra_time",
    _l("The extra time you have for questions, and why. Only you and those who gave it see it."),
    person=("person_id", "granted_by", "ended_by"),
    erase=Erasure.CLEAR,
    cleared={"reason": ""},
)
declare(
    "assessment_question",
    _l("The questions you answer for as an author."),
    person=("owner_id",),
)
declare(
    "assessment_question_version",
    _l("The versions of questions you wrote."),
    person=("created_by",),
    hidden=("content", "content_hash"),
)
declare(
    "assessment_attempt",
    _l("Your tries at quizzes: when, and their result."),
    person=("person_id",),
    hidden=("seed",),
)
declare(
    "assessment_answer",
    _l("Your answers to questions."),
    person=("person_id",),
    erase=Erasure.CLEAR,
    cleared={"response": {"kind": "written", "text": ""}},
    hidden=("client_id", "seq"),
)
declare(
    "assessment_review",
    _l("The marks you gave to answers you read."),
    person=("reviewer_id",),
)
declare(
    "assessment_dispute",
    _l("What you disagreed with, and what was answered."),
    person=("person_id", "answered_by"),
    erase=Erasure.CLEAR,
    cleared={"text": ""},
)
declare(
    "assessment_override",
    _l("The time and tries you were given beyond those of everybody."),
    person=("person_id", "granted_by"),
    erase=Erasure.CLEAR,
    cleared={"reason": ""},
)
