"""A real API server with its controllers, whose pods run nowhere: tests say how each service's pods fare."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from localkube.apiserver import ApiServer, Registry, ensure_identity, write_kubeconfig
from localkube.boot import content
from localkube.controllers import Controllers
from localkube.objects.errors import NotFound
from localkube.objects.meta import now
from localkube.store import Store
from slipway.applications import labels
from tests.running import free_port

Obj = dict[str, Any]
SERVICE_RANGE = "10.96.0.0/16"
NODE = "here"
READY = "ready"
HANGING = "hanging"
"""Pods run but never become ready."""
LINGERING = "lingering"
"""Ready pods that take their time to end."""


class Embedded:
    """The cluster of one test."""

    def __init__(self, registry: Registry, kubeconfig: Path) -> None:
        self.registry = registry
        self.kubeconfig = kubeconfig
        self.fate: dict[str, str] = defaultdict(lambda: READY)
        self.made: list[str] = []
        """Names of services in the order in which their first pods came."""

    def all(self, resource: str, namespace: str) -> list[Obj]:
        return self.registry.list(resource, namespace)

    def names(self, resource: str, namespace: str) -> set[str]:
        return {obj["metadata"]["name"] for obj in self.all(resource, namespace)}

    def pods(self, namespace: str, service: str) -> list[Obj]:
        return self.registry.list("pods", namespace, f"{labels.SERVICE}={service}")

    def decide(self, service: str, fate: str) -> None:
        """Let all present and future pods of a service fare like this."""
        self.fate[service] = fate
        for pod in self.registry.list("pods", None, f"{labels.SERVICE}={service}"):
            self.care_for(pod)

    async def run_pods(self) -> None:
        """Do what a kubelet would tell of."""
        async for event in self.registry.watch("pods"):
            if event.type in ("ADDED", "MODIFIED"):
                self.care_for(event.obj)

    def care_for(self, pod: Obj) -> None:
        metadata = pod["metadata"]
        service = metadata["labels"][labels.SERVICE]
        if service not in self.made:
            self.made.append(service)
        try:
            if "deletionTimestamp" in metadata:
                if self.fate[service] != LINGERING:
                    self.registry.delete("pods", metadata["namespace"], metadata["name"], grace_seconds=0)
            elif pod["spec"].get("nodeName"):
                self._report(pod, ready=self.fate[service] != HANGING)
        except NotFound:
            return  # gone meanwhile

    def _report(self, pod: Obj, *, ready: bool) -> None:
        metadata = pod["metadata"]

        def change(current: Obj) -> None:
            status = current.setdefault("status", {})
            conditions = [each for each in status.get("conditions", []) if each["type"] == "PodScheduled"]
            conditions += [{"type": kind, "status": str(ready)} for kind in ("Ready", "ContainersReady")]
            status.update({"phase": "Running", "podIP": "10.0.0.9", "conditions": conditions})
            name = current["spec"]["containers"][0]["name"]
            running = {"running": {"startedAt": metadata["creationTimestamp"]}}
            status["containerStatuses"] = [
                {"name": name, "image": "i", "imageID": "i", "restartCount": 0, "ready": ready, "state": running}
            ]

        self.registry.mutate("pods", metadata["namespace"], metadata["name"], change, "status")


@asynccontextmanager
async def embedded(directory: Path) -> AsyncIterator[Embedded]:
    """Run a cluster with one host."""
    before = asyncio.all_tasks()
    store = Store(directory / "objects.sqlite")
    registry = Registry(store, SERVICE_RANGE)
    port = free_port()
    content.ensure(registry, SERVICE_RANGE, "10.42.0.1", port)
    amounts = {"cpu": "8", "memory": "16Gi", "pods": "110"}
    conditions = [{"type": "Ready", "status": "True", "lastHeartbeatTime": now()}]
    registry.create("nodes", None, {"metadata": {"name": NODE}})
    registry.mutate(
        "nodes",
        None,
        NODE,
        lambda node: node.update(status={"capacity": amounts, "allocatable": amounts, "conditions": conditions}),
        "status",
    )
    identity = ensure_identity(directory / "pki", ["127.0.0.1", "localhost"])
    server = ApiServer(registry, identity, "127.0.0.1", port)
    await server.start()
    server.ready = True
    kubeconfig = directory / "kubeconfig"
    write_kubeconfig(kubeconfig, identity, f"https://127.0.0.1:{port}")
    controllers = Controllers(registry)
    await controllers.start()
    cluster = Embedded(registry, kubeconfig)
    kubelet = asyncio.create_task(cluster.run_pods(), name="pretended kubelet")
    try:
        yield cluster
    finally:
        kubelet.cancel()
        await asyncio.gather(kubelet, return_exceptions=True)
        await controllers.stop()
        await server.stop()
        store.close()
        await _end(asyncio.all_tasks() - before)


async def _end(tasks: set[asyncio.Task[Any]]) -> None:
    """End what the cluster itself leaves behind, so that only the platform's own leaks fail a test."""
    left = tasks - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
