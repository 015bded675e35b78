"""A pretended cluster of three hosts, and a platform that looks at it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from slipway.cluster import WatchCache
from slipway.server import Platform, compose
from slipway.settings import Settings
from slipway.startup import running
from tests.slipway.cli.conftest import run
from tests.slipway.factory import Factory
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.on_sqlite import database_url
from tests.slipway.with_cluster import settings

Obj = dict[str, Any]


def node(labels: Obj | None = None, ready: str = "True", **spec: Any) -> Obj:
    """A node as kubelets report it."""
    amounts = {"cpu": "4", "memory": "8Gi", "pods": "110"}
    return {
        "metadata": {"labels": labels or {}, "creationTimestamp": "2026-01-02T03:04:05Z"},
        "spec": spec,
        "status": {
            "capacity": amounts,
            "allocatable": {**amounts, "cpu": "3800m"},
            "conditions": [{"type": "Ready", "status": ready, "reason": "Kubelet", "message": "so it says"}],
            "addresses": [{"type": "InternalIP", "address": "10.9.8.7"}],
            "nodeInfo": {"kubeletVersion": "v1.30.1", "osImage": "Debian 12", "kernelVersion": "6.18"},
        },
    }


def pod(host: str, cpu: str = "500m", *, owner: str = "ReplicaSet", phase: str = "Running", **spec: Any) -> Obj:
    """A pod of one container on a host; no ``owner``: nobody makes it anew."""
    container = {"name": "main", "resources": {"requests": {"cpu": cpu, "memory": "512Mi"}}}
    owners = [{"kind": owner, "name": "its-owner", "uid": f"{owner}-1", "controller": True}] if owner else []
    state = "running" if phase == "Running" else "terminated"
    return {
        "metadata": {"labels": {"app": "web"}, "ownerReferences": owners},
        "spec": {"nodeName": host, "containers": [container], **spec},
        "status": {"phase": phase, "containerStatuses": [{"name": "main", "state": {state: {}}}]},
    }


def pod_path(name: str, namespace: str = "shop") -> str:
    """The address of a pod."""
    return f"/api/v1/namespaces/{namespace}/pods/{name}"


def node_path(name: str) -> str:
    """The address of a node."""
    return f"/api/v1/nodes/{name}"


@pytest.fixture
async def three(kubernetes: Kubernetes) -> Kubernetes:
    """``n1`` is of the control plane, ``n2`` and ``n3`` are workers; two pods are on ``n2``."""
    await kubernetes.put(node_path("n1"), node({"node-role.kubernetes.io/control-plane": ""}))
    await kubernetes.put(node_path("n2"), node({"disk": "ssd"}))
    await kubernetes.put(node_path("n3"), node(ready="Unknown"))
    await kubernetes.put(pod_path("web-1"), pod("n2"))
    await kubernetes.put(pod_path("agent-1"), pod("n2", "100m", owner="DaemonSet"))
    return kubernetes


@pytest.fixture
async def platform(settings: Settings, three: Kubernetes) -> AsyncIterator[Platform]:
    """The composed platform, which has seen the hosts."""
    built = compose(settings, worker=False)
    async with running(built.parts):
        async with asyncio.timeout(30):
            await built.app.state.parts[WatchCache].wait_synced()
        yield built


@pytest.fixture
async def admin(factory: Factory) -> httpx.AsyncClient:
    """A platform administrator."""
    return await factory.client()


__all__ = ["database_url", "run", "settings"]  # fixtures, found by their names
