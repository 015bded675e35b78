"""Models and migrations tell the same story on every database."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

import slipway.server  # noqa: F401 - imports every room, and so every model
from slipway.db import Base, Database, migrate
from slipway.db.migrate import DIRECTORY, newest_revision


async def test_migrations_lead_to_the_models(database: Database) -> None:
    """What the migrations build is what the models declare."""

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return compare_metadata(context, Base.metadata)

    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_constraints_have_the_names_that_models_give_them(database: Database) -> None:
    """Later migrations name constraints, so the names must be the same everywhere."""

    def names(connection: Connection) -> set[str | None]:
        inspector = inspect(connection)
        found: set[str | None] = set()
        for table in Base.metadata.tables:
            found.add(inspector.get_pk_constraint(table)["name"])
            found.update(key["name"] for key in inspector.get_foreign_keys(table))
            found.update(key["name"] for key in inspector.get_unique_constraints(table))
        return found

    declared = {str(c.name) for table in Base.metadata.tables.values() for c in table.constraints if c.name}
    async with database.engine.connect() as connection:
        assert await connection.run_sync(names) == declared


async def test_migrating_twice_changes_nothing(database: Database) -> None:
    """The second start finds everything done and keeps the rows."""
    await migrate(database)

    async with database.read() as session:
        assert await session.scalar(text("SELECT version_num FROM alembic_version")) == newest_revision()
        assert await session.scalar(text("SELECT count(*) FROM users")) == 1


async def test_the_directory_of_a_new_sqlite_database_is_made(tmp_path: Path) -> None:
    """The first start needs nothing prepared."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/a/b/slipway.db")
    await migrate(database)
    await database.dispose()

    assert (tmp_path / "a/b/slipway.db").exists()
    assert (tmp_path / "a/b").stat().st_mode & 0o077 == 0


def test_revisions_are_one_line_in_the_order_of_their_files() -> None:
    """``newest_revision`` relies on this: revision = file name, each following the one before."""
    config = Config()
    config.set_main_option("script_location", str(DIRECTORY))
    scripts = list(ScriptDirectory.from_config(config).walk_revisions())

    files = sorted((file.stem for file in (DIRECTORY / "versions").glob("[0-9]*.py")), reverse=True)
    assert [script.revision for script in scripts] == files
    assert [script.down_revision for script in scripts] == [*files[1:], None]
