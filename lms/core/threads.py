"""Threads: what hangs together and can be severed together (kernel K5).

Facts, jobs, private audit rows, files and mails may carry a thread. Writing to a thread shares its
lock; severing takes it alone, so that nothing is added behind the severance.
"""

from uuid import UUID

from sqlalchemy import text

from lms.core import clock, ids
from lms.core.db import session
from lms.core.models import Thread


def open_thread() -> UUID:
    """Start a thread and return its identifier."""
    thread = Thread(id=ids.new_id(), opened_at=clock.now())
    session.add(thread)
    session.flush()
    return thread.id


def hold(thread: UUID) -> bool:
    """Share the thread's lock until the end of the transaction; False when it was severed."""
    return bool(session.execute(text("SELECT core_hold(:it)"), {"it": thread}).scalar_one())


def sever(thread: UUID) -> bool:
    """Delete everything that carries ``thread``, in the caller's transaction.

    Waits for those writing to it. Returns False for a thread already severed, or never opened.
    """
    session.flush()
    return bool(session.execute(text("SELECT core_sever(:it)"), {"it": thread}).scalar_one())
