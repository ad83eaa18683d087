"""Severing waits for those who write, and leaves nothing behind it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Event
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import NullPool

from lms.core import audit, ids, jobs, threads
from lms.core.db import session
from lms.core.jobs import job
from lms.core.models import AuditPrivate


def count(table: str) -> int:
    return session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()


def test_everything_that_carries_a_thread_goes_in_the_callers_transaction(live):
    @job("test.private")
    def private(*, now: datetime, thread: UUID) -> None:
        pass

    thread = threads.open_thread()
    audit.note("report:open", "report", actor_id=None, thread=thread)
    jobs.enqueue("test.private", thread=thread)
    session.commit()
    threads.sever(thread)
    assert (count("core_audit_private"), count("procrastinate_jobs")) == (0, 0)
    session.rollback()
    assert (count("core_audit_private"), count("procrastinate_jobs")) == (1, 1)
    threads.sever(thread)
    session.commit()
    assert (count("core_thread"), count("core_audit_private")) == (0, 0)


def test_nothing_can_be_added_behind_a_severance(kernel):
    thread = threads.open_thread()
    threads.sever(thread)
    assert not threads.hold(thread)
    with pytest.raises(IntegrityError):
        audit.note("report:open", "report", actor_id=None, thread=thread)


def test_severance_waits_for_a_writer_and_takes_what_it_wrote(live):
    thread = threads.open_thread()
    session.commit()
    writing, go_on = Event(), Event()

    def write() -> None:
        with live.app_context():
            assert threads.hold(thread)
            writing.set()
            go_on.wait(10)
            audit.note("report:open", "report", actor_id=None, thread=thread)
            session.commit()

    def sever() -> None:
        with live.app_context():
            threads.sever(thread)
            session.commit()

    with ThreadPoolExecutor(2) as pool:
        writer = pool.submit(write)
        writing.wait(10)
        severer = pool.submit(sever)
        with pytest.raises(TimeoutError):
            severer.result(0.5)
        go_on.set()
        writer.result(10)
        severer.result(10)
    assert count("core_audit_private") == 0


def test_the_application_cannot_delete_but_by_severing(kernel):
    from sqlalchemy.exc import ProgrammingError

    with pytest.raises(ProgrammingError):
        session.execute(text("DELETE FROM core_thread WHERE id = :id"), {"id": ids.new_id()})


def on_disk(url: str, table: str, words: str) -> bool:
    """Tell whether the file of a table holds ``words``, read as a thief of the disk would."""
    engine = sa.create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as owner:
        owner.execute(text("CHECKPOINT"))
        read = text("SELECT pg_read_binary_file(pg_relation_filepath(:t))")
        return words.encode() in bytes(owner.execute(read, {"t": table}).scalar_one())


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("anew", [True, False], ids=["anew", "canary: plain vacuum"])
def test_what_was_severed_leaves_the_disk_at_the_next_minute(
    live, live_url, monkeypatch, place, anew
):
    words = "core:marker:of:a:severed:thread"
    thread, kept = threads.open_thread(), threads.open_thread()
    for turn in range(4):
        mine = turn == place
        audit.note(
            words if mine else "report:kept",
            "report",
            actor_id=None,
            thread=thread if mine else kept,
        )
    session.commit()
    assert not threads.vacuum(), "nothing was severed yet"
    threads.sever(thread)
    session.commit()
    assert on_disk(live_url, "core_audit_private", words), "canary: deleting is not enough"
    if not anew:
        monkeypatch.setitem(AuditPrivate.__table__.info, "confidential", False)
    assert threads.vacuum()
    last_of_its_page = place == 3
    assert on_disk(live_url, "core_audit_private", words) is (last_of_its_page and not anew)
    assert count("core_audit_private") == 3
    assert not threads.vacuum()
