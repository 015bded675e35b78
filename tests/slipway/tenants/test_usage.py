"""How much of its quota a tenant uses."""

from __future__ import annotations

import httpx

from slipway.tenants import Tenant
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.with_cluster import settings

__all__ = ["settings"]  # a fixture, found by its name

NOTHING = {"cpu": "0", "memory": "0", "pods": 0, "volumes": 0, "storage": "0", "services": 0, "domains": 0}
WANTED = {"cpu": "4", "memory": "8Gi", "pods": 50, "volumes": 20, "storage": "100Gi", "services": 500, "domains": 20}
QUOTA = "/api/v1/namespaces/slipway-acme/resourcequotas/slipway"


async def test_usage_is_what_the_cluster_counts(
    admin: httpx.AsyncClient, tenant: Tenant, kubernetes: Kubernetes
) -> None:
    """Used and hard come from the resource quota's status."""
    used = {"requests.cpu": "250m", "requests.memory": "128Mi", "pods": "2"}
    used |= {"persistentvolumeclaims": "3", "requests.storage": "3Gi", "services": "9"}
    hard = {"requests.cpu": "2", "requests.memory": "4Gi", "pods": "20"}
    hard |= {"persistentvolumeclaims": "5", "requests.storage": "20Gi", "services": "100"}
    await kubernetes.put(QUOTA, {"status": {"used": used, "hard": hard}})

    answer = await admin.get(f"/api/v1/tenants/{tenant.id}/usage")

    assert answer.json() == {
        "used": {**NOTHING, "cpu": "250m", "memory": "128Mi", "pods": 2, "volumes": 3, "storage": "3Gi"},
        "hard": {**WANTED, "cpu": "2", "memory": "4Gi", "pods": 20, "volumes": 5, "storage": "20Gi"},
        "reserved": NOTHING,
        "over": [],
        "engine_reachable": True,
    }


async def test_usage_of_a_tenant_that_the_cluster_has_not_counted_yet(admin: httpx.AsyncClient, tenant: Tenant) -> None:
    """Shows what it is entitled to."""
    answer = await admin.get(f"/api/v1/tenants/{tenant.id}/usage")

    shown = {"used": None, "hard": WANTED, "reserved": NOTHING, "over": [], "engine_reachable": True}
    assert answer.json() == shown


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
