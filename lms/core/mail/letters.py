"""What is written in a mail, and who writes it."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any, TypeVar
from uuid import UUID

from lms.core import i18n, pages

_GIVEN = "core.given"
_LONGEST_SUBJECT = 200
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\]{1,190}\Z")


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to write: to whom, in which language, from which template and strings.

    ``template`` is ``templates/emails/<template>.txt`` and ``.html``. ``subject`` may be lazy: it
    is put in words in ``locale``.
    """

    to: str
    subject: object
    template: str = "notice"
    locale: str = i18n.DEFAULT
    to_name: str = ""
    strings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Words:
    """A letter put in words."""

    to: str
    to_name: str
    subject: str
    text: str
    html: str


class Later(Exception):
    """A composer's answer: not now (somebody's night); the same mail is asked again at ``until``."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


Composer = Callable[..., Letter | None]
C = TypeVar("C", bound=Composer)
LETTERS: dict[str, Composer] = {}


def letter(name: str) -> Callable[[C], C]:
    """Register ``def f(*, now, **ids) -> Letter | None`` as the writer of letter ``name``.

    It runs when the mail leaves; None drops the mail (the person left, the link was used).
    """

    def register(composer: C) -> C:
        if name in LETTERS:
            message = f"letter {name} is declared twice"
            raise ValueError(message)
        LETTERS[name] = composer
        return composer

    return register


@letter(_GIVEN)
def compose_given(
    *,
    now: datetime,
    to: str,
    to_name: str,
    subject: str,
    template: str,
    locale: str,
    strings: dict[str, Any],
) -> Letter:
    """Return the letter whose words were given when it was asked for."""
    return Letter(to, subject, template, locale, to_name, strings)


def is_address(text: str) -> bool:
    """Tell whether ``text`` is one plain address, without a name, a list or a line end."""
    return bool(_ADDRESS.match(text)) and not _unprintable(text)


def _unprintable(text: str) -> bool:
    return any(unicodedata.category(char)[0] in "CZ" for char in text)


def one_line(text: str, longest: int = _LONGEST_SUBJECT) -> str:
    """Return ``text`` fit for a header: one line, no control characters."""
    bare = "".join(" " if unicodedata.category(char)[0] == "C" else char for char in text)
    return " ".join(bare.split())[:longest]


def put_in_words(one: Letter) -> Words:
    """Render a letter in its own language; raises ValueError for an impossible address."""
    if not is_address(one.to):
        message = "not a mail address"
        raise ValueError(message)
    with i18n.speaking(one.locale):
        subject = one_line(str(one.subject))
        env = pages.environment()
        context = {**one.strings, "subject": subject}
        return Words(
            to=one.to,
            to_name=one_line(one.to_name, 80),
            subject=subject,
            text=env.get_template(f"emails/{one.template}.txt").render(context).strip() + "\n",
            html=env.get_template(f"emails/{one.template}.html").render(context),
        )


def build(words: Words, *, mail_id: UUID, sender: str, now: datetime) -> EmailMessage:
    """Return the message; the same ``mail_id`` always has the same Message-ID."""
    message = EmailMessage(policy=SMTP)
    name, address = split_sender(sender)
    domain = address.rpartition("@")[2]
    local, _at, host = words.to.rpartition("@")
    message["From"] = Address(display_name=name, addr_spec=address)
    message["To"] = Address(display_name=words.to_name, username=local, domain=host)
    message["Subject"] = words.subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{mail_id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(words.text)
    message.add_alternative(words.html, subtype="html")
    return message


def split_sender(sender: str) -> tuple[str, str]:
    """Return name and address of "Name <address>"."""
    name, bracket, rest = sender.partition("<")
    return (name.strip(), rest.rstrip("> ")) if bracket else ("", sender.strip())
