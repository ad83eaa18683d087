"""The bus's housekeeping: months ahead, messages everybody took, the dead and their replay."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, text

from lms.core import policy
from lms.core.db import session
from lms.core.facts.bus import DELIVER
from lms.core.facts.kinds import CONSUMERS
from lms.core.jobs import enqueue_many
from lms.core.models import FactDead, FactRow, JobDone, JobFailure
from lms.core.policies import FACTS_KEPT
from lms.core.sweepers import sweeper

MONTHS_AHEAD = 3
TRACES_KEPT = timedelta(days=35)


def month_after(day: date, months: int) -> date:
    """Return the first day of the month ``months`` after that of ``day``."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def ensure_partitions(now: datetime, months: int = MONTHS_AHEAD) -> int:
    """Make the partitions of this month and ``months`` to come; return how many were missing."""
    made = session.execute(
        text("SELECT core_ensure_partitions(:first, :months)"),
        {"first": now.date(), "months": months + 1},
    ).scalar_one()
    return int(made)


@sweeper("core.facts.partitions", every=60)
def prepare(*, now: datetime) -> None:
    """Keep the coming months ready."""
    ensure_partitions(now)


@sweeper("core.facts.purge", every=60)
def purge(*, now: datetime) -> None:
    """Delete what everybody took long enough ago, then the months it leaves empty."""
    before = now - policy.duration(FACTS_KEPT)
    values = {"before": before, "live": sorted(CONSUMERS)}
    session.execute(text("SELECT core_purge_facts(:before, CAST(:live AS text[]))"), values)
    session.execute(text("SELECT core_drop_partitions(:before)"), {"before": before})


@sweeper("core.jobs.traces", every=60)
def forget_traces(*, now: datetime) -> None:
    """Delete the traces of jobs that nothing can ask about any more."""
    old = now - TRACES_KEPT
    session.execute(delete(JobDone).where(JobDone.done_at < old))
    session.execute(delete(JobFailure).where(JobFailure.failed_at < old))


def list_facts(*, limit: int = 50) -> list[FactRow]:
    """Return the latest facts, newest first."""
    latest = select(FactRow).order_by(FactRow.at.desc(), FactRow.id).limit(limit)
    return list(session.execute(latest).scalars())


def list_dead(*, limit: int = 1000) -> list[tuple[FactDead, str]]:
    """Return the deliveries given up, oldest first, each with the kind of its fact."""
    rows = session.execute(
        select(FactDead, FactRow.kind)
        .join(FactRow, (FactRow.at == FactDead.fact_at) & (FactRow.id == FactDead.fact_id))
        .order_by(FactDead.died_at, FactDead.fact_id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def count_dead() -> int:
    """Return how many deliveries were given up."""
    return session.execute(select(func.count()).select_from(FactDead)).scalar_one()


def replay(*, fact_ids: Iterable[UUID] | None = None, consumer: str | None = None) -> int:
    """Send the dead again (all, or those of some facts or of one consumer); return how many.

    They leave the list when they are taken, and come back to it if they fail again.
    """
    wanted = select(FactDead.fact_id, FactDead.fact_at, FactDead.consumer)
    if fact_ids is not None:
        wanted = wanted.where(FactDead.fact_id.in_(list(fact_ids)))
    if consumer is not None:
        wanted = wanted.where(FactDead.consumer == consumer)
    rows = [dict(row) for row in session.execute(wanted).mappings()]
    enqueue_many(DELIVER, rows)
    return len(rows)
