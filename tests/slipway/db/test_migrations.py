"""Models and migrations tell the same story on every database."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

import slipway.server  # noqa: F401 - imports every room, and so every model
from slipway.db import Base, Database, migrate
from slipway.db.database import create_engine
from slipway.db.migrate import DIRECTORY, newest_revision
from slipway.tenants import Tenant


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


async def test_the_revision_of_a_rollback_is_read_from_its_note_and_back(database: Database) -> None:
    """Both ways, and words of people stay."""
    notes = {1: "", 2: "Rollback to revision 1", 3: "Rollback to revision one"}
    async with database.session() as session:
        await session.execute(text(_TENANT))
        await session.execute(text(_APPLICATION))
        await session.execute(text(_SERVICE))
    engine = create_engine(database.url, foreign_keys=False)
    async with engine.begin() as connection:
        await connection.run_sync(_migrate_to, "0002_applications")
        for number, note in notes.items():
            await connection.execute(text(_REVISION), {"id": f"r{number}", "number": number, "note": note})
        await connection.run_sync(_migrate_to, "0003_rollbacks")
        after = await connection.execute(text("SELECT number, note, rolled_back_to FROM revisions ORDER BY number"))
        assert [tuple(row) for row in after] == [(1, "", None), (2, "", 1), (3, "Rollback to revision one", None)]
        await connection.run_sync(_migrate_to, "0002_applications")
        before = await connection.execute(text("SELECT number, note FROM revisions"))
        assert {row.number: row.note for row in before} == notes
    await engine.dispose()


async def test_tenants_keep_their_quota_and_get_wide_bounds_for_what_is_new(database: Database) -> None:
    """Nothing that runs is over a quota because of an upgrade."""
    async with database.session() as session:
        await session.execute(text(_TENANT))
    engine = create_engine(database.url, foreign_keys=False)
    async with engine.begin() as connection:
        await connection.run_sync(_migrate_to, "0011_metering")
        await connection.run_sync(_migrate_to, "0012_tenants")
    await engine.dispose()

    async with database.read() as session:
        tenant = await session.get_one(Tenant, "t")
    assert (tenant.quota_cpu, tenant.quota_memory, tenant.quota_pods) == ("1", "1Gi", 1)
    assert (tenant.quota_volumes, tenant.quota_storage) == (50, "500Gi")
    assert (tenant.quota_services, tenant.quota_domains) == (500, 100)
    assert (tenant.container_defaults, tenant.preset_id, tenant.disabled_at) == ({}, None, None)


async def test_what_was_metered_outlives_image_storage_there_and_back(database: Database) -> None:
    """What is of a registry goes on the way back; an older writer names none, and is still believed."""
    engine = create_engine(database.url, foreign_keys=False)
    async with engine.begin() as connection:
        await connection.execute(text(_SUBJECT), {"id": "volume", "resource": "volume"})
        for number in range(2):
            subject = {"id": f"images{number}", "resource": "image_storage"}
            await connection.execute(text(_SUBJECT), subject)
            query = text("UPDATE metering_subjects SET registry_id = :registry, registry_address = 'a' WHERE id = :id")
            await connection.execute(query, {"registry": f"r{number}", "id": subject["id"]})
            interval = "INSERT INTO metering_intervals (subject_id, key, first, started) VALUES (:id, 'k', true, 1)"
            await connection.execute(text(interval), {"id": subject["id"]})
        await connection.run_sync(_migrate_to, "0034_redirects")
        assert (await connection.execute(text("SELECT id FROM metering_subjects"))).scalars().all() == ["volume"]
        assert (await connection.execute(text("SELECT * FROM metering_intervals"))).first() is None
        await connection.run_sync(_migrate_to, "0035_image_storage")
        after = await connection.execute(text("SELECT id, registry_id, registry_address FROM metering_subjects"))
        assert [tuple(row) for row in after] == [("volume", "", "")]
    await engine.dispose()


async def test_what_is_managed_keeps_the_version_that_it_surely_runs(database: Database) -> None:
    """Of what runs another image than is offered by now, nobody knows the version."""
    async with database.session() as session:
        await session.execute(text(_TENANT))
    engine = create_engine(database.url, foreign_keys=False)
    async with engine.begin() as connection:
        await connection.run_sync(_migrate_to, "0038_managed_services")
        await connection.execute(text(_OFFERING))
        for name, image in (("same", "redis:8"), ("other", "redis:7")):
            for statement in _OPENED:
                await connection.execute(text(statement), {"id": name, "config": f'{{"image": "{image}"}}'})
        await connection.run_sync(_migrate_to, "0039_managed_versions")
        after = await connection.execute(text("SELECT id, version FROM managed_services ORDER BY id"))
        assert [tuple(row) for row in after] == [("other", ""), ("same", "8")]
    await engine.dispose()


_SUBJECT = """
    INSERT INTO metering_subjects (
        id, tenant_id, tenant, application_id, application, service_id, service, resource, cpu_milli, size_bytes
    ) VALUES (:id, 't', 't', '', '', '', '', :resource, 0, 5)
"""
_TIME = "'2026-01-01 00:00:00'"
_TENANT = f"""
    INSERT INTO tenants (
        id, name, display_name, namespace, quota_cpu, quota_memory, quota_pods, quota_volumes, quota_storage,
        quota_services, quota_domains, container_defaults, created_at, updated_at
    ) VALUES ('t', 't', '', 'slipway-t', '1', '1Gi', 1, 1, '1Gi', 1, 1, '{{}}', {_TIME}, {_TIME})
"""
_APPLICATION = f"""
    INSERT INTO applications (id, tenant_id, name, description, created_at, updated_at)
    VALUES ('a', 't', 'a', '', {_TIME}, {_TIME})
"""
_SERVICE = f"""
    INSERT INTO services (id, application_id, tenant_id, name, replicas, revision, published, created_at, updated_at)
    VALUES ('s', 'a', 't', 's', 1, 3, false, {_TIME}, {_TIME})
"""
_REVISION = f"""
    INSERT INTO revisions (id, service_id, tenant_id, number, config, note, created_at, created_by)
    VALUES (:id, 's', 't', :number, '{{}}', :note, {_TIME}, 'admin')
"""

_OFFERING = f"""
    INSERT INTO managed_offerings (id, name, engine, version, image, description, plans, created_at, updated_at)
    VALUES ('o', 'o', 'redis', '8', 'redis:8', '', '[]', {_TIME}, {_TIME})
"""
_OPENED = (
    f"""INSERT INTO applications (id, tenant_id, name, description, created_at, updated_at)
    VALUES (:id, 't', :id, '', {_TIME}, {_TIME})""",
    f"""INSERT INTO services
    (id, application_id, tenant_id, name, replicas, revision, published, created_at, updated_at)
    VALUES (:id, :id, 't', :id, 1, 1, true, {_TIME}, {_TIME})""",
    f"""INSERT INTO revisions (id, service_id, tenant_id, number, config, note, created_at, created_by)
    VALUES (:id, :id, 't', 1, :config, '', {_TIME}, 'admin')""",
    f"""INSERT INTO managed_services
    (id, tenant_id, name, offering_id, engine, plan, application_id, description, created_at, created_by)
    VALUES (:id, 't', :id, 'o', 'redis', '{{}}', :id, '', {_TIME}, 'admin')""",
)


def _migrate_to(connection: Connection, target: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(DIRECTORY))
    config.attributes["connection"] = connection
    current = MigrationContext.configure(connection).get_current_revision()
    (command.downgrade if (current or "") > target else command.upgrade)(config, target)
