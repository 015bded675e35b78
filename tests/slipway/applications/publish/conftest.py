"""A publisher at work: a database, a real Kubernetes API with controllers, and the parts between them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from slipway import worker
from slipway.applications.schemas import ApplicationStatus
from slipway.applications.signals import Signals
from slipway.applications.status import StatusBoard
from slipway.applications.views import load_view
from slipway.cluster import Cluster, WatchCache
from slipway.db import Database
from slipway.followed import followed
from slipway.settings import Settings
from slipway.startup import Part, running
from tests.slipway.applications.publish.desired import Desired, desired
from tests.slipway.applications.publish.embedded import Embedded, embedded


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: the publisher only reads views."""
    return sqlite_url


@pytest.fixture
async def kubernetes(tmp_path: Path) -> AsyncIterator[Embedded]:
    """The cluster."""
    async with embedded(tmp_path) as cluster:
        yield cluster


@pytest.fixture
def signals() -> Signals:
    """Where changes are told."""
    return Signals()


@pytest.fixture
async def shop(database: Database, signals: Signals, kubernetes: Embedded) -> Desired:
    """An application without services, whose tenant has its namespace."""
    made = await desired(database, signals)
    kubernetes.registry.create("namespaces", None, {"metadata": {"name": made.tenant.namespace}})
    return made


@dataclass
class World:
    """A platform process without its HTTP side."""

    settings: Settings
    database: Database
    signals: Signals
    kubernetes: Embedded
    board: StatusBoard
    parts: list[Part]

    async def status(self, application_id: str) -> ApplicationStatus:
        async with self.database.read() as session:
            view = await load_view(session, application_id)
        assert view is not None
        return self.board.application(view)

    async def state(self, application_id: str) -> str:
        return str((await self.status(application_id)).state)


def new_world(settings: Settings, database: Database, signals: Signals, kubernetes: Embedded) -> World:
    """Put the parts of a process together."""
    cluster = Cluster(kubernetes.kubeconfig)
    cache = WatchCache(cluster, followed(settings))
    board = StatusBoard(settings, cluster, cache)
    parts: list[Part] = [cluster, board, cache, *worker.parts(settings, database, cluster, signals, board, str)]
    return World(settings, database, signals, kubernetes, board, parts)


@pytest.fixture
async def world(
    database: Database, database_url: str, tmp_path: Path, signals: Signals, kubernetes: Embedded
) -> AsyncIterator[World]:
    """The running process."""
    settings = Settings(
        data_dir=tmp_path,
        database_url=database_url,
        kubeconfig=kubernetes.kubeconfig,
        gateway="localkube-system/public",
    )
    made = new_world(settings, database, signals, kubernetes)
    async with running(made.parts):
        yield made
