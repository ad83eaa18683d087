"""Sessions: opened at a door, touched while used, ended from here or elsewhere."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from lms.accounts import policies
from lms.accounts.models import Session
from lms.accounts.rules.limits import Kind, asks_again, limit_for, needs_touch
from lms.accounts.services.keys import hash_token
from lms.core import ids
from lms.core.access import Viewer
from lms.core.db import aside, session


@dataclass(frozen=True, slots=True)
class Opened:
    """A session just opened: its row, and the token that only the browser will hold."""

    session: Session
    token: str


def open_session(
    *,
    person_id: UUID,
    kind: Kind,
    now: datetime,
    user_agent_label: str = "",
    device_id: UUID | None = None,
) -> Opened:
    """Open a session with a new identifier and a new token; nothing of a former one is kept."""
    limit = limit_for(kind, (), policies.limits())
    token = ids.token()
    row = Session(
        id=ids.new_id(),
        token_hash=hash_token(token),
        person_id=person_id,
        device_id=device_id,
        kind=kind.value,
        created_at=now,
        last_seen_at=now,
        expires_at=now + limit.absolute,
        idle_seconds=int(limit.idle.total_seconds()),
        secret_checked_at=now,
        user_agent_label=user_agent_label,
    )
    session.add(row)
    session.flush()
    return Opened(row, token)


def touch_session(viewer: Viewer, now: datetime) -> None:
    """Write that the session is used, in the aside, at most once a minute."""
    seen = viewer.seen_at
    if seen is None or not needs_touch(seen, now, shared=viewer.shared_device):
        return
    with aside() as database:
        database.execute(
            update(Session)
            .where(Session.id == viewer.session_id, Session.last_seen_at < now)
            .values(last_seen_at=now)
        )


def secret_is_fresh(viewer: Viewer, now: datetime) -> bool:
    """Tell whether the viewer may do a weighty act without typing their secret again."""
    if not asks_again(viewer.roles):
        return True
    typed = viewer.secret_checked_at
    return typed is not None and now < typed + policies.secret_fresh()


def renew_token(*, session_id: UUID, now: datetime) -> str:
    """Give a session a new token once its secret was typed again; the old cookie is dead."""
    token = ids.token()
    session.execute(
        update(Session)
        .where(Session.id == session_id, Session.revoked_at.is_(None))
        .values(token_hash=hash_token(token), secret_checked_at=now, last_seen_at=now)
    )
    return token


def end_session(*, session_id: UUID, person_id: UUID, reason: str, now: datetime) -> bool:
    """End one session of a person; tell whether it was open and theirs."""
    ended = session.execute(
        update(Session)
        .where(
            Session.id == session_id, Session.person_id == person_id, Session.revoked_at.is_(None)
        )
        .values(revoked_at=now, revoked_reason=reason)
        .returning(Session.id)
    ).all()
    return bool(ended)


def end_sessions(*, person_id: UUID, reason: str, now: datetime, keep: UUID | None = None) -> int:
    """End every open session of a person (but ``keep``); return how many were ended."""
    ended = session.execute(
        update(Session)
        .where(
            Session.person_id == person_id,
            Session.revoked_at.is_(None),
            Session.id.is_distinct_from(keep),
        )
        .values(revoked_at=now, revoked_reason=reason)
        .returning(Session.id)
    ).all()
    return len(ended)


def end_other_sessions(viewer: Viewer, *, reason: str, now: datetime) -> int:
    """End every session of the viewer but the one they are looking from."""
    assert viewer.person_id is not None  # noqa: S101 - the view requires somebody
    return end_sessions(person_id=viewer.person_id, reason=reason, now=now, keep=viewer.session_id)


def end_sessions_on(*, device_id: UUID, reason: str, now: datetime) -> int:
    """End whatever is open on a shared tablet."""
    ended = session.execute(
        update(Session)
        .where(Session.device_id == device_id, Session.revoked_at.is_(None))
        .values(revoked_at=now, revoked_reason=reason)
        .returning(Session.id)
    ).all()
    return len(ended)
