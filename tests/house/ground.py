"""The ground of the trust tests: one application on a whole network, used and put back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import flask
import sqlalchemy as sa
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from sqlalchemy.engine import Connection

from lms.app import create_app
from lms.core import clock, policy
from lms.core.db import db, session
from tests.cast import NOW, SESSION_COOKIE
from tests.conftest import Browser, settings_for
from tests.house.world import World, build_world

ANONYMOUS = "anonymous"
FORM_COOKIE = "lms_form"
UNREPEATABLE = {
    "network_change_row": ("seq",),
    "procrastinate_jobs": ("id",),
    "procrastinate_events": ("id", "job_id", "at"),
    "core_idempotency": ("key", "request_hash", "body", "headers"),
    "accounts_account": ("password_hash",),
    "accounts_pin": ("code_hash",),
}
"""Columns filled by a sequence, by the database's own clock or by the salt of a hash."""

Print = dict[str, str]
Counts = dict[str, int]
"""How many rows of each table this transaction wrote so far; what was put back still counts."""

COUNTED = """
SELECT coalesce(root.relname, one.relname),
       sum(pg_stat_get_xact_tuples_inserted(one.oid)
           + pg_stat_get_xact_tuples_updated(one.oid)
           + pg_stat_get_xact_tuples_deleted(one.oid))
FROM pg_class one LEFT JOIN pg_class root ON root.oid = pg_partition_root(one.oid)
WHERE coalesce(root.relnamespace, one.relnamespace) = 'public'::regnamespace AND one.relkind = 'r'
GROUP BY 1
"""


def make_token(app: Flask) -> tuple[str, str]:
    """Return the cookie of a browser that opened a form, and the token of that form."""
    with app.test_request_context(base_url=app.extensions["settings"].base_url):
        token = generate_csrf()
        signer = SecureCookieSessionInterface().get_signing_serializer(app)
        assert signer is not None
        return signer.dumps(dict(flask.session)), token


class House:
    """The application, its world, and the one connection everything happens in."""

    def __init__(self, url: str, folder: Path) -> None:
        """Build the application and the world, committed."""
        policy.forget()
        self.app: Flask = create_app(settings_for(url, folder))
        self.app.test_client_class = Browser
        self.connection: Connection | None = None
        with self.app.app_context(), clock.frozen(NOW):
            self.world: World = build_world()
            session.remove()
        self._sums: dict[bool, dict[str, str]] = {}
        self._kept: dict[bool, dict[str, tuple[int, str]]] = {}
        self._armed: dict[str, tuple[str, str]] = {}

    def close(self) -> None:
        """Let the database go."""
        with self.app.app_context():
            session.remove()
            db.engine.dispose()
        policy.forget()

    @contextmanager
    def opened(self) -> Iterator["House"]:
        """Hold the clock and work on one connection, rolled back at the end."""
        engines = db._app_engines[self.app]
        engine = engines[None]
        policy.forget()
        with engine.connect() as connection, clock.frozen(NOW):
            outer = connection.begin()
            engines[None] = self.connection = connection
            self._kept.clear()
            try:
                yield self
                self._confirm()
            finally:
                with self.app.app_context():
                    session.remove()
                engines[None], self.connection = engine, None
                outer.rollback()
                policy.forget()

    @contextmanager
    def scratch(self) -> Iterator[None]:
        """Put back, at the end of the block, whatever it changed."""
        assert self.connection is not None
        counts = self._counts()
        point = self.connection.begin_nested()
        try:
            yield
        finally:
            with self.app.app_context():
                session.remove()
            point.rollback()
            policy.forget()
            self._forget(counts)

    def browser(self, viewer: str = ANONYMOUS) -> FlaskClient:
        """Return a browser holding the session of ``viewer``."""
        client = self.app.test_client()
        if viewer != ANONYMOUS:
            client.set_cookie(SESSION_COOKIE, self.world.viewers[viewer].token)
        return client

    def armed(self, viewer: str = ANONYMOUS) -> tuple[FlaskClient, str]:
        """Return a fresh browser of ``viewer``, and the token its forms would send."""
        client = self.browser(viewer)
        if viewer not in self._armed:
            self._armed[viewer] = make_token(self.app)
        value, token = self._armed[viewer]
        client.set_cookie(FORM_COOKIE, value)
        return client, token

    def fingerprint(self, *, repeatable: bool = False) -> Print:
        """Return a checksum of each table outside schema ops.

        Only tables written since the last time are read again; when the test ends all are.
        ``repeatable``: without the columns that no two runs fill alike.
        """
        counts, kept = self._counts(), self._kept.setdefault(repeatable, {})
        old = [name for name, count in counts.items() if kept.get(name, (-1, ""))[0] != count]
        for name, checksum in self._read(old, repeatable=repeatable).items():
            kept[name] = counts[name], checksum
        return {name: checksum for name, (_count, checksum) in kept.items()}

    def _counts(self) -> Counts:
        assert self.connection is not None
        return {row[0]: int(row[1]) for row in self.connection.execute(sa.text(COUNTED))}

    def _forget(self, counts: Counts) -> None:
        """Forget the checksums of rows that were put back as they were at ``counts``."""
        for repeatable, kept in self._kept.items():
            self._kept[repeatable] = {
                name: one for name, one in kept.items() if one[0] == counts[name]
            }

    def _confirm(self) -> None:
        """Read everything once: what the checksums kept tell must still be true."""
        for repeatable in [*self._kept]:
            told = self.fingerprint(repeatable=repeatable)
            assert changed(self._read([*told], repeatable=repeatable), told) == set()

    def _read(self, names: list[str], *, repeatable: bool) -> Print:
        assert self.connection is not None
        if repeatable not in self._sums:
            self._sums[repeatable] = {
                name: _sum(name, UNREPEATABLE.get(name, ()) if repeatable else ())
                for name in self._tables()
            }
        sums = self._sums[repeatable]
        wanted = [sums[name] for name in names if name in sums]
        if not wanted:
            return {}
        found = self.connection.execute(sa.text(" UNION ALL ".join(wanted)))
        return {row[0]: row[1] for row in found}

    def _tables(self) -> list[str]:
        assert self.connection is not None
        rows = self.connection.execute(
            sa.text(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                " AND relkind IN ('r', 'p') AND NOT relispartition"
                " AND has_table_privilege(oid, 'SELECT') ORDER BY relname"
            )
        )
        return list(rows.scalars())

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Return a whole table as plain values."""
        assert self.connection is not None
        return list(self.connection.scalars(sa.text(f"SELECT to_jsonb(t) FROM {table} t")))


def _sum(table: str, without: tuple[str, ...]) -> str:
    words = "t::text"
    if without:
        words = f"(to_jsonb(t) - ARRAY[{', '.join(repr(c) for c in without)}])::text"
    return (
        f"SELECT '{table}', count(*) || ':' ||"
        f" coalesce(sum(hashtextextended({words}, 0)::numeric), 0) FROM {table} t"
    )


def changed(before: Print, after: Print) -> set[str]:
    """Return the tables whose rows differ."""
    return {name for name in before if before[name] != after.get(name)}
