"""Migrate a database as its owner: schema, then the rights of the application's role."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from lms.config import psycopg_url
from lms.core import clock
from lms.core.db import APP_ROLE, apply_grants

FOLDER = Path(__file__).resolve().parent / "migrations"
LOCK = 7_310_586


def configuration() -> Config:
    """Return Alembic's configuration, without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(owner_url: str, revision: str = "head") -> None:
    """Bring the database at ``owner_url`` to ``revision``; two callers at once are safe."""
    engine = create_engine(psycopg_url(owner_url), poolclass=NullPool, hide_parameters=True)
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        found = connection.execute(
            text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": APP_ROLE}
        ).scalar()
        if not found:
            connection.execute(text(f"CREATE ROLE {APP_ROLE}"))
        connection.execute(text(f"GRANT {APP_ROLE} TO CURRENT_USER"))
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        apply_grants(connection)
    engine.dispose()


def prepare(owner_url: str) -> None:
    """Make the months of facts that begin now, so that none starts in the default partition."""
    engine = create_engine(psycopg_url(owner_url), poolclass=NullPool, hide_parameters=True)
    with engine.begin() as connection:
        connection.execute(
            text("SELECT core_ensure_partitions(:first, 4)"), {"first": clock.now().date()}
        )
    engine.dispose()
