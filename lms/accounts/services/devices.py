"""Shared tablets: enrolled by somebody in charge, checked, taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from lms.accounts.models import Device
from lms.accounts.policies import tablet_check
from lms.accounts.rules.names import one_line
from lms.accounts.services.keys import hash_token
from lms.accounts.services.sessions import end_sessions_on
from lms.core import audit, ids
from lms.core.db import session
from lms.core.errors import Invalid
from lms.core.i18n import _

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A tablet just enrolled, and the token that only its browser will hold."""

    device: Device
    token: str


def enrol_device(*, unit_id: UUID, name: str, enrolled_by: UUID, now: datetime) -> Enrolled:
    """Make a browser the shared tablet of a unit; raises Invalid without a name."""
    named = one_line(name)
    if not 0 < len(named) <= LONGEST_NAME:
        raise Invalid({"name": _("Give the tablet a short name, such as: Back office.")})
    token = ids.token()
    device = Device(
        id=ids.new_id(),
        unit_id=unit_id,
        enrolled_by=enrolled_by,
        token_hash=hash_token(token),
        name=named,
        created_at=now,
        checked_at=now,
    )
    session.add(device)
    session.flush()
    audit.note("accounts:device:enrol", "accounts_device", device.id, actor_id=enrolled_by)
    return Enrolled(device, token)


def check_device(device: Device, *, now: datetime, is_right: Callable[[Device], bool]) -> bool:
    """Tell whether a tablet may still let people in; looked at again now and then.

    A tablet found wrong (unit closed, nobody left in charge of it) is taken back at once.
    """
    if device.revoked_at is not None:
        return False
    if now - device.checked_at < tablet_check():
        return True
    if is_right(device):
        device.checked_at = now
        return True
    revoke_device(device_id=device.id, revoked_by=None, now=now)
    return False


def revoke_device(*, device_id: UUID, revoked_by: UUID | None, now: datetime) -> bool:
    """Take a tablet back and end whatever is open on it; tell whether it was enrolled."""
    done = session.execute(
        update(Device)
        .where(Device.id == device_id, Device.revoked_at.is_(None))
        .values(revoked_at=now, revoked_by=revoked_by)
        .returning(Device.id)
    ).all()
    end_sessions_on(device_id=device_id, reason="device", now=now)
    audit.note("accounts:device:revoke", "accounts_device", device_id, actor_id=revoked_by)
    return bool(done)
