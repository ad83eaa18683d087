"""The worker: jobs from the queue, a tick for due work, jobs of dead workers taken back.

procrastinate fetches (SKIP LOCKED) and listens on a connection of its own; each job then runs in
our own transaction (:func:`lms.core.jobs.perform`). Its periodic tasks are not used: they drop runs
missed by ten minutes (kernel K10). Our tick asks sweepers what is due, and puts back in the queue
the jobs of workers whose heartbeat is older than 30 seconds, which procrastinate leaves stuck.
"""

import asyncio
import logging
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import procrastinate
import structlog
from flask import Flask
from procrastinate import retry, sql
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job as QueuedJob
from psycopg.conninfo import make_conninfo
from sqlalchemy import make_url, text

from lms.core import clock, threads
from lms.core.db import db, session
from lms.core.faults import name_error
from lms.core.jobs import JOBS, Work, delay_after, is_last, perform
from lms.core.sweepers import tick

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between the worker's looks at the world."""

    heartbeat: float = 5.0
    stalled_after: float = 30.0
    look: float = 5.0
    poll: float = 1.0
    """A job whose thread was held when it was announced is asked for again this much later."""
    grace: float = 20.0
    """How long running jobs may go on after a request to stop."""
    again: float = 2.0
    """How long to wait before trying a lost database again."""


class BackOff(retry.BaseRetryStrategy):
    """Our own delays and number of tries, told to procrastinate."""

    def get_retry_decision(
        self, *, exception: BaseException, job: QueuedJob
    ) -> retry.RetryDecision | None:
        """Return when to try again, or None after the last try."""
        work = _work(job)
        if is_last(work):
            return None
        return retry.RetryDecision(retry_at=clock.now() + delay_after(work.attempt))


def run_worker(app: Flask, *, concurrency: int = 2, pace: Pace | None = None) -> None:
    """Work until SIGTERM or SIGINT: running jobs end first (``grace``), no new one is taken.

    A lost database is waited for; jobs it interrupted are run again.
    """
    asyncio.run(_run(app, concurrency, pace or Pace()))


async def _run(app: Flask, concurrency: int, pace: Pace) -> None:
    _quiet()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    ticking = asyncio.create_task(_tick_for_ever(app, pace))
    try:
        while not stop.is_set():
            await _work_until(stop, app, concurrency, pace)
    finally:
        ticking.cancel()
        with suppress(asyncio.CancelledError):
            await ticking
    log.info("worker_stopped")


async def _work_until(stop: asyncio.Event, app: Flask, concurrency: int, pace: Pace) -> None:
    """Run one procrastinate worker until it is asked to stop or loses the database."""
    queue = build_queue(app, concurrency)
    try:
        async with queue.open_async():
            working = asyncio.create_task(
                queue.run_worker_async(
                    name="comptoir",
                    concurrency=concurrency,
                    delete_jobs="successful",
                    install_signal_handlers=False,
                    update_heartbeat_interval=pace.heartbeat,
                    stalled_worker_timeout=pace.stalled_after,
                    fetch_job_polling_interval=pace.poll,
                    shutdown_graceful_timeout=pace.grace,
                )
            )
            stopping = asyncio.create_task(stop.wait())
            await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            if not working.done():
                working.cancel()
            with suppress(asyncio.CancelledError):
                await working
    except Exception as error:  # noqa: BLE001 - whatever broke, wait and start again
        kind, sqlstate = name_error(error.__cause__ or error)
        log.error("worker_lost_database", error=kind, sqlstate=sqlstate)  # noqa: TRY400 - named, no words
    if not stop.is_set():
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(stop.wait(), pace.again)


def build_queue(app: Flask, concurrency: int) -> procrastinate.App:
    """Return procrastinate's side of our jobs, on direct connections (LISTEN needs one)."""
    settings = app.extensions.get("settings")
    url = getattr(settings, "database_url", None) or app.config["SQLALCHEMY_DATABASE_URI"]
    parsed = make_url(url)
    _, words = parsed.get_dialect()().create_connect_args(parsed)
    queue = procrastinate.App(
        connector=procrastinate.PsycopgConnector(
            conninfo=make_conninfo(**words), min_size=1, max_size=concurrency + 2, timeout=10
        )
    )
    for name in JOBS:
        queue.task(name=name, pass_context=True, retry=BackOff())(_runner(app))
    return queue


def _runner(app: Flask) -> Callable[..., None]:
    def run(context: JobContext, **_arguments: Any) -> None:
        perform(app, _work(context.job))

    return run


def _work(job: QueuedJob) -> Work:
    return Work(job.id or 0, job.task_name, job.task_kwargs, job.attempts + 1)


async def _tick_for_ever(app: Flask, pace: Pace) -> None:
    """Look every few seconds: stalled jobs each time, sweepers once per minute."""
    minute: datetime | None = None
    while True:
        now = clock.now()
        this_minute = now.replace(second=0, microsecond=0)
        await asyncio.to_thread(_look, app, pace, now if this_minute != minute else None)
        minute = this_minute
        await asyncio.sleep(pace.look)


def _look(app: Flask, pace: Pace, now: datetime | None) -> None:
    try:
        with app.app_context():
            retry_stalled(pace.stalled_after)
        if now is not None:
            tick(app, now)
            with app.app_context():
                threads.vacuum()
    except Exception as error:  # noqa: BLE001 - the next look may find the database again
        kind, sqlstate = name_error(error)
        log.error("tick_failed", error=kind, sqlstate=sqlstate)  # noqa: TRY400 - named, no words
        with app.app_context():
            db.engine.dispose()


def retry_stalled(seconds: float) -> int:
    """Put back in the queue the jobs whose worker is gone or silent; commits; returns how many."""
    connection = session.connection()
    found = connection.exec_driver_sql(
        sql.queries["select_stalled_jobs_by_heartbeat"],
        {"queue": None, "task_name": None, "seconds_since_heartbeat": seconds},
    ).all()
    for row in found:
        # A job that ended meanwhile is no longer "doing": the function would raise.
        session.execute(
            text(
                "SELECT procrastinate_retry_job_v2(id, :now, NULL, NULL, NULL) "
                "FROM procrastinate_jobs WHERE id = :id AND status = 'doing' FOR UPDATE"
            ),
            {"id": row.id, "now": clock.now()},
        )
        log.warning("job_taken_back", job=row.task_name)
    session.commit()
    return len(found)


class _NoArguments(logging.Filter):
    """Leave out procrastinate's lines about single jobs: they repeat arguments and tracebacks."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "job" not in str(getattr(record, "action", ""))


def _quiet() -> None:
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    for name in ("procrastinate.worker", "procrastinate.worker.comptoir"):
        logging.getLogger(name).addFilter(_NoArguments())
