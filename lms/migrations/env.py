"""Alembic's environment: runs on the connection it is given, as the owner of the database."""

from typing import Any

from alembic import context

from lms.core.db import Base
from lms.models import load_all

load_all()


def run() -> None:
    """Run the migrations on the connection put in the configuration's attributes."""
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_schemas=True,
        compare_type=True,
        include_name=_ours,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


PARTITION_KEYS = ("fk_core_fact_delivery_fact_", "fk_core_fact_dead_fact_")
"""PostgreSQL repeats a key towards a partitioned table once per partition."""


def _ours(name: str | None, kind: str, parents: Any) -> bool:
    """Leave out what procrastinate and the partitions own."""
    if kind == "schema":
        return name in {None, "ops", "public"}
    if kind == "table":
        return not (name or "").startswith(("procrastinate_", "core_fact_p"))
    if kind == "foreign_key_constraint" and (name or "").startswith(PARTITION_KEYS):
        return False
    return not (parents.get("table_name") or "").startswith("procrastinate_")


run()
