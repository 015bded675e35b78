"""A kubelet over an API and an engine in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from localkube.kubelet import Around, Kubelet, Settings
from localkube.objects.access import Obj
from localkube.objects.errors import NotFound
from localkube.objects.meta import condition
from localkube.objects.ports import VolumeNotReady
from tests.localkube.controllers.factory import namespace
from tests.localkube.controllers.fake import FakeAccess
from tests.localkube.kubelet.factory import NODE, container
from tests.localkube.kubelet.fake_engine import FakeEngine, FakeNetwork


class NoVolumes:
    """No persistent volume can be used here."""

    async def mount(self, pod: Obj) -> dict[str, Path]:
        raise VolumeNotReady("there are no persistent volumes here")


class NoTokens:
    """There are no service accounts here."""

    def for_pod(self, pod: Obj, audience: str, seconds: int) -> tuple[str, float]:
        raise NotFound("there are no service accounts here")


class World:
    """Everything around the kubelet, and questions about it."""

    def __init__(self, root: Path, **settings: Any) -> None:
        self.access = FakeAccess()
        self.access.create("namespaces", None, namespace())
        self.engine = FakeEngine()
        self.network = FakeNetwork()
        self.settings = Settings(NODE, "10.0.0.1", root, "10.42.0.0/24", **settings)
        self.kubelet = self.make()

    def make(self) -> Kubelet:
        return Kubelet(Around(self.access, self.engine, self.network, NoVolumes(), NoTokens()), self.settings)

    async def restart(self) -> None:
        """localkube ends and starts again."""
        await self.kubelet.stop()
        self.kubelet = self.make()
        await self.kubelet.start()

    def pod(self, *containers: Obj, name: str = "web-1", **spec: Any) -> Obj:
        """A pod that the scheduler bound to the node."""
        whole = {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": name, "labels": {"app": "web"}},
            "spec": {"nodeName": NODE, "containers": list(containers) or [container()], **spec},
        }
        return self.access.create("pods", "shop", whole)

    def config_map(self, name: str, **data: str) -> Obj:
        if self.access.find("configmaps", "shop", name) is not None:
            return self.access.mutate("configmaps", "shop", name, lambda obj: obj.update(data=data))
        obj = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}
        return self.access.create("configmaps", "shop", obj)

    def status(self, name: str = "web-1") -> Obj:
        found: Obj = self.access.get("pods", "shop", name).get("status", {})
        return found

    def web(self, name: str = "web-1") -> Obj:
        """The status of the pod's first container."""
        statuses: list[Obj] = self.status(name).get("containerStatuses") or [{}]
        return statuses[0]

    def debug(self, name: str = "web-1") -> Obj:
        """The status of the pod's first ephemeral container."""
        statuses: list[Obj] = self.status(name).get("ephemeralContainerStatuses") or [{}]
        return statuses[0]

    def add_debugger(self, debugger: Obj, name: str = "web-1") -> None:
        """Through the subresource, as ``kubectl debug`` does it."""

        def add(pod: Obj) -> None:
            pod["spec"]["ephemeralContainers"] = [debugger]

        self.access.mutate("pods", "shop", name, add, subresource="ephemeralcontainers")

    def disk_pressure(self) -> str:
        """What the node says."""
        return str((condition(self.access.get("nodes", None, NODE), "DiskPressure") or {}).get("status"))

    def waiting(self, name: str = "web-1") -> str:
        """The reason why the first container waits."""
        reason: str = (self.web(name).get("state") or {}).get("waiting", {}).get("reason", "")
        return reason

    def is_ready(self, name: str = "web-1") -> bool:
        conditions = self.status(name).get("conditions") or []
        return any(c["type"] == "Ready" and c["status"] == "True" for c in conditions)

    def is_gone(self, name: str = "web-1") -> bool:
        return self.access.find("pods", "shop", name) is None

    def told(self, reason: str) -> list[str]:
        """The messages of events with that reason."""
        return [event["message"] for event in self.access.list("events", "shop") if event["reason"] == reason]

    async def until(self, holds: Callable[[], object], seconds: float = 20.0) -> None:
        async with asyncio.timeout(seconds):
            while not holds():  # noqa: ASYNC110 - what is waited for has no event of its own
                await asyncio.sleep(0.002)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A kubelet that runs; afterwards no task of it is left."""
    made = World(tmp_path / "pods")
    await made.kubelet.start()
    yield made
    await made.kubelet.stop()
    await asyncio.sleep(0)
    left = [task.get_name() for task in asyncio.all_tasks() if task.get_name().startswith("localkube: ")]
    assert left == []
