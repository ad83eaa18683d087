"""Threads: what hangs together and can be severed together (kernel K5).

Facts, jobs, private audit rows, files and mails may carry a thread. Writing to a thread shares its
lock; severing takes it alone, so that nothing is added behind the severance.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import Column, Table, Text, delete, insert, select, text

from lms.core import clock, ids
from lms.core.db import Base, db, session
from lms.core.models import Severance, Thread


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
    gone = bool(session.execute(text("SELECT core_sever(:it)"), {"it": thread}).scalar_one())
    if gone:
        session.execute(insert(Severance), {"id": ids.new_id(), "at": clock.now()})
    return gone


def _cleanings() -> list[str]:
    """Return the statements that take severed rows off the disk.

    VACUUM leaves the last row of a page readable in the page's free space, and VACUUM FULL takes
    along what an older transaction could still read, be it in another database: a table marked
    ``info={"confidential": True}`` is therefore copied by the owner's ``core_write_anew``.
    """
    found = [
        "SELECT core_write_anew('core_thread', 'opened_at')",
        "SELECT core_write_anew('procrastinate_jobs', 'lock')",
    ]
    for table in Base.metadata.sorted_tables:
        if any(key.target_fullname == "core_thread.id" for c in table.c for key in c.foreign_keys):
            if table.info.get("confidential"):
                name = table.fullname
                found.append(f"SELECT core_write_anew('{name}', '{_plain_column(table)}')")
            else:
                found.append(f"VACUUM {table.fullname}")
    return found


def _plain_column(table: Table) -> str:
    """Return a column nothing else is made from, if there is one: no key, of text."""
    computed = " ".join(str(c.computed.sqltext) for c in table.c if c.computed is not None)
    free = [c for c in table.c if c.computed is None and c.name not in computed]

    def burden(column: Column[Any]) -> tuple[bool, bool, bool]:
        return (column.primary_key, bool(column.foreign_keys), not isinstance(column.type, Text))

    return min(free, key=burden).name


def vacuum() -> bool:
    """Clean the tables of what was severed; False when nothing was. Commits.

    Deleted rows stay readable on the disk until then (kernel K5). A table somebody is reading is
    tried again later: raises OperationalError. Before PostgreSQL 17 only the owner may vacuum, and
    it is left to autovacuum.
    """
    due = session.execute(select(Severance.id)).scalars().all()
    session.rollback()
    if not due:
        return False
    with db.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("SET lock_timeout = '5s'"))
        try:
            for statement in _cleanings():
                connection.execute(text(statement))
        finally:
            connection.execute(text("RESET lock_timeout"))
    session.execute(delete(Severance).where(Severance.id.in_(due)))
    session.commit()
    return True
