"""Marking closed attempts again after a question was corrected: a pass can be gained, never lost."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from lms.assessment.models import Answer, Attempt, BankQuestion, QuestionVersion, Step
from lms.assessment.permissions import tell_outcome
from lms.assessment.queries import AttemptView, get_attempt, load_quiz
from lms.assessment.queries import fraction as stored_fraction
from lms.assessment.rules import responses
from lms.assessment.rules.grading import grade
from lms.assessment.rules.questions import ZERO, Question, counted_weight, from_json
from lms.assessment.rules.quiz import has_passed, score_of, storable
from lms.assessment.services.closing import earned_in, lock_attempt, outcome_of, record_result
from lms.core import ids
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.i18n import _

MARKED = ("submitted", "reviewed")


@dataclass(frozen=True, slots=True)
class Regraded:
    """What marking again gives one attempt: its score and whether it passes, before and after."""

    attempt_id: UUID
    before: Fraction
    after: Fraction
    passed_before: bool
    passed_after: bool


@dataclass(frozen=True, slots=True)
class Because:
    """Who corrected the question, and why: told with what it changes."""

    actor_id: UUID | None = None
    reason: str = ""


def regrade(
    *,
    question_uid: UUID,
    now: datetime,
    dry_run: bool = True,
    only_up: bool = True,
    because: Because = Because(),
) -> list[Regraded]:
    """Mark the answers of closed attempts by the question's present version.

    A `dry_run` changes nothing and says what would change. With `only_up` nobody loses by it.
    Answers that the present version no longer understands (an option gone) keep their mark, and so
    do free texts. Raise NotFound for a question that is not in use.
    """
    return regrade_some(
        closed_with(question_uid),
        question=present(question_uid),
        now=now,
        dry_run=dry_run,
        only_up=only_up,
        because=because,
    )


def regrade_some(
    attempt_ids: Iterable[UUID],
    *,
    question: Question,
    now: datetime,
    dry_run: bool = False,
    only_up: bool = True,
    because: Because,
) -> list[Regraded]:
    """Mark these attempts again, as `regrade` does for all."""
    changed = []
    for attempt_id in attempt_ids:
        attempt = get_attempt(attempt_id) if dry_run else lock_attempt(attempt_id)
        found = _regraded(attempt, question, only_up=only_up)
        if found is None:
            continue
        changed.append(found[0])
        if not dry_run:
            _apply(attempt, question.uid, *found, now=now, because=because)
    return changed


def present(question_uid: UUID) -> Question:
    """Return a question as it is asked today. Raise NotFound for one that is not in use."""
    content = session.execute(
        select(QuestionVersion.content)
        .join(BankQuestion, BankQuestion.current_version_id == QuestionVersion.id)
        .where(BankQuestion.uid == question_uid)
    ).scalar_one_or_none()
    if content is None:
        raise NotFound(_("This question does not exist."))
    return from_json(content)


def closed_with(
    question_uid: UUID, *, after: UUID | None = None, limit: int | None = None
) -> list[UUID]:
    """Return the marked attempts that answered a question, by identifier, after one of them."""
    asked = (
        select(Answer.attempt_id)
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .where(
            Answer.question_uid == question_uid,
            Attempt.state.in_(MARKED),
            Attempt.score_num.is_not(None),
        )
        .order_by(Attempt.id)
        .limit(limit)
    )
    if after is not None:
        asked = asked.where(Attempt.id > after)
    return list(session.scalars(asked))


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
    attempt: AttemptView,
    question_uid: UUID,
    found: Regraded,
    worth: Fraction,
    *,
    now: datetime,
    because: Because,
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
    outcome = replace(
        outcome_of(
            attempt,
            state=attempt.state,
            by=attempt.closed_by,
            now=now,
            score=found.after,
            waits=False,
        ),
        source="regrade",
        actor_id=because.actor_id,
        reason=because.reason,
    )
    record_result(outcome)
    tell_outcome(outcome)


@dataclass(slots=True)
class Forecast:
    """What another key would do: attempts looked at, those that rise, who would pass by it.

    `kept`: those that would fall, and keep what they have. `open`: tries not ended yet.
    """

    total: int = 0
    raised: int = 0
    kept: int = 0
    gained: list[UUID] = field(default_factory=list)
    open: int = 0


_MARKS = (
    Answer.response,
    Answer.fraction_num,
    Answer.fraction_den,
    Attempt.person_id,
    Attempt.quiz_version_id,
    Attempt.score_num,
    Attempt.score_den,
    Attempt.passed,
    Attempt.state,
)


def forecast(question: Question) -> Forecast:
    """Say what marking by this key would change, before anything is done: one statement.

    The same answer is marked once, however many gave it.
    """
    found, known = Forecast(), dict[str, Fraction | None]()
    rows = session.execute(
        select(*_MARKS)
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .where(Answer.question_uid == question.uid)
    )
    gained: dict[UUID, None] = {}
    for row in rows:
        if row.state == "open":
            found.open += 1
            continue
        if row.state not in MARKED or row.score_num is None:
            continue
        found.total += 1
        words = json.dumps(row.response, sort_keys=True)
        if words not in known:
            known[words] = _worth(question, row.response)
        rise = _rise(question, row, known[words])
        found.raised += rise > 0
        found.kept += rise < 0
        if rise > 0 and not row.passed and _passes(row, rise):
            gained[row.person_id] = None
    found.gained = list(gained)
    return found


def _worth(question: Question, response: Any) -> Fraction | None:
    given = responses.from_json(response)
    if not responses.fits(question, given):
        return None
    mark = grade(question, given)
    return None if mark.needs_review else mark.fraction


def _rise(question: Question, row: Any, worth: Fraction | None) -> Fraction:
    """Return by how much the mark of an attempt would rise (or fall, under 0)."""
    before = stored_fraction(row.fraction_num, row.fraction_den) or ZERO
    if worth is None or worth == before:
        return ZERO
    asked = load_quiz(row.quiz_version_id).spec.questions
    possible = sum((counted_weight(one) for one in asked), ZERO)
    weight = next((counted_weight(one) for one in asked if one.uid == question.uid), ZERO)
    return (worth - before) * weight / possible if possible else ZERO


def _passes(row: Any, rise: Fraction) -> bool:
    after = storable(Fraction(row.score_num, row.score_den) + rise)
    return has_passed(load_quiz(row.quiz_version_id).spec.settings, after)
