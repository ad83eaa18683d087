"""Quizzes and attempts for tests of services and pages."""

from datetime import UTC, datetime
from fractions import Fraction
from uuid import UUID, uuid4

from lms.assessment.models import QuizVersion
from lms.assessment.queries import AttemptView, find_attempt
from lms.assessment.rules.questions import FreeText, Option, Question, Single
from lms.assessment.rules.quiz import AttemptOutcome, QuizSettings, QuizSpec
from lms.assessment.rules.responses import Chosen, Response
from lms.assessment.services import (
    Saved,
    ensure_quiz_version,
    save_answer,
    start_attempt,
    submit_attempt,
)

NOW = datetime(2026, 3, 12, 8, 41, tzinfo=UTC)
RIGHT, WRONG = Chosen(("b",)), Chosen(("a",))


def choice(number: int = 1, uid: UUID | None = None) -> Single:
    """Make a question whose right option is b."""
    return Single(
        uid=uid or uuid4(),
        name=f"Question {number} (b)",
        stem=f"Que faites-vous d'abord, cas {number} ?",
        options=(
            Option(uid="a", text=f"Je termine, cas {number}", feedback=f"Il attend, cas {number}."),
            Option(uid="b", text=f"Je salue, cas {number}", fraction=Fraction(1), feedback="Oui."),
        ),
        general_feedback=f"Un regard suffit, cas {number}.",
    )


def free(uid: UUID | None = None) -> FreeText:
    """Make a question that a person has to read."""
    return FreeText(uid=uid or uuid4(), stem="Racontez.", min_length=3, guidance="Un geste ?")


def publish(
    *asked: Question, quiz_uid: UUID | None = None, title: str = "Accueillir", **settings: object
) -> QuizVersion:
    """Publish a quiz of two choices, or of the questions given."""
    return ensure_quiz_version(
        quiz_uid=quiz_uid or uuid4(),
        spec=QuizSpec(
            title=title,
            questions=asked or (choice(1), choice(2)),
            settings=QuizSettings(**settings),  # type: ignore[arg-type]
        ),
    )


def begin(quiz: QuizVersion, person_id: UUID, now: datetime = NOW) -> AttemptView:
    """Start or resume an attempt."""
    return start_attempt(
        person_id=person_id, quiz_uid=quiz.quiz_uid, quiz_version_id=quiz.id, now=now
    )


def answer(
    attempt: AttemptView,
    position: int,
    response: Response,
    *,
    seq: int = 1,
    client: str = "phone",
    is_final: bool = True,
    now: datetime = NOW,
) -> Saved:
    """Answer the question at a position of the attempt."""
    fresh = find_attempt(attempt.person_id, attempt.quiz_uid)
    assert fresh is not None
    return save_answer(
        attempt=fresh,
        question_uid=attempt.order()[position].uid,
        response=response,
        client_id=client,
        seq=seq,
        is_final=is_final,
        now=now,
    )


def send(attempt: AttemptView, now: datetime = NOW) -> AttemptOutcome:
    """Send the attempt."""
    return submit_attempt(person_id=attempt.person_id, quiz_uid=attempt.quiz_uid, now=now)
