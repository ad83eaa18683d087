"""Making a wrong key right: the question from now on, then the attempts already marked."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from lms.assessment.models import Answer, Attempt, BankQuestion, Correction
from lms.assessment.permissions import tell_correction
from lms.assessment.rules.flaws import check
from lms.assessment.rules.questions import Question, content_hash
from lms.assessment.services.bank import BankEntry, ensure_question
from lms.assessment.services.figures import compute
from lms.assessment.services.regrading import (
    MARKED,
    Because,
    Regraded,
    closed_with,
    present,
    regrade_some,
)
from lms.core import audit, ids
from lms.core.db import session
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _
from lms.core.jobs import enqueue

JOB = "assessment.corrections.apply"
BATCH = 100
REASON_MAX = 300
WATCHED = timedelta(days=90)
"""How long tries begun on the wrong key are looked at once they have ended."""


def correct_key(
    *, question: Question, reason: str, actor_id: UUID | None, now: datetime
) -> Correction:
    """Ask a question by another key from now on, and mark again, by a job, who answered it.

    Every lesson that asks it follows by itself. Raises NotFound, Invalid without a reason or for a
    key that does not hold, Refused when nothing changes.
    """
    words = reason.strip()
    if not words or len(words) > REASON_MAX:
        raise Invalid({"reason": _("Say why: those whose result rises will read it.")})
    flaws = check(question)
    if flaws:
        raise Invalid({flaw.field: flaw.problem for flaw in flaws})
    before = session.get(BankQuestion, question.uid, with_for_update=True)
    if before is None or before.current_version_id is None:
        raise NotFound(_("This question does not exist."))
    if content_hash(present(question.uid)) == content_hash(question):
        raise Refused(_("This is the key it has: nothing changes."))
    old = before.current_version_id
    entry = BankEntry(
        question=question,
        category=before.category,
        tags=tuple(before.tags),
        level=before.level,
        difficulty=before.difficulty,
    )
    stored = ensure_question(entry, actor_id=actor_id)
    tell_correction(question, actor_id)
    made = Correction(
        id=ids.new_id(),
        question_uid=question.uid,
        from_version_id=old,
        version_id=stored.version_id,
        state="applying",
        reason=words,
        actor_id=actor_id,
        corrected_at=now,
        total=len(closed_with(question.uid)),
        done=0,
        raised=0,
        gained=0,
    )
    session.add(made)
    session.flush()
    audit.note("assessment.correct", "assessment_correction", made.id, actor_id=actor_id)
    enqueue(JOB, correction_id=made.id, after=None)
    return made


def apply_batch(*, correction_id: UUID, after: UUID | None, now: datetime) -> None:
    """Mark the next attempts again; ask for another run until none is left."""
    correction = session.get(Correction, correction_id, with_for_update=True)
    if correction is None or correction.state != "applying":
        return
    batch = closed_with(correction.question_uid, after=after, limit=BATCH)
    if not batch:
        correction.state, correction.regraded_at = "applied", now
        compute([correction.question_uid], now=now)
        return
    _count(correction, _regrade(correction, batch, now))
    correction.done += len(batch)
    enqueue(JOB, correction_id=correction_id, after=batch[-1])


def _regrade(correction: Correction, attempt_ids: list[UUID], now: datetime) -> list[Regraded]:
    return regrade_some(
        attempt_ids,
        question=present(correction.question_uid),
        now=now,
        because=Because(correction.actor_id, correction.reason),
    )


def _count(correction: Correction, changed: list[Regraded]) -> None:
    correction.raised += len(changed)
    correction.gained += sum(one.passed_after and not one.passed_before for one in changed)


def regrade_late(*, now: datetime) -> int:
    """Mark again the tries that were open when a key was corrected and have ended since.

    Safe late or twice: an attempt marked by the new key has nothing more to gain. Returns how many
    rose.
    """
    late = (
        select(Correction, Answer.attempt_id)
        .join(Answer, Answer.question_version_id == Correction.from_version_id)
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .where(
            Correction.state == "applied",
            Correction.corrected_at > now - WATCHED,
            Attempt.closed_at >= Correction.corrected_at,
            Attempt.state.in_(MARKED),
            Attempt.score_num.is_not(None),
        )
    )
    rose = 0
    for correction, attempt_id in session.execute(late).all():
        changed = _regrade(correction, [attempt_id], now)
        _count(correction, changed)
        rose += len(changed)
    return rose
