"""What Quotes holds about people."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.core.db import session
from lms.core.i18n import _l
from lms.core.privacy import Erasure, declare, declare_impersonal
from lms.quotes.models import Difficulty

SHOWN = (
    "asked",
    "words",
    "theme_uid",
    "moment_uid",
    "urgency",
    "reach",
    "reach_note",
    "state",
    "submitted_at",
    "appointment_at",
    "answer",
    "change_note",
)


def _own_words(person_id: UUID) -> Iterable[Mapping[str, Any]]:
    """Give a reporter what they told; a coach gets nothing of those who told them something."""
    columns = [Difficulty.__table__.c[name] for name in SHOWN]
    return (
        dict(row)
        for row in session.execute(
            select(*columns).where(Difficulty.reporter_id == person_id).order_by(Difficulty.id)
        ).mappings()
    )


def _withdraw_all(person_id: UUID) -> int:
    """Take back everything an erased person told and that is not out."""
    from lms.quotes.services.telling import withdraw_all

    return withdraw_all(person_id=person_id)


declare(
    "quotes_difficulty",
    _l("What you told your coach, until the card is out: then it is destroyed."),
    person=("reporter_id", "coach_id"),
    thread="thread",
    exporter=_own_words,
    eraser=_withdraw_all,
)
declare(
    "quotes_interview",
    _l("What your coach wrote during your talk; destroyed with the rest."),
    thread="thread",
)
declare(
    "quotes_danger",
    _l("That your coach passed on a danger, and to whom; destroyed with the rest."),
    thread="thread",
)
declare(
    "quotes_abuse",
    _l("A report a coach found abusive, and who decided; destroyed with the rest."),
    person=("flagged_by", "judge_id"),
    thread="thread",
    hidden=("summary",),
)
declare(
    "quotes_draft",
    _l("A card you are writing or reading again, until it is out."),
    person=("coach_id", "reader_id"),
    thread="thread",
    hidden=("coach_receipt", "judgements", "thread"),
)
declare(
    "quotes_absence",
    _l("The days you said you are away."),
    person=("person_id",),
    erase=Erasure.DELETE,
)
declare(
    "quotes_coach_year",
    _l("How many exchanges you ended as a coach, per year."),
    person=("coach_id",),
)
declare(
    "quotes_mark",
    _l("The cards you keep at hand."),
    person=("person_id",),
    erase=Erasure.DELETE,
)
declare("quotes_signature", _l("The cards you signed."), person=("person_id",))
declare(
    "quotes_removal",
    _l("The cards you asked to take out, or took out, as a member of the committee."),
    person=("asked_by", "decided_by"),
)
declare("quotes_gap", _l("The course gaps you took on."), person=("taken_by",))
declare_impersonal(
    "quotes_batch",
    "quotes_card",
    "quotes_card_text",
    "quotes_card_use",
    "quotes_contact",
    "quotes_receipt",
    "quotes_release",
    "quotes_stale_item",
    "quotes_tally",
    "quotes_use_token",
)
