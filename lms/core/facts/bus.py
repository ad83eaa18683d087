"""Recording and delivering facts."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert

from lms.core import clock, ids
from lms.core.db import session
from lms.core.facts.kinds import CONSUMERS, KINDS, Fact, consumers_of, pack, unpack
from lms.core.jobs import QUEUE, enqueue_many, job
from lms.core.models import FactDead, FactDelivery, FactRow

DELIVER = "core.facts.deliver"

_RECORD = text(
    "WITH fact AS (INSERT INTO core_fact (at, id, kind, payload, consumers, thread) VALUES "
    "(:at, :id, :kind, CAST(:payload AS jsonb), CAST(:consumers AS text[]), :thread) "
    "ON CONFLICT DO NOTHING RETURNING id) "
    "SELECT procrastinate_defer_jobs_v1(array_agg("
    "ROW(CAST(:queue AS text), CAST(:job AS text), 0, NULL, NULL, "
    "jsonb_strip_nulls(jsonb_build_object('fact_id', fact.id, 'fact_at', CAST(:at_text AS text), "
    "'consumer', one.name, 'thread', CAST(:thread AS uuid))), NULL)"
    "::procrastinate_job_to_defer_v1)) "
    "FROM fact, unnest(CAST(:consumers AS text[])) AS one(name) HAVING count(*) > 0"
)


def record(
    fact: Fact,
    *,
    thread: UUID | None = None,
    source: UUID | None = None,
    at: datetime | None = None,
) -> UUID:
    """Write ``fact`` in the present transaction, with one delivery job per consumer.

    ``source`` is the ledger row it comes from: the fact then has the identifier :func:`backfill`
    will give it again. Returns the fact's identifier.
    """
    at = at or clock.now()
    fact_id = ids.derived(source, fact.kind) if source else ids.new_id()
    payload = json.dumps(pack(fact))
    session.flush()
    session.execute(
        _RECORD,
        {
            "at": at,
            "at_text": at.isoformat(),
            "id": fact_id,
            "kind": fact.kind,
            "payload": payload,
            "consumers": consumers_of(fact.kind),
            "thread": thread,
            "queue": QUEUE,
            "job": DELIVER,
        },
    )
    return fact_id


def _bury(
    *,
    now: datetime,
    fact_id: UUID,
    fact_at: datetime,
    consumer: str,
    error: str,
    sqlstate: str | None,
    attempts: int,
) -> None:
    """Put a delivery among the dead, if its fact is still there."""
    if session.get(FactRow, (fact_at, fact_id)) is None:
        return
    values = {"error": error, "sqlstate": sqlstate, "attempts": attempts, "died_at": now}
    session.execute(
        insert(FactDead)
        .values(fact_id=fact_id, consumer=consumer, fact_at=fact_at, **values)
        .on_conflict_do_update(index_elements=["fact_id", "consumer"], set_=values)
    )


@job(DELIVER, on_death=_bury)
def deliver(*, now: datetime, fact_id: UUID, fact_at: datetime, consumer: str) -> None:
    """Give one fact to one consumer, together with the row that says it took it."""
    row = session.execute(
        select(FactRow).where(FactRow.at == fact_at, FactRow.id == fact_id)
    ).scalar_one_or_none()
    if row is None:
        return
    if not _took(row, consumer, now):
        return
    one = CONSUMERS[consumer]
    given = {"now": now, "fact_id": row.id, "at": row.at, "thread": row.thread}
    one.take(unpack(row.kind, row.payload), **{k: given[k] for k in one.extras})
    session.execute(
        delete(FactDead).where(FactDead.fact_id == fact_id, FactDead.consumer == consumer)
    )


def _took(row: FactRow, consumer: str, now: datetime) -> bool:
    """Write that ``consumer`` takes the fact; False when it had."""
    taken = session.execute(
        insert(FactDelivery)
        .values(fact_id=row.id, consumer=consumer, fact_at=row.at, delivered_at=now)
        .on_conflict_do_nothing()
        .returning(FactDelivery.fact_id)
    ).scalar_one_or_none()
    return taken is not None


@dataclass(frozen=True, slots=True)
class Emission:
    """A fact told again from a ledger: ``source`` is the ledger row's identifier."""

    source: UUID
    at: datetime
    fact: Fact


Backfill = Callable[[], Iterable[Emission]]
B = TypeVar("B", bound=Backfill)

BACKFILLS: dict[str, Backfill] = {}


def backfill(kind: type[Fact]) -> Callable[[B], B]:
    """Register the function that tells every fact of ``kind`` again from its feature's ledger."""

    def register(tell: B) -> B:
        if BACKFILLS.setdefault(kind.__name__, tell) is not tell:
            message = f"{kind.__name__} has two backfills"
            raise ValueError(message)
        return tell

    return register


def emit_again(kind: str, consumer: str) -> int:
    """Give ``consumer`` every fact of ``kind`` from the ledger; return how many were told.

    Facts still on the bus keep their row (same uuid5); those it took already are not taken twice.
    Raises KeyError for a kind without backfill or an unknown consumer.
    """
    if kind not in CONSUMERS[consumer].kinds:
        raise KeyError(kind)
    told = 0
    rows = _rows(kind, consumer)
    while chunk := list(islice(rows, 1000)):
        session.execute(insert(FactRow).on_conflict_do_nothing(), chunk)
        enqueue_many(
            DELIVER,
            [{"fact_id": r["id"], "fact_at": r["at"], "consumer": consumer} for r in chunk],
        )
        told += len(chunk)
    return told


def _rows(kind: str, consumer: str) -> Iterator[dict[str, Any]]:
    _ = KINDS[kind]
    for emission in BACKFILLS[kind]():
        yield {
            "at": emission.at,
            "id": ids.derived(emission.source, kind),
            "kind": kind,
            "payload": pack(emission.fact),
            "consumers": [consumer],
            "thread": None,
        }
