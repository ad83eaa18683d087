"""The doors: number or e-mail with a secret, a name with a code, a secret typed again."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from lms.accounts.models import Account
from lms.accounts.queries import Known, find_account, find_by_identifier, find_code_holder
from lms.accounts.rules.limits import Kind
from lms.accounts.rules.names import fold
from lms.accounts.services.attempts import count_try, door, forgive
from lms.accounts.services.keys import coded, hash_secret, is_outdated, verify_secret
from lms.accounts.services.sessions import Opened, open_session, renew_token
from lms.core import clock
from lms.core.access import Viewer
from lms.core.db import session
from lms.core.errors import Invalid
from lms.core.i18n import _


class WrongSecret(Invalid):
    """The pair is not right; says nothing of which half."""


def sign_in(
    *,
    typed: str,
    secret: str,
    address: str,
    kind: Kind,
    now: datetime,
    user_agent_label: str = "",
    device_id: UUID | None = None,
) -> Opened:
    """Open a session for the owner of this number or e-mail.

    A person unknown, not yet in, gone, or with another secret gets the same answer after the same
    work. Raises WrongSecret, TooMany or Locked.
    """
    known = find_by_identifier(typed)
    tried = door(account=_account_of(known, typed), address=address)
    count_try(tried, now)
    if not verify_secret(_kept(known, now), secret) or known is None:
        raise WrongSecret({"secret": _("This number and this secret do not go together.")})
    forgive(tried, now)
    _keep_up_to_date(known, secret)
    return open_session(
        person_id=known.person_id,
        kind=kind,
        now=now,
        user_agent_label=user_agent_label,
        device_id=device_id,
    )


def _account_of(known: Known | None, typed: str) -> str:
    return str(known.person_id) if known else "nobody:" + fold(typed)


def _kept(known: Known | None, now: datetime) -> str | None:
    """Return the hash to compare with, or nothing for somebody who may not come in."""
    if known is None or _has_left(known, now):
        return None
    return known.kept


def _has_left(known: Known, now: datetime) -> bool:
    return known.left_on is not None and known.left_on <= clock.business_date(now, "UTC")


def _keep_up_to_date(known: Known, secret: str) -> None:
    """Hash again at today's cost when the cost was raised since."""
    if known.kept and is_outdated(known.kept):
        account = session.get(Account, known.person_id)
        if account is not None:
            account.password_hash = hash_secret(secret)


def sign_in_with_code(
    *,
    person_id: UUID,
    code: str,
    device_id: UUID,
    address: str,
    now: datetime,
    is_listed: Callable[[UUID], bool],
    user_agent_label: str = "",
) -> Opened:
    """Open a short session on a shared tablet.

    ``is_listed`` tells whether the person is on this tablet's list today. Raises WrongSecret,
    TooMany or Locked (five codes: a manager reopens the place).
    """
    known = find_code_holder(person_id)
    tried = door(account=str(person_id), address=address, device_id=device_id)
    count_try(tried, now)
    may_enter = known is not None and is_listed(person_id)
    right = verify_secret(_kept(known, now), coded(person_id, code))
    if not (right and may_enter):
        raise WrongSecret({"code": _("This is not the code of this person.")})
    forgive(tried, now)
    return open_session(
        person_id=person_id,
        kind=Kind.SHARED,
        now=now,
        user_agent_label=user_agent_label,
        device_id=device_id,
    )


def confirm_secret(*, viewer: Viewer, secret: str, address: str, now: datetime) -> str:
    """Take the viewer's secret again; return the new token of their session.

    Raises WrongSecret, TooMany.
    """
    assert viewer.person_id and viewer.session_id  # noqa: S101, PT018 - the view requires somebody
    check_own_secret(person_id=viewer.person_id, secret=secret, address=address, now=now)
    return renew_token(session_id=viewer.session_id, now=now)


def check_own_secret(*, person_id: UUID, secret: str, address: str, now: datetime) -> None:
    """Raise WrongSecret or TooMany unless ``secret`` is the person's own; counted like a door."""
    tried = door(account=str(person_id), address=address)
    count_try(tried, now)
    account = find_account(person_id)
    if not verify_secret(account.password_hash if account else None, secret):
        raise WrongSecret({"secret": _("This is not your secret.")})
    forgive(tried, now)
