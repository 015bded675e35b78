"""A platform with a pretended cluster that has volumes of two tenants."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from slipway.access import Role
from slipway.cluster import STORAGE_CLASS, VOLUME_CLAIM, WatchCache
from slipway.server import Platform
from slipway.tenants import Tenant
from tests.slipway.applications.client import Applications, Json, service
from tests.slipway.factory import Factory
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.on_sqlite import database_url
from tests.slipway.waiting import until
from tests.slipway.with_cluster import settings

__all__ = ["database_url", "settings"]  # fixtures, found by their names

DATA = {"name": "data", "mount_path": "/data"}
CLASS = {
    "metadata": {"annotations": {"storageclass.kubernetes.io/is-default-class": "true"}},
    "provisioner": "disks.example",
    "allowVolumeExpansion": True,
}


@dataclass
class World:
    """The tenant ``acme`` with an application ``shop``, whose service ``db`` has a volume, and what the cluster has."""

    kubernetes: Kubernetes
    cache: WatchCache
    tenant: Tenant
    developer: httpx.AsyncClient
    shop: Json

    async def claim(self, name: str, service_name: str, size: str = "1Gi", **status: Any) -> None:
        """Have the cluster hold a claim, as the publisher makes it."""
        labels = {
            "app.kubernetes.io/managed-by": "slipway",
            "slipway.io/application": "shop",
            "slipway.io/application-id": self.shop["id"],
            "slipway.io/service": service_name,
            "slipway.io/volume": name.removeprefix(f"{service_name}-"),
        }
        spec = {
            "accessModes": ["ReadWriteOnce"],
            "storageClassName": "fast",
            "resources": {"requests": {"storage": size}},
        }
        body = {
            "metadata": {"labels": labels, "creationTimestamp": "2026-01-02T03:04:05Z"},
            "spec": spec,
            "status": {"phase": "Bound", "capacity": {"storage": size}, **status},
        }
        await self.put("persistentvolumeclaims", name, body)
        await until(lambda: self.cache.get(VOLUME_CLAIM, self.tenant.namespace, name))

    async def put(self, plural: str, name: str, body: Json) -> None:
        """Have the cluster hold something of the tenant."""
        await self.kubernetes.put(f"/api/v1/namespaces/{self.tenant.namespace}/{plural}/{name}", body)

    def at(self, name: str) -> str:
        """Return the address of a volume."""
        return f"/api/v1/volumes/{self.tenant.id}/{name}"


@pytest.fixture
async def world(platform: Platform, factory: Factory, kubernetes: Kubernetes, tenant: Tenant) -> AsyncIterator[World]:
    """The world, its cluster seen."""
    await kubernetes.put("/apis/storage.k8s.io/v1/storageclasses/fast", CLASS)
    await kubernetes.put(f"/api/v1/namespaces/{tenant.namespace}", {})
    cache: WatchCache = platform.app.state.parts[WatchCache]
    await until(lambda: cache.synced and cache.all(STORAGE_CLASS))
    developer = await factory.client(Role.DEVELOPER, tenant)
    shop = await Applications(developer).create({"name": "shop", "services": [service("db", volumes=[DATA])]})
    made = World(kubernetes, cache, tenant, developer, shop)
    await made.claim("db-data", "db")
    await made.claim("old-data", "old", "3Gi")
    yield made
