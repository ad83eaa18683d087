"""Agreements: an employer lets another read its people's names, from a day, for a reason."""

from datetime import date
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import Range

from lms.core import ids
from lms.core.db import session
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _
from lms.network.models import Agreement, Change, Employer
from lms.network.services.acts import acting, end_rows

WORDS_MAX = 300


def record_agreement(
    *,
    employer_id: UUID,
    reader_id: UUID,
    on: date,
    until: date | None = None,
    reference: str,
    reason: str,
    today: date,
    actor_id: UUID | None,
) -> Change:
    """Record that an employer lets another read its people's names from ``on``.

    What was read before stays read: it begins today or later. Raises Invalid without the signed
    text, a reason or two employers, Refused when one is running.
    """
    errors = _wrong_days(on, until, today) | _words("reason", reason)
    if employer_id == reader_id:
        errors["reader"] = _("Choose two different employers.")
    if not reference.strip():
        errors["reference"] = _("Say where the signed text is kept.")
    if errors:
        raise Invalid(errors)
    for employer in (employer_id, reader_id):
        if session.get(Employer, employer) is None:
            raise NotFound
    during = Range(on, until)
    running = select(Agreement.id).where(
        Agreement.employer_id == employer_id,
        Agreement.reader_id == reader_id,
        Agreement.during.overlaps(during),
    )
    if session.scalar(running.limit(1)) is not None:
        raise Refused(_("An agreement is already recorded."))
    agreement = Agreement(
        id=ids.new_id(),
        employer_id=employer_id,
        reader_id=reader_id,
        during=during,
        reference=reference.strip(),
        reason=reason.strip(),
    )
    with acting(
        "record_agreement",
        subject_kind="agreement",
        subject_id=agreement.id,
        actor_id=actor_id,
    ) as change:
        session.add(agreement)
    return change


def _wrong_days(on: date, until: date | None, today: date) -> dict[str, str]:
    errors = {}
    if on < today:
        errors["on"] = _("An agreement opens nothing in the past: choose today or later.")
    if until is not None and until <= on:
        errors["until"] = _("The end comes before the start.")
    return errors


def _words(field: str, words: str) -> dict[str, str]:
    if not words.strip():
        return {field: _("Say why: both employers can read it.")}
    if len(words.strip()) > WORDS_MAX:
        return {field: _("300 characters at most.")}
    return {}


def end_agreement(
    *, agreement_id: UUID, on: date, reason: str, today: date, actor_id: UUID | None
) -> Change:
    """End an agreement from ``on``: names are hidden again, figures without names stay.

    One that has not begun is taken away. Raises NotFound, Invalid without a reason or for a past
    day, Refused when it has ended.
    """
    agreement = session.get(Agreement, agreement_id, with_for_update=True)
    if agreement is None:
        raise NotFound
    errors = _words("reason", reason)
    if on < today:
        errors["on"] = _("What was read before stays read: choose today or later.")
    if errors:
        raise Invalid(errors)
    if agreement.during.upper is not None and agreement.during.upper <= on:
        raise Refused(_("This agreement has ended already."))
    with acting(
        "end_agreement", subject_kind="agreement", subject_id=agreement_id, actor_id=actor_id
    ) as change:
        session.execute(
            update(Agreement).where(Agreement.id == agreement_id).values(end_reason=reason.strip())
        )
        end_rows(Agreement, on, Agreement.id == agreement_id)
    return change
