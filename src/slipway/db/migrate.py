"""Bring the database to the newest revision: at every start, before anything else uses it.

Foreign keys are off on SQLite while tables are rebuilt there; on PostgreSQL a lock lets one replica migrate while the
others wait.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from slipway.db.database import Database, create_engine

_DIRECTORY = Path(__file__).parent / "migrations"
_LOCK = 0x51495059  # any number that nobody else in this database uses


async def migrate(database: Database) -> None:
    """Run all migrations that the database has not seen, in one transaction."""
    if database.is_sqlite:
        _make_directory(database)
    engine = create_engine(database.url, foreign_keys=False)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()


def configuration(connection: Connection) -> Config:
    """Return Alembic's configuration for this connection; there is no ini file."""
    config = Config()
    config.set_main_option("script_location", str(_DIRECTORY))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    command.upgrade(configuration(connection), "head")


def _make_directory(database: Database) -> None:
    file = database.engine.url.database
    if file and file != ":memory:":
        Path(file).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
