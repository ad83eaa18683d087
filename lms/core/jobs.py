"""Jobs: work done after the answer, enqueued in the transaction that asks for it.

A rolled-back change leaves no job; a committed one never loses it. A job runs in a transaction of
its own together with a row in ``ops.job_done``: run twice (a worker died, or slept and woke up), it
acts once. Arguments are identifiers and plain values; a job whose thread was severed ends silently.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import flask
import structlog
from flask import Flask
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from lms.core import clock, ids, wire
from lms.core.db import aside, session
from lms.core.faults import name_error
from lms.core.models import JobDone, JobFailure
from lms.core.threads import hold

log = structlog.get_logger()

QUEUE = "default"
TRIES = 8
FIRST_DELAY = timedelta(seconds=10)
LONGEST_DELAY = timedelta(hours=3)
URGENT = 10

F = TypeVar("F", bound=Callable[..., None])


class JobFailed(Exception):
    """A run that failed, named by type and SQLSTATE only; the cause is not kept with it."""


@dataclass(frozen=True, slots=True)
class Job:
    """A kind of job: its function, how many times it is tried, what is done when given up."""

    name: str
    run: Callable[..., None]
    tries: int
    on_death: Callable[..., None] | None
    priority: int = 0
    """Higher goes first: somebody is waiting for it."""


@dataclass(frozen=True, slots=True)
class Work:
    """One job taken from the queue; ``attempt`` counts from 1."""

    id: int
    name: str
    args: Mapping[str, Any]
    attempt: int

    @property
    def thread(self) -> UUID | None:
        """Return the thread this work belongs to."""
        value = self.args.get("thread")
        return UUID(value) if value else None


JOBS: dict[str, Job] = {}


def job(
    name: str,
    *,
    tries: int = TRIES,
    on_death: Callable[..., None] | None = None,
    urgent: bool = False,
) -> Callable[[F], F]:
    """Register ``def f(*, now, **ids)`` as the job ``name``; an urgent one passes the others.

    After the last failed try ``on_death`` gets the same arguments with ``error``, ``sqlstate`` and
    ``attempts``, in a transaction of its own.
    """

    def register(run: F) -> F:
        if name in JOBS:
            message = f"job {name} is declared twice"
            raise ValueError(message)
        JOBS[name] = Job(name, run, tries, on_death, URGENT if urgent else 0)
        return run

    return register


def enqueue(
    name: str, /, *, at: datetime | None = None, thread: UUID | None = None, **arguments: object
) -> None:
    """Ask for the job ``name`` in the present transaction, to run once committed (or ``at``).

    Raises KeyError for a job nobody declared, TypeError for an argument that is not plain.
    """
    enqueue_many(name, [arguments], at=at, thread=thread)


def enqueue_many(
    name: str,
    rows: Iterable[Mapping[str, object]],
    *,
    at: datetime | None = None,
    thread: UUID | None = None,
) -> None:
    """Ask for one job ``name`` per row of arguments, in one statement."""
    priority = JOBS[name].priority
    common: dict[str, object] = {"thread": thread} if thread else {}
    args = [json.dumps(wire.encode({**row, **common})) for row in rows]
    if args:
        session.flush()
        session.execute(
            DEFER, {"name": name, "queue": QUEUE, "priority": priority, "at": at, "args": args}
        )


DEFER = text(
    "SELECT procrastinate_defer_jobs_v1(array_agg("
    "ROW(CAST(:queue AS text), CAST(:name AS text), CAST(:priority AS int), NULL, NULL, one.args::jsonb, "
    "CAST(:at AS timestamptz))"
    "::procrastinate_job_to_defer_v1)) FROM unnest(CAST(:args AS text[])) AS one(args)"
)


def perform(app: Flask, work: Work) -> None:
    """Run one job in its own transaction; raises JobFailed after rolling it back."""
    with app.app_context():
        try:
            one = JOBS[work.name]
            if _claim(work):
                one.run(now=clock.now(), **_arguments(one, work))
                session.commit()
            else:
                session.rollback()
        except Exception as error:
            session.rollback()
            kind, sqlstate = name_error(error)
            _note_failure(work, kind, sqlstate)
            message = f"{work.name}: {kind} {sqlstate or ''}".strip()
            if app.debug or app.testing:
                raise JobFailed(message) from error
            raise JobFailed(message) from None


def _claim(work: Work) -> bool:
    """Tell whether this run is the one that acts: not done before, thread still there."""
    if work.thread is not None and not hold(work.thread):
        return False
    claimed = session.execute(
        insert(JobDone)
        .values(job_id=work.id, done_at=clock.now())
        .on_conflict_do_nothing()
        .returning(JobDone.job_id)
    ).scalar_one_or_none()
    return claimed is not None


def _arguments(one: Job, work: Work) -> dict[str, Any]:
    wanted = wire.hints_of(one.run)
    given = {name: value for name, value in work.args.items() if name != "thread"}
    if "thread" in wanted:
        given["thread"] = work.args.get("thread")
    return wire.decode_all(one.run, given)


def _note_failure(work: Work, kind: str, sqlstate: str | None) -> None:
    """Keep the failure's name; after the last try, tell the job's own mourner."""
    now = clock.now()
    last = is_last(work)
    log.error("job_failed", job=work.name, error=kind, sqlstate=sqlstate, final=last)
    with aside() as second:
        second.add(
            JobFailure(
                id=ids.new_id(),
                job_id=work.id,
                name=work.name,
                error=kind,
                sqlstate=sqlstate,
                attempt=work.attempt,
                final=last,
                failed_at=now,
            )
        )
    one = JOBS.get(work.name)
    if last and one and one.on_death:
        given = _arguments(one, work)
        one.on_death(now=now, error=kind, sqlstate=sqlstate, attempts=work.attempt, **given)
        session.commit()


def is_last(work: Work) -> bool:
    """Tell whether a failure of this run is final."""
    one = JOBS.get(work.name)
    return one is None or work.attempt >= one.tries


def delay_after(attempt: int) -> timedelta:
    """Return the wait after the failed try number ``attempt``: x4 each time, 3 h at most."""
    return min(FIRST_DELAY * int(4 ** (attempt - 1)), LONGEST_DELAY)


def drain(app: Flask | None = None, *, limit: int = 100_000, strict: bool = False) -> int:
    """Run every job due at the clock's present, here and now; return how many ran.

    For tests and the simulated year: jobs enqueued by jobs run too, retries wait for their time.
    ``strict`` raises JobFailed at the first failure.
    """
    app = app or flask.current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    session.flush()
    for done in range(limit):
        work = _take(app)
        if work is None:
            return done
        try:
            perform(app, work)
        except JobFailed:
            _put_back(app, work)
            if strict:
                raise
        else:
            _settle(app, "DELETE FROM procrastinate_jobs WHERE id = :id", {"id": work.id})
    message = f"{limit} jobs and still some: do jobs enqueue themselves?"
    raise RuntimeError(message)


TAKE = text(
    "UPDATE procrastinate_jobs SET status = 'doing' WHERE id = ("
    " SELECT id FROM procrastinate_jobs WHERE status = 'todo'"
    " AND (scheduled_at IS NULL OR scheduled_at <= :now)"
    " ORDER BY priority DESC, id LIMIT 1 FOR UPDATE SKIP LOCKED"
    ") RETURNING id, task_name, args, attempts"
)


def _take(app: Flask) -> Work | None:
    with app.app_context():
        row = session.execute(TAKE, {"now": clock.now()}).one_or_none()
        session.commit()
    return None if row is None else Work(row.id, row.task_name, row.args, row.attempts + 1)


def _put_back(app: Flask, work: Work) -> None:
    if is_last(work):
        _settle(
            app,
            "UPDATE procrastinate_jobs SET status = 'failed', attempts = :n WHERE id = :id",
            {"id": work.id, "n": work.attempt},
        )
        return
    _settle(
        app,
        "UPDATE procrastinate_jobs SET status = 'todo', attempts = :n, scheduled_at = :at "
        "WHERE id = :id",
        {"id": work.id, "n": work.attempt, "at": clock.now() + delay_after(work.attempt)},
    )


def _settle(app: Flask, statement: str, values: dict[str, object]) -> None:
    with app.app_context():
        session.execute(text(statement), values)
        session.commit()
