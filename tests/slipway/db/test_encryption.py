"""Secrets are sealed before they reach the database, and the keys can be changed."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.fernet import Fernet
from sqlalchemy import JSON, delete, select, type_coerce, update

import slipway
from slipway.applications import Application, Revision, Service
from slipway.db import Database, Keyring, add_key, ensure_keys, rotate_keys
from slipway.db.encryption import BATCH, EncryptionKey
from slipway.db.keyring import CannotOpen, KeyringError
from slipway.db.sealed import use_keys
from slipway.server import Platform
from slipway.tenants import Tenant

SECRET = "correct-horse-battery"
ENV = {"DB_PASSWORD": SECRET, "URL": f"redis://shop:{SECRET}@cache/0", "COLOUR": "blue"}
RAW = type_coerce(Revision.config, JSON())


@pytest.fixture
def key_file(database: Database, tmp_path: Path) -> Path:
    """The file with the database's key."""
    return tmp_path / "encryption.key"


async def _store(database: Database, *, count: int = 1) -> None:
    """Store revisions of one service."""
    async with database.session() as session:
        tenant = Tenant(name="acme", namespace="slipway-acme", quota_cpu="1", quota_memory="1Gi", quota_pods=1)
        session.add(tenant)
        await session.flush()
        application = Application(tenant_id=tenant.id, name="shop")
        session.add(application)
        await session.flush()
        service = Service(application_id=application.id, tenant_id=tenant.id, name="web", replicas=1)
        session.add(service)
        await session.flush()
        for number in range(1, count + 1):
            session.add(_revision(service, number))


def _revision(service: Service, number: int) -> Revision:
    config = {"image": "web", "partition": "gold", "env": ENV}
    return Revision(
        service_id=service.id, tenant_id=service.tenant_id, number=number, config=config, created_by="admin"
    )


async def _read(database: Database) -> list[Any]:
    async with database.read() as session:
        return [config["env"] for config in await session.scalars(select(Revision.config))]


async def _raw(database: Database) -> list[Any]:
    async with database.read() as session:
        return [config["env"] for config in await session.scalars(select(RAW))]


async def _keys(database: Database) -> dict[str, bool]:
    async with database.read() as session:
        return {row.id: row.complete for row in await session.scalars(select(EncryptionKey))}


def _mode(file: Path) -> int:
    return file.stat().st_mode & 0o777


def _write(file: Path, content: str) -> None:
    file.write_text(content)


def _remove(file: Path) -> None:
    file.unlink()


def _keep_first(file: Path) -> None:
    file.write_text(file.read_text().splitlines()[0])


async def test_secrets_are_sealed_and_the_rest_is_not(database: Database) -> None:
    """What looks like a secret, and addresses with a password; the rest can still be asked for."""
    await _store(database)

    (raw,) = await _raw(database)
    assert SECRET not in str(raw)
    assert raw["COLOUR"] == "blue"
    assert await _read(database) == [ENV]
    async with database.read() as session:
        query = select(Revision.number).where(Revision.config["partition"].as_string() == "gold")
        assert await session.scalar(query) == 1


async def test_the_first_start_makes_a_key_for_its_owner_only(database: Database, key_file: Path) -> None:
    """And the database remembers which."""
    assert _mode(key_file) == 0o600
    assert await _keys(database) == {Keyring(key_file).newest: True}


async def test_what_an_older_version_stored_in_plain_is_sealed_at_the_start(database: Database, key_file: Path) -> None:
    """The first start with keys goes through everything."""
    await _store(database, count=BATCH + 3)
    async with database.session() as session:
        await session.execute(update(Revision).values({Revision.config: type_coerce({"env": ENV}, JSON())}))
        await session.execute(delete(EncryptionKey))
    assert await _read(database) == [ENV] * (BATCH + 3)

    await ensure_keys(database, None, key_file)

    assert SECRET not in str(await _raw(database))
    assert await _read(database) == [ENV] * (BATCH + 3)


async def test_after_a_rotation_the_old_key_is_not_needed(database: Database, key_file: Path) -> None:
    """Everything is sealed anew; once more finds nothing to do."""
    await _store(database, count=BATCH * 2)
    new = add_key(key_file)
    await ensure_keys(database, None, key_file)
    assert (await _keys(database))[new] is False

    assert await rotate_keys(database, key_file) == BATCH * 2
    assert await rotate_keys(database, key_file) == 0

    _keep_first(key_file)
    await ensure_keys(database, None, key_file)
    assert await _keys(database) == {new: True}
    assert await _read(database) == [ENV] * (BATCH * 2)


