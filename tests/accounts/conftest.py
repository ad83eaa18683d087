"""Secrets for the cast, and a live application whose asides really commit."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.pool import NullPool

from lms.accounts.models import Person
from lms.accounts.services.codes import keep_code
from lms.accounts.services.invitations import set_secret
from lms.app import create_app
from lms.core import clock, policy
from lms.core.db import db, session
from tests.cast import Cast, build, cast
from tests.conftest import drop_database, new_database, settings_for

__all__ = ["cast"]

SECRET = "trois mots doux"
CODE = "2580"


def give_secret(person: Person, secret: str = SECRET) -> None:
    set_secret(person, secret, clock.now())
    session.commit()


def give_code(person: Person, code: str = CODE) -> None:
    keep_code(person_id=person.id, code=code, now=clock.now())
    session.commit()


@pytest.fixture
def alice(cast: Cast) -> Person:
    """Give Alice, with a secret and a tablet code."""
    give_secret(cast.alice)
    give_code(cast.alice)
    return cast.alice


@pytest.fixture
def henri(cast: Cast) -> Person:
    """Give Henri, of head office, with a secret."""
    give_secret(cast.henri)
    return cast.henri


@pytest.fixture
def marion(cast: Cast) -> Person:
    """Give Marion, who manages Nantes, with a secret."""
    give_secret(cast.marion)
    return cast.marion


RESET = (
    "ops.attempt_counter, ops.session, ops.mail, accounts_device, accounts_invitation, "
    "accounts_notice, accounts_call_request, procrastinate_jobs, core_policy"
)


class Live:
    """An application on a database of its own, where every transaction is real."""

    def __init__(self, app: Flask, owner_url: str) -> None:
        """Build the cast and give some of them a secret, committed."""
        self.app = app
        self.owner_url = owner_url
        with app.app_context():
            self.cast = build()
            session.commit()
            for name in ("alice", "bruno", "marion", "henri", "zoe", "yann"):
                give_secret(self.cast.people[name])
            give_code(self.cast.alice)
            session.remove()

    def reset(self) -> None:
        """Forget what a test left; people, places and secrets stay."""
        engine = sa.create_engine(self.owner_url, poolclass=NullPool)
        with engine.begin() as connection:
            connection.execute(sa.text(f"TRUNCATE {RESET} CASCADE"))
        policy.forget()

    @contextmanager
    def context(self) -> Iterator[None]:
        with self.app.app_context():
            try:
                yield
            finally:
                session.remove()

    def client(self) -> FlaskClient:
        return self.app.test_client()


@pytest.fixture(scope="module")
def _live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    url = new_database("accounts")
    policy.forget()
    app = create_app(settings_for(url, tmp_path_factory.mktemp("live")))
    try:
        yield Live(app, url)
    finally:
        with app.app_context():
            session.remove()
            db.engine.dispose()
        drop_database(url)
        policy.forget()


@pytest.fixture
def live(_live: Live) -> Live:
    """Give a live application, shared by a module, cleared before each test."""
    _live.reset()
    return _live
