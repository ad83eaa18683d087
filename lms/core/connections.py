"""Connections that rested are asked whether they live; those in constant use are not.

A ping before each use costs every request an exchange with the database, and only a connection
that rested can have died unseen, but for a database killed this very second: who reads first in a
request then reads again (:func:`lms.app.load_viewer`).

Statements stay prepared after a rollback. The driver forgets them then, as what they name may have
been made in that very transaction; the application makes no tables, and each request that only
reads ends by a rollback, so that PostgreSQL would plan every page anew.

What is asked twice is prepared, and planned once for all values where pages are answered. Left to
choose, PostgreSQL plans our longer questions at each execution, as dates in a plan make it look
cheaper than it is, and planning costs more than what it then saves.

Long statements are read once too. The driver turns names into numbers at each execution of those
above 4,096 characters or 50 values, which are those of our pages: a tenth of what they cost. Nor are
the columns of a result described each time to SQLAlchemy, which knows them from the first time on.
"""

import time
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import psycopg
from psycopg import _queries
from psycopg._preparing import PrepareManager
from psycopg.pq import ExecStatus
from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import QueuePool

REST = 5.0
"""Seconds without use after which a connection is asked first."""

MOST_PREPARED = 300
"""Statements one connection keeps planned; the one unused for longest goes first."""

TWICE = 1
"""Executions without a kept plan before a connection keeps one."""

MOST_READ = 1024
"""Statements a process remembers with their names turned into numbers."""

TOLD = frozenset((ExecStatus.TUPLES_OK, ExecStatus.SINGLE_TUPLE, ExecStatus.TUPLES_CHUNK))
"""Results that have columns."""

_SINCE = "lms.rested_since"

# The driver has constants for it, and no setting.
_queries.MAX_CACHED_STATEMENT_LENGTH = 1 << 16
_queries.MAX_CACHED_STATEMENT_PARAMS = 256
_queries._query2pg = lru_cache(maxsize=MOST_READ)(_queries._query2pg_nocache)  # noqa: SLF001


class KeptStatements(PrepareManager):
    """The driver's memory of prepared statements, which a rollback does not empty."""

    prepare_threshold = TWICE
    prepared_max = MOST_PREPARED

    def clear(self) -> bool:
        """Keep everything: nothing a statement names goes away with a transaction."""
        return False


class Columns(Sequence[Any]):
    """The columns of a result, described when one is looked at."""

    def __init__(self, cursor: psycopg.Cursor[Any], count: int) -> None:
        """Stand for ``count`` columns of what ``cursor`` was answered last."""
        self._cursor, self._count = cursor, count

    def __len__(self) -> int:
        """Return how many there are."""
        return self._count

    def __getitem__(self, which: Any) -> Any:
        """Describe one, or some."""
        places = range(self._count)[which]
        if isinstance(places, int):
            return psycopg.Column(self._cursor, places)
        return [psycopg.Column(self._cursor, place) for place in places]


class QuietCursor(psycopg.Cursor[Any]):
    """The driver's cursor, which describes columns only to who reads them."""

    @property
    def description(self) -> Any:
        """Return the columns of the last result, None when it has no rows to give."""
        told = self.pgresult
        if told is None or told.status not in TOLD:
            return None
        return Columns(self, told.nfields)


class RestingPool(QueuePool):
    """A pool of connections whose sleepers are woken before they are used."""


@event.listens_for(RestingPool, "connect")
def _keep_statements(connection: Any, _record: Any) -> None:
    connection._prepared = KeptStatements()  # noqa: SLF001 - the driver offers no other way
    connection.cursor_factory = QuietCursor


def plan_for_all_values() -> None:
    """Let the connections this process makes from now on plan what they prepare for all values.

    For processes that answer pages: their statements come again and again. Jobs go through whole
    tables, where values decide.
    """
    event.listen(RestingPool, "connect", plan_once)


def plan_once(connection: Any, _record: Any) -> None:
    """Set a connection to keep the plan for all values of what it prepares."""
    connection.execute("SET plan_cache_mode = force_generic_plan")
    connection.commit()


@event.listens_for(RestingPool, "checkin")
def _rest(_connection: Any, record: Any) -> None:
    record.info[_SINCE] = time.monotonic()


@event.listens_for(RestingPool, "checkout")
def _wake(connection: Any, record: Any, _proxy: Any) -> None:
    since = record.info.get(_SINCE)
    if since is None or time.monotonic() - since < REST:
        return
    try:
        connection.autocommit = True
        connection.execute("")
        connection.autocommit = False
    except psycopg.Error as error:
        raise DisconnectionError from error
