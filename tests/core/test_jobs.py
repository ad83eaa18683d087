"""Jobs are enqueued by the transaction that needs them, and act once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import select, text

from lms.core import clock, ids, jobs, threads
from lms.core.db import session
from lms.core.jobs import Work, drain, enqueue, enqueue_many, job, perform
from lms.core.models import JobDone, JobFailure

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def queued() -> int:
    return session.execute(text("SELECT count(*) FROM procrastinate_jobs")).scalar_one()


@pytest.fixture
def seen():
    """Arguments the job ``test.look`` was run with."""
    found = []

    @job("test.look")
    def look(*, now: datetime, person_id: UUID, unit_ids: list[UUID]) -> None:
        found.append((now, person_id, unit_ids))

    return found


def test_a_rolled_back_change_leaves_no_job(live, seen):
    enqueue("test.look", person_id=ids.new_id(), unit_ids=[])
    assert queued() == 1
    session.rollback()
    assert queued() == 0
    assert drain(live) == 0
    assert seen == []


def test_a_committed_change_never_loses_its_job(live, seen):
    person, unit = ids.new_id(), ids.new_id()
    enqueue("test.look", person_id=person, unit_ids=[unit])
    session.commit()
    with clock.frozen(NOON):
        assert drain(live) == 1
    assert seen == [(NOON, person, [unit])]
    assert queued() == 0


def test_canary_a_job_sent_by_another_transaction_survives_the_rollback(live, seen):
    """The planted bug: enqueueing aside, as a library with its own connection would."""
    with live.app_context():
        enqueue("test.look", person_id=ids.new_id(), unit_ids=[])
        session.commit()
    session.rollback()
    assert queued() == 1


def test_many_jobs_are_one_statement(kernel, seen):
    enqueue_many("test.look", [{"person_id": ids.new_id(), "unit_ids": []} for _ in range(50)])
    assert queued() == 50
    assert drain(kernel) == 50


def test_a_job_nobody_declared_cannot_be_asked_for(kernel):
    with pytest.raises(KeyError):
        enqueue("test.nobody")
    assert queued() == 0


def test_a_job_waits_for_its_time(kernel, seen):
    with clock.frozen(NOON):
        enqueue("test.look", at=NOON + timedelta(hours=1), person_id=ids.new_id(), unit_ids=[])
        assert drain(kernel) == 0
    with clock.frozen(NOON + timedelta(hours=1)):
        assert drain(kernel) == 1


def test_jobs_enqueued_by_jobs_are_drained_too(kernel, seen):
    @job("test.first")
    def first(*, now: datetime) -> None:
        enqueue("test.look", person_id=ids.new_id(), unit_ids=[])

    enqueue("test.first")
    assert drain(kernel) == 2
    assert len(seen) == 1


def test_a_failed_run_leaves_nothing_but_its_name(kernel):
    secret = "Alice Martin"

    @job("test.fail", tries=2)
    def fail(*, now: datetime) -> None:
        enqueue("test.fail")
        session.execute(text("SELECT CAST(:words AS integer)"), {"words": secret})

    enqueue("test.fail")
    with clock.frozen(NOON):
        assert drain(kernel) == 1
        assert queued() == 1, "what the failed run enqueued went with it"
        assert drain(kernel) == 0, "it waits before its second try"
    with clock.frozen(NOON + jobs.delay_after(1)):
        assert drain(kernel) == 1
    with clock.frozen(NOON + timedelta(days=3)):
        assert drain(kernel) == 0, "given up after two tries"
    rows = session.execute(select(JobFailure).order_by(JobFailure.attempt)).scalars().all()
    assert [(r.error, r.sqlstate, r.attempt, r.final) for r in rows] == [
        ("InvalidTextRepresentation", "22P02", 1, False),
        ("InvalidTextRepresentation", "22P02", 2, True),
    ]
    kept = session.execute(text("SELECT string_agg(f::text, '') FROM ops.job_failure f")).scalar()
    assert secret not in kept


def test_delays_grow_and_stay_under_three_hours():
    delays = [jobs.delay_after(n) for n in range(1, 12)]
    assert delays == sorted(delays)
    assert delays[0] == timedelta(seconds=10)
    assert delays[-1] == timedelta(hours=3)


def test_a_job_run_again_changes_nothing_more(kernel, seen):
    work = Work(7_000_001, "test.look", {"person_id": str(ids.new_id()), "unit_ids": []}, 1)
    perform(kernel, work)
    perform(kernel, work)
    assert len(seen) == 1


@pytest.mark.parametrize("claim", [True, False], ids=["claimed", "canary: no claim"])
def test_two_workers_on_one_job_act_once(live, monkeypatch, claim):
    """A worker thought dead wakes up while another does its job again."""
    together = Barrier(2)

    @job("test.snapshot")
    def write(*, now: datetime) -> None:
        session.execute(
            text("INSERT INTO core_thread (id, opened_at) VALUES (:id, :now)"),
            {"id": ids.new_id(), "now": now},
        )

    if not claim:
        monkeypatch.setattr(jobs, "_claim", lambda _work: True)
    work = Work(7_000_002, "test.snapshot", {}, 1)

    def run(_: int) -> None:
        together.wait()
        perform(live, work)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, range(2)))
    effects = session.execute(text("SELECT count(*) FROM core_thread")).scalar_one()
    assert effects == (1 if claim else 2)


def test_a_job_whose_thread_is_gone_ends_silently(kernel, seen):
    @job("test.confidential")
    def confidential(*, now: datetime, thread: UUID) -> None:
        seen.append(thread)

    thread, other = threads.open_thread(), threads.open_thread()
    enqueue("test.confidential", thread=thread)
    enqueue("test.confidential", thread=other)
    work = Work(7_000_003, "test.confidential", {"thread": str(thread)}, 1)
    assert threads.sever(thread)
    assert drain(kernel) == 1
    perform(kernel, work)
    assert seen == [other]
    assert session.execute(select(JobDone.job_id).where(JobDone.job_id == work.id)).all() == []
    assert session.execute(select(JobFailure.id)).all() == []


def test_what_somebody_waits_for_passes_what_nobody_waits_for(kernel):
    done = []

    @job("test.slow_figures")
    def figures(*, now: datetime) -> None:
        done.append("figures")

    @job("test.alert", urgent=True)
    def alert(*, now: datetime) -> None:
        done.append("alert")

    for name in ("test.slow_figures", "test.slow_figures", "test.alert"):
        enqueue(name)
    drain(kernel)
    assert done == ["alert", "figures", "figures"]
