"""Marking closed attempts again after a question was corrected."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select, update

from lms.assessment.models import Answer, Attempt, BankQuestion, QuestionVersion, Step
from lms.assessment.permissions import tell_outcome
from lms.assessment.queries import AttemptView, get_attempt
from lms.assessment.rules import responses
from lms.assessment.rules.grading import grade
from lms.assessment.rules.questions import Question, from_json
from lms.assessment.rules.quiz import has_passed, score_of, storable
from lms.assessment.services.closing import earned_in, lock_attempt, outcome_of, record_result
from lms.core import ids
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.i18n import _


@dataclass(frozen=True, slots=True)
class Regraded:
    """What marking again gives one attempt: its score and whether it passes, before and after."""

    attempt_id: UUID
    before: Fraction
    after: Fraction
    passed_before: bool
    passed_after: bool


def regrade(
    *, question_uid: UUID, now: datetime, dry_run: bool = True, only_up: bool = True
) -> list[Regraded]:
    """Mark the answers of closed attempts by the question's present version.

    A `dry_run` changes nothing and says what would change. With `only_up` nobody loses by it.
    Answers that the present version no longer understands (an option gone) keep their mark, and so
    do free texts. Raise NotFound for a question that is not in use.
    """
    question = _present(question_uid)
    changed = []
    for attempt_id in _closed_with(question_uid):
        attempt = get_attempt(attempt_id) if dry_run else lock_attempt(attempt_id)
        found = _regraded(attempt, question, only_up=only_up)
        if found is None:
            continue
        changed.append(found[0])
        if not dry_run:
            _apply(attempt, question_uid, *found, now=now)
    return changed


def _present(question_uid: UUID) -> Question:
    content = session.execute(
        select(QuestionVersion.content)
        .join(BankQuestion, BankQuestion.current_version_id == QuestionVersion.id)
        .where(BankQuestion.uid == question_uid)
    ).scalar_one_or_none()
    if content is None:
        raise NotFound(_("This question does not exist."))
    return from_json(content)


def _closed_with(question_uid: UUID) -> Iterator[UUID]:
    yield from session.execute(
        select(Answer.attempt_id)
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .where(
            Answer.question_uid == question_uid,
            Attempt.state.in_(("submitted", "reviewed")),
            Attempt.score_num.is_not(None),
        )
        .order_by(Attempt.closed_at, Attempt.id)
    ).scalars()


def _regraded(
    attempt: AttemptView, question: Question, *, only_up: bool
) -> tuple[Regraded, Fraction] | None:
    """Return what changes in an attempt, with the answer's new mark, or None when nothing does."""
    answer = attempt.answers[question.uid]
    mark = grade(question, answer.response)
    if mark.needs_review or not responses.fits(question, answer.response):
        return None
    spec = attempt.quiz.spec
    before = attempt.score or Fraction(0)
    earned = {**earned_in(attempt), question.uid: mark.fraction}
    after = storable(score_of(spec.questions, earned))
    if after == before or (only_up and after < before):
        return None
    found = Regraded(
        attempt.id, before, after, bool(attempt.passed), has_passed(spec.settings, after)
    )
    return found, storable(mark.fraction)


def _apply(
    attempt: AttemptView, question_uid: UUID, found: Regraded, worth: Fraction, *, now: datetime
) -> None:
    session.execute(
        update(Answer)
        .where(Answer.attempt_id == attempt.id, Answer.question_uid == question_uid)
        .values(fraction_num=worth.numerator, fraction_den=worth.denominator)
    )
    session.execute(
        update(Attempt)
        .where(Attempt.id == attempt.id)
        .values(
            score_num=found.after.numerator,
            score_den=found.after.denominator,
            passed=found.passed_after,
        )
    )
    session.add(
        Step(
            id=ids.new_id(),
            attempt_id=attempt.id,
            kind="regraded",
            question_uid=question_uid,
            at=now,
        )
    )
    session.flush()
    if attempt.closed_by is None or found.passed_before == found.passed_after:
        return
    outcome = outcome_of(
        attempt, state=attempt.state, by=attempt.closed_by, now=now, score=found.after, waits=False
    )
    record_result(outcome)
    tell_outcome(outcome)
