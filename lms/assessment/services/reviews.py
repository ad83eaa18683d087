"""What people add to marks: reading free texts, and answering those who disagree."""

from datetime import datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select, update

from lms.assessment.events import QuestionDisputed
from lms.assessment.models import Answer, Attempt, Dispute, QuestionVersion, Review, Step
from lms.assessment.permissions import tell_outcome
from lms.assessment.queries import get_attempt
from lms.assessment.rules.quiz import (
    AttemptOutcome,
    AttemptState,
    has_passed,
    score_of,
    storable,
)
from lms.assessment.services.closing import (
    earned_in,
    lock_attempt,
    outcome_of,
    record_result,
)
from lms.core import ids
from lms.core.db import session
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.facts import record
from lms.core.i18n import _

DISPUTE_MAX = 2000


def review_free_text(
    *,
    attempt_id: UUID,
    question_uid: UUID,
    reviewer_id: UUID,
    fraction: Fraction,
    comment: str = "",
    now: datetime,
) -> AttemptOutcome | None:
    """Give a free text its mark, 0 to 1. Once all are read the attempt gets its own: returned.

    Raise Refused for one's own answer or an attempt still open, Invalid for a mark out of bounds,
    NotFound for an answer that waits for nobody.
    """
    if not 0 <= fraction <= 1:
        raise Invalid({"fraction": _("Choose a mark on the scale.")})
    attempt = lock_attempt(attempt_id)
    if attempt.person_id == reviewer_id:
        raise Refused(_("Somebody else has to read your own answer."))
    if attempt.is_open:
        raise Refused(_("This attempt is not sent yet."))
    answer = attempt.answers.get(question_uid)
    if answer is None or not answer.needs_review:
        raise NotFound(_("This answer waits for nobody."))
    worth = storable(fraction)
    review = Review(
        id=ids.new_id(),
        attempt_id=attempt_id,
        question_uid=question_uid,
        reviewer_id=reviewer_id,
        fraction_num=worth.numerator,
        fraction_den=worth.denominator,
        comment=comment.strip(),
        at=now,
    )
    step = Step(
        id=ids.new_id(), attempt_id=attempt_id, kind="reviewed", question_uid=question_uid, at=now
    )
    session.add_all([review, step])
    session.flush()
    session.execute(
        update(Answer)
        .where(Answer.attempt_id == attempt_id, Answer.question_uid == question_uid)
        .values(fraction_num=worth.numerator, fraction_den=worth.denominator, needs_review=False)
    )
    return _finish_review(attempt_id, now)


def _finish_review(attempt_id: UUID, now: datetime) -> AttemptOutcome | None:
    attempt = get_attempt(attempt_id)
    waiting = any(answer.needs_review for answer in attempt.answers.values())
    if waiting or attempt.closed_by is None:
        return None
    spec = attempt.quiz.spec
    score = storable(score_of(spec.questions, earned_in(attempt)))
    session.execute(
        update(Attempt)
        .where(Attempt.id == attempt_id)
        .values(
            state=AttemptState.REVIEWED,
            needs_review=False,
            score_num=score.numerator,
            score_den=score.denominator,
            passed=has_passed(spec.settings, score),
        )
    )
    outcome = outcome_of(
        attempt,
        state=AttemptState.REVIEWED,
        by=attempt.closed_by,
        now=now,
        score=score,
        waits=False,
    )
    record_result(outcome)
    tell_outcome(outcome)
    return outcome


def dispute_question(
    *,
    person_id: UUID,
    question_version_id: UUID,
    attempt_id: UUID | None,
    text: str,
    now: datetime,
) -> Dispute:
    """Tell the author that a person disagrees; said again before the answer, it replaces the words.

    Raise Invalid without words or with more than 2,000 characters, NotFound for no such question.
    """
    words = text.strip()
    if not words:
        raise Invalid({"text": _("Say in a few words what you disagree with.")})
    if len(words) > DISPUTE_MAX:
        raise Invalid({"text": _("2,000 characters at most.")})
    version = session.get(QuestionVersion, question_version_id)
    if version is None:
        raise NotFound(_("This question does not exist."))
    known = _open_dispute(person_id, question_version_id)
    if known is not None:
        known.text = words
        session.flush()
        return known
    dispute = Dispute(
        id=ids.new_id(),
        person_id=person_id,
        question_version_id=question_version_id,
        attempt_id=attempt_id,
        text=words,
        state="open",
        created_at=now,
    )
    session.add(dispute)
    session.flush()
    fact = QuestionDisputed(
        dispute_id=dispute.id,
        question_uid=version.question_uid,
        question_version_id=version.id,
    )
    record(fact, source=dispute.id, at=now)
    return dispute


def answer_dispute(*, dispute_id: UUID, actor_id: UUID, answer: str, now: datetime) -> Dispute:
    """Answer a person who disagreed. Raise Invalid without words, Refused when it is answered."""
    if not answer.strip():
        raise Invalid({"answer": _("Write an answer.")})
    dispute = session.execute(
        select(Dispute).where(Dispute.id == dispute_id).with_for_update()
    ).scalar_one_or_none()
    if dispute is None:
        raise NotFound(_("This message does not exist."))
    if dispute.state != "open":
        raise Refused(_("Somebody answered already."))
    dispute.state = "answered"
    dispute.answer = answer.strip()
    dispute.answered_by = actor_id
    dispute.answered_at = now
    session.flush()
    return dispute


def _open_dispute(person_id: UUID, question_version_id: UUID) -> Dispute | None:
    return session.execute(
        select(Dispute)
        .where(
            Dispute.person_id == person_id,
            Dispute.question_version_id == question_version_id,
            Dispute.state == "open",
        )
        .with_for_update()
    ).scalar_one_or_none()
