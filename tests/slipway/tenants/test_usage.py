"""How much of its quota a tenant uses."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from slipway.settings import Settings
from slipway.tenants import Tenant
from tests.slipway.kubernetes import Kubernetes

QUOTA = "/api/v1/namespaces/slipway-acme/resourcequotas/slipway"


@pytest.fixture
def settings(settings: Settings, kubernetes_at: tuple[Kubernetes, Path]) -> Settings:
    """Settings of a platform that has a cluster."""
    return settings.model_copy(update={"kubeconfig": kubernetes_at[1]})


async def test_usage_is_what_the_cluster_counts(
    admin: httpx.AsyncClient, tenant: Tenant, kubernetes: Kubernetes
) -> None:
    """Used and hard come from the resource quota's status."""
    used = {"requests.cpu": "250m", "requests.memory": "128Mi", "pods": "2"}
    hard = {"requests.cpu": "2", "requests.memory": "4Gi", "pods": "20"}
    await kubernetes.put(QUOTA, {"status": {"used": used, "hard": hard}})

    answer = await admin.get(f"/api/v1/tenants/{tenant.id}/usage")

    assert answer.json() == {
        "used": {"cpu": "250m", "memory": "128Mi", "pods": 2},
        "hard": {"cpu": "2", "memory": "4Gi", "pods": 20},
        "engine_reachable": True,
    }


async def test_usage_of_a_tenant_that_the_cluster_has_not_counted_yet(admin: httpx.AsyncClient, tenant: Tenant) -> None:
    """Shows what it is entitled to."""
    answer = await admin.get(f"/api/v1/tenants/{tenant.id}/usage")

    assert answer.json() == {"used": None, "hard": {"cpu": "4", "memory": "8Gi", "pods": 50}, "engine_reachable": True}


async def test_usage_without_a_cluster_says_so(
    admin: httpx.AsyncClient, tenant: Tenant, kubernetes: Kubernetes
) -> None:
    """And does not guess."""
    kubernetes.down = True

    answer = await admin.get(f"/api/v1/tenants/{tenant.id}/usage")

    assert answer.status_code == 200
    assert (answer.json()["used"], answer.json()["engine_reachable"]) == (None, False)
    assert (await admin.get("/api/v1/platform")).json()["engine_reachable"] is False
    assert (await admin.get("/readyz")).status_code == 200
