"""Fixtures of the platform's tests. Everything that touches the database runs on SQLite and, where its Debian package
is installed, on a real PostgreSQL."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import httpx
import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from slipway.access import Role
from slipway.cluster import Cluster
from slipway.db import Database, ensure_keys, migrate
from slipway.server import Platform, compose
from slipway.settings import Settings
from slipway.startup import running
from slipway.tenants import Tenant
from slipway.users import User
from tests.slipway import postgres
from tests.slipway.factory import PASSWORD_HASH, Factory, factory_for
from tests.slipway.kubernetes import Kubernetes, kubernetes_on

_numbers = count(1)

structlog.configure(processors=[structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)])


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of a running PostgreSQL of our own, without a database name."""
    programs = postgres.installed()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    with postgres.running(programs) as url:
        yield url


@pytest.fixture(scope="session")
def template_key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file with the key of all templates, to be copied: a database that never had one takes its time with it."""
    return tmp_path_factory.mktemp("key") / "encryption.key"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, template_key: Path) -> Path:
    """A migrated SQLite file with a key and an administrator, to be copied."""
    file = tmp_path_factory.mktemp("template") / "template.db"
    _run_apart(_prepare(f"sqlite+aiosqlite:///{file}", template_key))
    return file


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path, template_key: Path) -> str:
    """The URL of a migrated SQLite database of its own, for tests to which one kind of database is enough."""
    shutil.copy(template_key, tmp_path)
    return f"sqlite+aiosqlite:///{shutil.copy(sqlite_template, tmp_path / 'slipway.db')}"


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str, template_key: Path) -> str:
    """The name of a migrated PostgreSQL database with a key and an administrator, to be copied."""
    _run_apart(_statement(postgres_url, "CREATE DATABASE template"))
    _run_apart(_prepare(f"{postgres_url}/template", template_key))
    return "template"


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a migrated database of its own with one administrator, ``admin``."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    server, template = request.getfixturevalue("postgres_url"), request.getfixturevalue("postgres_template")
    shutil.copy(request.getfixturevalue("template_key"), tmp_path)
    name = f"test_{next(_numbers)}"
    await _statement(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield f"{server}/{name}"
    await _statement(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def database(database_url: str, tmp_path: Path) -> AsyncIterator[Database]:
    """A migrated database of its own, with keys."""
    database = Database(database_url)
    await ensure_keys(database, None, tmp_path / "encryption.key")
    yield database
    await database.dispose()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings that point at the test's own database and directory."""
    absent = tmp_path / "no-cluster.kubeconfig"
    return Settings(data_dir=tmp_path, database_url=database_url, kubeconfig=absent, port=0, login_attempts=3)


@pytest.fixture
async def kubernetes_at(tmp_path: Path) -> AsyncIterator[tuple[Kubernetes, Path]]:
    """A pretended cluster and its kubeconfig."""
    async with kubernetes_on(tmp_path) as served:
        yield served


@pytest.fixture
def kubernetes(kubernetes_at: tuple[Kubernetes, Path]) -> Kubernetes:
    """A pretended cluster."""
    return kubernetes_at[0]


@pytest.fixture
async def cluster(kubernetes_at: tuple[Kubernetes, Path]) -> AsyncIterator[Cluster]:
    """A client of the pretended cluster."""
    cluster = Cluster(kubernetes_at[1])
    yield cluster
    await cluster.stop()


@pytest.fixture
async def platform(settings: Settings) -> AsyncIterator[Platform]:
    """The composed platform with its parts running, without reconcilers."""
    built = compose(settings, worker=False)
    async with running(built.parts):
        yield built


@pytest.fixture
async def factory(platform: Platform) -> AsyncIterator[Factory]:
    """Makes data and clients."""
    async with factory_for(platform.app, platform.database) as made:
        yield made


@pytest.fixture
async def anonymous(factory: Factory) -> httpx.AsyncClient:
    """A client without credentials."""
    return await factory.anonymous()


@pytest.fixture
async def admin(factory: Factory) -> httpx.AsyncClient:
    """A client that acts as a platform administrator."""
    return await factory.client(Role.PLATFORM_ADMIN)


@pytest.fixture
async def tenant(factory: Factory) -> Tenant:
    """A tenant called ``acme``."""
    return await factory.tenant("acme")


@pytest.fixture(autouse=True)
async def no_leaked_tasks() -> AsyncIterator[None]:
    """Fail a test whose background tasks outlive it."""
    before = asyncio.all_tasks()
    yield
    left = asyncio.all_tasks() - before - {asyncio.current_task()}
    assert not left, f"tasks outlive the test: {left}"


def _run_apart(work: Coroutine[None, None, None]) -> None:
    """Run in a loop of its own, because the test's loop is already running when a session's fixture is made."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(asyncio.run, work).result()


async def _prepare(url: str, key: Path) -> None:
    database = Database(url)
    await migrate(database)
    await ensure_keys(database, None, key)
    async with database.session() as session:
        session.add(User(username="admin", role=Role.PLATFORM_ADMIN, password_hash=PASSWORD_HASH, disabled=False))
    await database.dispose()


async def _statement(server: str, sql: str) -> None:
    engine = create_async_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(sql))
    await engine.dispose()
