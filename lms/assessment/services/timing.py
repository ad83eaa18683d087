"""More time for the questions of one person: an accommodation, given with a reason, then ended."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from lms.assessment.models import Attempt, ExtraTime, Step
from lms.assessment.queries import get_override, load_quiz
from lms.assessment.rules.quiz import deadline_of
from lms.core import audit, ids
from lms.core.db import session
from lms.core.errors import Forbidden, Invalid, NotFound, Refused
from lms.core.i18n import _

MOST_PERCENT, MOST_MINUTES, REASON_MAX = 300, 600, 300


def grant_extra_time(
    *,
    person_id: UUID,
    quiz_uid: UUID | None,
    percent: int | None = None,
    minutes: int | None = None,
    reason: str,
    granted_by: UUID,
    now: datetime,
) -> ExtraTime:
    """Give a person more time on a quiz, or (None) on every quiz with a time limit.

    Either a share of the limit or minutes. A quiz open now ends later, never earlier. Of several
    grants the largest counts. Raises Invalid without reason or amount, Forbidden for oneself.
    """
    if person_id == granted_by:
        raise Forbidden(_("Nobody gives themselves more time: ask the person above you."))
    errors = _errors(percent, minutes, reason)
    if errors:
        raise Invalid(errors)
    made = ExtraTime(
        id=ids.new_id(),
        person_id=person_id,
        quiz_uid=quiz_uid,
        percent=percent,
        minutes=minutes,
        reason=reason.strip(),
        granted_by=granted_by,
        granted_at=now,
    )
    session.add(made)
    session.flush()
    audit.note("assessment.time.grant", "assessment_extra_time", made.id, actor_id=granted_by)
    _extend_open(person_id, quiz_uid, now)
    return made


def _errors(percent: int | None, minutes: int | None, reason: str) -> dict[str, str]:
    errors = {}
    if (percent is None) == (minutes is None):
        errors["amount"] = _("Give a share of the time, or minutes.")
    elif percent is not None and not 1 <= percent <= MOST_PERCENT:
        errors["amount"] = _("Between 1 and 300 percent.")
    elif minutes is not None and not 1 <= minutes <= MOST_MINUTES:
        errors["amount"] = _("Between 1 and 600 minutes.")
    if not reason.strip():
        errors["reason"] = _("Say why. Only this person, and those who may give time, read it.")
    elif len(reason.strip()) > REASON_MAX:
        errors["reason"] = _("300 characters at most.")
    return errors


def _extend_open(person_id: UUID, quiz_uid: UUID | None, now: datetime) -> None:
    asked = select(Attempt).where(
        Attempt.person_id == person_id, Attempt.state == "open", Attempt.deadline.is_not(None)
    )
    if quiz_uid is not None:
        asked = asked.where(Attempt.quiz_uid == quiz_uid)
    for attempt in session.scalars(asked.with_for_update()).all():
        settings = load_quiz(attempt.quiz_version_id).spec.settings
        override = get_override(person_id, attempt.quiz_uid)
        later = deadline_of(settings, attempt.started_at, override)
        if later is None or attempt.deadline is None or later <= attempt.deadline:
            continue
        session.execute(update(Attempt).where(Attempt.id == attempt.id).values(deadline=later))
        session.add(Step(id=ids.new_id(), attempt_id=attempt.id, kind="extended", at=now))
    session.flush()


def end_extra_time(*, extra_id: UUID, person_id: UUID, actor_id: UUID, now: datetime) -> None:
    """End what was given to this person; quizzes open now keep their end.

    Raises NotFound, Refused when it ended already.
    """
    found = session.get(ExtraTime, extra_id, with_for_update=True)
    if found is None or found.person_id != person_id:
        raise NotFound(_("This does not exist, or you cannot see it."))
    if found.ended_at is not None:
        raise Refused(_("This has ended already."))
    found.ended_at, found.ended_by = now, actor_id
    session.flush()
    audit.note("assessment.time.end", "assessment_extra_time", found.id, actor_id=actor_id)
