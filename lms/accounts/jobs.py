"""What accounts does after the answer: letters, and tidying what is over."""

from datetime import datetime, timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import delete

from lms.accounts.models import AttemptCounter, Invitation, Person
from lms.accounts.rules.notices import NoticeKind, Purpose
from lms.accounts.services.invitations import has_left, issue_reset
from lms.accounts.services.keys import link_token
from lms.accounts.services.words import NOTICE_WORDS
from lms.core.db import session
from lms.core.i18n import _, _l, format_moment, speaking
from lms.core.jobs import job
from lms.core.mail import Letter, letter, queue_letter
from lms.core.sweepers import sweeper

COUNTERS_KEPT = timedelta(days=1)


@job("accounts.send_reset")
def send_reset(*, now: datetime, person_id: UUID) -> None:
    """Mail a reset link to somebody who may have one; do nothing for nobody."""
    invitation = issue_reset(person_id=person_id, now=now)
    if invitation is not None:
        session.flush()
        queue_letter(
            "accounts.link", key=f"accounts.link:{invitation.id}", invitation_id=invitation.id
        )


@letter("accounts.link")
def compose_link(*, now: datetime, invitation_id: UUID) -> Letter | None:
    """Write the letter of an invitation or a reset, if its link is still good."""
    invitation = session.get(Invitation, invitation_id)
    if invitation is None or invitation.used_at or invitation.revoked_at:
        return None
    person = session.get(Person, invitation.person_id)
    if person is None or invitation.expires_at <= now or not _may_be_written_to(person, now):
        return None
    with speaking(person.locale):
        until = format_moment(invitation.expires_at)
        is_reset = invitation.purpose == Purpose.RESET.value
        subject, paragraphs, action = _reset_words(until) if is_reset else _invite_words(until)
    return Letter(
        to=person.email or "",
        to_name=person.full_name,
        subject=subject,
        locale=person.locale,
        strings={
            "paragraphs": paragraphs,
            "action": action,
            "url": f"{_base_url()}/in/{link_token(invitation.id)}",
        },
    )


def _reset_words(until: str) -> tuple[str, list[str], str]:
    return (
        _("A new secret for Comptoir"),
        [
            _("You asked for a new secret. This link is good once, until %(when)s.", when=until),
            _("You did not ask? Do nothing: your secret stays as it is."),
        ],
        _("Choose my secret"),
    )


def _invite_words(until: str) -> tuple[str, list[str], str]:
    return (
        _("Welcome to Comptoir"),
        [
            _("Your place is ready. Choose a secret and come in: it takes one minute."),
            _("This link is good once, until %(when)s.", when=until),
        ],
        _("Come in"),
    )


@letter("accounts.notice")
def compose_notice(*, now: datetime, person_id: UUID, kind: str) -> Letter | None:
    """Write to somebody what happened to their account."""
    person = session.get(Person, person_id)
    if person is None or not _may_be_written_to(person, now):
        return None
    with speaking(person.locale):
        paragraphs = [
            str(NOTICE_WORDS[NoticeKind(kind)]),
            _("Was it not you? Ask your manager for a new entry slip at once."),
        ]
    return Letter(
        to=person.email or "",
        to_name=person.full_name,
        subject=_l("Your access to Comptoir"),
        locale=person.locale,
        strings={"paragraphs": paragraphs, "action": _l("Open my profile"), "url": _profile()},
    )


def _may_be_written_to(person: Person, now: datetime) -> bool:
    return bool(person.email) and person.erased_at is None and not has_left(person, now)


def _base_url() -> str:
    return str(current_app.extensions["settings"].base_url)


def _profile() -> str:
    return f"{_base_url()}/profile"


@sweeper("accounts.tidy", every=60)
def tidy(*, now: datetime) -> None:
    """Forget counters that count for nothing any more; places that wait for a manager stay."""
    session.execute(
        delete(AttemptCounter).where(
            AttemptCounter.updated_at < now - COUNTERS_KEPT,
            AttemptCounter.locked_at.is_(None),
        )
    )
