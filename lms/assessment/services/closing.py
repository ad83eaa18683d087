"""Closing attempts: by the person, or by the clock; marking them; telling how they ended."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy import func, select, text, update

from lms.assessment.events import AttemptSubmitted, QuizFailed, QuizPassed
from lms.assessment.models import Attempt, Step
from lms.assessment.permissions import tell_outcome
from lms.assessment.queries import AttemptView, get_attempt
from lms.assessment.rules.grading import Grade, grade
from lms.assessment.rules.questions import ZERO
from lms.assessment.rules.quiz import (
    AttemptOutcome,
    AttemptState,
    ClosedBy,
    Late,
    Past,
    has_passed,
    is_late,
    score_of,
    standing_of,
    storable,
)
from lms.core import ids
from lms.core.db import session
from lms.core.facts import record

_MARK = text(
    "UPDATE assessment_answer AS a SET fraction_num = m.num, fraction_den = m.den, "
    "needs_review = m.review "
    "FROM unnest(CAST(:uids AS uuid[]), CAST(:nums AS bigint[]), CAST(:dens AS bigint[]), "
    "CAST(:reviews AS boolean[])) AS m(uid, num, den, review) "
    "WHERE a.attempt_id = :attempt AND a.question_uid = m.uid"
)


def lock_attempt(attempt_id: UUID) -> AttemptView:
    """Hold an attempt until the end of the transaction and return it as it is once held.

    Two statements on purpose: answers read together with the lock would be those of before waiting.
    """
    session.execute(select(Attempt.id).where(Attempt.id == attempt_id).with_for_update())
    return get_attempt(attempt_id)


def close_attempt(attempt: AttemptView, *, by: ClosedBy, now: datetime) -> AttemptOutcome:
    """Close an open attempt that the caller has locked, mark it, and tell how it ended."""
    settings = attempt.quiz.spec.settings
    marks = mark_answers(attempt)
    abandoned = by is ClosedBy.CLOCK and settings.late is Late.ABANDON
    waits = not abandoned and any(mark.needs_review for mark in marks.values())
    earned = {} if abandoned else {uid: mark.fraction for uid, mark in marks.items()}
    score = None if waits else storable(score_of(attempt.quiz.spec.questions, earned))
    state = AttemptState.EXPIRED if abandoned else AttemptState.SUBMITTED
    session.execute(
        update(Attempt)
        .where(Attempt.id == attempt.id)
        .values(
            state=state,
            closed_at=now,
            closed_by=by,
            needs_review=waits,
            score_num=None if score is None else score.numerator,
            score_den=None if score is None else score.denominator,
            passed=None if score is None else has_passed(settings, score),
        )
    )
    session.add(Step(id=ids.new_id(), attempt_id=attempt.id, kind="closed", at=now))
    session.flush()
    outcome = replace(
        outcome_of(attempt, state=state, by=by, now=now, score=score, waits=waits),
        assured=waits and reaches_mark(attempt, earned),
    )
    _record_closing(outcome)
    tell_outcome(outcome)
    return outcome


def mark_answers(attempt: AttemptView) -> dict[UUID, Grade]:
    """Mark every saved answer of an attempt in one statement; return the marks by question."""
    asked = attempt.quiz.by_uid
    marks = {
        uid: grade(asked[uid], answer.response)
        for uid, answer in attempt.answers.items()
        if uid in asked
    }
    if marks:
        rows = [(uid, storable(mark.fraction), mark.needs_review) for uid, mark in marks.items()]
        session.execute(
            _MARK,
            {
                "attempt": attempt.id,
                "uids": [uid for uid, _, _ in rows],
                "nums": [value.numerator for _, value, _ in rows],
                "dens": [value.denominator for _, value, _ in rows],
                "reviews": [waits for _, _, waits in rows],
            },
        )
    return marks


def outcome_of(
    attempt: AttemptView,
    *,
    state: AttemptState,
    by: ClosedBy,
    now: datetime,
    score: Fraction | None,
    waits: bool,
) -> AttemptOutcome:
    """Return what this closing gives, the other attempts of the person counted in."""
    settings = attempt.quiz.spec.settings
    passed = None if score is None else has_passed(settings, score)
    others = [past for past in attempt.past if past.number != attempt.number]
    mine = Past(attempt.number, state, now, score, passed)
    return AttemptOutcome(
        attempt_id=attempt.id,
        person_id=attempt.person_id,
        quiz_uid=attempt.quiz_uid,
        quiz_version_id=attempt.quiz_version_id,
        number=attempt.number,
        state=state,
        closed_by=by,
        at=now,
        score=score,
        passed=passed,
        needs_review=waits,
        standing=standing_of(settings.grade_method, [*others, mine]),
    )


def reaches_mark(attempt: AttemptView, earned: Mapping[UUID, Fraction]) -> bool:
    """Tell whether what is earned already, answers to read at 0, reaches the pass mark."""
    spec = attempt.quiz.spec
    return has_passed(spec.settings, storable(score_of(spec.questions, earned)))


def outcome_already(attempt: AttemptView) -> AttemptOutcome | None:
    """Return what a closed attempt gave, or None for an open one."""
    if attempt.closed_at is None or attempt.closed_by is None:
        return None
    outcome = outcome_of(
        attempt,
        state=attempt.state,
        by=attempt.closed_by,
        now=attempt.closed_at,
        score=attempt.score,
        waits=attempt.needs_review,
    )
    return replace(
        outcome, assured=attempt.needs_review and reaches_mark(attempt, earned_in(attempt))
    )


def record_result(outcome: AttemptOutcome) -> None:
    """Record whether the attempt passed, once it has a mark."""
    if outcome.score is None:
        return
    kind = QuizPassed if outcome.passed else QuizFailed
    fact = kind(
        attempt_id=outcome.attempt_id,
        person_id=outcome.person_id,
        quiz_uid=outcome.quiz_uid,
        score_num=outcome.score.numerator,
        score_den=outcome.score.denominator,
    )
    record(fact, source=outcome.attempt_id, at=outcome.at)


def _record_closing(outcome: AttemptOutcome) -> None:
    fact = AttemptSubmitted(
        attempt_id=outcome.attempt_id,
        person_id=outcome.person_id,
        quiz_uid=outcome.quiz_uid,
        quiz_version_id=outcome.quiz_version_id,
        number=outcome.number,
    )
    record(fact, source=outcome.attempt_id, at=outcome.at)
    record_result(outcome)


def expire_due_attempts(*, now: datetime, limit: int = 200) -> list[AttemptOutcome]:
    """Close attempts whose time is over at `now`, grace included; return how each ended.

    Safe late or twice: only open ones past their deadline are taken, each held while it is closed.
    """
    due = session.execute(
        select(Attempt.id)
        .where(Attempt.state == "open", Attempt.deadline < now)
        .order_by(Attempt.deadline)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).scalars()
    outcomes = []
    for attempt_id in due.all():
        attempt = get_attempt(attempt_id)
        if is_late(attempt.quiz.spec.settings, attempt.deadline, now):
            outcomes.append(close_attempt(attempt, by=ClosedBy.CLOCK, now=now))
    return outcomes


def earned_in(attempt: AttemptView) -> Mapping[UUID, Fraction]:
    """Return what each answer of an attempt is worth, those without a mark at 0."""
    return {uid: answer.fraction or ZERO for uid, answer in attempt.answers.items()}


def count_due(now: datetime) -> int:
    """Count the attempts still open after their deadline."""
    statement = select(func.count()).where(Attempt.state == "open", Attempt.deadline < now)
    return session.execute(statement).scalar_one()
