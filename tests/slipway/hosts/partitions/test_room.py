"""What a partition's hosts have, and how much of it is taken."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

from slipway.cluster import WatchCache
from slipway.hosts.observed import load_of
from slipway.hosts.partitions.room import room_of
from slipway.server import Platform
from tests.slipway.factory import Factory
from tests.slipway.hosts.partitions.conftest import NODES, node
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.waiting import until

Obj = dict[str, Any]


def pod(cpu: str, memory: str, phase: str = "Running") -> Obj:
    """Return a pod of one container on the first node."""
    requests = {"cpu": cpu, "memory": memory}
    spec = {"nodeName": "node-1", "containers": [{"name": "main", "resources": {"requests": requests}}]}
    return {"metadata": {}, "spec": spec, "status": {"phase": phase}}


def test_room_is_the_sum_of_the_hosts_that_there_are() -> None:
    """What has ended takes nothing; a host that is away is named, and counts for nothing."""
    pods = {"node-1": [pod("1500m", "1Gi"), pod("500m", "1Gi"), pod("4", "4Gi", "Succeeded")]}
    nodes = {name: node() for name in ("node-1", "node-2")}

    room = room_of(["gone", "node-1", "node-2"], nodes, lambda name: load_of(pods.get(name, [])))

    assert room.model_dump() == {
        "allocatable": {"cpu": "8", "memory": "16Gi", "pods": 220},
        "requested": {"cpu": "2", "memory": "2Gi", "pods": 2},
        "cpu_percent": 25,
        "memory_percent": 13,
        "pods_percent": 1,
        "missing_hosts": ["gone"],
    }


def test_a_partition_without_hosts_has_no_room_and_no_percentages() -> None:
    """Nothing of nothing is not a number."""
    room = room_of([], {}, lambda name: load_of([]))

    assert (room.allocatable.cpu, room.requested.pods, room.cpu_percent, room.missing_hosts) == ("0", 0, None, [])


async def test_room_follows_the_cluster(
    admin: httpx.AsyncClient, factory: Factory, platform: Platform, kubernetes: Kubernetes
) -> None:
    """By HTTP, from the watch cache."""
    partition = await factory.partition("gold", hosts=["node-1", "node-2"])
    async with asyncio.timeout(30):
        await platform.app.state.parts[WatchCache].wait_synced()

    async def room() -> Obj:
        shown: Obj = (await admin.get(f"/api/v1/partitions/{partition.id}")).json()["room"]
        return shown

    assert (await room())["allocatable"] == {"cpu": "8", "memory": "16Gi", "pods": 220}
    await kubernetes.put("/api/v1/namespaces/shop/pods/web-1", pod("2", "1Gi"))
    await kubernetes.finish(f"{NODES}/node-2")

    async def followed() -> bool:
        seen = await room()
        return bool(seen["missing_hosts"] == ["node-2"] and seen["cpu_percent"] == 50)

    await until(followed, 30)
