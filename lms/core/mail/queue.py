"""Asking for a mail, in the caller's transaction."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from lms.core import clock, i18n, ids, wire
from lms.core.db import session
from lms.core.jobs import enqueue, enqueue_many
from lms.core.mail.letters import LETTERS, is_address
from lms.core.mail.models import Mail

SAFETY = timedelta(minutes=15)
"""How long the sweeper leaves a mail to the job that was enqueued for it."""


def queue_letter(
    name: str, /, *, key: str, thread: UUID | None = None, **arguments: object
) -> UUID:
    """Ask the composer ``name`` to write to somebody once this transaction is committed.

    ``key`` makes it once: asking again with the same key returns the first mail's identifier and
    does nothing more. Arguments are identifiers and plain values. Raises KeyError for a letter
    nobody registered, TypeError for an argument that is not plain.
    """
    _ = LETTERS[name]
    made = session.execute(
        insert(Mail)
        .values(_row(name, ids.new_id(), key, arguments, thread))
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(Mail.id)
    ).scalar_one_or_none()
    if made is None:
        return session.execute(select(Mail.id).where(Mail.key == key)).scalar_one()
    enqueue("core.deliver_mail", mail_id=made, thread=thread)
    return made


def queue_letters(
    name: str,
    asked: Mapping[UUID, Mapping[str, object]],
    *,
    thread: UUID | None = None,
) -> None:
    """Ask the composer ``name`` for many mails at once: arguments by identifier of the mail.

    The identifier is fresh, given by the caller who keeps it; raises as :func:`queue_letter` does.
    """
    _ = LETTERS[name]
    rows = [_row(name, mail, f"{name}:{mail}", given, thread) for mail, given in asked.items()]
    if rows:
        session.execute(insert(Mail), rows)
        jobs = [{"mail_id": mail} for mail in asked]
        enqueue_many("core.deliver_mail", jobs, thread=thread)


def _row(
    name: str, mail_id: UUID, key: str, arguments: Mapping[str, object], thread: UUID | None
) -> dict[str, Any]:
    now = clock.now()
    return {
        "id": mail_id,
        "key": key,
        "letter": name,
        "args": wire.encode(arguments),
        "thread": thread,
        "state": "queued",
        "tries": 0,
        "due_at": now + SAFETY,
        "answer": "",
        "created_at": now,
    }


def queue_mail(
    *,
    to: str,
    subject: str,
    key: str,
    template: str = "notice",
    locale: str | None = None,
    to_name: str = "",
    thread: UUID | None = None,
    **strings: object,
) -> UUID:
    """Ask for a mail whose words are known now; see :func:`queue_letter` for ``key``.

    ``strings`` fill ``templates/emails/<template>.txt`` and ``.html``; the template ``notice``
    takes ``paragraphs`` (list), ``action`` (words of the button), ``url`` and ``closing``.
    They wait in the outbox until the mail is sent: for a secret link use ``queue_letter``.
    Raises ValueError for an impossible address.
    """
    if not is_address(to):
        message = "not a mail address"
        raise ValueError(message)
    return queue_letter(
        "core.given",
        key=key,
        thread=thread,
        to=to,
        to_name=to_name,
        subject=subject,
        template=template,
        locale=locale or i18n.locale(),
        strings=strings,
    )
