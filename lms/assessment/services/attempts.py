"""Starting and sending attempts."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text

from lms.assessment.models import Attempt, Step
from lms.assessment.queries import (
    AttemptView,
    find_attempt,
    get_attempt,
    get_override,
    list_past,
    load_quiz,
)
from lms.assessment.rules.quiz import (
    AttemptOutcome,
    AttemptState,
    ClosedBy,
    Override,
    Retry,
    RetryRefusal,
    deadline_of,
    is_late,
    may_retry,
)
from lms.assessment.services.closing import close_attempt, lock_attempt, outcome_already
from lms.core import ids
from lms.core.db import session
from lms.core.errors import NotFound, Refused
from lms.core.i18n import _, format_moment

LOCK = 5_120_003


class CannotStart(Refused):
    """No new attempt may start now; `retry` says why and when one may."""

    def __init__(self, retry: Retry) -> None:
        """Put the refusal in words."""
        super().__init__(explain(retry))
        self.retry = retry


def explain(retry: Retry) -> str:
    """Say in the current language why no attempt may start, or nothing when one may."""
    at = format_moment(retry.at)
    words = {
        RetryRefusal.NOT_YET_OPEN: _("This quiz opens on %(at)s.", at=at),
        RetryRefusal.CLOSED: _("This quiz closed on %(at)s.", at=at),
        RetryRefusal.NONE_LEFT: _("You have used all your tries."),
        RetryRefusal.TOO_SOON: _("You can try again from %(at)s.", at=at),
    }
    return words[retry.refusal] if retry.refusal else ""


def start_attempt(
    *, person_id: UUID, quiz_uid: UUID, quiz_version_id: UUID, now: datetime
) -> AttemptView:
    """Return the open attempt of the person, or start one on the version given.

    An open attempt whose time is over is closed first. Raise CannotStart when the rules refuse.
    """
    session.execute(
        text("SELECT pg_advisory_xact_lock(:key, hashtext(:who))"),
        {"key": LOCK, "who": f"{person_id}/{quiz_uid}"},
    )
    resumed = _resume(person_id, quiz_uid, now)
    if resumed is not None:
        return resumed
    quiz = load_quiz(quiz_version_id)
    if quiz.quiz_uid != quiz_uid:
        raise NotFound(_("This quiz does not exist."))
    override = get_override(person_id, quiz_uid)
    past = list_past(person_id, quiz_uid)
    retry = may_retry(quiz.spec.settings, past, now, override)
    if not retry.is_allowed:
        raise CannotStart(retry)
    number = max((one.number for one in past), default=0) + 1
    deadline = deadline_of(quiz.spec.settings, now, override)
    return _open(
        person_id=person_id,
        quiz_uid=quiz_uid,
        quiz_version_id=quiz_version_id,
        number=number,
        deadline=deadline,
        now=now,
    )


def start_at_once(
    *,
    person_id: UUID,
    quiz_uid: UUID,
    quiz_version_id: UUID,
    now: datetime,
    since: datetime | None = None,
) -> None:
    """Start with the press that leads to a quiz, so that no page stands before its first question.

    Nothing is started when a clock would run, when the quiz is passed, or when the rules refuse:
    the quiz's own page then says what there is to say. Attempts ended before `since` do not count.
    """
    if load_quiz(quiz_version_id).spec.settings.time_limit is not None:
        return
    last = find_attempt(person_id, quiz_uid, since)
    if last is not None and (last.is_open or last.standing().passed or last.needs_review):
        return
    with suppress(CannotStart):
        start_attempt(
            person_id=person_id, quiz_uid=quiz_uid, quiz_version_id=quiz_version_id, now=now
        )


def submit_attempt(*, person_id: UUID, quiz_uid: UUID, now: datetime) -> AttemptOutcome:
    """Send the open attempt; sent twice, or closed by the clock meanwhile, the first result stays.

    Past its deadline it is closed by the clock, under the late policy. Raise NotFound when the
    person never started.
    """
    attempt_id = session.execute(
        select(Attempt.id)
        .where(Attempt.person_id == person_id, Attempt.quiz_uid == quiz_uid)
        .order_by((Attempt.state == "open").desc(), Attempt.number.desc())
        .limit(1)
    ).scalar_one_or_none()
    if attempt_id is None:
        raise NotFound(_("You have not started this quiz."))
    attempt = lock_attempt(attempt_id)
    late = is_late(attempt.quiz.spec.settings, attempt.deadline, now)
    by = ClosedBy.CLOCK if late else ClosedBy.PERSON
    return outcome_already(attempt) or close_attempt(attempt, by=by, now=now)


def retry_of(attempt: AttemptView | None, override: Override, now: datetime) -> Retry:
    """Say whether the person may start again after this attempt."""
    if attempt is None:
        return Retry()
    return may_retry(attempt.quiz.spec.settings, attempt.past, now, override)


def _resume(person_id: UUID, quiz_uid: UUID, now: datetime) -> AttemptView | None:
    open_id = session.execute(
        select(Attempt.id).where(
            Attempt.person_id == person_id, Attempt.quiz_uid == quiz_uid, Attempt.state == "open"
        )
    ).scalar_one_or_none()
    if open_id is None:
        return None
    attempt = lock_attempt(open_id)
    if attempt.is_open and is_late(attempt.quiz.spec.settings, attempt.deadline, now):
        close_attempt(attempt, by=ClosedBy.CLOCK, now=now)
        return None
    return attempt if attempt.is_open else None


def _open(
    *,
    person_id: UUID,
    quiz_uid: UUID,
    quiz_version_id: UUID,
    number: int,
    deadline: datetime | None,
    now: datetime,
) -> AttemptView:
    attempt = Attempt(
        id=ids.new_id(),
        person_id=person_id,
        quiz_uid=quiz_uid,
        quiz_version_id=quiz_version_id,
        number=number,
        seed=ids.token(24),
        state=AttemptState.OPEN,
        started_at=now,
        deadline=deadline,
    )
    session.add(attempt)
    session.flush()
    session.add(Step(id=ids.new_id(), attempt_id=attempt.id, kind="started", at=now))
    session.flush()
    return get_attempt(attempt.id)
