"""Audit: who did what to what, in identifiers and field names, never in words or values.

``note`` adds a row to the ledger in the caller's transaction; ``note_private`` one that goes when
its thread is severed; ``look`` keeps a read or a refusal aside, whatever the answer. A sealer
chains committed rows every minute; ``verify`` recomputes the chain and tells what it does not
cover yet.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, insert, select, text

from lms.core import clock, ids
from lms.core.db import aside, session
from lms.core.models import AuditLook, AuditPrivate, AuditRow, AuditSeal
from lms.core.sweepers import sweeper

LATE = timedelta(days=2)
"""No transaction commits later than this after the instant of its audit rows."""

BATCH = 5000
GENESIS = hashlib.sha256(b"comptoir").digest()

_HASHED = (
    "id",
    "at",
    "actor_id",
    "action",
    "entity",
    "entity_id",
    "state_from",
    "state_to",
    "fields",
    "reason",
)


def note(
    action: str,
    entity: str,
    entity_id: UUID | None = None,
    *,
    actor_id: UUID | None,
    fields: Iterable[str] = (),
    state_from: str | None = None,
    state_to: str | None = None,
    reason: str = "",
    thread: UUID | None = None,
) -> UUID:
    """Write one audit row in the present transaction and return its identifier.

    ``fields`` are names of what changed, ``reason`` a code. With a ``thread`` the row is private:
    never sealed, gone when the thread is severed.
    """
    row = {
        "id": ids.new_id(),
        "at": clock.now(),
        "actor_id": actor_id,
        "action": action,
        "entity": entity,
        "entity_id": entity_id,
        "state_from": state_from,
        "state_to": state_to,
        "fields": sorted(fields),
        "reason": reason,
    }
    if thread is None:
        session.execute(insert(AuditRow), row)
    else:
        session.flush()
        session.execute(insert(AuditPrivate), {**row, "thread": thread})
    return row["id"]  # type: ignore[return-value]


def look(
    outcome: str,
    action: str,
    entity: str,
    entity_id: UUID | None = None,
    *,
    actor_id: UUID | None,
) -> None:
    """Keep, aside, that somebody ``read`` or was ``refused`` something."""
    with aside() as second:
        second.execute(
            insert(AuditLook),
            {
                "id": ids.new_id(),
                "at": clock.now(),
                "actor_id": actor_id,
                "outcome": outcome,
                "action": action,
                "entity": entity,
                "entity_id": entity_id,
            },
        )


def hash_row(previous: bytes, row: Any) -> bytes:
    """Return the link of ``row`` after ``previous``: SHA-256 over both."""
    values = {name: _plain(getattr(row, name)) for name in _HASHED}
    words = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(previous + words.encode()).digest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, UUID):
        return str(value)
    return value


@sweeper("core.audit.seal")
def seal(*, now: datetime) -> None:
    """Chain the rows committed since the last time, oldest first; one sealer at a time."""
    session.execute(text("SELECT pg_advisory_xact_lock(hashtext('core.audit.seal'), 2)"))
    last = session.execute(
        select(AuditSeal).order_by(AuditSeal.seq.desc()).limit(1)
    ).scalar_one_or_none()
    seq, link = (last.seq, last.hash) if last else (0, GENESIS)
    since = last.sealed_at - LATE if last else None
    links = []
    for row in session.execute(_unsealed(since).limit(BATCH)):
        seq, link = seq + 1, hash_row(link, row)
        links.append(
            {"seq": seq, "audit_id": row.id, "audit_at": row.at, "hash": link, "sealed_at": now}
        )
    if links:
        session.execute(insert(AuditSeal), links)


def _unsealed(since: datetime | None) -> Select[Any]:
    columns = [getattr(AuditRow, name) for name in _HASHED]
    sealed = select(AuditSeal.seq).where(AuditSeal.audit_id == AuditRow.id)
    found = select(*columns).where(~sealed.exists()).order_by(AuditRow.at, AuditRow.id)
    return found if since is None else found.where(AuditRow.at >= since)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What :func:`verify` found; ``broken_at`` is the first link that does not hold."""

    sealed: int
    unsealed: int
    oldest_unsealed: datetime | None
    broken_at: int | None
    missing: int

    @property
    def holds(self) -> bool:
        """Tell whether every sealed row is there and unchanged."""
        return self.broken_at is None and not self.missing


def verify() -> Verdict:
    """Recompute the whole chain and count what is not in it yet."""
    links, broken, missing = 0, None, 0
    link = GENESIS
    for expected, (seal_row, row) in enumerate(_chain(), start=1):
        links += 1
        if row.id is None:
            missing += 1
        else:
            link = hash_row(link, row)
        if broken is None and (seal_row.seq != expected or seal_row.hash != link):
            broken = expected
        link = seal_row.hash
    pending = _unsealed(None).subquery()
    count, oldest = session.execute(select(func.count(), func.min(pending.c.at))).one()
    return Verdict(links, count, oldest, broken, missing)


def _chain() -> Iterable[tuple[Any, Any]]:
    seals = select(AuditSeal.seq, AuditSeal.audit_id, AuditSeal.hash).order_by(AuditSeal.seq)
    columns = [getattr(AuditRow, name) for name in _HASHED]
    after = 0
    while batch := session.execute(seals.where(AuditSeal.seq > after).limit(BATCH)).all():
        wanted = [one.audit_id for one in batch]
        rows = {
            row.id: row for row in session.execute(select(*columns).where(AuditRow.id.in_(wanted)))
        }
        for one in batch:
            yield one, rows.get(one.audit_id, _Nothing)
        after = batch[-1].seq


class _Nothing:
    """Stands for an audit row that is not there any more."""

    id: None = None
