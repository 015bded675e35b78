"""Bring the database to the newest revision: at every start, before anything else uses it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from slipway.db.database import Database, create_engine

DIRECTORY = Path(__file__).parent / "migrations"


async def migrate(database: Database) -> None:
    """Run all migrations that the database has not seen, in one transaction.

    SQLite's foreign keys are off meanwhile, because a table that is rebuilt there is dropped and made again.
    """
    if database.is_sqlite:
        _make_directory(database)
    engine = create_engine(database.url, foreign_keys=False)
    try:
        async with engine.begin() as connection:
            if await connection.run_sync(_revision) == newest_revision():
                return
            from slipway.db.upgrade import upgrade  # noqa: PLC0415 - see there

            await connection.run_sync(upgrade)
    finally:
        await engine.dispose()


def newest_revision() -> str:
    """Return the last migration's revision, which is its file's name: their numbers put them in order."""
    return max(file.stem for file in (DIRECTORY / "versions").glob("[0-9]*.py"))


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _make_directory(database: Database) -> None:
    file = database.engine.url.database
    if file and file != ":memory:":
        Path(file).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
