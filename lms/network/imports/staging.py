"""Rows sent to the database at once, in temporary tables that go with the transaction."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text

from lms.core.db import session


def stage(table: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]) -> None:
    """Make the temporary ``table`` (name and type of each column) and copy ``rows`` in it."""
    session.flush()
    listed = ", ".join(f"{name} {kind}" for name, kind in columns)
    session.execute(text(f"DROP TABLE IF EXISTS pg_temp.{table}"))
    session.execute(text(f"CREATE TEMP TABLE {table} ({listed}) ON COMMIT DROP"))
    copy_rows(table, [name for name, _kind in columns], rows)
    session.execute(text(f"ANALYZE {table}"))


@contextmanager
def whole_slices() -> Iterator[None]:
    """Join by hashing until the block ends.

    Rows written by this very transaction have no statistics: the planner would take twenty
    thousand of them for a dozen, and read the staged rows again for each.
    """
    session.execute(text("SET LOCAL enable_nestloop = off"))
    yield
    session.execute(text("SET LOCAL enable_nestloop = on"))


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Copy ``rows`` into an existing table, in the present transaction."""
    session.flush()
    driver: Any = session.connection().connection.driver_connection
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)
