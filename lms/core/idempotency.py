"""The same POST sent twice acts once (kernel K13).

:func:`begin` opens the key inside the request's own transaction: a duplicate that arrives meanwhile
waits on the unique key, then gets the first one's answer. A request that ends at 400 or more rolls
back and frees its key. Anonymous requests have no person to bind a key to and are not replayed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from lms.core import clock
from lms.core.db import session
from lms.core.errors import Refused
from lms.core.i18n import _
from lms.core.models import Idempotency
from lms.core.sweepers import sweeper

KEPT = timedelta(days=8)
"""Longer than the seven days an outbox may wait on a phone (kernel K4)."""


class KeyReused(Refused):
    """The key was used for another request."""


@dataclass(frozen=True, slots=True)
class Replay:
    """The answer already given to this very request."""

    status: int
    headers: Mapping[str, str]
    body: str


def begin(
    *, person_id: UUID | None, key: str, request_hash: bytes, at: datetime | None = None
) -> Replay | None:
    """Open ``key`` for this request, or return the answer it already got.

    Waits while a duplicate is in flight. Raises KeyReused (409) when the key served another body.
    """
    if person_id is None:
        return None
    opened = session.execute(
        insert(Idempotency)
        .values(
            person_id=person_id,
            key=key,
            request_hash=request_hash,
            headers={},
            created_at=at or clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(Idempotency.key)
    ).scalar_one_or_none()
    return None if opened is not None else _replay(person_id, key, request_hash)


def _replay(person_id: UUID, key: str, request_hash: bytes) -> Replay:
    row = session.execute(
        select(
            Idempotency.request_hash, Idempotency.status, Idempotency.headers, Idempotency.body
        ).where(Idempotency.person_id == person_id, Idempotency.key == key)
    ).one()
    if row.request_hash != request_hash:
        raise KeyReused(_("This form was already sent with other answers. Open the page again."))
    if row.status is None:
        # Committed without an answer to keep: a streamed one, or one that finish() never saw.
        raise KeyReused(_("This form was already sent. Open the page again."))
    return Replay(row.status, row.headers, row.body or "")


def finish(
    *, person_id: UUID | None, key: str, status: int, headers: Mapping[str, str], body: str
) -> None:
    """Keep the answer with the key; called once per request, just before its commit."""
    if person_id is None:
        return
    session.execute(
        update(Idempotency)
        .where(Idempotency.person_id == person_id, Idempotency.key == key)
        .values(status=status, headers=dict(headers), body=body)
    )


def forget(*, person_id: UUID | None, key: str) -> None:
    """Keep nothing of this request: sent again, it acts again."""
    session.execute(
        delete(Idempotency).where(Idempotency.person_id == person_id, Idempotency.key == key)
    )


@sweeper("core.idempotency.purge", every=60)
def purge(*, now: datetime) -> None:
    """Forget answers older than any outbox may still ask for; blur when the confidential came.

    Rows without an answer are those of confidential posts. Written anew together, they no longer
    carry the number of the transaction they came in, which stands beside that of a browser's visit.
    """
    session.execute(delete(Idempotency).where(Idempotency.created_at < now - KEPT))
    session.execute(
        update(Idempotency).where(Idempotency.body == "").values(status=Idempotency.status)
    )
