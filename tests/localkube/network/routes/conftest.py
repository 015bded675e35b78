"""Routing over a fake API with a real HAProxy on a free port."""

from __future__ import annotations

import asyncio
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest

from localkube.network.routes import Routes, Settings, purge
from localkube.network.routes.purging import DIRECTORY
from localkube.objects.access import Obj
from tests.localkube.controllers.fake import FakeAccess
from tests.localkube.network.routes import factory
from tests.localkube.network.routes.pods import Pod


class Until(Protocol):
    async def __call__(self, holds: Callable[[], object], seconds: float = 20.0) -> None: ...


@pytest.fixture
def until() -> Until:
    """Wait until something holds, or fail."""

    async def wait(holds: Callable[[], object], seconds: float = 20.0) -> None:
        async with asyncio.timeout(seconds):
            while not holds():  # noqa: ASYNC110 - what is waited for has no event of its own
                await asyncio.sleep(0.002)

    return wait


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def settings() -> Iterator[Settings]:
    """Settings for a HAProxy of the test's own; whatever runs there afterwards is ended."""
    data_dir = Path(tempfile.mkdtemp(prefix="lkr-"))
    yield Settings("test", data_dir / DIRECTORY, port=free_port())
    purge(data_dir)
    shutil.rmtree(data_dir)


@pytest.fixture
def access() -> FakeAccess:
    """An API with a gateway and a class for ingresses."""
    fake = FakeAccess()
    fake.create(factory.GATEWAY_CLASSES, None, factory.gateway_class())
    fake.create(factory.GATEWAYS, "localkube-system", factory.gateway())
    fake.create(factory.INGRESS_CLASSES, None, factory.ingress_class(default=True))
    return fake


@pytest.fixture
async def routes(access: FakeAccess, settings: Settings) -> AsyncIterator[Routes]:
    """Routing that runs."""
    running = Routes(access, settings)
    await running.start()
    yield running
    await running.stop()


class Fleet:
    """Pods behind services of namespace ``shop``."""

    def __init__(self, access: FakeAccess) -> None:
        self._access = access
        self._pods: list[Pod] = []
        self._ports: dict[str, int] = {}

    def service(self, name: str) -> None:
        """A service without pods."""
        self._ports[name] = free_port()
        self._access.create("services", "shop", factory.service(name))
        self._access.create(factory.SLICES, "shop", factory.endpoint_slice(of=name, port=self._ports[name]))

    async def pod(self, service: str, number: int, delay: float = 0.0, kind: type[Pod] = Pod) -> Pod:
        """A pod that runs; not yet an endpoint."""
        pod = kind(f"{service}-{number}", f"127.0.1.{number}", self._ports[service], delay)
        self._pods.append(await pod.start())
        return pod

    def point(self, service: str, *pods: Pod) -> None:
        """The service's ready endpoints are these."""

        def change(obj: Obj) -> None:
            obj["endpoints"] = [factory.endpoint(pod.address) for pod in pods]

        self._access.mutate(factory.SLICES, "shop", f"{service}-1", change)

    async def stop(self) -> None:
        for pod in self._pods:
            await pod.stop()


@pytest.fixture
async def fleet(access: FakeAccess) -> AsyncIterator[Fleet]:
    """Pods that are stopped after the test."""
    running = Fleet(access)
    yield running
    await running.stop()