async def test_an_interrupted_rotation_is_repeated(
    database: Database, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Meanwhile both keys open, and both are remembered."""
    await _store(database, count=BATCH * 2)
    add_key(key_file)
    await ensure_keys(database, None, key_file)
    seal, sealed = Keyring.seal, []

    def breaking(self: Keyring, content: bytes) -> str:
        sealed.append(content)
        if len(sealed) > 3 * BATCH:
            raise ConnectionResetError
        return seal(self, content)

    with monkeypatch.context() as patched:
        patched.setattr(Keyring, "seal", breaking)
        with pytest.raises(ConnectionResetError):
            await rotate_keys(database, key_file)
    assert len(await _keys(database)) == 2
    assert await _read(database) == [ENV] * (BATCH * 2)

    assert await rotate_keys(database, key_file) == BATCH
    assert len(await _keys(database)) == 1


async def test_a_running_platform_learns_of_a_new_key(database: Database, key_file: Path) -> None:
    """What another process has sealed with a key that was added to the file since can be read."""
    await _store(database)
    add_key(key_file)
    await rotate_keys(database, key_file)

    assert await _read(database) == [ENV]


async def test_a_lost_key_is_told_at_the_start(database: Database, key_file: Path) -> None:
    """By its id, also when somebody else's key is in its place; no new one is made."""
    (lost,) = await _keys(database)
    _remove(key_file)
    with pytest.raises(KeyringError) as absent:
        await ensure_keys(database, None, key_file)
    _write(key_file, Fernet.generate_key().decode())
    with pytest.raises(KeyringError) as wrong:
        await ensure_keys(database, None, key_file)

    assert absent.value.code == "encryption.file_unreadable"
    assert (wrong.value.code, wrong.value.params["keys"]) == ("encryption.key_missing", [lost])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "encryption.file_empty"),
        ("# nothing\n\n", "encryption.file_empty"),
        ("hello\n", "encryption.key_invalid"),
        (None, "encryption.file_unreadable"),
    ],
)
async def test_a_file_without_usable_keys_is_refused(
    database: Database, tmp_path: Path, content: str | None, code: str
) -> None:
    """A file that was chosen is never made: it has been forgotten somewhere."""
    chosen = tmp_path / "chosen.key"
    if content is not None:
        _write(chosen, content)

    with pytest.raises(KeyringError) as refused:
        await ensure_keys(database, chosen, tmp_path / "encryption.key")

    assert refused.value.code == code


async def test_a_changed_secret_is_told_at_its_use(database: Database) -> None:
    """Never garbage."""
    await _store(database)
    (raw,) = await _raw(database)
    raw["DB_PASSWORD"]["sealed"] = raw["DB_PASSWORD"]["sealed"][:-4] + "AAAA"
    async with database.session() as session:
        await session.execute(update(Revision).values({Revision.config: type_coerce({"env": raw}, JSON())}))

    with pytest.raises(CannotOpen) as refused:
        await _read(database)

    assert refused.value.code == "encryption.damaged"


async def test_a_key_that_is_gone_is_told_by_the_api(
    platform: Platform, admin: httpx.AsyncClient, tenant: Tenant, tmp_path: Path
) -> None:
    """With a status that says that it is ours to repair."""
    service = {"name": "web", "image": "web", "env": ENV}
    body = {"name": "shop", "tenant_id": tenant.id, "services": [service]}
    made = await admin.post("/api/v1/applications", json=body)
    assert made.status_code == 201
    other = tmp_path / "other.key"
    _write(other, Fernet.generate_key().decode())
    use_keys(platform.database.engine.dialect, Keyring(other))

    answer = await admin.get(f"/api/v1/applications/{made.json()['id']}")

    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "encryption.key_missing")


async def test_the_server_says_which_key_it_lacks(tmp_path: Path) -> None:
    """In one line, and ends; the commands make a key and rotate."""
    assert (await _server(tmp_path, "--new-key"))[0] == 0
    code, said = await _server(tmp_path, "--rotate-keys")
    assert (code, "the file needs no other" in said) == (0, True)
    _write(tmp_path / "encryption.key", Fernet.generate_key().decode())

    code, said = await _server(tmp_path, "--no-worker")

    assert code == 1
    assert "encrypted by a key that" in said
    assert "Traceback" not in said


async def _server(directory: Path, option: str) -> tuple[int | None, str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SLIPWAY_")} | {
        "PYTHONPATH": str(Path(slipway.__file__).parents[1]),
        "SLIPWAY_DATA_DIR": str(directory),
        "SLIPWAY_KUBECONFIG": str(directory / "no-cluster.kubeconfig"),
        "SLIPWAY_PORT": "0",
        "SLIPWAY_LOG_FORMAT": "json",
    }
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "slipway.server", option),
        env=environment,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(120):
        _, said = await server.communicate()
    return server.returncode, said.decode()
