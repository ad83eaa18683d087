"""The database: one declarative base, one session per request, and the aside.

Writes of a request live in one transaction that :mod:`lms.app` commits once. Operational rows
(session touch, attempt counters, audit of reads) go through :func:`aside`, which commits whatever
the answer. ``__table_args__`` may carry ``info={"ledger": True}`` (the application's role may only
read and insert) or ``info={"frozen": True}`` (same, for published versions).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any, TypeVar
from uuid import UUID

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Date, MetaData, Text, Time, Uuid, text
from sqlalchemy.dialects.postgresql import BYTEA, JSONB, TIMESTAMP
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.orm import registry as Registry  # noqa: N812 - it is a class

from lms.core.errors import NotFound

APP_ROLE = "lms_app"

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Parent of every table; annotations map to PostgreSQL types."""

    metadata = MetaData(naming_convention=NAMING)
    # On the registry, not on the class: Flask-SQLAlchemy copies the class's body.
    registry = Registry(
        metadata=metadata,
        type_annotation_map={
            str: Text(),
            bytes: BYTEA(),
            UUID: Uuid(),
            datetime: TIMESTAMP(timezone=True),
            date: Date(),
            time: Time(),
            dict[str, Any]: JSONB(),
            list[Any]: JSONB(),
        },
    )


db = SQLAlchemy(
    model_class=Base,
    session_options={"join_transaction_mode": "create_savepoint", "expire_on_commit": False},
)
session = db.session

Row = TypeVar("Row", bound=Base)


def get_row(model: type[Row], key: object, *, lock: bool = False) -> Row:
    """Return the row of a key; raises NotFound.

    ``lock`` keeps others from changing it until the transaction ends, and reads it again: what was
    read before may have been changed meanwhile.
    """
    found = session.get(model, key, with_for_update=lock or None, populate_existing=lock)
    if found is None:
        raise NotFound
    return found


@contextmanager
def aside() -> Iterator[Session]:
    """Give a second short transaction, committed at the end of the block whatever the answer.

    Only tables of schema ``ops`` are written through it.
    """
    with Session(
        bind=db.engine, join_transaction_mode="create_savepoint", expire_on_commit=False
    ) as second:
        yield second
        second.commit()


def apply_grants(connection: Connection) -> None:
    """Give the application's role what it needs and no more; run by the owner after migrating."""
    for schema in ("public", "ops"):
        connection.execute(text(f"GRANT USAGE ON SCHEMA {schema} TO {APP_ROLE}"))
        connection.execute(
            text(
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES "
                f"IN SCHEMA {schema} TO {APP_ROLE}"
            )
        )
        connection.execute(
            text(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {APP_ROLE}")
        )
        connection.execute(text(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {schema} TO {APP_ROLE}"))
    for table in Base.metadata.tables.values():
        if (table.info.get("ledger") or table.info.get("frozen")) and connection.execute(
            text("SELECT to_regclass(:name)"), {"name": table.fullname}
        ).scalar():
            connection.execute(text(f"REVOKE UPDATE, DELETE ON {table.fullname} FROM {APP_ROLE}"))
    _let_vacuum(connection)
    # Partitions are reached through their parent only, or a ledger's could be changed one by one.
    partitions = connection.execute(
        text("SELECT oid::regclass FROM pg_class WHERE relispartition AND relkind = 'r'")
    )
    for name in partitions.scalars().all():
        connection.execute(text(f"REVOKE ALL ON {name} FROM {APP_ROLE}"))
    connection.execute(text(f"REVOKE ALL ON alembic_version FROM {APP_ROLE}"))
    connection.execute(text(f"GRANT SELECT ON alembic_version TO {APP_ROLE}"))


def _let_vacuum(connection: Connection) -> None:
    """Let the application vacuum the tables a severance empties (PostgreSQL 17 and later)."""
    if connection.dialect.server_version_info < (17,):  # type: ignore[operator]
        return
    severable = [
        table.fullname
        for table in Base.metadata.tables.values()
        if any(key.target_fullname == "core_thread.id" for c in table.c for key in c.foreign_keys)
    ]
    for name in ("core_thread", "procrastinate_jobs", *severable):
        if not connection.execute(text("SELECT to_regclass(:name)"), {"name": name}).scalar():
            continue  # a later migration makes it
        connection.execute(text(f"GRANT MAINTAIN ON {name} TO {APP_ROLE}"))
