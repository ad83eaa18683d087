"""Letting mail leave: claim, write, hand over, note the answer; what fails is tried for 5 days."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import flask
import structlog
from sqlalchemy import and_, delete, or_, select, update

from lms.config import Settings
from lms.core import wire
from lms.core.db import aside, session
from lms.core.faults import name_error
from lms.core.jobs import enqueue_many, job
from lms.core.mail import transport
from lms.core.mail.letters import LETTERS, Later, Words, build, put_in_words, split_sender
from lms.core.mail.models import Mail
from lms.core.mail.queue import SAFETY
from lms.core.sweepers import sweeper

log = structlog.get_logger()

LAPSE = timedelta(minutes=10)
"""After this a claim is given up: the worker that held it is dead."""

PATIENCE = timedelta(days=5)
KEPT = timedelta(days=30)
_DELAYS = tuple(timedelta(minutes=m) for m in (1, 2, 5, 10, 20, 30, 60))
_BATCH = 500


@job("core.deliver_mail", urgent=True)
def deliver(*, now: datetime, mail_id: UUID) -> None:
    """Let one mail leave, unless another run has it or it left already."""
    mail = _claim(mail_id, now)
    if mail is None:
        return
    try:
        words = _write(mail, now)
        answer = _hand_over(mail, words, now) if words else None
    except Later as answer_later:
        _put_off(mail, answer_later.until, "not at this hour")
    except transport.Unreachable as error:
        _postpone(mail, now, str(error))
    except transport.Rejected as error:
        _settle(mail, now, "refused", str(error))
    except Exception as error:  # noqa: BLE001 - told in the outbox, and tried again
        kind, sqlstate = name_error(error)
        log.error("mail_not_written", letter=mail.letter, error=kind, sqlstate=sqlstate)  # noqa: TRY400
        session.rollback()
        _postpone(mail, now, " ".join(filter(None, (kind, sqlstate))))
    else:
        _finish(mail, now, words, answer)


def _claim(mail_id: UUID, now: datetime) -> Mail | None:
    """Take the mail for this run, in a transaction of its own; None when it is not to take."""
    free = or_(Mail.state == "queued", and_(Mail.state == "sending", Mail.claimed_at < now - LAPSE))
    with aside() as second:
        return second.execute(
            update(Mail)
            .where(Mail.id == mail_id, free)
            .values(state="sending", tries=Mail.tries + 1, claimed_at=now)
            .returning(Mail)
        ).scalar_one_or_none()


def _write(mail: Mail, now: datetime) -> Words | None:
    compose = LETTERS[mail.letter]
    one = compose(now=now, **wire.decode_all(compose, mail.args))
    return None if one is None else put_in_words(one)


def _hand_over(mail: Mail, words: Words, now: datetime) -> str:
    settings = _settings()
    if captures(settings):
        return "captured"
    if not settings.smtp_url:
        raise transport.Unreachable("no server")
    message = build(words, mail_id=mail.id, sender=settings.mail_from, now=now)
    server = transport.Server.at(settings.smtp_url)
    return transport.send(server, message, sender=split_sender(settings.mail_from)[1], to=words.to)


def _settings() -> Settings:
    found: Settings = flask.current_app.extensions["settings"]
    return found


def captures(settings: Settings) -> bool:
    """Tell whether mail stays in the outbox: development without a server."""
    return settings.development and not settings.smtp_url


def _finish(mail: Mail, now: datetime, words: Words | None, answer: str | None) -> None:
    if words is None:
        _settle(mail, now, "dropped", "nobody to write to")
        return
    kept = asdict(words) if answer == "captured" else None
    _settle(mail, now, "sent", answer or "", captured=kept)


def _settle(
    mail: Mail, now: datetime, state: str, answer: str, *, captured: dict[str, Any] | None = None
) -> None:
    with aside() as second:
        second.execute(
            update(Mail)
            .where(Mail.id == mail.id)
            .values(
                state=state,
                answer=answer,
                settled_at=now,
                claimed_at=None,
                args={},
                captured=captured,
            )
        )
    if state != "sent":
        log.warning("mail_not_sent", mail=str(mail.id), state=state, answer=answer)


def _postpone(mail: Mail, now: datetime, answer: str) -> None:
    if now - mail.created_at > PATIENCE:
        _settle(mail, now, "failed", answer)
        return
    _put_off(mail, now + _DELAYS[min(mail.tries, len(_DELAYS)) - 1], answer)


def _put_off(mail: Mail, until: datetime, answer: str) -> None:
    with aside() as second:
        second.execute(
            update(Mail)
            .where(Mail.id == mail.id)
            .values(state="queued", answer=answer, claimed_at=None, due_at=until)
        )


@sweeper("core.mail")
def retry(*, now: datetime) -> None:
    """Ask again for every mail that is due, and forget the settled ones after 30 days."""
    due = or_(
        and_(Mail.state == "queued", Mail.due_at <= now),
        and_(Mail.state == "sending", Mail.claimed_at < now - LAPSE, Mail.due_at <= now),
    )
    oldest = select(Mail.id).where(due).order_by(Mail.due_at).limit(_BATCH)
    found = session.execute(
        update(Mail)
        .where(Mail.id.in_(oldest))
        .values(due_at=now + SAFETY)
        .returning(Mail.id, Mail.thread)
    ).all()
    for thread in {row.thread for row in found}:
        rows = [{"mail_id": row.id} for row in found if row.thread == thread]
        enqueue_many("core.deliver_mail", rows, thread=thread)
    session.execute(delete(Mail).where(Mail.settled_at < now - KEPT))
