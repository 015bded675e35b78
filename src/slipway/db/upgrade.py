"""Run Alembic. Imported only when there is something to run, because it costs memory that would never come back."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from slipway.db.migrate import DIRECTORY

_LOCK = 0x51495059  # any number that nobody else in this database uses


def upgrade(connection: Connection) -> None:
    """Run all migrations that the database has not seen. On PostgreSQL other replicas wait meanwhile."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    config = Config()
    config.set_main_option("script_location", str(DIRECTORY))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
