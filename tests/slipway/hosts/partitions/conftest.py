"""The platform beside a pretended cluster with three nodes."""

from __future__ import annotations

import pytest

from tests.slipway.kubernetes import Kubernetes, Obj
from tests.slipway.with_cluster import settings

__all__ = ["settings"]  # a fixture, found by its name

NODES = "/api/v1/nodes"


@pytest.fixture(autouse=True)
async def nodes(kubernetes: Kubernetes) -> list[str]:
    """Nodes with a label and a taint of somebody else."""
    names = ["node-1", "node-2", "node-3"]
    for name in names:
        await kubernetes.put(f"{NODES}/{name}", node())
    return names


def node() -> Obj:
    """Return a node as an administrator may have prepared it."""
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"labels": {"zone": "a"}},
        "spec": {"taints": [{"key": "gpu", "value": "yes", "effect": "NoSchedule"}]},
        "status": {"allocatable": {"cpu": "4", "memory": "8Gi", "pods": "110"}},
    }
