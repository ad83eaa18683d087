"""Reads of accounts: who is named, what is open, what waits."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, or_, select

from lms.accounts import policies
from lms.accounts.models import (
    Account,
    CallRequest,
    Device,
    Invitation,
    Notice,
    Person,
    Pin,
    Session,
)
from lms.accounts.rules.limits import HEAD_OFFICE, IN_CHARGE, Kind, is_open, limit_for
from lms.accounts.rules.names import employee_number
from lms.core.access import Role
from lms.core.db import session
from lms.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class Known:
    """What a door needs to know of somebody: who, and the hash to compare with."""

    person_id: UUID
    given_name: str
    left_on: date | None
    kept: str | None


def find_by_identifier(typed: str) -> Known | None:
    """Return who has this employee number or this e-mail, or nobody.

    An e-mail that two people share (the store's own box) names nobody.
    """
    found = session.execute(
        select(Person.id, Person.given_name, Person.left_on, Account.password_hash)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(
            or_(
                Person.external_id == employee_number(typed),
                func.lower(Person.email) == typed.strip().lower(),
            ),
            Person.erased_at.is_(None),
        )
        .limit(2)
    ).all()
    return Known(*found[0]) if len(found) == 1 else None


def find_code_holder(person_id: UUID) -> Known | None:
    """Return somebody with the hash of their tablet code, or nobody."""
    row = session.execute(
        select(Person.id, Person.given_name, Person.left_on, Pin.code_hash)
        .outerjoin(Pin, Pin.person_id == Person.id)
        .where(Person.id == person_id, Person.erased_at.is_(None))
    ).one_or_none()
    return Known(*row) if row else None


def get_person(person_id: UUID) -> Person:
    """Return a person, or raise NotFound."""
    person = session.get(Person, person_id)
    if person is None or person.erased_at is not None:
        raise NotFound
    return person


def find_account(person_id: UUID) -> Account | None:
    """Return the account of a person who chose a secret, or None."""
    return session.get(Account, person_id)


def has_code(person_id: UUID) -> bool:
    """Tell whether a person chose a tablet code."""
    return session.get(Pin, person_id) is not None


def find_invitation(token_hash: bytes) -> tuple[Invitation, Person] | None:
    """Return the invitation with this hash and its person, whatever its state."""
    row = session.execute(
        select(Invitation, Person)
        .join(Person, Person.id == Invitation.person_id)
        .where(Invitation.token_hash == token_hash)
    ).one_or_none()
    return (row[0], row[1]) if row else None


def find_device(token_hash: bytes) -> Device | None:
    """Return the enrolled tablet with this hash, or None."""
    return session.scalars(
        select(Device).where(Device.token_hash == token_hash, Device.revoked_at.is_(None))
    ).one_or_none()


def list_devices(unit_ids: Collection[UUID]) -> list[Device]:
    """Return the tablets enrolled today in units, by name."""
    return list(
        session.scalars(
            select(Device)
            .where(Device.unit_id.in_(unit_ids), Device.revoked_at.is_(None))
            .order_by(Device.name, Device.id)
        )
    )


def list_open_sessions(person_id: UUID, now: datetime) -> list[Session]:
    """Return the sessions of a person that are neither ended nor out of date, last used first."""
    rows = session.scalars(
        select(Session)
        .where(
            Session.person_id == person_id, Session.revoked_at.is_(None), Session.expires_at > now
        )
        .order_by(Session.last_seen_at.desc(), Session.id)
    )
    return [row for row in rows if (now - row.last_seen_at).total_seconds() < row.idle_seconds]


def list_notices(person_id: UUID) -> list[Notice]:
    """Return what a person was told about their account and did not close yet, oldest first."""
    return list(
        session.scalars(
            select(Notice)
            .where(Notice.person_id == person_id, Notice.closed_at.is_(None))
            .order_by(Notice.created_at, Notice.id)
        )
    )


@dataclass(frozen=True, slots=True)
class Access:
    """How far somebody is with their account, as a manager may see it; never the secret."""

    person_id: UUID
    secret_set_at: datetime | None
    has_code: bool
    slip_until: datetime | None
    last_seen_at: datetime | None


def access_of(person_ids: Collection[UUID], now: datetime) -> dict[UUID, Access]:
    """Return how far each of ``person_ids`` is with their account, in one statement."""
    slip = (
        select(func.max(Invitation.expires_at))
        .where(
            Invitation.person_id == Person.id,
            Invitation.purpose == "slip",
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > now,
        )
        .scalar_subquery()
    )
    seen = (
        select(func.max(Session.last_seen_at))
        .where(Session.person_id == Person.id)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Person.id, Account.secret_set_at, Pin.person_id.is_not(None), slip, seen)
        .outerjoin(Account, Account.person_id == Person.id)
        .outerjoin(Pin, Pin.person_id == Person.id)
        .where(Person.id.in_(person_ids))
    )
    return {row[0]: Access(*row) for row in rows}


def list_batch(batch_id: UUID) -> list[tuple[Invitation, Person]]:
    """Return the slips issued together with their people, in the order of names."""
    rows = session.execute(
        select(Invitation, Person)
        .join(Person, Person.id == Invitation.person_id)
        .where(Invitation.batch_id == batch_id, Invitation.purpose == "slip")
        .order_by(Person.sort_key, Person.id)
    )
    return [(row[0], row[1]) for row in rows]


def is_within_limits(
    kind: Kind,
    roles: frozenset[Role],
    *,
    created_at: datetime,
    last_seen_at: datetime,
    now: datetime,
) -> bool:
    """Tell whether a session is still good for somebody who holds ``roles`` today.

    Somebody named manager this morning has a manager's limits at their next page; the limits of
    the session itself are in its row and were checked when it was read.
    """
    if not roles & (IN_CHARGE | HEAD_OFFICE):
        return True
    limit = limit_for(kind, roles, policies.limits())
    return is_open(limit, created_at=created_at, last_seen_at=last_seen_at, now=now)


def find_open_call(person_id: UUID) -> CallRequest | None:
    """Return what a person asked and waits for, or None."""
    return session.scalars(
        select(CallRequest).where(CallRequest.person_id == person_id, CallRequest.done_at.is_(None))
    ).first()


def list_open_calls(*, first: int, count: int) -> list[tuple[CallRequest, Person]]:
    """Return ``count`` of those who wait to be called back, the longest wait first."""
    rows = session.execute(
        select(CallRequest, Person)
        .join(Person, Person.id == CallRequest.person_id)
        .where(CallRequest.done_at.is_(None))
        .order_by(CallRequest.created_at, CallRequest.id)
        .offset(first)
        .limit(count)
    )
    return [(row[0], row[1]) for row in rows]
