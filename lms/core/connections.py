"""Connections that rested are asked whether they live; those in constant use are not.

A ping before each use costs every request an exchange with the database, and only a connection
that rested can have died unseen, but for a database killed this very second: who reads first in a
request then reads again (:func:`lms.app.load_viewer`).
"""

import time
from typing import Any

import psycopg
from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import QueuePool

REST = 5.0
"""Seconds without use after which a connection is asked first."""

_SINCE = "lms.rested_since"


class RestingPool(QueuePool):
    """A pool of connections whose sleepers are woken before they are used."""


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
