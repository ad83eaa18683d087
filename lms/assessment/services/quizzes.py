"""Publishing quizzes, and what one person is given beyond their settings."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import func, insert, select, text
from sqlalchemy.dialects.postgresql import insert as upsert

from lms.assessment.models import Attempt, PersonOverride, QuizQuestion, QuizVersion
from lms.assessment.rules import codec
from lms.assessment.rules.quiz import QuizSpec, check_spec, spec_hash
from lms.assessment.services.bank import BankEntry, ensure_questions
from lms.core import clock, ids
from lms.core.db import session
from lms.core.errors import Invalid

LOCK = 5_120_002


def ensure_quiz_version(
    *, quiz_uid: UUID, spec: QuizSpec, category: str = "", actor_id: UUID | None = None
) -> QuizVersion:
    """Return the version of the quiz that says exactly `spec`, made if it is new.

    Its questions go to the bank under `category`, each frozen in its own version. Raise Invalid
    when the quiz or a question is not ready.
    """
    problems = check_spec(spec)
    if problems:
        raise Invalid({"quiz": ", ".join(problems)})
    found = _find_version(quiz_uid, spec_hash(spec))
    if found is not None:
        return found
    session.execute(
        text("SELECT pg_advisory_xact_lock(:key, hashtext(:uid))"),
        {"key": LOCK, "uid": str(quiz_uid)},
    )
    return _find_version(quiz_uid, spec_hash(spec)) or _publish(quiz_uid, spec, category, actor_id)


def grant_override(
    *,
    person_id: UUID,
    quiz_uid: UUID,
    extra_time: int = 0,
    extra_attempts: int = 0,
    closes_at: datetime | None = None,
    reason: str,
    granted_by: UUID | None,
) -> None:
    """Give a person more time (seconds), tries or a later end on a quiz; the last grant counts.

    An attempt already open keeps its deadline. Raise Invalid without a reason.
    """
    if not reason.strip() or extra_time < 0 or extra_attempts < 0:
        raise Invalid({"reason": "a reason, and figures of 0 or more, are needed"})
    values = {
        "extra_time": extra_time,
        "extra_attempts": extra_attempts,
        "closes_at": closes_at,
        "reason": reason.strip(),
        "granted_by": granted_by,
        "granted_at": clock.now(),
    }
    session.execute(
        upsert(PersonOverride)
        .values(person_id=person_id, quiz_uid=quiz_uid, **values)
        .on_conflict_do_update(index_elements=["person_id", "quiz_uid"], set_=values)
    )


def forgive_attempts(
    *, person_id: UUID, quiz_uid: UUID, reason: str, granted_by: UUID | None
) -> None:
    """Give a person all the tries of a quiz again: those already made no longer count.

    For a quiz that changed. More time and a later end given before are kept.
    """
    made = select(func.count()).where(Attempt.person_id == person_id, Attempt.quiz_uid == quiz_uid)
    values = {"extra_attempts": session.scalar(made) or 0, "granted_at": clock.now()}
    if not values["extra_attempts"]:
        return
    first = {"extra_time": 0, "reason": reason, "granted_by": granted_by}
    session.execute(
        upsert(PersonOverride)
        .values(person_id=person_id, quiz_uid=quiz_uid, **values, **first)
        .on_conflict_do_update(index_elements=["person_id", "quiz_uid"], set_=values)
    )


def _find_version(quiz_uid: UUID, content_hash: str) -> QuizVersion | None:
    return session.execute(
        select(QuizVersion).where(
            QuizVersion.quiz_uid == quiz_uid, QuizVersion.content_hash == content_hash
        )
    ).scalar_one_or_none()


def _publish(quiz_uid: UUID, spec: QuizSpec, category: str, actor_id: UUID | None) -> QuizVersion:
    entries = [BankEntry(question=question, category=category) for question in spec.questions]
    stored = ensure_questions(entries, actor_id=actor_id)
    last = session.execute(
        select(func.max(QuizVersion.number)).where(QuizVersion.quiz_uid == quiz_uid)
    ).scalar()
    version = QuizVersion(
        id=ids.new_id(),
        quiz_uid=quiz_uid,
        number=(last or 0) + 1,
        title=spec.title,
        lang=spec.lang,
        settings=cast("dict[str, Any]", codec.encode(spec.settings)),
        content_hash=spec_hash(spec),
        created_at=clock.now(),
    )
    session.add(version)
    session.flush()
    places = [
        {
            "quiz_version_id": version.id,
            "position": position,
            "question_version_id": stored[question.uid].version_id,
        }
        for position, question in enumerate(spec.questions)
    ]
    session.execute(insert(QuizQuestion), places)
    return version
