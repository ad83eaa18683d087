"""The migrations end in one head and make exactly the tables the models describe."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.pool import NullPool

from lms.config import psycopg_url
from lms.core.db import Base
from lms.migrating import configuration
from lms.models import load_all

load_all()

FOREIGN = ("procrastinate_", "alembic_version")
PARTITIONS = "core_fact_p"
"""Months of a table: made as time goes by, described by their parent."""


@pytest.fixture
def connection(database: str) -> Iterator[sa.Connection]:
    engine = sa.create_engine(psycopg_url(database), poolclass=NullPool)
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def differences(connection: sa.Connection, metadata: sa.MetaData) -> list[Any]:
    """Return what autogenerate would change to bring the database to ``metadata``."""
    options = {
        "include_schemas": True,
        "compare_type": True,
        "include_name": _is_ours,
        "include_object": _is_no_partition,
    }
    return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)


def _is_ours(name: str | None, kind: str, parents: dict[str, Any]) -> bool:
    if kind == "schema":
        return name in {None, "ops"}
    table = parents.get("table_name") or (name if kind == "table" else "") or ""
    return not table.startswith((*FOREIGN, PARTITIONS))


def _is_no_partition(item: Any, _name: str | None, kind: str, *_others: object) -> bool:
    if kind != "foreign_key_constraint":
        return True
    return not any(key.target_fullname.startswith(PARTITIONS) for key in item.elements)


def test_there_is_one_head():
    assert len(ScriptDirectory.from_config(configuration()).get_heads()) == 1


def test_migrations_make_what_the_models_describe(connection: sa.Connection):
    assert differences(connection, Base.metadata) == []


def test_a_planted_column_without_migration_is_seen(connection: sa.Connection):
    planted = sa.MetaData(naming_convention=Base.metadata.naming_convention)
    for table in Base.metadata.tables.values():
        table.to_metadata(planted)
    known = len(differences(connection, planted))
    planted.tables["accounts_person"].append_column(sa.Column("forgotten", sa.Text()))
    assert len(differences(connection, planted)) == known + 1
