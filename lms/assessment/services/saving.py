"""Saving answers as they are given."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from lms.assessment.queries import AttemptView, SavedAnswer, get_attempt
from lms.assessment.queries import fraction as stored_fraction
from lms.assessment.rules import responses
from lms.assessment.rules.grading import grade
from lms.assessment.rules.questions import Question
from lms.assessment.rules.quiz import AttemptOutcome, ClosedBy, Feedback, is_late, storable
from lms.assessment.services.closing import close_attempt, lock_attempt, outcome_already
from lms.core import ids
from lms.core.db import session
from lms.core.errors import NotFound, Refused
from lms.core.i18n import _

CLIENT_MAX = 64
SEQ_MAX = 10**15
FINAL = ".final"

# One statement: the attempt is held (FOR SHARE: saves pass side by side, a closing waits), a
# sending already taken changes nothing, an older one of the same client neither, nor a draft that
# arrives after the final answer of its page, nor anything once the outcome may have been told.
_SAVE = text(
    """
    WITH held AS (
      SELECT id FROM assessment_attempt WHERE id = :attempt AND state = 'open'
        AND (deadline IS NULL OR deadline >= CAST(:latest AS timestamptz)) FOR SHARE
    ), step AS (
      INSERT INTO assessment_step (id, attempt_id, kind, question_uid, client_id, seq, at)
      SELECT :step, id, :kind, :question, :client, :seq, :now FROM held
      ON CONFLICT DO NOTHING RETURNING attempt_id
    ), saved AS (
      INSERT INTO assessment_answer AS a (attempt_id, question_uid, person_id,
        question_version_id, client_id, seq, response, fraction_num, fraction_den,
        needs_review, checked_at, answered_at)
      SELECT attempt_id, :question, :person, :version, :client, :seq, :response, :num, :den,
        :review, CAST(:checked AS timestamptz), :now FROM step
      ON CONFLICT (attempt_id, question_uid) DO UPDATE SET client_id = excluded.client_id,
        seq = excluded.seq, response = excluded.response, fraction_num = excluded.fraction_num,
        fraction_den = excluded.fraction_den, needs_review = excluded.needs_review,
        checked_at = excluded.checked_at, answered_at = excluded.answered_at
      WHERE a.checked_at IS NULL AND a.client_id <> excluded.client_id || :final
        AND (a.client_id <> excluded.client_id OR a.seq < excluded.seq)
      RETURNING 1
    )
    SELECT (SELECT count(*) FROM held) AS held, (SELECT count(*) FROM saved) AS saved
    """
).bindparams(bindparam("response", type_=JSONB))


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a sending: the attempt after it, whether it counted, how it ended if it did.

    `taken` is False for one already received, overtaken, or behind a final answer: not an error.
    """

    attempt: AttemptView
    taken: bool
    outcome: AttemptOutcome | None = None


def save_answer(
    *,
    attempt: AttemptView,
    question_uid: UUID,
    response: responses.Response,
    client_id: str,
    seq: int,
    is_final: bool,
    now: datetime,
) -> Saved:
    """Save an answer of an attempt read by the caller under the person's own rights.

    Sent twice (same client, same sequence) it counts once; the highest sequence of a client wins;
    another client's later sending wins. A final answer no longer changes when the quiz tells how it
    went at once. After the deadline the attempt is closed with what was saved before. Raise
    NotFound for a question that is not asked, Refused when it is not its turn.
    """
    question = attempt.quiz.by_uid.get(question_uid)
    if question is None or not responses.fits(question, response):
        raise NotFound(_("This question is not part of this quiz."))
    if not client_id or len(client_id) > CLIENT_MAX or not 0 <= seq <= SEQ_MAX:
        raise Refused(_("This answer cannot be read. Reload the page and send it again."))
    check_turn(attempt, question)
    settings = attempt.quiz.spec.settings
    if not attempt.is_open or is_late(settings, attempt.deadline, now):
        return _closed(attempt.id, now)
    locks = is_final and settings.feedback is Feedback.IMMEDIATE
    row = _write(
        attempt,
        question,
        response,
        client_id=client_id,
        seq=seq,
        now=now,
        is_final=is_final,
        locks=locks,
    )
    if not row.held:
        return _closed(attempt.id, now)
    if not row.saved:
        return Saved(get_attempt(attempt.id), taken=False)
    mark = grade(question, response)
    kept = SavedAnswer(
        question_uid,
        response,
        client_id,
        seq,
        stored_fraction(*storable(mark.fraction).as_integer_ratio()) if is_final else None,
        mark.needs_review,
        locks,
    )
    return Saved(attempt.with_answer(kept), taken=True)


def check_turn(attempt: AttemptView, question: Question) -> None:
    """Raise Refused when the quiz is taken in order and an earlier question has no answer."""
    if not attempt.quiz.spec.settings.in_order:
        return
    for earlier in attempt.order():
        if earlier.uid == question.uid:
            return
        if earlier.uid not in attempt.answers:
            raise Refused(_("Answer the questions in order: an earlier one is waiting."))


def _closed(attempt_id: UUID, now: datetime) -> Saved:
    """Close the attempt if its time is over, and return how it ended; nothing new is saved."""
    attempt = lock_attempt(attempt_id)
    outcome = outcome_already(attempt)
    if outcome is None:
        outcome = close_attempt(attempt, by=ClosedBy.CLOCK, now=now)
        attempt = get_attempt(attempt_id)
    return Saved(attempt, taken=False, outcome=outcome)


def _write(
    attempt: AttemptView,
    question: Question,
    response: responses.Response,
    *,
    client_id: str,
    seq: int,
    now: datetime,
    is_final: bool,
    locks: bool,
) -> "_Row":
    mark = grade(question, response)
    worth = storable(mark.fraction)
    row = session.execute(
        _SAVE,
        {
            "attempt": attempt.id,
            "latest": _latest_deadline(attempt, now),
            "step": ids.new_id(),
            "kind": "checked" if is_final else "saved",
            "question": question.uid,
            "person": attempt.person_id,
            "version": attempt.quiz.question_versions[question.uid],
            "client": client_id + (FINAL if is_final else ""),
            "final": FINAL,
            "seq": seq,
            "response": json.loads(json.dumps(responses.to_json(response))),
            "num": worth.numerator if is_final else None,
            "den": worth.denominator if is_final else None,
            "review": mark.needs_review,
            "checked": now if locks else None,
            "now": now,
        },
    ).one()
    return _Row(bool(row.held), bool(row.saved))


@dataclass(frozen=True, slots=True)
class _Row:
    held: bool
    saved: bool


def _latest_deadline(attempt: AttemptView, now: datetime) -> datetime:
    """Return the earliest deadline still answered at `now`: the grace taken off."""
    return now - timedelta(seconds=attempt.quiz.spec.settings.grace)
