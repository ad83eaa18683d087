"""The mail made of notices: written when it leaves, in the person's language, on their clock."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import current_app

from lms.core.i18n import _, format_moment, ngettext, speaking
from lms.core.mail import Later, Letter, letter
from lms.core.pages import address
from lms.notifications.policies import week
from lms.notifications.queries.due import Envelope, Told, find_envelope
from lms.notifications.rules.hours import is_working, next_working
from lms.notifications.services.sending import LETTER

INBOX = "/inbox"


@dataclass(frozen=True, slots=True)
class Line:
    """A notice in a mail; of a confidential one only the title, and it leads to the inbox."""

    title: str
    body: str
    due: str
    url: str


@letter(LETTER)
def compose(*, now: datetime, dispatch_id: UUID) -> Letter | None:
    """Write a mail of notices; None when nothing is left to say, later when it is night there."""
    envelope = find_envelope(dispatch_id, now)
    if envelope is None:
        return None
    hours = week(now)
    if not is_working(now, envelope.zone, hours):
        raise Later(next_working(now, envelope.zone, hours))
    person = envelope.person
    with speaking(person.locale):
        strings = _strings(envelope)
        subject = subject_of([one.kind.title for one in envelope.notices], len(strings["acts"]))
    return Letter(
        to=person.email or "",
        to_name=person.full_name,
        subject=subject,
        template="notices",
        locale=person.locale,
        strings=strings,
    )


def _strings(envelope: Envelope) -> dict[str, Any]:
    base = str(current_app.extensions["settings"].base_url)
    return {
        "acts": [_line(one, base, envelope.zone) for one in envelope.notices if one.kind.act],
        "news": [_line(one, base, envelope.zone) for one in envelope.notices if not one.kind.act],
        "inbox": f"{base}{INBOX}",
        "choices": f"{base}{INBOX}/choices",
    }


def _line(one: Told, base: str, zone: str) -> Line:
    if one.kind.confidential:
        return Line(title=str(one.kind.title), body="", due="", url=f"{base}{INBOX}")
    return Line(
        title=str(one.kind.title),
        body=one.kind.put_in_words(one.values),
        due=_("Expected by %(when)s.", when=format_moment(one.due_at, zone)) if one.due_at else "",
        url=f"{base}{address(one.endpoint, one.args) or INBOX}",
    )


def subject_of(titles: list[Any], acts: int) -> str:
    """Return a subject that names neither a person nor any content."""
    if len(titles) == 1:
        return str(titles[0])
    if acts:
        return ngettext("%(num)s thing waits for you", "%(num)s things wait for you", acts)
    return _("News for you")
