"""What many tests stand on, built once per process and committed in a database of its own.

Each test opens a transaction on that database, finds everything there and leaves nothing behind.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from typing import Any, TypeVar
from typing import cast as as_type

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.core import clock
from lms.core.db import Base, db, session
from tests.conftest import as_application, drop_database, new_database

T = TypeVar("T")


@dataclass(frozen=True)
class Stand:
    """What was built, and the engine of the database where it stands."""

    engine: sa.Engine
    built: Any


@contextmanager
def standing(app: Flask, label: str, build: Callable[[], Any], *, at: datetime) -> Iterator[Stand]:
    """Build once, the clock held ``at`` a moment; drop the database at the end."""
    url = new_database(label)
    engine = sa.create_engine(as_application(url), **app.config["SQLALCHEMY_ENGINE_OPTIONS"])
    engines = db._app_engines[app]
    usual, engines[None] = engines[None], engine
    session.remove()
    try:
        with clock.frozen(at):
            built = build()
            settle()
    finally:
        session.remove()
        engines[None] = usual
    yield Stand(engine, built)
    engine.dispose()
    drop_database(url)


def settle() -> None:
    """Commit what was built; its rows stay readable, and belong to no session any more."""
    session.commit()
    for one in session:
        session.refresh(one)
    session.commit()
    session.expunge_all()


def back(built: T) -> T:
    """Return what was built as rows of the present session, without asking the database."""
    found: Any = built
    if isinstance(built, Base):
        found = session.merge(built, load=False)
    elif isinstance(built, dict):
        found = {key: back(one) for key, one in built.items()}
    elif is_dataclass(built):
        kept = {one.name: back(vars(built)[one.name]) for one in fields(built)}
        found = replace(built, **kept)  # type: ignore[type-var]
    return as_type("T", found)


@pytest.fixture
def stands_on(request: pytest.FixtureRequest, stands_on: Stand | None) -> Stand | None:
    """Say what the present test stands on: the ground of its folder, where it asks for it.

    A folder whose conftest has ``ground_stand`` takes this and :func:`ground` from here.
    """
    found = "ground" in request.fixturenames
    return request.getfixturevalue("ground_stand") if found else stands_on


@pytest.fixture
def ground(stands_on: Stand, cast: Any) -> Any:
    """Give the ground, whose cast is the cast of the test."""
    return back(replace(stands_on.built, cast=cast))
