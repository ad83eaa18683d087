"""Due work of quizzes: closing attempts whose time is over."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms.assessment.events import AttemptSubmitted, QuestionDisputed, QuizFailed, QuizPassed
from lms.assessment.models import Attempt, Dispute, QuestionVersion
from lms.assessment.services import correcting, expire_due_attempts, figures
from lms.core.db import session
from lms.core.facts import Emission, backfill
from lms.core.jobs import job
from lms.core.sweepers import sweeper

BATCH = 200


@sweeper("assessment.expire")
def expire(*, now: datetime) -> None:
    """Close every attempt past its deadline, batch after batch."""
    while len(expire_due_attempts(now=now, limit=BATCH)) == BATCH:
        session.flush()


@job(correcting.JOB)
def mark_again(*, correction_id: UUID, after: UUID | None, now: datetime) -> None:
    """Mark the next attempts again by a corrected key."""
    correcting.apply_batch(correction_id=correction_id, after=after, now=now)


@sweeper("assessment.corrections", every=15)
def mark_late(*, now: datetime) -> None:
    """Mark again the tries that were open when a key was corrected."""
    correcting.regrade_late(now=now)


@sweeper("assessment.figures", every=60)
def count_answers(*, now: datetime) -> None:
    """Compute again how questions do, where somebody answered since."""
    figures.recompute(now=now)


@backfill(AttemptSubmitted)
def tell_submitted() -> Iterator[Emission]:
    """Tell every closed attempt again."""
    for attempt in _closed():
        fact = AttemptSubmitted(
            attempt_id=attempt.id,
            person_id=attempt.person_id,
            quiz_uid=attempt.quiz_uid,
            quiz_version_id=attempt.quiz_version_id,
            number=attempt.number,
        )
        yield _emission(attempt, fact)


@backfill(QuizPassed)
def tell_passed() -> Iterator[Emission]:
    """Tell every attempt that passed again."""
    return _tell_results(QuizPassed, passed=True)


@backfill(QuizFailed)
def tell_failed() -> Iterator[Emission]:
    """Tell every attempt that did not pass again."""
    return _tell_results(QuizFailed, passed=False)


@backfill(QuestionDisputed)
def tell_disputed() -> Iterator[Emission]:
    """Tell every disagreement again."""
    statement = select(Dispute, QuestionVersion.question_uid).join(
        QuestionVersion, QuestionVersion.id == Dispute.question_version_id
    )
    for dispute, question_uid in session.execute(statement.execution_options(yield_per=1000)):
        fact = QuestionDisputed(
            dispute_id=dispute.id,
            question_uid=question_uid,
            question_version_id=dispute.question_version_id,
        )
        yield Emission(dispute.id, dispute.created_at, fact)


def _tell_results(kind: type[QuizPassed] | type[QuizFailed], *, passed: bool) -> Iterator[Emission]:
    for attempt in _closed():
        if attempt.passed is not passed or attempt.score_num is None or attempt.score_den is None:
            continue
        fact = kind(
            attempt_id=attempt.id,
            person_id=attempt.person_id,
            quiz_uid=attempt.quiz_uid,
            score_num=attempt.score_num,
            score_den=attempt.score_den,
        )
        yield _emission(attempt, fact)


def _closed() -> Iterator[Attempt]:
    statement = select(Attempt).where(Attempt.state != "open").order_by(Attempt.closed_at)
    yield from session.execute(statement.execution_options(yield_per=1000)).scalars()


def _emission(attempt: Attempt, fact: AttemptSubmitted | QuizPassed | QuizFailed) -> Emission:
    assert attempt.closed_at is not None  # noqa: S101 - held by a constraint
    return Emission(attempt.id, attempt.closed_at, fact)
