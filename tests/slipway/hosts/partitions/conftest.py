"""The platform beside a pretended cluster with three nodes."""

from __future__ import annotations

from pathlib import Path

import pytest

from slipway.settings import Settings
from tests.slipway.kubernetes import Kubernetes, Obj

NODES = "/api/v1/nodes"


@pytest.fixture
def settings(database_url: str, tmp_path: Path, kubernetes_at: tuple[Kubernetes, Path]) -> Settings:
    """Settings that point at the pretended cluster."""
    return Settings(data_dir=tmp_path, database_url=database_url, kubeconfig=kubernetes_at[1], port=0)


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
