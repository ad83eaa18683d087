"""The application opened for one command, its connections closed behind it."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from lms.cli.place import database_ready


@contextmanager
def opened() -> Iterator[Flask]:
    """Give the application within its context; the command commits what it wants kept.

    The embedded server runs meanwhile when no database is named.
    """
    from lms.app import create_app
    from lms.core.db import db, session

    with database_ready():
        app = create_app()
        with app.app_context():
            try:
                yield app
            finally:
                session.remove()
                db.engine.dispose()
