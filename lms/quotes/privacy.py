"""What Quotes holds about people."""

from lms.core.i18n import _l
from lms.core.privacy import Erasure, declare, declare_impersonal

declare(
    "quotes_difficulty",
    _l("What you told your coach, until the card is out: then it is destroyed."),
    person=("reporter_id", "coach_id"),
    thread="thread",
    hidden=("receipt", "answered_hash", "thread"),
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
