"""A database of one's own, where what is done is committed, and acts done at the same moment."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from lms.app import create_app
from lms.core import clock
from lms.core.db import db, session
from lms.core.errors import Problem
from tests.cast import NOW
from tests.conftest import drop_database, new_database, settings_for
from tests.grounds import settle

Built = TypeVar("Built")


@contextmanager
def committed(
    label: str, folder: Path, build: Callable[[], Built]
) -> Iterator[tuple[Flask, Built, str]]:
    """Give an application on its own database, what was built in it, and the owner's address."""
    url = new_database(label)
    app = create_app(settings_for(url, folder))
    with app.app_context(), clock.frozen(NOW):
        try:
            built = build()
            settle()
            yield app, built, url
        finally:
            # A connection left open by a test that fails would fail another.
            session.remove()
            db.engine.dispose()
    drop_database(url)


def at_once(app: Flask, *acts: Callable[[], object]) -> list[object]:
    """Run acts at the same moment, each in its own transaction; return what each gave or raised."""
    barrier = threading.Barrier(len(acts))
    found: list[object] = [None] * len(acts)

    def run(place: int) -> None:
        with app.app_context():
            try:
                session.execute(text("SELECT 1"))
                barrier.wait(timeout=20)
                found[place] = acts[place]()
                session.commit()
            except (Problem, IntegrityError, OperationalError) as error:
                session.rollback()
                found[place] = error
            finally:
                session.remove()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return found
