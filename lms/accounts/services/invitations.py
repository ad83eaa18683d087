"""Single-use ways to choose a secret: links by mail, slips in the hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, update

from lms.accounts.events import AccountOpened
from lms.accounts.models import Account, Invitation, Person
from lms.accounts.policies import life_of
from lms.accounts.queries import find_by_identifier, find_invitation, get_person
from lms.accounts.rules.limits import Kind
from lms.accounts.rules.notices import RESETS_PER_HOUR, NoticeKind, Purpose
from lms.accounts.rules.secrets import LONGEST_TYPED, secret_flaw
from lms.accounts.services import attempts
from lms.accounts.services.codes import keep_code
from lms.accounts.services.keys import (
    hash_secret,
    hash_slip,
    hash_token,
    link_token,
    slip_code,
)
from lms.accounts.services.notices import tell_and_write
from lms.accounts.services.sessions import Opened, end_sessions, open_session
from lms.accounts.services.words import flaw_words
from lms.core import audit, clock, ids
from lms.core.db import session
from lms.core.errors import Gone, Invalid
from lms.core.facts import record
from lms.core.i18n import _
from lms.core.jobs import enqueue
from lms.core.mail import queue_letter


@dataclass(frozen=True, slots=True)
class Held:
    """An invitation still good, and whom it is for."""

    invitation: Invitation
    person: Person


def issue(
    *,
    person_id: UUID,
    purpose: Purpose,
    now: datetime,
    issued_by: UUID | None = None,
    batch_id: UUID | None = None,
) -> Invitation:
    """Make a new invitation; those of the same purpose still waiting are void from now on."""
    _void(person_id, now, purpose)
    invitation_id = ids.new_id()
    is_slip = purpose is Purpose.SLIP
    invitation = Invitation(
        id=invitation_id,
        person_id=person_id,
        purpose=purpose.value,
        token_hash=(
            hash_slip(slip_code(invitation_id))
            if is_slip
            else hash_token(link_token(invitation_id))
        ),
        batch_id=batch_id,
        issued_by=issued_by,
        created_at=now,
        expires_at=now + life_of(purpose),
    )
    session.add(invitation)
    return invitation


def _void(person_id: UUID, now: datetime, *purposes: Purpose) -> None:
    statement = update(Invitation).where(
        Invitation.person_id == person_id,
        Invitation.used_at.is_(None),
        Invitation.revoked_at.is_(None),
    )
    if purposes:
        statement = statement.where(Invitation.purpose.in_(purposes))
    session.execute(statement.values(revoked_at=now))


def invite(*, person_id: UUID, now: datetime, issued_by: UUID | None = None) -> Invitation:
    """Mail somebody the link by which they choose their first secret (48 hours).

    Raises Invalid when they have no e-mail: a slip is for them.
    """
    person = get_person(person_id)
    if not person.email:
        raise Invalid({"email": _("This person has no e-mail: give them a slip.")})
    invitation = issue(person_id=person_id, purpose=Purpose.INVITE, now=now, issued_by=issued_by)
    session.flush()
    queue_letter("accounts.link", key=f"accounts.link:{invitation.id}", invitation_id=invitation.id)
    audit.note("accounts:invitation:send", "accounts_person", person_id, actor_id=issued_by)
    return invitation


def ask_reset(*, typed: str, address: str, now: datetime) -> None:
    """Have a reset link mailed to the owner of this number or e-mail, if there is one.

    The same work is done for nobody: a job is enqueued either way, and finds nobody.
    """
    known = find_by_identifier(typed)
    attempts.count_try(attempts.slip_door(address=address), now)
    enqueue("accounts.send_reset", person_id=known.person_id if known else ids.new_id())


def issue_reset(*, person_id: UUID, now: datetime) -> Invitation | None:
    """Make a reset link (1 hour) for somebody with an account and an e-mail of their own.

    Returns None for others, and past three links in an hour.
    """
    person = session.get(Person, person_id)
    if person is None or not _may_reset(person, now):
        return None
    return issue(person_id=person_id, purpose=Purpose.RESET, now=now)


def _may_reset(person: Person, now: datetime) -> bool:
    gone = person.erased_at is not None or has_left(person, now)
    if gone or not person.email or session.get(Account, person.id) is None:
        return False
    sharing = session.scalar(
        select(func.count()).where(func.lower(Person.email) == person.email.lower())
    )
    recent = session.scalar(
        select(func.count()).where(
            Invitation.person_id == person.id,
            Invitation.purpose == Purpose.RESET.value,
            Invitation.created_at > now - timedelta(hours=1),
        )
    )
    return sharing == 1 and (recent or 0) < RESETS_PER_HOUR


def has_left(person: Person, now: datetime) -> bool:
    """Tell whether somebody left the network before ``now``."""
    return person.left_on is not None and person.left_on <= clock.business_date(now, "UTC")


def issue_slips(*, person_ids: Sequence[UUID], issued_by: UUID, now: datetime) -> UUID:
    """Make one slip each (7 days), printed together; return the identifier of the batch.

    Whoever already had a secret is told, and signed out everywhere: the old one may be lost.
    """
    batch_id = ids.new_id()
    for person_id in person_ids:
        issue(
            person_id=person_id,
            purpose=Purpose.SLIP,
            now=now,
            issued_by=issued_by,
            batch_id=batch_id,
        )
        audit.note("accounts:slip:issue", "accounts_person", person_id, actor_id=issued_by)
        if session.get(Account, person_id) is not None:
            end_sessions(person_id=person_id, reason="slip", now=now)
            tell_and_write(
                person_id=person_id, kind=NoticeKind.SLIP_ISSUED, now=now, actor_id=issued_by
            )
    session.flush()
    return batch_id


def open_invitation(*, token: str, address: str, now: datetime) -> Held:
    """Return what ``token`` (a link's, or the code of a slip) opens.

    A wrong one counts on the address. Raises Gone for one unknown, used, void or out of date:
    all answer alike.
    """
    found = find_invitation(_kept_hash(token))
    if found is None or not _is_good(*found, now):
        attempts.count_try(attempts.slip_door(address=address), now)
        raise Gone(_("This way in was used already, or its time is over. Ask for another one."))
    return Held(*found)


def _kept_hash(token: str) -> bytes:
    return hash_slip(token) if len(token) <= LONGEST_TYPED else hash_token(token)


def _is_good(invitation: Invitation, person: Person, now: datetime) -> bool:
    waiting = invitation.used_at is None and invitation.revoked_at is None
    gone = person.erased_at is not None or has_left(person, now)
    return waiting and not gone and invitation.created_at <= now < invitation.expires_at


def choose_secret(
    *,
    token: str,
    secret: str,
    address: str,
    kind: Kind,
    now: datetime,
    code: str = "",
    user_agent_label: str = "",
) -> Opened:
    """Use an invitation: set the secret (and a tablet code), end old sessions, open a new one.

    Two at once: one wins, the other raises Gone. Raises Invalid for a weak secret or code.
    """
    held = open_invitation(token=token, address=address, now=now)
    check_new_secret(held.person, secret)
    if code:
        keep_code(person_id=held.person.id, code=code, now=now)
    if not _use(held.invitation, now):
        raise Gone(_("This way in was used already, or its time is over. Ask for another one."))
    set_secret(held.person, secret, now)
    return open_session(
        person_id=held.person.id, kind=kind, now=now, user_agent_label=user_agent_label
    )


def _use(invitation: Invitation, now: datetime) -> bool:
    """Mark an invitation used; False when another request did it first."""
    used = session.execute(
        update(Invitation)
        .where(
            Invitation.id == invitation.id,
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .values(used_at=now)
        .returning(Invitation.id)
    ).all()
    return bool(used)


def check_new_secret(person: Person, secret: str) -> None:
    """Raise Invalid when ``secret`` is too short, well known or made of the person's own names."""
    own = (person.given_name, person.family_name, person.external_id or "", person.email or "")
    flaw = secret_flaw(secret, personal=own)
    if flaw is not None:
        raise Invalid({"new_secret": flaw_words(flaw)})


def set_secret(person: Person, secret: str, now: datetime, *, keep: UUID | None = None) -> None:
    """Give a person their secret; what was open is closed (but ``keep``), what waited is void."""
    account = session.get(Account, person.id)
    if account is None:
        account = Account(person_id=person.id, created_at=now)
        session.add(account)
        record(AccountOpened(person_id=person.id, at=now))
    elif account.password_hash is not None:
        tell_and_write(person_id=person.id, kind=NoticeKind.SECRET_CHANGED, now=now)
    account.password_hash = hash_secret(secret)
    account.secret_set_at = now
    _void(person.id, now)
    end_sessions(person_id=person.id, reason="secret", now=now, keep=keep)
    audit.note("accounts:secret:set", "accounts_person", person.id, actor_id=person.id)
